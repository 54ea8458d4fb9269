"""Files with which a meeting tool sends people to the room of their group, and who cannot be in them.

Zoom reads ``Pre-assign Room Name,Email Address`` (UTF-8 without a mark), at most 100 rooms and 1,000 people, and finds
people by the address they are signed in with. Teams reads no such file; its list is for assigning by hand. See
docs/group-papers.md for the sources.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from flask_babel import gettext as _

from forumapp.core.text.cleaning import clean_line
from forumapp.forums.models import Mode
from forumapp.groupwork.calling import display_names
from forumapp.groupwork.models import Group
from forumapp.groupwork.naming import group_name
from forumapp.groupwork.queries.seating import Seating
from forumapp.registration.formulas import defused
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import name_of
from forumapp.registration.sheets.columns import heading

ZOOM_HEAD = ["Pre-assign Room Name", "Email Address"]
ZOOM_ROOMS, ZOOM_PEOPLE = 100, 1000
TEAMS_ROOMS, TEAMS_PEOPLE = 50, 300


@dataclass(frozen=True)
class Missing:
    """Somebody who takes part by Web and is not in the file, and why."""

    person: Registration
    reason: str


@dataclass(frozen=True)
class Rooms:
    """Who is sent to which room of the meeting tool, who cannot be, and what exceeds its limits."""

    people: list[tuple[str, Registration]]
    missing: list[Missing]
    limits: list[str]


def room_of(group: Group) -> str:
    """Return what a group's room is called in the meeting tool: its own name there, else the group's."""
    return clean_line(group.online_room or group_name(group))


def rooms(seated: Seating, round_: int) -> Rooms:
    """Return the rooms of a round, of whoever takes part by Web."""
    people: list[tuple[str, Registration]] = []
    missing: list[Missing] = []
    seen: set[str] = set()
    for person in seated.people:
        if person.mode is not Mode.WEB:
            continue
        group = seated.group_of(person, round_)
        reason = _reason(person, group, seen)
        if group is None or reason:
            missing.append(Missing(person, reason))
            continue
        seen.add(person.email.lower())
        people.append((room_of(group), person))
    in_order = {group.id: place for place, group in enumerate(seated.groups)}
    people.sort(key=lambda one: in_order[seated.seats[round_, one[1].id].id])
    return Rooms(people, missing, _limits(people, seated))


def _reason(person: Registration, group: Group | None, seen: set[str]) -> str:
    if group is None:
        return _("班が決まっていません。")
    if not person.email:
        return _("メールアドレスがありません。")
    if defused(person.email) != person.email:
        return _("表計算ソフトで式とみなされるアドレスのため、ファイルに入れていません。")
    if person.email.lower() in seen:
        return _("ほかの方と同じメールアドレスです。割り当てられるのは1人だけです。")
    return ""


def _limits(people: Sequence[tuple[str, Registration]], seated: Seating) -> list[str]:
    found = []
    names = [room_of(group) for group in seated.groups]
    used = {name for name, _person in people}
    if any(names.count(name) > 1 for name in used):
        found.append(
            _("同じ名前の部屋があるため、1つの部屋にまとめられます。班の設定で部屋の名前を変えてください。")
        )
    if len(used) > ZOOM_ROOMS or len(people) > ZOOM_PEOPLE:
        found.append(
            _(
                "Zoomで事前に割り当てられるのは%(rooms)d室・%(people)d名までです。",
                rooms=ZOOM_ROOMS,
                people=ZOOM_PEOPLE,
            )
        )
    if len(used) > TEAMS_ROOMS or len(people) > TEAMS_PEOPLE:
        found.append(
            _("Teamsで使えるのは%(rooms)d室・%(people)d名までです。", rooms=TEAMS_ROOMS, people=TEAMS_PEOPLE)
        )
    return found


def zoom_csv(seated: Seating, round_: int) -> bytes:
    """Return the file that Zoom imports."""
    rows = [[defused(room), person.email] for room, person in rooms(seated, round_).people]
    return _written([ZOOM_HEAD, *rows]).encode()


def teams_rows(seated: Seating, round_: int) -> list[list[str]]:
    """Return the list for assigning by hand: room, name, address and name in the meeting; those without an address too."""
    head = [_("部屋"), heading("organisation"), _("氏名"), heading("email"), _("表示名")]
    called = display_names(seated, round_, web_only=True)
    in_order = {group.id: place for place, group in enumerate(seated.groups)}
    rows = sorted(called, key=lambda one: in_order[one[1].id])
    return [
        head,
        *(
            [room_of(group), one.organisation_name, name_of(one), one.email, name]
            for one, group, name in rows
        ),
    ]


def _written(rows: list[list[str]]) -> str:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
