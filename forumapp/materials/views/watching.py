"""Recordings for those who take part: a page with the player, and what belongs to each film, behind their personal link."""

from dataclasses import dataclass

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from forumapp.agenda.programme import Programme, Speaker
from forumapp.core.access import personal_link
from forumapp.core.pages import show
from forumapp.materials import policy, queries
from forumapp.materials.models import Recording
from forumapp.materials.opening import is_open
from forumapp.materials.policy import Viewer
from forumapp.materials.views import films
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import token_of

bp = Blueprint("watching", __name__)
PAGE = "/registrations/<token:token>/recordings"


@dataclass(frozen=True)
class Shown:
    """What the player's template shows; ``speakers`` by id of their item."""

    recordings: list[Recording]
    programme: Programme
    unrecorded = None

    @property
    def speakers(self) -> dict[int, tuple[Speaker, ...]]:
        """Return who speaks in each item."""
        return {item.id: item.speakers for item in self.programme.walk() if item.id is not None}


@dataclass(frozen=True)
class Behind:
    """Addresses behind a personal link."""

    token: str
    plays: bool = True

    def recording(self, one: Recording) -> str:
        """Return the address of a stored recording."""
        return url_for("registered.recording", token=self.token, recording=one.id, filename=one.filename)

    def captions(self, one: Recording) -> str:
        """Return the address of a recording's captions."""
        return url_for("watching.captions", token=self.token, recording=one.id)

    def poster(self, one: Recording) -> str:
        """Return the address of a recording's picture."""
        return url_for("watching.poster", token=self.token, recording=one.id)

    def chapters(self, one: Recording, language: str) -> str:
        """Return the address of a recording's chapters."""
        return url_for("watching.chapters", token=self.token, recording=one.id, lang=language)


@bp.get(PAGE)
@personal_link("registration")
def index(registration: Registration) -> ResponseReturnValue:
    """Show the recordings that this person may see, with captions, chapters and what is said."""
    programme = queries.attended(registration)
    things = queries.for_participants(registration.forum, programme)
    recordings = [one for one in things if isinstance(one, Recording)]
    if not recordings or not policy.takes_part(registration, registration.forum_id):
        abort(404)
    token = token_of(registration)
    report = Shown(recordings, programme)
    return show(
        "materials/watch.html", forum=registration.forum, token=token, report=report, at=Behind(token)
    )


@bp.get(f"{PAGE}/<id:recording>/captions.vtt")
@personal_link("registration")
def captions(registration: Registration, recording: int) -> ResponseReturnValue:
    """Hand out the captions of a recording."""
    return films.captions_file(_allowed(registration, recording), private=True)


@bp.get(f"{PAGE}/<id:recording>/chapters.vtt")
@personal_link("registration")
def chapters(registration: Registration, recording: int) -> ResponseReturnValue:
    """Hand out the chapters of a recording."""
    found = _allowed(registration, recording)
    return films.chapters_file(found, queries.attended(registration), private=True)


@bp.get(f"{PAGE}/<id:recording>/poster")
@personal_link("registration")
def poster(registration: Registration, recording: int) -> ResponseReturnValue:
    """Hand out the picture of a recording."""
    return films.poster_file(_allowed(registration, recording), private=True)


def _allowed(registration: Registration, ident: int) -> Recording:
    found = queries.recording_of(registration.forum, ident)
    if found is None or not policy.takes_part(registration, found.forum_id):
        abort(404)
    if not is_open(found, registration.forum, Viewer.PARTICIPANT):
        abort(404)
    return found
