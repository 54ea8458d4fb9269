"""Who is registered already, and which of them a row means: by receipt, else by organisation and name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core.db import db
from forumapp.core.text.names import full_name
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import ALIVE, Answer, Registration, RegistrationState
from forumapp.registration.sheets.reading import Wanted
from forumapp.registration.sheets.texts import Unclear

_OF_SEAT = ("id", "receipt", "state", "mode", "quota_id", "organisation_id", "organisation_name")
FIELDS = (
    "family_name", "given_name", "family_kana", "given_kana", "department_id", "unit", "title", "rank_id", "track_id",
    "email", "needs", "may_list",
)  # fmt: skip
_COLUMNS = tuple(
    getattr(Registration, name)
    for name in (
        "id",
        "receipt",
        "state",
        "mode",
        "quota_id",
        "organisation_id",
        "organisation_name",
        *FIELDS,
    )
)


@dataclass(frozen=True, slots=True)
class Known:
    """A registration as far as lists are compared with it."""

    id: int
    receipt: str
    state: RegistrationState
    mode: Mode
    quota_id: int | None
    organisation_id: int | None
    organisation_name: str
    values: dict[str, Any]

    @property
    def name(self) -> str:
        """Return the name as it is compared: without blanks."""
        return "".join(f"{self.values['family_name']}{self.values['given_name']}".split())

    @property
    def kana(self) -> str:
        """Return the reading as it is compared."""
        return "".join(f"{self.values['family_kana']}{self.values['given_kana']}".split())

    @property
    def said(self) -> str:
        """Return who it is, for a sentence."""
        whole = full_name(self.values["family_name"], self.values["given_name"])
        return f"{whole}({self.receipt[:4]}-{self.receipt[4:]})"

    @property
    def is_alive(self) -> bool:
        """Say whether the person may still come."""
        return self.state in ALIVE


class Everybody:
    """The registrations of a forum, in one statement; two with answers."""

    def __init__(self, forum: Forum, question_ids: Sequence[int]) -> None:
        """Read them."""
        columns = [getattr(Registration, name) for name in (*_OF_SEAT, *FIELDS)]
        own = sa.select(*columns).where(Registration.forum_id == forum.id).order_by(Registration.id)
        self.by_receipt: dict[str, Known] = {}
        self.by_name: dict[tuple[int | str, str], list[Known]] = {}
        for row in db.session.execute(own):
            said = dict(row._mapping)
            one = Known(**{name: said.pop(name) for name in _OF_SEAT}, values=said)
            self.by_receipt[one.receipt] = one
            if one.is_alive:
                owner = one.organisation_id if one.organisation_id is not None else one.organisation_name
                self.by_name.setdefault((owner, one.name), []).append(one)
        self.answers: dict[tuple[int, int], str] = {}
        if question_ids:
            given = sa.select(Answer.registration_id, Answer.question_id, Answer.value)
            rows = db.session.execute(given.where(Answer.forum_id == forum.id)).tuples()
            self.answers = {(registration, question): value for registration, question, value in rows}

    def find(self, wanted: Wanted) -> Known | None:
        """Return whom a row means; None for somebody new. Raises Unclear."""
        if wanted.receipt:
            return self._by_receipt(wanted)
        if wanted.owner is None:
            return None
        alike = self.by_name.get((wanted.owner.key, wanted.name), [])
        found = [one for one in alike if _may_be(wanted, one)]
        if wanted.quota is not None:
            within = [one for one in found if one.quota_id == wanted.quota.id]
            if not within and any(one.quota_id is None for one in found):
                raise Unclear(
                    "quota_change",
                    _(
                        "この方は、参加枠の外で登録されています：%(who)s。",
                        who="、".join(one.said for one in found),
                    ),
                )
            found = within
        return _narrowed(wanted, found)

    def _by_receipt(self, wanted: Wanted) -> Known:
        known = self.by_receipt.get(wanted.receipt)
        if known is None:
            raise Unclear("receipt_unknown", _("この受付番号の登録は、このフォーラムにありません。"))
        if not known.is_alive:
            return known
        parts = ("family_name", "given_name")
        differ = [name for name in parts if wanted.values[name] != known.values[name]]
        same_kana = wanted.kana and wanted.kana == known.kana
        same_address = wanted.values.get("email", "").lower() == known.values["email"].lower() != ""
        if wanted.name != known.name and len(differ) == 2 and not same_kana and not same_address:
            raise Unclear(
                "receipt_other",
                _(
                    "この受付番号は%(who)sのものです。交代のときは、参加登録の画面で交代してください。",
                    who=known.said,
                ),
            )
        return known


def _may_be(wanted: Wanted, one: Known) -> bool:
    """Say whether somebody of the same organisation and name can be meant. Raises Unclear where nobody can know."""
    address, known_address = wanted.values.get("email", "").lower(), one.values["email"].lower()
    if not wanted.kana or not one.kana or wanted.kana == one.kana or (address and address == known_address):
        return True
    if address and known_address:
        return False
    raise Unclear(
        "same_name",
        _(
            "同じ団体に、フリガナの違う同姓同名の方がいます：%(who)s。同じ方のときは、受付番号を入力してください。",
            who=one.said,
        ),
    )


def _narrowed(wanted: Wanted, found: Sequence[Known]) -> Known | None:
    if len(found) > 1:
        address = wanted.values.get("email", "").lower()
        for narrower in (
            [one for one in found if address and one.values["email"].lower() == address],
            [one for one in found if wanted.mode is not None and one.mode is wanted.mode],
        ):
            if len(narrower) == 1:
                return narrower[0]
        raise Unclear(
            "several",
            _(
                "この方の登録が複数あります：%(who)s。受付番号か参加枠を入力してください。",
                who="、".join(one.said for one in found),
            ),
        )
    return found[0] if found else None
