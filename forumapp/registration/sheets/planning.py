"""What a list would do: who is new, what changes, who has no seat. Reads only; the seats are counted on a ledger of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from flask_babel import gettext as _

from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Quota, RegistrationState
from forumapp.registration.queries.ledger import MODES, Lack, Ledger, Seat
from forumapp.registration.sheets.choices import OVER, Choices
from forumapp.registration.sheets.faults import Notes
from forumapp.registration.sheets.known import Everybody, Known
from forumapp.registration.sheets.owners import Owner
from forumapp.registration.sheets.reading import Reader, Wanted
from forumapp.registration.sheets.texts import Unclear
from forumapp.registration.wording import mode_name


@dataclass
class Newcomer:
    """Somebody who is not registered yet; ``waits``: there is no seat, and a place on the waiting list."""

    wanted: Wanted
    owner: Owner
    mode: Mode
    quota: Quota | None
    waits: bool = False


@dataclass(frozen=True)
class Difference:
    """What a row says otherwise than a registration."""

    wanted: Wanted
    known: Known
    values: dict[str, Any]
    answers: dict[int, str]
    owner: Owner | None = None
    mode: Mode | None = None

    @property
    def is_nothing(self) -> bool:
        """Say whether the row says what is known."""
        return not (self.values or self.answers or self.owner or self.mode)


@dataclass
class Plan:
    """The whole list; nothing may be written while there are faults."""

    rows: int = 0
    new: list[Newcomer] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    unchanged: int = 0
    notes: Notes = field(default_factory=Notes)
    unread: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Return what tells two plans for one file apart: what was looked at, and what would be done now."""
        said = (
            [(one.wanted.row, one.waits) for one in self.new],
            [(one.wanted.row, sorted(one.values), sorted(one.answers), one.mode) for one in self.changed],
        )
        faults = [(one.row, one.code) for one in self.notes.faults]
        return blake2b(repr((said, faults)).encode(), digest_size=12).hexdigest()

    @property
    def waiting(self) -> int:
        """Return how many would wait for a seat."""
        return sum(one.waits for one in self.new)


class Planner:
    """Compares the people of a list with those who are registered, and gives them seats in order of the file."""

    def __init__(self, forum: Forum, reader: Reader, choices: Choices, book: Ledger, *, waits: bool) -> None:
        """Read who is registered; ``book`` is used up."""
        self.forum, self.reader, self.choices, self.book = forum, reader, choices, book
        self.everybody = Everybody(forum, [one.id for one in choices.questions])
        self.plan = Plan(notes=reader.notes, unread=reader.found.unread)
        self.may_wait = waits and book.rules.has_waiting
        self.met: dict[int, int] = {}
        self.entered: dict[tuple[Any, ...], int] = {}

    def make(self, people: Sequence[Wanted]) -> Plan:
        """Return what the list would do."""
        self.plan.rows = len(people)
        for wanted in people:
            if wanted.is_sound:
                try:
                    self._place(wanted)
                except Unclear as error:
                    column = "receipt" if wanted.receipt else "family_name"
                    column = "quota" if error.code.startswith("quota") else column
                    self._refuse(wanted, column, error.code, error.message)
        for difference in self.plan.changed:
            if difference.mode is not None:
                self._move(difference, difference.mode)
        for one in self.plan.new:
            self._seat(one)
        self.plan.notes = self.plan.notes.in_order()
        return self.plan

    def _refuse(self, wanted: Wanted, column: str, code: str, message: str) -> None:
        if column == "family_name" and column not in self.reader.found.headings:
            column = "name"
        self.reader.refuse(wanted, column, code, message)

    def _place(self, wanted: Wanted) -> None:
        known = self.everybody.find(wanted)
        if known is None:
            self._enter(wanted)
            return
        if known.id in self.met:
            raise Unclear(
                "twice", _("%(row)d行目と同じ方です。どちらかの行を消してください。", row=self.met[known.id])
            )
        self.met[known.id] = wanted.row
        if not known.is_alive or wanted.state in OVER:
            self._end(wanted, known)
            return
        difference = self._difference(wanted, known)
        if difference.is_nothing:
            self.plan.unchanged += 1
        else:
            self.plan.changed.append(difference)

    def _end(self, wanted: Wanted, known: Known) -> None:
        """A list neither cancels nor brings back: it may say again what is so already."""
        if known.is_alive:
            raise Unclear(
                "state",
                _(
                    "取り込みではキャンセルできません。参加登録の画面でキャンセルしてください：%(who)s",
                    who=known.said,
                ),
            )
        if wanted.state not in OVER:
            raise Unclear("ended", _("この登録は終わっています(キャンセル・交代)：%(who)s", who=known.said))
        self.plan.unchanged += 1

    def _difference(self, wanted: Wanted, known: Known) -> Difference:
        quota = self.book.quotas.get(known.quota_id or 0)
        if wanted.quota is not None and wanted.quota.id != known.quota_id:
            former = quota.label if quota else _("なし")
            raise Unclear(
                "quota_change",
                _("参加枠は、取り込みでは変更できません(今の参加枠：%(label)s)。", label=former),
            )
        values = {name: value for name, value in wanted.values.items() if value != known.values[name]}
        if wanted.name == known.name:  # divided otherwise, but the same name
            for name in ("family_name", "given_name"):
                values.pop(name, None)
        values = {
            name: value for name, value in values.items() if value not in (None, "") or name == "given_name"
        }
        answers = {
            ident: value
            for ident, value in wanted.answers.items()
            if value != self.everybody.answers.get((known.id, ident), "")
        }
        owner = wanted.owner if wanted.owner and not self._is_of(known, wanted.owner) else None
        if owner is not None and known.quota_id is not None:
            raise Unclear("organisation_change", _("参加枠の席を使っているため、団体は変更できません。"))
        mode = wanted.mode if wanted.mode is not None and wanted.mode is not known.mode else None
        return Difference(wanted, known, values, answers, owner, mode)

    def _is_of(self, known: Known, owner: Owner) -> bool:
        own = known.organisation_id if known.organisation_id is not None else known.organisation_name
        return own == owner.key

    def _enter(self, wanted: Wanted) -> None:
        if wanted.state in OVER:
            self.plan.unchanged += 1
            return
        owner = wanted.owner
        if owner is None:
            raise Unclear("organisation_missing", _("団体名か団体コードを入力してください。"))
        quota = wanted.quota or self._quota_of_department(wanted, owner)
        mode = wanted.mode or self._mode_of(quota)
        if mode is None:
            self._refuse(wanted, "mode", "mode_missing", _("参加方法(会場参加かWeb参加)を入力してください。"))
            return
        key = (owner.key, wanted.name, wanted.kana, quota.id if quota else None)
        if key in self.entered:
            raise Unclear(
                "twice", _("%(row)d行目と同じ方です。どちらかの行を消してください。", row=self.entered[key])
            )
        self.entered[key] = wanted.row
        if wanted.half_kana:
            text = _("フリガナは、姓と名の両方を入力してください。")
            self._refuse(wanted, wanted.half_kana, "kana_half", text)
        self._ask(wanted)
        if wanted.is_sound:
            self.plan.new.append(Newcomer(wanted, owner, mode, quota))

    def _ask(self, wanted: Wanted) -> None:
        """Whoever is new answers what must be answered, where the file has a column for it."""
        for column, question in self.reader.asked.items():
            asked = question.is_required and column in self.reader.found.headings
            if asked and not wanted.answers.get(question.id):
                self._refuse(
                    wanted, column, "answer_missing", _("「%(label)s」は必須です。", label=question.label)
                )

    def _quota_of_department(self, wanted: Wanted, owner: Owner) -> Quota | None:
        """Return the one quota that an organisation has for the department of a row, where seats are kept in quotas."""
        department = wanted.values.get("department_id")
        if not self.book.reserves or department is None:
            return None
        own = [one for one in self.choices.quotas_of(owner) if one.department_id == department]
        fitting = [one for one in own if wanted.mode is None or one.mode in {None, Mode.BOTH, wanted.mode}]
        if len(fitting) > 1:
            labels = "、".join(one.label for one in fitting)
            raise Unclear(
                "quota_ambiguous",
                _("この部門の参加枠が複数あります。参加枠を入力してください：%(labels)s", labels=labels),
            )
        if fitting:
            self.reader.mend(wanted, "quota", "quota", "", fitting[0].label)
        return fitting[0] if fitting else None

    def _mode_of(self, quota: Quota | None) -> Mode | None:
        if quota is not None and quota.mode in MODES:
            return quota.mode
        return self.forum.mode if self.forum.mode in MODES else None

    def _move(self, difference: Difference, mode: Mode) -> None:
        known = difference.known
        if known.state not in {RegistrationState.CONFIRMED, RegistrationState.OFFERED}:
            return
        former = Seat(known.mode, known.quota_id, known.organisation_id)
        wanted = Seat(mode, known.quota_id, known.organisation_id)
        self.book.free(former)
        lack = self._lack(wanted)
        if lack is not None:
            self.book.take(former)
            owner = difference.wanted.owner.text if difference.wanted.owner else known.organisation_name
            self._refuse(
                difference.wanted, "mode", f"no_seat_{lack.value}", self._no_seat(lack, wanted, owner)
            )
        else:
            self.book.take(wanted)

    def _seat(self, one: Newcomer) -> None:
        organisation = one.owner.organisation
        seat = Seat(one.mode, one.quota.id if one.quota else None, organisation.id if organisation else None)
        lack = self._lack(seat)
        if lack is None:
            self.book.take(seat)
        elif self.may_wait and lack is not Lack.OTHER_MODE:
            one.waits = True
        else:
            column = "quota" if lack is Lack.QUOTA else "mode"
            self._refuse(
                one.wanted, column, f"no_seat_{lack.value}", self._no_seat(lack, seat, one.owner.text)
            )

    def _lack(self, seat: Seat) -> Lack | None:
        return self.book.lacks(seat) or (Lack.QUEUE if self.book.queue(seat) else None)

    def _no_seat(self, lack: Lack, seat: Seat, owner: str) -> str:
        quota, mode = self.book.quotas.get(seat.quota_id or 0), mode_name(seat.mode)
        if lack is Lack.QUOTA and quota is None:
            return _("参加枠は、「受付のきまり」で団体の枠を使うときだけ指定できます。")
        if lack is Lack.QUOTA and quota is not None:
            seats = self.book.cap(quota.id, seat.organisation_id)
            return _(
                "%(owner)sの「%(label)s」は%(seats)d席で、空きがありません。",
                owner=owner,
                label=quota.label,
                seats=seats,
            )
        return {
            Lack.ROOM: _("%(mode)sは満席です。", mode=mode),
            Lack.OTHER_MODE: _("この参加枠では、%(mode)sを選べません。", mode=mode),
            Lack.OPEN: _(
                "参加枠の外の席(%(mode)s)は、空きがありません。参加枠を入力してください。", mode=mode
            ),
            Lack.PROMISED: _("残りの席(%(mode)s)は、ほかの団体の参加枠です。", mode=mode),
            Lack.QUEUE: _("%(mode)sには、先にキャンセル待ちの方がいます。", mode=mode),
        }[lack]
