"""Reads of slides, documents and recordings, in the order of the programme."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import Programme, ProgrammeItem
from forumapp.agenda.queries import draft_programme, released_programme
from forumapp.core.db import db
from forumapp.core.uploads.models import FileInspection
from forumapp.forums.models import Forum
from forumapp.materials.models import Audience, Material, Recording, UnrecordedItem
from forumapp.materials.opening import opening
from forumapp.materials.policy import Closed, Viewer
from forumapp.registration.models import Registration

Thing = TypeVar("Thing", Material, Recording)
LOOKED_AT = joinedload(Material.inspection).joinedload(FileInspection.preview)
CARRIES_NOTHING = {ItemKind.BREAK, ItemKind.CONTAINER}
RECORDED = {ItemKind.GREETING, ItemKind.TALK, ItemKind.PRESENTATION}
"""Of what people expect a recording."""


@dataclass
class Shelf:
    """A place for files: an item of the programme (0 and no title: the forum itself) with all that lies there."""

    item_id: int
    title: str
    materials: list[Material] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    is_unrecorded: bool = False

    @property
    def living(self) -> list[Material]:
        """Return the materials that are not withdrawn."""
        return [one for one in self.materials if one.withdrawn_at is None]


def public_materials(forum: Forum, programme: Programme) -> list[Material]:
    """Return what every visitor may open: slides in the order of ``programme``, then documents; one statement."""
    wanted = _public(Material, forum).options(joinedload(Material.file), LOOKED_AT)
    return _open(db.session.scalars(wanted).all(), forum, programme, Viewer.ANYBODY)


def held_inside(forum: Forum, programme: Programme) -> list[Material]:
    """Return what visitors could open if it were not active, or not to be looked into first; one or two statements."""
    wanted = _public(Material, forum).options(joinedload(Material.file), LOOKED_AT)
    now = opening(forum, programme)
    held = {Closed.ACTIVE, Closed.UNINSPECTED}
    things = db.session.scalars(wanted).all()
    return _in_order((one for one in things if now.closed(one, Viewer.ANYBODY) in held), programme)


def public_recordings(forum: Forum, programme: Programme) -> list[Recording]:
    """Return the recordings that every visitor may play, in the order of ``programme``; one statement."""
    parts = (Recording.file, Recording.captions, Recording.poster)
    wanted = _public(Recording, forum).options(*(joinedload(part) for part in parts))
    rows = db.session.execute(wanted.add_columns(_marked(forum.id))).all()
    for recording, marks in rows:
        recording.know_beside(int(ident) for ident in (marks or "").split(",") if ident)
    return _open([recording for recording, _marks in rows], forum, programme, Viewer.ANYBODY)


def attended(registration: Registration) -> Programme:
    """Return the released programme as far as this person attends it."""
    return released_programme(registration.forum_id).attended_by(registration.track_id).programme


def for_participants(forum: Forum, programme: Programme) -> list[Material | Recording]:
    """Return what those who take part may open at the items of ``programme``, and the forum's documents; three statements."""
    slides: list[Material] = _shown_to_participants(Material, forum, programme)
    recordings: list[Recording] = _shown_to_participants(Recording, forum, programme)
    marked = unrecorded(forum.id) if recordings else ()
    for one in recordings:
        one.know_beside(marked)
    return [*slides, *recordings]


def _shown_to_participants(kind: type[Thing], forum: Forum, programme: Programme) -> list[Thing]:
    wanted = sa.select(kind).where(
        kind.forum_id == forum.id,
        kind.audience.in_((Audience.PUBLIC, Audience.REGISTERED)),
        kind.withdrawn_at.is_(None),
    )
    wanted = wanted.options(joinedload(kind.item), joinedload(kind.file))
    if kind is Material:
        wanted = wanted.options(LOOKED_AT)
    things = db.session.scalars(wanted).all()
    return _open(things, forum, programme, Viewer.PARTICIPANT)


def _open(things: Iterable[Thing], forum: Forum, programme: Programme, viewer: Viewer) -> list[Thing]:
    found = opening(forum, programme).among(things, viewer)
    return _in_order(_printed(found, programme), programme)


def _printed(things: Iterable[Thing], programme: Programme) -> Iterator[Thing]:
    """Yield what lies at items of ``programme``, with its titles: in the draft they may be others, or gone."""
    titles = {item.id: item.title for item in programme.walk() if item.id is not None}
    for thing in things:
        if thing.item_id is None:
            yield thing
        elif thing.item_id in titles:
            thing.print_as(titles[thing.item_id])
            yield thing


def _public(kind: type[Thing], forum: Forum) -> sa.Select[tuple[Thing]]:
    return (
        sa.select(kind)
        .where(
            kind.forum_id == forum.id,
            kind.audience == Audience.PUBLIC,
            kind.withdrawn_at.is_(None),
        )
        .options(joinedload(kind.item))
    )


def all_materials(forum: Forum, programme: Programme) -> list[Material]:
    """Return every material of the forum, withdrawn ones too."""
    wanted = sa.select(Material).where(Material.forum_id == forum.id)
    options = (joinedload(Material.item), joinedload(Material.file), LOOKED_AT)
    return _in_order(db.session.scalars(wanted.options(*options)).all(), programme)


def all_recordings(forum: Forum, programme: Programme) -> list[Recording]:
    """Return every recording of the forum, withdrawn ones too."""
    wanted = sa.select(Recording).where(Recording.forum_id == forum.id)
    options = (joinedload(Recording.item), joinedload(Recording.file), joinedload(Recording.captions))
    return _in_order(db.session.scalars(wanted.options(*options)).all(), programme)


def shelves(forum: Forum) -> list[Shelf]:
    """Return a shelf for each item that can carry something or does, and last the one of the forum's documents."""
    programme = draft_programme(forum)
    found = {item.id: Shelf(item.id, item.title) for item in programme.walk() if item.id is not None}
    empty_ones = {item.id for item in programme.walk() if item.kind in CARRIES_NOTHING}
    documents = Shelf(0, "")
    for material in all_materials(forum, programme):
        shelf = (
            found.setdefault(material.item.id, Shelf(material.item.id, material.title))
            if material.item
            else documents
        )
        shelf.materials.append(material)
    for recording in all_recordings(forum, programme):
        shelf = (
            found.setdefault(recording.item.id, Shelf(recording.item.id, recording.title))
            if recording.item
            else documents
        )
        shelf.recordings.append(recording)
    for marked in unrecorded(forum.id) & set(found):
        found[marked].is_unrecorded = True
    shown = (
        shelf
        for shelf in found.values()
        if shelf.materials or shelf.recordings or shelf.item_id not in empty_ones
    )
    return [*shown, documents]


def places(forum: Forum, *, with_containers: bool = False) -> list[tuple[int, str]]:
    """Return (id, title) of the items that can carry something; a recording may show what holds others, too."""
    nothing = CARRIES_NOTHING - ({ItemKind.CONTAINER} if with_containers else set())
    rows = draft_programme(forum).walk()
    return [(item.id, item.title) for item in rows if item.id is not None and item.kind not in nothing]


def days(forum: Forum) -> int:
    """Return how many days the draft of the programme has."""
    return 1 + max((item.day for item in draft_programme(forum).walk()), default=0)


def material_of(forum: Forum, ident: int) -> Material | None:
    """Return one material of the forum."""
    wanted = sa.select(Material).where(Material.id == ident, Material.forum_id == forum.id)
    return db.session.scalar(wanted.options(joinedload(Material.item), joinedload(Material.file), LOOKED_AT))


def handed_in(forum_id: int, person_id: int, item_id: int | None = None) -> Sequence[Material]:
    """Return what a speaker sent and nobody withdrew, for one item or all, in order."""
    mine = sa.select(Material).where(
        Material.forum_id == forum_id, Material.person_id == person_id, Material.withdrawn_at.is_(None)
    )
    if item_id is not None:
        mine = mine.where(Material.item_id == item_id)
    whole = mine.options(joinedload(Material.item), joinedload(Material.file), LOOKED_AT)
    return db.session.scalars(whole.order_by(Material.position, Material.id)).all()


def slides(forum_id: int) -> dict[int, list[Material]]:
    """Return the materials that lie at items, withdrawn ones left out, by item; one statement."""
    mine = sa.select(Material).where(
        Material.forum_id == forum_id, Material.item_id.is_not(None), Material.withdrawn_at.is_(None)
    )
    found: dict[int, list[Material]] = defaultdict(list)
    for one in db.session.scalars(
        mine.options(joinedload(Material.file)).order_by(Material.position, Material.id)
    ):
        found[one.item_id or 0].append(one)
    return dict(found)


def recording_of(forum: Forum, ident: int) -> Recording | None:
    """Return one recording of the forum."""
    wanted = sa.select(Recording).where(Recording.id == ident, Recording.forum_id == forum.id)
    parts = (Recording.item, Recording.file, Recording.captions, Recording.poster)
    options = (joinedload(part) for part in parts)
    return db.session.scalar(wanted.options(*options))


def unrecorded(forum_id: int) -> set[int]:
    """Return the items of which there is no recording, and nobody shall wait for one; one statement."""
    mine = sa.select(UnrecordedItem.item_id).where(UnrecordedItem.forum_id == forum_id)
    return set(db.session.scalars(mine))


def _marked(forum_id: int) -> sa.ScalarSelect[str]:
    """Select the same as one text (1,2,3): joined, each recording would come once for each of them."""
    idents = sa.func.aggregate_strings(sa.cast(UnrecordedItem.item_id, sa.String), ",")
    return sa.select(idents).where(UnrecordedItem.forum_id == forum_id).scalar_subquery()


def not_recorded(
    recordings: Sequence[Recording], programme: Programme, frozen: Collection[int] | None = None
) -> list[ProgrammeItem]:
    """Return what was not recorded beside these of a forum, as it stands in ``programme``; loaded with them.

    ``frozen``: the items that a version of the report names.
    """
    present = recordings[0].beside if recordings else frozenset[int]()
    marked = present if frozen is None else frozen
    return [item for item in programme.walk() if item.id in marked]


def awaiting_recording(forum: Forum, programme: Programme) -> list[str]:
    """Return the titles of talks that have neither a recording nor the mark that there is none; two statements.

    None while nothing at all was recorded or marked: many forums are not recorded.
    """
    rows = sa.select(Recording.item_id).where(
        Recording.forum_id == forum.id, Recording.withdrawn_at.is_(None)
    )
    recorded = set(db.session.scalars(rows))
    if None in recorded:  # the whole day was recorded
        return []
    done = recorded | unrecorded(forum.id)
    talks = (item for item in programme.walk() if item.kind in RECORDED)
    return [item.title for item in talks if item.id not in done] if done else []


def siblings(thing: Material | Recording) -> Sequence[Material | Recording]:
    """Return what stands with ``thing`` under the same item (or among the forum's documents), in order."""
    kind: Any = type(thing)
    same = sa.select(kind).where(
        kind.forum_id == thing.forum_id, kind.item_id.is_not_distinct_from(thing.item_id)
    )
    return db.session.scalars(same.order_by(kind.position, kind.id)).all()


def ranks(programme: Programme) -> dict[int, int]:
    """Return the place of each item in the programme as it is printed."""
    return {item.id: place for place, item in enumerate(programme.walk()) if item.id is not None}


def _in_order(things: Iterable[Thing], programme: Programme) -> list[Thing]:
    rank = ranks(programme)
    last = len(rank)

    def place(thing: Thing) -> tuple[bool, int, int, int]:
        return (thing.item_id is None, rank.get(thing.item_id or 0, last), thing.position, thing.id)

    return sorted(things, key=place)
