"""What a search found, ready for the page: what it costs, what does not hold and why, who moves and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from forumapp.attendance.presence_wording import kind_text
from forumapp.core.i18n import localised
from forumapp.directory.models import OrganisationKind
from forumapp.forums.models import Mode
from forumapp.groupwork.arrangement import ArrangementRun
from forumapp.groupwork.arrangement_words import names
from forumapp.groupwork.models import Group
from forumapp.groupwork.naming import group_name
from forumapp.groupwork.queries.draft import Attendee, Seating
from forumapp.registration.wording import mode_name


@dataclass(frozen=True)
class Move:
    """Somebody whose group would be another in a round; None for no group."""

    round: int
    person: Attendee
    old: Group | None
    new: Group | None
    why: str


@dataclass(frozen=True)
class Table:
    """A group of the plan in figures: how many of each mode, department and so on."""

    group: Group
    round: int
    people: Sequence[Attendee]
    shares: Sequence[tuple[str, Sequence[tuple[str, int]]]]


@dataclass(frozen=True)
class Proposal:
    """A plan in words and figures. ``largest`` is the size of its largest group."""

    verdict: str
    is_proved: bool
    cost: float
    bound: float
    broken: Sequence[tuple[str, str]]
    wishes: Sequence[tuple[str, str]]
    moves: Sequence[Move]
    tables: Sequence[Table]
    why: Sequence[tuple[Attendee, int, Group | None, str]]
    largest: int = field(default=1)


def proposal(run: ArrangementRun, seating: Seating, moved: Sequence[tuple[int, int]]) -> Proposal:
    """Say what was found; ``moved`` are the (round, registration id) whose group would be another."""
    result: dict[str, Any] = run.result or {}
    words = _Words(seating, set(run.problem["away"]))
    plan = {
        (number, int(person)): group
        for number, one in enumerate(result["rounds"], start=1)
        for person, group in one.items()
    }
    tables = [_table(words, group, number, plan) for number in _rounds(result) for group in seating.groups]
    return Proposal(
        verdict=_verdict(result),
        is_proved=bool(result["proved_optimal"]),
        cost=result["cost"],
        bound=result["lower_bound"],
        broken=[(words.violation(one), words.reason(one)) for one in result["violations"]],
        wishes=[(words.wish(one), words.reason(one)) for one in result["wishes"]],
        moves=[words.move(number, person, plan, result) for number, person in moved],
        tables=tables,
        why=[
            (seating.people[person], number, words.groups.get(group), words.why(result, number, person))
            for (number, person), group in sorted(plan.items())
            if person in seating.people
        ],
        largest=max((len(one.people) for one in tables), default=1) or 1,
    )


def _rounds(result: Mapping[str, Any]) -> range:
    return range(1, len(result["rounds"]) + 1)


def _verdict(result: Mapping[str, Any]) -> str:
    if result["proved_optimal"]:
        return _("これ以上均等にはできないことが、計算で確かめられています。")
    if result["cost"] == result["lower_bound"]:
        return _("かたよりは計算上の下限まで小さくなっています。守れなかった条件は下のとおりです。")
    if result["stopped"] == "seconds":
        return _("時間の上限まで探した中で一番良い案です。もっと均等な案があるかもしれません。")
    return _("探した中で一番良い案です。もっと均等な案がないことまでは確かめられていません。")


def _table(words: "_Words", group: Group, number: int, plan: Mapping[tuple[int, int], int]) -> Table:
    people = [
        words.people[person]
        for (round_, person), ident in plan.items()
        if round_ == number and ident == group.id and person in words.people
    ]
    shares = [
        (words.attribute(name), Counter(words.value(one, name) for one in people).most_common())
        for name in ("mode", "department", "rank", "kind")
    ]
    return Table(group, number, people, [(label, [pair for pair in row if pair[0]]) for label, row in shares])


class _Words:
    """Ids of a result in words."""

    def __init__(self, seating: Seating, away: set[int]) -> None:
        self.seating, self.people, self.away = seating, seating.people, away
        self.groups = {one.id: one for one in seating.groups}
        self.departments = {
            str(one.department.id): one.department for one in self.people.values() if one.department
        }
        self.ranks = {str(one.rank.id): one.rank for one in self.people.values() if one.rank}

    def attribute(self, name: str) -> str:
        return {
            "department": _("部門"),
            "rank": _("職位"),
            "kind": _("団体の種類"),
            "mode": _("参加方法"),
        }.get(name, name)

    def value(self, one: Attendee, name: str) -> str:
        """Return what somebody has of an attribute, in words; "" if it is not known."""
        return {
            "department": lambda: localised(one.department),
            "rank": lambda: localised(one.rank),
            "kind": lambda: kind_text(one.kind) if one.kind else "",
            "mode": lambda: mode_name(one.mode),
        }[name]()

    def said(self, name: str, value: str) -> str:
        """Return a value of the result in words."""
        if name == "department":
            return localised(self.departments.get(value))
        if name == "rank":
            return localised(self.ranks.get(value))
        if name == "kind" and value in set(OrganisationKind):
            return kind_text(OrganisationKind(value))
        if name == "mode" and value in set(Mode):
            return mode_name(Mode(value))
        return value

    def group(self, ident: Any) -> str:
        group = self.groups.get(ident)
        return group_name(group) if group else ""

    def violation(self, one: Mapping[str, Any]) -> str:
        people = [self.people[int(ident)] for ident in one["people"] if int(ident) in self.people]
        who, group = names(people), self.group(one.get("group"))
        home = people[0].organisation if people else ""
        return {
            "together": lambda: _("「一緒の班」の条件の人が分かれます：%(people)s", people=who),
            "apart": lambda: _(
                "「別々の班」の条件の人が同じ班（%(group)s）になります：%(people)s", group=group, people=who
            ),
            "organisation": lambda: _(
                "%(group)sに%(organisation)sの人が%(number)d人入ります。",
                group=group,
                organisation=home,
                number=len(people),
            ),
            "mode": lambda: _("参加方法と班が合いません（%(group)s）：%(people)s", group=group, people=who),
            "alone": lambda: _(
                "Webで参加する人が班に1人だけになります（%(group)s）：%(people)s", group=group, people=who
            ),
            "facilitator": lambda: _(
                "進行役と同じ団体の人が入ります（%(group)s）：%(people)s", group=group, people=who
            ),
            "host": lambda: _("%(group)sに残る人がいません。", group=group),
            "met": lambda: _(
                "第%(round)dラウンドで、前と同じ班になる組が%(number)d組あります。",
                round=one["round"],
                number=len(one.get("pairs", ())),
            ),
        }.get(one["rule"], lambda: who)()

    def reason(self, one: Mapping[str, Any]) -> str:
        """Say why a rule or wish does not hold: by counting, or for what else."""
        if one["reason"] == "unavoidable":
            return _("数の上で避けられません。")
        against = [self._against(name) for name in one.get("against", ())]
        if against:
            return _(
                "ほかの条件を優先しました：%(conditions)s", conditions=_("、").join(dict.fromkeys(against))
            )
        return _("ほかの条件を優先しました。")

    def _against(self, name: str) -> str:
        return {
            "rule:together": _("一緒の班"),
            "rule:apart": _("別々の班"),
            "rule:organisation": _("同じ団体の人を分ける"),
            "rule:mode": _("参加方法"),
            "rule:alone": _("Webの人を1人にしない"),
            "rule:facilitator": _("進行役の団体"),
            "rule:host": _("各班に残る人"),
            "rule:met": _("同じ人と会わない"),
            "rule:moved": _("移る人を減らす"),
        }.get(name) or self.attribute(name)

    def wish(self, one: Mapping[str, Any]) -> str:
        return _(
            "%(attribute)s「%(value)s」：同じ班になる組が%(pairs)d組（均等なら%(fewest)d組）",
            attribute=self.attribute(one["attribute"]),
            value=self.said(one["attribute"], one["value"]),
            pairs=one["pairs"],
            fewest=one["fewest"],
        )

    def why(self, result: Mapping[str, Any], number: int, person: int) -> str:
        """Say why somebody sits where the plan has them."""
        rows = result["why"].get(str(person), [])
        if len(rows) < number:
            return ""
        row = rows[number - 1]
        said = {
            "pinned": _("この班に固定されています。"),
            "together": _("「一緒の班」の条件があります。"),
            "kept": _("今の班のままです。"),
            "only_choice": _("参加方法や進行役の団体の条件から、入れる班がここだけです。"),
            "host": _("この班に残る人です。"),
            "home": _("最初の班に戻ります。"),
        }.get(row["reason"])
        return said or self._spread(row["shared"])

    def _spread(self, shared: Mapping[str, Mapping[str, int]]) -> str:
        best = [key for key, count in shared.items() if count["here"] <= count["fewest"]]
        if not best:
            return _("全体で見て、一番均等になる班です。")
        told = [
            _("%(attribute)s「%(value)s」", attribute=self.attribute(name), value=self.said(name, value))
            for name, _colon, value in (key.partition(": ") for key in best)
        ]
        return _("%(values)sの人が一番少ない班の1つです。", values=_("、").join(told))

    def move(
        self,
        number: int,
        person: int,
        plan: Mapping[tuple[int, int], int],
        result: Mapping[str, Any],
    ) -> Move:
        place = self.seating.at(number).get(person)
        old = self.groups.get(place.group_id) if place else None
        new = self.groups.get(plan.get((number, person), 0))
        return Move(
            number, self.people[person], old, new, self._move_reason(number, person, old, new, result)
        )

    def _move_reason(
        self, number: int, person: int, old: Group | None, new: Group | None, result: Mapping[str, Any]
    ) -> str:
        if self.people[person].is_out:
            return _("参加を取りやめました。")
        if person in self.away:
            return _("まだ来ていません。")
        if old is None:
            return _("班が決まっていませんでした。%(why)s", why=self.why(result, number, person)).strip()
        reason = next(
            (
                one["reason"]
                for one in result["moves"]
                if (one["round"], one["person"]) == (number, str(person))
            ),
            "balance",
        )
        return _move_words(reason)


def _move_words(reason: str) -> str:
    return {
        "pinned": _("この班に固定されています。"),
        "together": _("「一緒の班」の条件があります。"),
        "apart": _("「別々の班」の条件があります。"),
        "mode": _("参加方法が今の班と合わなくなりました。"),
        "facilitator": _("今の班の進行役と同じ団体です。"),
        "organisation": _("今の班に同じ団体の人が多すぎます。"),
        "host": _("各班に1人ずつ残る人を置くためです。"),
        "capacity": _("今の班の席が足りません。"),
        "size": _("移る先の班の人数が少なすぎます。"),
    }.get(reason, _("人数と顔ぶれの均等を保つためです。"))
