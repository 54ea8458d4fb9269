"""Names of organisations as people write them before their own: 長崎県長崎市, 長崎市, 長崎市役所, 長崎. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from forumapp.attendance import naming

_PREFECTURE = re.compile(r"^(?:北海道|東京都|京都府|大阪府|.{2,3}県)(?=.)")
_COUNTY = re.compile(r"^.{1,4}郡(?=.{2,})")
_OFFICE = re.compile(r"(?:役所|役場|庁)$")
_COMPANY = re.compile(r"株式会社|有限会社|一般社団法人|一般財団法人|公益財団法人|[(（]株[)）]|㈱")


class OrganisationNames:
    """The organisations of one forum by every form of their names; ``in_text`` gives them as :func:`naming.usual` does."""

    def __init__(self, names: Iterable[str]) -> None:
        """Read the names once. A form that fits several of them stands for all of these."""
        self.forms: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for form in _forms(name):
                self.forms[form].add(naming.usual(name))
        self.longest = max(map(len, self.forms), default=0)

    def in_text(self, text: str) -> set[str]:
        """Return the organisations that a shown name begins with, holds as a part, or ends with."""
        found: set[str] = set()
        for part in naming.parts(text):
            whole = naming.usual(part)
            if whole in self.forms:
                found |= self.forms[whole]
            else:
                found |= next((self.forms[form] for form, _rest in self._leading(whole)), set())
        return found

    def is_one(self, text: str, organisation: str) -> bool:
        """Say whether ``text`` is a form of this organisation's name."""
        whole, wanted = naming.usual(text), naming.usual(organisation)
        return any(wanted in self.forms.get(form, ()) for form in (whole, _PREFECTURE.sub("", whole)))

    def without(self, part: str) -> Iterator[str]:
        """Yield a part, and what is left of it without a leading name of an organisation."""
        yield part
        for _form, rest in self._leading(naming.usual(part)):
            yield rest

    def _leading(self, whole: str) -> Iterator[tuple[str, str]]:
        for text in dict.fromkeys((whole, _PREFECTURE.sub("", whole))):
            for size in range(min(len(text) - 1, self.longest), 1, -1):
                if text[:size] in self.forms:
                    yield text[:size], text[size:]


def _forms(name: str) -> Iterator[str]:
    plain = naming.usual(_COMPANY.sub("", name))
    for text in {
        plain,
        naming.usual(name),
        _PREFECTURE.sub("", plain),
        _COUNTY.sub("", _PREFECTURE.sub("", plain)),
    }:
        if len(text) < 2:
            continue
        yield text
        yield _OFFICE.sub("", text)
        if text[-1] in "市町村":
            yield text + ("役所" if text[-1] == "市" else "役場")
        if text[-1] == "県":
            yield text + "庁"
