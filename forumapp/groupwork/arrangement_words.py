"""An arrangement in words: its changes, what does not hold, where a search stands."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.wording import wall_moment
from forumapp.core.clock import to_wall
from forumapp.core.text.times import format_time
from forumapp.groupwork.arrangement import ArrangementCommand, CommandState, Failure, RuleKind, RunState
from forumapp.groupwork.checks import Broken, Doubt
from forumapp.groupwork.queries.draft import Attendee
from forumapp.registration.wording import mode_name

SHOWN = 4
"""So many names are said; of more it is said how many there are."""


def names(people: Sequence[Attendee]) -> str:
    """Name some people: 「山田 太郎さん、佐藤 花子さん ほか3人」."""
    told = [_("%(name)sさん", name=one.name) for one in people[:SHOWN]]
    listed = _("、").join(told)
    if len(people) > SHOWN:
        return _("%(names)sほか%(number)d人", names=listed, number=len(people) - SHOWN)
    return listed


def doubt_words(one: Broken) -> str:
    """Say what does not hold, and of whom."""
    who = names(one.people)
    return {
        Doubt.FULL: lambda: _(
            "定員%(limit)d人に対して%(number)d人います。", limit=one.limit, number=len(one.people)
        ),
        Doubt.ORGANISATION: lambda: _(
            "%(organisation)sの人が%(number)d人います（均等に分けると%(limit)d人まで）。",
            organisation=one.people[0].organisation,
            number=len(one.people),
            limit=one.limit,
        ),
        Doubt.MODE: lambda: _(
            "参加方法がほかの人と違います：%(people)s（%(mode)s）",
            people=who,
            mode=mode_name(one.people[0].mode),
        ),
        Doubt.ALONE: lambda: _("Webで参加する人が1人だけです：%(people)s", people=who),
        Doubt.HOME: lambda: _("進行役と同じ団体の人がいます：%(people)s", people=who),
        Doubt.TOGETHER: lambda: _("「一緒の班」の条件の人が分かれています：%(people)s", people=who),
        Doubt.APART: lambda: _("「別々の班」の条件の人が同じ班にいます：%(people)s", people=who),
    }[one.doubt]()


def rule_name(kind: RuleKind) -> str:
    """Name a kind of rule."""
    return {RuleKind.TOGETHER: _("一緒の班"), RuleKind.APART: _("別々の班")}[kind]


def what(command: ArrangementCommand, target: ArrangementCommand | None = None) -> str:
    """Name a change: 山田 太郎さんの移動."""
    if command.action == "arrangement.undone":
        return _("取り消し：%(what)s", what=what(target) if target else "")
    if command.action == "arrangement.redone":
        return _("やり直し：%(what)s", what=what(target) if target else "")
    people = len({name.partition(":")[2] for name in command.rows})
    if command.title and command.action in ONE:
        return ONE[command.action](command.title)
    return MANY.get(command.action, _changed)(people)


def _changed(number: int) -> str:
    return _("%(number)d人の変更", number=number)


ONE: Mapping[str, Callable[[str], str]] = {
    "arrangement.moved": lambda title: _("%(name)sさんの移動", name=title),
    "arrangement.pinned": lambda title: _("%(name)sさんの固定", name=title),
    "arrangement.unpinned": lambda title: _("%(name)sさんの固定の解除", name=title),
    "arrangement.members_set": lambda title: _("%(number)s班の人の選択", number=title),
    "arrangement.group_withdrawn": lambda title: _("%(number)s班の取り下げ", number=title),
}
MANY: Mapping[str, Callable[[int], str]] = {
    "arrangement.moved": lambda number: _("%(number)d人の移動", number=number),
    "arrangement.swapped": lambda _number: _("2人の入れ替え"),
    "arrangement.pinned": lambda number: _("%(number)d人の固定", number=number),
    "arrangement.unpinned": lambda number: _("%(number)d人の固定の解除", number=number),
    "arrangement.plan_taken": lambda number: _("自動編成の採用（%(number)d人）", number=number),
    "arrangement.late_taken": lambda number: _("変更に合わせた修正（%(number)d人）", number=number),
    "arrangement.imported": lambda number: _("班編成表の取り込み（%(number)d人）", number=number),
}


def moves(
    command: ArrangementCommand, people: Mapping[int, str], groups: Mapping[int, str]
) -> list[tuple[str, str, str]]:
    """Return (who, where before, where after) of a change, several rounds named."""
    found = []
    rounds = {name.partition(":")[0] for name in command.rows}
    for name, (before, after) in command.rows.items():
        number, _colon, person = name.partition(":")
        who = people.get(int(person), _("(消去済み)"))
        if len(rounds) > 1:
            who = _("%(name)s（第%(round)sラウンド）", name=who, round=number)
        found.append((who, _seat(before, groups), _seat(after, groups)))
    return found


def _seat(image: list[Any] | None, groups: Mapping[int, str]) -> str:
    if image is None:
        return _("班なし")
    group = groups.get(image[0], _("取り下げた班"))
    return _("%(group)s（固定）", group=group) if image[1] else group


def state_of(command: ArrangementCommand) -> str:
    """Say that a change is not in force, "" if it is."""
    if command.target_id is not None:
        return ""
    return {
        CommandState.DONE: "",
        CommandState.UNDONE: _("取り消し中（やり直せます）"),
        CommandState.DROPPED: _("取り消し済"),
    }[command.state]


def clock_time(instant: datetime, zone: str) -> str:
    """Return the time of day in the forum's zone: 10:32."""
    wall = to_wall(instant, zone)
    return format_time(wall.hour * 60 + wall.minute)


def moment(instant: datetime, zone: str) -> str:
    """Return date and time in the forum's zone."""
    return wall_moment(instant, zone)


def signed(command: ArrangementCommand, zone: str, target: ArrangementCommand | None = None) -> str:
    """Name a change with who made it and when: 伊藤さんの「3人の移動」(10:32)."""
    done, time = what(command, target), clock_time(command.at, zone)
    if not command.actor_label:
        return _("%(what)s(%(time)s)", what=done, time=time)
    return _("%(who)sさんの「%(what)s」(%(time)s)", who=command.actor_label, what=done, time=time)


class Step(NamedTuple):
    """A step back or forth: the question before another's change is touched, and what is said afterwards."""

    asked: Callable[[str], str]
    said: Callable[[str], str]


UNDO = Step(
    lambda what: _("%(what)sを取り消しますか。ほかの人が行った変更です。", what=what),
    lambda what: _("取り消しました：%(what)s", what=what),
)
REDO = Step(
    lambda what: _("%(what)sをやり直しますか。ほかの人が行った変更です。", what=what),
    lambda what: _("やり直しました：%(what)s", what=what),
)


def run_state(state: RunState) -> str:
    """Say where a search stands."""
    return {
        RunState.QUEUED: _("順番を待っています"),
        RunState.RUNNING: _("計算しています"),
        RunState.FOUND: _("案ができました"),
        RunState.TAKEN: _("採用しました"),
        RunState.DISCARDED: _("取りやめました"),
        RunState.CANCELLED: _("計算を中止しました"),
        RunState.FAILED: _("案を作れませんでした"),
    }[state]


def failure(error: str) -> str:
    """Say why a search found nothing, and what to do."""
    known = {
        Failure.DIED: _("計算していたプログラムが途中で止まりました。もう一度始めてください。"),
        Failure.TIME: _("時間内に計算が終わりませんでした。条件を減らして、もう一度始めてください。"),
        Failure.TOGETHER: _(
            "「一緒の班」の人数が、一番大きい班の定員を超えています。条件か定員を見直してください。"
        ),
        Failure.APART: _(
            "「別々の班」の条件を満たす班編成がありません。人数を減らすか、「一緒の班」の条件と矛盾していないか確認してください。"
        ),
        Failure.CAPACITY: _("班に固定した人が定員を超えています。固定を解除するか、定員を増やしてください。"),
        Failure.PATTERN: _("この席替えでは、各班に残る人を先に固定してください。"),
        Failure.RULES: _(
            "条件を満たす班編成がありません。固定した人、定員、「一緒の班」「別々の班」の条件を見直してください。"
        ),
    }
    return known[Failure(error)] if error in set(Failure) else ""


def people_number(number: int) -> str:
    """Return 「3人」."""
    return ngettext("%(num)d人", "%(num)d人", number)
