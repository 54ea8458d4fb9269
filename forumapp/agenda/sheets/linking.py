"""When each row of a sheet begins and how long it takes: linked to the row before, as the draft's own timetable counts."""

from collections.abc import Sequence

from flask_babel import gettext as _

from forumapp.agenda.models import LATEST, LONGEST, Item, ItemKind, Track
from forumapp.agenda.programme import ProgrammeItem
from forumapp.agenda.sheets.planning import Draft, Plan, Wanted
from forumapp.agenda.timetable import Timetable

HALF_A_DAY = 12 * 60


def link(draft: Draft, plan: Plan) -> None:
    """Set start and minutes of every row: a start is written down only where it does not follow by itself.

    What is stored already stays if it says the same, so that a sheet without changes changes nothing.
    """
    names = {name: -1 - place for place, name in enumerate(plan.new_tracks)}
    last = max((track.position for track in draft.tracks), default=0) + 1
    added = [
        Track(id=ident, name=name, position=last + place, departments=[])
        for place, (name, ident) in enumerate(names.items())
    ]
    numbers = {id(wanted): place + 1 for place, wanted in enumerate(plan.rows)}
    items = [_image(wanted, numbers, names) for wanted in plan.rows]
    tracks = [_copy(track) for track in draft.tracks]
    walk = _Linking(items, [*tracks, *added], plan)
    walk.programme(draft.opens)
    for wanted in plan.rows:
        if wanted.start is not None and not 0 <= wanted.start <= LATEST:
            plan.refuse(wanted.row, "start", _("開始が0:00から48:00までに収まりません。"))


def _copy(track: Track) -> Track:
    return Track(id=track.id, name=track.name, position=track.position, departments=[])


def _image(wanted: Wanted, numbers: dict[int, int], names: dict[str, int]) -> Item:
    """Return the row as an item that no session knows; its id is its place."""
    number = numbers[id(wanted)]
    track = names.get(wanted.track) if wanted.track else None
    return Item(
        id=number,
        position=number,
        day=wanted.day,
        parent_id=numbers[id(wanted.parent)] if wanted.parent else None,
        track_id=track if track is not None else wanted.track_id,
        start=_at_first(wanted),
        minutes=wanted.minutes,
        kind=wanted.values["kind"],
        is_remainder=wanted.values["is_remainder"],
        title=wanted.row.title,
    )


def _at_first(wanted: Wanted) -> int | None:
    """Return the start that counts before the rows above are known: as a limit of what takes the time that is left."""
    minute = wanted.begins.minute
    before = wanted.item.start if wanted.item else None
    shown = wanted.printed.start if wanted.printed else None
    return before if minute is None or minute == shown else minute


class _Linking(Timetable):
    def __init__(self, items: Sequence[Item], tracks: Sequence[Track], plan: Plan) -> None:
        super().__init__(items, tracks)
        self.plan = plan
        self.is_after_remainder = False

    def _chain(
        self, items: Sequence[Item], cursor: int | None, own_track: int | None, day: int
    ) -> tuple[ProgrammeItem, ...]:
        self.is_after_remainder = False
        done = super()._chain(items, cursor, own_track, day)
        self.is_after_remainder = False
        return done

    def start(self, item: Item, cursor: int | None) -> int | None:
        wanted = self.plan.rows[item.id - 1]
        begins, before = wanted.begins, wanted.item.start if wanted.item else None
        at = begins.minute
        if at is None:
            at = cursor + begins.gap if cursor is not None else before
        needs = wanted.values.get("is_fixed", wanted.item is not None and wanted.item.is_fixed)
        stayed = wanted.printed is not None and wanted.printed.start == at and before is None
        needs = needs or (self.is_after_remainder and begins.minute is not None and not stayed)
        if at == cursor and not needs:
            wanted.start = before if before == at else None
        else:
            wanted.start = at
        if wanted.item is not None and wanted.printed is not None and wanted.printed.start == at == before:
            wanted.start = before
        item.start = wanted.start
        self.is_after_remainder = item.is_remainder
        return at

    def minutes(self, item: Item, start: int | None) -> int | None:
        wanted = self.plan.rows[item.id - 1]
        end = wanted.row.end
        if end is None or start is None or item.is_remainder or item.kind is ItemKind.CONTAINER:
            return wanted.minutes
        length = end - start if end >= start else end + 24 * 60 - start
        if wanted.minutes == length:
            return length
        is_new = wanted.minutes is not None and (wanted.item is None or wanted.item.minutes != wanted.minutes)
        is_far = end < start and length > HALF_A_DAY  # 13:00 to 12:00 is a slip and not 23 hours
        if is_new or is_far or length > LONGEST:
            self.plan.refuse(wanted.row, "end", _("終了が、開始と「分」に合いません。"))
            return wanted.minutes
        wanted.minutes = length
        return length
