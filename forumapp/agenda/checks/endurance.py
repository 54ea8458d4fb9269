"""How long somebody sits without a break: in the plenary and then in their own track."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forumapp.agenda.checks.cautions import Caution
from forumapp.agenda.checks.walking import Walk, begins, finishes
from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import ProgrammeItem

LONGEST_STRETCH = 90
"""Minutes that people may be asked to sit through, group work included."""
LEAST_PAUSE = 5
"""Minutes without anything that count as a break."""


@dataclass
class _Stretch:
    """What runs without a break, and the item with which it became too long."""

    start: int
    end: int
    too_long_with: ProgrammeItem | None = None

    def add(self, item: ProgrammeItem) -> None:
        self.end = max(self.end, finishes(item))
        if self.too_long_with is None and self.end - self.start > LONGEST_STRETCH:
            self.too_long_with = item


def stretches(walk: Walk) -> Iterator[Caution]:
    """Yield each stretch that is too long once, as long as it is for those who have it worst."""
    by_track: dict[int | None, list[ProgrammeItem]] = {None: []}
    names: dict[int | None, str] = {None: ""}
    for item, track in walk.timed:
        key = track.id if track else None
        names.setdefault(key, track.name if track else "")
        by_track.setdefault(key, []).append(item)
    worst: dict[tuple[int | None, int], Caution] = {}
    for key, own in by_track.items():
        for stretch in _too_long(own if key is None else [*by_track[None], *own]):
            caution = _caution(stretch, names[key])
            known = worst.get((caution.item_id, caution.time))
            if known is None or known.minutes < caution.minutes:
                worst[caution.item_id, caution.time] = caution
    yield from worst.values()


def _too_long(items: Iterable[ProgrammeItem]) -> Iterator[_Stretch]:
    current: _Stretch | None = None
    for item in sorted(items, key=begins):
        begun, over = begins(item), finishes(item)
        is_break = item.kind is ItemKind.BREAK and over - begun >= LEAST_PAUSE
        if current is not None and (is_break or begun - current.end >= LEAST_PAUSE):
            yield from _kept(current)
            current = None
        if is_break:
            continue
        current = current or _Stretch(begun, over)
        current.add(item)
    if current is not None:
        yield from _kept(current)


def _kept(stretch: _Stretch) -> Iterator[_Stretch]:
    if stretch.too_long_with is not None:
        yield stretch


def _caution(stretch: _Stretch, track: str) -> Caution:
    item = stretch.too_long_with
    assert item is not None
    midnight = begins(item) - (item.start or 0)
    return Caution(
        "no_break",
        item.id,
        item.title,
        name=track if item.track_id is not None else "",
        minutes=stretch.end - stretch.start,
        time=max(stretch.start - midnight, 0),
        until=stretch.end - midnight,
    )
