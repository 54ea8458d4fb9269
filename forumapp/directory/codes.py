"""Six-digit codes of local governments (全国地方公共団体コード). Text, never numbers: many begin with 0.

The check digit, as the Ministry of Internal Affairs and Communications defines it, is
(11 − Σ dᵢ·(6,5,4,3,2) mod 11) mod 10 over the first five digits, which are JIS X 0401 (prefecture, two) and
JIS X 0402 (municipality, three).
"""

import re
from collections.abc import Container

from forumapp.core.text.cleaning import to_halfwidth

_WEIGHTS = (6, 5, 4, 3, 2)
_PREFECTURES = 47
_FIVE = re.compile(r"[0-9]{5}")
_SIX = re.compile(r"[0-9]{6}")


def check_digit(first_five: str) -> str:
    """The sixth digit. Raises ValueError unless `first_five` is five ASCII digits."""
    if not _FIVE.fullmatch(first_five):
        raise ValueError(f"not five digits: {first_five!r}")
    total = sum(int(digit) * weight for digit, weight in zip(first_five, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def is_valid(code: str) -> bool:
    """Six ASCII digits, of one of the 47 prefectures, with a right check digit; the place need not exist."""
    if not _SIX.fullmatch(code) or not 1 <= int(code[:2]) <= _PREFECTURES:
        return False
    return check_digit(code[:5]) == code[5]


def is_prefecture(code: str) -> bool:
    """Whether a valid code is a prefecture's own: 420000."""
    return is_valid(code) and code[2:5] == "000"


def prefecture_code_of(code: str) -> str:
    """The two digits of the prefecture: 42 for 422011. Raises ValueError for an invalid code."""
    if not is_valid(code):
        raise ValueError(f"not a local government code: {code!r}")
    return code[:2]


def own_code_of_prefecture(prefecture_code: str) -> str:
    """The six-digit code of a prefecture: 420000 for 42. Raises ValueError unless given 01 to 47."""
    if not re.fullmatch("[0-9]{2}", prefecture_code) or not 1 <= int(prefecture_code) <= _PREFECTURES:
        raise ValueError(f"not a prefecture: {prefecture_code!r}")
    return f"{prefecture_code}000{check_digit(prefecture_code + '000')}"


def readings(text: str) -> tuple[str, ...]:
    """Every valid code that a cell of a spreadsheet may have meant, in the order in which they are likely.

    Digits may be full-width; the leading zero, the check digit or both may be lost; Excel may have added .0.
    Five digits can have two readings: 12203 is 士別市 (012203) without its zero or 市川市 (122033) without
    its check digit.
    """
    digits = re.sub(r"\s|\.0+$", "", to_halfwidth(text))
    if not re.fullmatch("[0-9]{4,6}", digits):
        return ()
    if len(digits) == 6:
        candidates = [digits]
    elif len(digits) == 5:
        candidates = ["0" + digits, digits + check_digit(digits)]
    else:
        candidates = ["0" + digits + check_digit("0" + digits)]
    return tuple(code for code in candidates if is_valid(code))


def repair(text: str, known: Container[str] | None = None) -> str | None:
    """The one code that `text` can mean, or None where there is none or more than one.

    `known` are the codes that can occur, best those of one prefecture. Twelve codes of the whole register,
    without their zero, are also another's without its check digit; within one prefecture none are.
    """
    found = [code for code in readings(text) if known is None or code in known]
    return found[0] if len(found) == 1 else None
