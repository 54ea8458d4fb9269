"""What belongs to a recording beside the film: poster, chapters, captions as text; items without a recording."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.agenda.queries import released_programme
from forumapp.core import files
from forumapp.core.access import public, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.materials import (
    caption_words,
    chapters,
    policy,
    queries,
    recording_services,
    transcripts,
)
from forumapp.materials.errors import ChangedMeanwhile
from forumapp.materials.forms import CaptionsForm
from forumapp.materials.models import Recording
from forumapp.materials.opening import is_open
from forumapp.materials.policy import Viewer
from forumapp.materials.views import films

bp = Blueprint("recordings", __name__)
bp.add_app_template_global(transcripts.transcript_of, "transcript_of")
bp.add_app_template_global(chapters.chapters_of, "chapters_of")
bp.add_app_template_global(caption_words.language_name, "language_name")
bp.add_app_template_global(queries.not_recorded, "not_recorded")


@bp.app_template_global("film_lives")
def film_lives() -> int:
    """Return after how many seconds the address that a film was led to is dead; 0 where films come from here."""
    far = files.bucket()
    return far.seconds if far else 0


@bp.app_template_global("caption_language")
def caption_language(code: str) -> str:
    """Return the name of a language of captions in its own words."""
    return caption_words.LANGUAGES.get(code, code)


@bp.app_template_filter("length_text")
def length_text(seconds: float) -> str:
    """Return a moment or length as players show it: 1:05, 1:02:03."""
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


@bp.get("/forums/<slug:forum>/recordings/<id:recording>/poster")
@public()
def poster(forum: Forum, recording: int) -> ResponseReturnValue:
    """Hand out the picture of a public recording."""
    return films.poster_file(_open(forum, recording, Viewer.ANYBODY))


@bp.get("/forums/<slug:forum>/recordings/<id:recording>/chapters.vtt")
@public()
def chapter_track(forum: Forum, recording: int) -> ResponseReturnValue:
    """Hand out the chapters of a public recording, in the language of the page."""
    return films.chapters_file(_open(forum, recording, Viewer.ANYBODY), released_programme(forum.id))


@bp.get("/desk/forums/<slug:forum>/recordings/<id:recording>/poster")
@role(*policy.READERS)
def preview_poster(forum: Forum, recording: int) -> ResponseReturnValue:
    """Hand out any picture of a recording to organisers."""
    return films.poster_file(_open(forum, recording, Viewer.ORGANISER), private=True)


@bp.route("/desk/forums/<slug:forum>/recordings/<id:recording>/captions", methods=["GET", "POST"])
@role(*policy.EDITORS)
def edit_captions(forum: Forum, recording: int) -> ResponseReturnValue:
    """Edit captions as text with times."""
    found = queries.recording_of(forum, recording) or abort(404)
    if found.file is None:
        abort(404)
    form = CaptionsForm()
    form.begin_with(found, transcripts.text_of(found))
    if form.accepted():
        try:
            with form.refusals():
                recording_services.write_captions(found, by=g.actor, **form.values())
                notify(_("字幕を保存しました。"))
                return redirect(url_for(".edit_captions", forum=forum.slug, recording=recording), 303)
        except ChangedMeanwhile:
            form.seen.data = found.captions_digest or ""
            return _page(forum, found, form, theirs=transcripts.text_of(found), status=409)
    return _page(forum, found, form, theirs="", status=form.status)


@bp.post("/desk/forums/<slug:forum>/recordings/items/<id:item>/unrecorded")
@role(*policy.EDITORS)
def mark(forum: Forum, item: int) -> ResponseReturnValue:
    """Write down that there is no recording of an item."""
    _require_item(forum, item)
    if ActionForm().accepted():
        recording_services.mark_unrecorded(forum, item, by=g.actor)
        notify(_("「録画なし」としました。"))
    return redirect(url_for("materials.board", forum=forum.slug, _anchor=f"shelf-{item}"), 303)


@bp.post("/desk/forums/<slug:forum>/recordings/items/<id:item>/expected")
@role(*policy.EDITORS)
def unmark(forum: Forum, item: int) -> ResponseReturnValue:
    """Take that back."""
    _require_item(forum, item)
    if ActionForm().accepted():
        recording_services.expect_recording(forum, item, by=g.actor)
        notify(_("「録画なし」を取り消しました。"))
    return redirect(url_for("materials.board", forum=forum.slug, _anchor=f"shelf-{item}"), 303)


def _require_item(forum: Forum, ident: int) -> None:
    if agenda.item(forum.id, ident) is None:
        abort(404)


def _page(
    forum: Forum, found: Recording, form: CaptionsForm, *, theirs: str, status: int
) -> ResponseReturnValue:
    """Show the form; ``theirs``: what another person saved meanwhile. Saving again is then on purpose."""
    return show(
        "materials/captions.html", forum=forum, recording=found, form=form, theirs=theirs, status=status
    )


def _open(forum: Forum, ident: int, viewer: Viewer) -> Recording:
    found = queries.recording_of(forum, ident)
    if found is None or not is_open(found, forum, viewer):
        abort(404)
    return found
