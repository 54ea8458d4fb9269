"""Organisations as lists name them: by code (a lost zero proved by the check digit) or name, never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from forumapp.core.sheets.cells import shown
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.directory import codes, register
from forumapp.directory.models import Organisation, OrganisationKind
from forumapp.directory.queries import organisations
from forumapp.directory.register import Municipality
from forumapp.forums.models import Forum
from forumapp.registration.queries.audience import prefecture_of
from forumapp.registration.sheets.texts import Mended, Unclear

_OFFICES = ("市役所", "区役所", "町役場", "村役場", "県庁", "府庁", "都庁", "道庁")
_LOCAL = ("都", "道", "府", "県", "市", "区", "町", "村")
MOST_CANDIDATES = 6


@dataclass(frozen=True)
class Owner:
    """Whose people a row speaks of. ``organisation`` is a row of the database, or one like it with an id below 0.

    None: a text of its own, which no quota means.
    """

    text: str
    organisation: Organisation | None = None

    @property
    def key(self) -> int | str:
        """Return what tells organisations apart."""
        return self.organisation.id if self.organisation else self.text


class Owners:
    """Finds organisations for one forum: one statement for all."""

    def __init__(self, forum: Forum) -> None:
        """Read which organisations are in use."""
        self.prefecture = prefecture_of(forum)
        self.by_code: dict[str, Organisation] = {}
        self.by_name: dict[str, list[Organisation]] = {}
        for one in organisations():
            self.by_name.setdefault(one.name, []).append(one)
            if one.code:
                self.by_code[one.code] = one
        self.found: dict[tuple[str, str], Owner | Unclear] = {}
        self.mended: dict[tuple[str, str], Mended] = {}

    def find(self, code: str, name: str, mended: Mended) -> Owner:
        """Return who is meant by code and name, of which one may be empty. Raises Unclear."""
        asked = (code, name)
        if asked not in self.found:
            self.mended[asked] = []
            try:
                self.found[asked] = self._find(code, name, self.mended[asked])
            except Unclear as error:
                self.found[asked] = error
        mended += self.mended[asked]
        known = self.found[asked]
        if isinstance(known, Unclear):
            raise known
        return known

    def of_code(self, code: str) -> Owner | None:
        """Return who has this code."""
        entry = register.by_code(code)
        if code in self.by_code:
            return Owner(self.by_code[code].name, self.by_code[code])
        if entry is None:
            return None
        made = Organisation(
            id=-int(code),
            code=code,
            kind=OrganisationKind(entry.kind),
            name=entry.name,
            prefecture=entry.prefecture_code,
        )
        return Owner(entry.name, made)

    def _find(self, code: str, name: str, mended: Mended) -> Owner:
        if not code:
            if not name:
                raise Unclear("organisation_missing", _("団体名か団体コードを入力してください。"))
            return self._named(name, mended)
        owner = self._coded(code, name, mended)
        if name and not self._is_called(owner, name):
            raise Unclear(
                "organisation_differs",
                _(
                    "団体コード%(code)sは「%(owner)s」で、「%(name)s」ではありません。どちらかを直してください。",
                    code=owner.organisation.code if owner.organisation else code,
                    owner=owner.text,
                    name=shown(name),
                ),
            )
        return owner

    def _coded(self, text: str, name: str, mended: Mended) -> Owner:
        digits = to_halfwidth(text).replace(" ", "").replace("-", "")
        meant = [code for code in codes.readings(digits) if self.of_code(code)]
        if not meant:
            raise self._bad_code(digits)
        if len(meant) > 1:
            meant = self._likely(meant, name)
        if len(meant) > 1:
            raise Unclear(
                "code_ambiguous",
                _(
                    "「%(code)s」は、次のどれか分かりません。6桁で入力してください：%(names)s",
                    code=digits,
                    names=self._listed(meant),
                ),
            )
        if meant[0] != text:
            mended.append(
                ("code_zero" if meant[0][1:] == digits or digits in meant[0][1:] else "code", text, meant[0])
            )
        owner = self.of_code(meant[0])
        assert owner is not None  # only such codes were taken
        return owner

    def _likely(self, meant: Sequence[str], name: str) -> list[str]:
        """Narrow codes by the name beside them, else by the prefecture that the forum is for."""
        owners = {code: self.of_code(code) for code in meant}
        called = [code for code, owner in owners.items() if name and owner and self._is_called(owner, name)]
        within = [code for code in meant if code[:2] == self.prefecture]
        return called or within or list(meant)

    def _bad_code(self, digits: str) -> Unclear:
        if len(digits) == 6 and digits.isascii() and digits.isdigit():
            if codes.is_valid(digits):
                return Unclear("code_unknown", _("団体コード「%(code)s」の団体はありません。", code=digits))
            return Unclear(
                "code_check",
                _(
                    "団体コード「%(code)s」は、検査数字(6桁目)が合いません。打ち間違いがないか確認してください。",
                    code=digits,
                ),
            )
        return Unclear(
            "code",
            _("「%(code)s」は団体コードではありません。6桁の数字で入力してください。", code=shown(digits)),
        )

    def _named(self, name: str, mended: Mended) -> Owner:
        text = _without_office(name)
        listed, in_use = register.named(text), self.by_name.get(text, [])
        within = register.named(text, self.prefecture) if self.prefecture else ()
        listed = within if len(within) == 1 else listed
        if len(listed) > 1 or (not listed and len(in_use) > 1):
            names = self._names(listed) or "、".join(one.code or one.name for one in in_use)
            raise Unclear(
                "organisation_ambiguous",
                _(
                    "「%(name)s」は複数あります。団体コードを入力してください：%(names)s",
                    name=shown(text),
                    names=names,
                ),
            )
        owner = self.of_code(listed[0].code) if listed else Owner(text, in_use[0]) if in_use else None
        if owner is None:
            owner = self._unlisted(name, mended)
        elif text != name:
            mended.append(("organisation", name, owner.text))
        return owner

    def _unlisted(self, name: str, mended: Mended) -> Owner:
        """Return a text of its own, unless it is nearly the name of a local government."""
        close = register.search(name, self.prefecture) or register.search(name)
        alike = [one for one in close if register.is_alike(one, name)]
        if len(alike) == 1:
            mended.append(("organisation", name, alike[0].name))
            owner = self.of_code(alike[0].code)
            assert owner is not None  # it is in the register
            return owner
        if name.endswith(_LOCAL) or close:
            hint = _("もしかして：%(names)s", names=self._names(close[:MOST_CANDIDATES])) if close else ""
            raise Unclear(
                "organisation_unknown",
                _("「%(name)s」は団体の台帳にありません。%(hint)s", name=shown(name), hint=hint).strip(),
            )
        return Owner(name)

    def _is_called(self, owner: Owner, name: str) -> bool:
        entry = register.by_code(owner.organisation.code or "") if owner.organisation else None
        text = _without_office(name)
        return text == owner.text or (entry is not None and register.is_alike(entry, text))

    def _listed(self, meant: Sequence[str]) -> str:
        owners = [(code, self.of_code(code)) for code in meant]
        return "、".join(f"{owner.text}({code})" for code, owner in owners if owner)

    def _names(self, listed: Sequence[Municipality]) -> str:
        return "、".join(f"{one.full_name}({one.code})" for one in listed)


def _without_office(name: str) -> str:
    """Return 長崎市 of 長崎市役所."""
    return next((name[: 1 - len(office)] for office in _OFFICES if name.endswith(office)), name)
