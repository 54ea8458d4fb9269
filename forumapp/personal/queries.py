"""Speakers as organisers see them: one row per person with lines, slides and what is known; and what speakers did."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from forumapp.agenda import profiles
from forumapp.agenda.appearing import Approval, Part, parts_of, parts_of_all
from forumapp.agenda.models import SpeakerProfile
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.materials import queries as materials
from forumapp.materials.awaiting import lacks_slides as lacks_slides
from forumapp.materials.models import Material

NEWS = (
    "appearance.approved",
    "appearance.corrected",
    "material.handed_in",
    "speaker.note_changed",
    "speaker.unavailability_changed",
    "speaker.without_slides",
)
"""What speakers do and organisers should notice."""
NEWEST = 10


class Filter(StrEnum):
    """Which speakers to show."""

    ALL = "all"
    NO_ADDRESS = "no-address"
    UNASKED = "unasked"
    UNANSWERED = "unanswered"
    OUTDATED = "outdated"
    NO_SLIDES = "no-slides"
    DONE = "done"


@dataclass(frozen=True)
class Row:
    """One person of the programme; ``slides``: by item what lies there; ``corrected``: appearances they put right."""

    person_id: int
    parts: Sequence[Part]
    profile: SpeakerProfile | None
    slides: Mapping[int, Sequence[Material]]
    corrected: Collection[int] = ()

    @property
    def name(self) -> str:
        """Return the name as it is printed."""
        return self.parts[0].name

    @property
    def email(self) -> str:
        """Return the address, or ""."""
        return self.profile.email if self.profile else ""

    @property
    def is_asked(self) -> bool:
        """Say whether the letter with the link went out."""
        return self.profile is not None and self.profile.asked_at is not None

    @property
    def is_outdated(self) -> bool:
        """Say whether a line that they approved is printed otherwise now."""
        return any(part.approval is Approval.OUTDATED for part in self.parts)

    @property
    def lacks_answer(self) -> bool:
        """Say whether a line of theirs is not approved as it stands."""
        return any(part.approval is not Approval.GIVEN for part in self.parts)

    @property
    def lacking_slides(self) -> Sequence[Part]:
        """Return the appearances whose slides are awaited and have not come."""
        return [part for part in self.parts if lacks_slides(part, self.profile, self.slides)]

    @property
    def is_done(self) -> bool:
        """Say whether nothing more is awaited."""
        return not self.lacks_answer and not self.lacking_slides

    def fits(self, wanted: Filter) -> bool:
        """Say whether the row is among ``wanted``."""
        return {
            Filter.ALL: True,
            Filter.NO_ADDRESS: not self.email,
            Filter.UNASKED: not self.is_asked,
            Filter.UNANSWERED: self.is_asked and self.lacks_answer,
            Filter.OUTDATED: self.is_outdated,
            Filter.NO_SLIDES: bool(self.lacking_slides),
            Filter.DONE: self.is_done,
        }[wanted]


def rows(forum: Forum) -> list[Row]:
    """Return everybody who appears, in the order of the programme; as many statements for any number."""
    known, slides, done = profiles.profiles(forum.id), materials.slides(forum.id), _corrected(forum.id)
    return [
        Row(person_id, parts, known.get(person_id), slides, done)
        for person_id, parts in parts_of_all(forum).items()
    ]


def row_of(forum: Forum, person_id: int) -> Row | None:
    """Return one of them."""
    parts = parts_of(forum, person_id)
    if not parts:
        return None
    profile = profiles.profile_of(forum.id, person_id)
    return Row(person_id, parts, profile, materials.slides(forum.id), _corrected(forum.id))


def row_of_profile(profile: SpeakerProfile) -> Row | None:
    """Return the speaker's own row; None while they do not stand in the programme."""
    return row_of(profile.forum, profile.person_id)


def left_over(forum: Forum, present: Sequence[Row]) -> list[SpeakerProfile]:
    """Return what is known of people who are not in the programme any more, or go by another name there."""
    here = {row.person_id for row in present}
    return [one for ident, one in profiles.profiles(forum.id).items() if ident not in here and _says(one)]


def _says(profile: SpeakerProfile) -> bool:
    return bool(profile.email or profile.phone or profile.note or profile.unavailable)


def news(forum: Forum) -> Sequence[AuditEntry]:
    """Return what speakers did last, the newest first."""
    mine = sa.select(AuditEntry).where(
        AuditEntry.forum_id == forum.id, AuditEntry.actor_kind == "link", AuditEntry.action.in_(NEWS)
    )
    return db.session.scalars(mine.order_by(AuditEntry.id.desc()).limit(NEWEST)).all()


def _corrected(forum_id: int) -> set[int]:
    mine = sa.select(AuditEntry.subject_id).where(
        AuditEntry.forum_id == forum_id, AuditEntry.action == "appearance.corrected"
    )
    return {ident for ident in db.session.scalars(mine) if ident is not None}
