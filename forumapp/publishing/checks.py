"""What an editor should know before a report goes out. Only the state of the forum and unconfirmed names stop it."""

from dataclasses import dataclass

from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import Programme, Speaker
from forumapp.agenda.queries import draft_programme
from forumapp.core.i18n import language
from forumapp.forums.models import Forum, State
from forumapp.forums.states import state_of
from forumapp.publishing.editions import Edition, of_now
from forumapp.publishing.queries import Report

WITH_SLIDES = frozenset({ItemKind.GREETING, ItemKind.TALK, ItemKind.PRESENTATION})


@dataclass(frozen=True)
class Review:
    """The report as it would go out and what is to be said about it."""

    edition: Edition
    damaged: tuple[Speaker, ...]
    without_slides: tuple[str, ...]
    without_captions: tuple[str, ...]
    is_held: bool

    @property
    def report(self) -> Report:
        """Return the report as it would go out."""
        return self.edition.report


def review(forum: Forum) -> Review:
    """Look through the report of a forum."""
    edition = of_now(forum, language())
    found = edition.report
    draft = draft_programme(forum)
    return Review(
        edition,
        damaged_names(draft),
        _without_slides(draft, found),
        tuple(one.title for one in found.recordings if one.file_digest and not one.captions_digest),
        state_of(forum) in {State.HELD, State.REPORTED},
    )


def damaged_names(programme: Programme) -> tuple[Speaker, ...]:
    """Return the speakers whose names lost characters that nobody confirmed: they go out without a name."""
    return tuple(speaker for item in programme.walk() for speaker in item.speakers if speaker.is_damaged)


def _without_slides(programme: Programme, found: Report) -> tuple[str, ...]:
    carrying = {material.item_id for material in found.materials}
    talks = (item for item in programme.items if item.kind in WITH_SLIDES)
    return tuple(item.title for item in talks if item.id not in carrying)
