"""Files for the public, and the organisers' page of materials."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forumapp.core.access import public, role, upload
from forumapp.core.actor import Actor
from forumapp.core.forms import ActionForm, Form
from forumapp.core.pages import notify, show
from forumapp.core.transaction import lock
from forumapp.core.uploads import contents, pieces, stepping
from forumapp.core.uploads.sending import send
from forumapp.forums.models import Forum
from forumapp.materials import board as boards
from forumapp.materials import policy, queries, recording_services, services, versions
from forumapp.materials.forms import (
    MaterialChangeForm,
    MaterialForm,
    MoveForm,
    RecordingChangeForm,
    RecordingForm,
    values_of,
)
from forumapp.materials.models import Material, Recording
from forumapp.materials.opening import is_open
from forumapp.materials.policy import Viewer
from forumapp.materials.uploading import desk_purpose
from forumapp.materials.views import films

bp = Blueprint("materials", __name__)
bp.add_app_template_filter(contents.size_text, "size_text")
bp.add_app_template_filter(contents.word_of, "file_word")
bp.add_app_template_global(stepping.words, "upload_words")


# --- for everybody ----------------------------------------------------------------------------------------


@bp.get("/forums/<slug:forum>/materials/<id:material>/<name:filename>")
@public()
def download(forum: Forum, material: int, filename: str) -> ResponseReturnValue:
    """Hand out public slides or a document."""
    found = _material(forum, material)
    _require_open(found, forum, Viewer.ANYBODY)
    return _material_file(found, filename)


@bp.get("/forums/<slug:forum>/recordings/<id:recording>/<name:filename>")
@public()
def play(forum: Forum, recording: int, filename: str) -> ResponseReturnValue:
    """Hand out a public recording, part by part."""
    found = _recording(forum, recording)
    _require_open(found, forum, Viewer.ANYBODY)
    return _recording_file(found, filename)


@bp.get("/forums/<slug:forum>/recordings/<id:recording>/captions.vtt")
@public()
def recording_captions(forum: Forum, recording: int) -> ResponseReturnValue:
    """Hand out the captions of a public recording."""
    found = _recording(forum, recording)
    _require_open(found, forum, Viewer.ANYBODY)
    return films.captions_file(found)


# --- for organisers ---------------------------------------------------------------------------------------


@bp.get("/desk/forums/<slug:forum>/materials")
@role(*policy.READERS)
def board(forum: Forum) -> ResponseReturnValue:
    """Show what lies at each item of the programme."""
    around = {"forum": forum, "button": ActionForm(), **boards.board(forum)}
    return show("materials/board.html", piece="materials/_shelves.html", **around)


@bp.route("/desk/forums/<slug:forum>/materials/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
@upload
def add_material(forum: Forum) -> ResponseReturnValue:
    """Upload slides or a document."""
    form = MaterialForm(item_id=request.args.get("item", type=int))
    form.item_id.choices = _item_choices(forum, _("（次第の項目ではなく、フォーラム全体の文書）"))
    if form.accepted():
        with form.refusals():
            services.add_material(forum, by=_actor(), **values_of(form, forum))
            notify(_("資料を登録しました。"))
            return _to_board(forum)
    return _form_page("add_material", forum, form)


@bp.route("/desk/forums/<slug:forum>/materials/<id:material>", methods=["GET", "POST"])
@role(*policy.EDITORS)
@upload
def change_material(forum: Forum, material: int) -> ResponseReturnValue:
    """Replace the file, change who sees it."""
    form = MaterialChangeForm()  # stores the file before the first statement takes the lock
    found = _material(forum, material)
    form.begin(form.current(found, forum))
    if form.accepted():
        with form.refusals():
            lock(forum, found)
            form.settle(form.current(found, forum))
            services.change_material(found, by=_actor(), **values_of(form, forum))
            notify(_("資料を変更しました。"))
            return _to_board(forum)
    around = {"history": versions.history(found), "button": ActionForm(sent=False)}
    return _form_page("change_material", forum, form, material=found, **around)


@bp.post("/desk/forums/<slug:forum>/materials/<id:material>/position")
@role(*policy.EDITORS)
def move_material(forum: Forum, material: int) -> ResponseReturnValue:
    """Move a material one step."""
    return _moved(forum, _material(forum, material))


@bp.post("/desk/forums/<slug:forum>/materials/<id:material>/withdrawal")
@role(*policy.EDITORS)
def withdraw_material(forum: Forum, material: int) -> ResponseReturnValue:
    """Take a material out of sight."""
    return _withdrawn(forum, _material(forum, material))


@bp.post("/desk/forums/<slug:forum>/materials/<id:material>/restoration")
@role(*policy.EDITORS)
def restore_material(forum: Forum, material: int) -> ResponseReturnValue:
    """Bring a material back."""
    return _restored(forum, _material(forum, material))


@bp.get("/desk/forums/<slug:forum>/materials/<id:material>/file/<name:filename>")
@role(*policy.READERS)
def preview_material(forum: Forum, material: int, filename: str) -> ResponseReturnValue:
    """Hand out any material of the forum to its organisers."""
    found = _material(forum, material)
    _require_open(found, forum, Viewer.ORGANISER)
    return _material_file(found, filename, private=True)


@bp.route("/desk/forums/<slug:forum>/recordings/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
@upload
def add_recording(forum: Forum) -> ResponseReturnValue:
    """Upload a recording or name its address."""
    form = RecordingForm(item_id=request.args.get("item", type=int))
    form.item_id.choices = _item_choices(forum, _("（1日全体の録画）"), with_containers=True)
    form.offer_days(queries.days(forum))
    if form.accepted():
        with form.refusals():
            recording_services.add_recording(forum, by=_actor(), **values_of(form, forum))
            notify(_("録画を登録しました。"))
            return _to_board(forum)
    return _form_page("add_recording", forum, form)


@bp.route("/desk/forums/<slug:forum>/recordings/<id:recording>", methods=["GET", "POST"])
@role(*policy.EDITORS)
@upload
def change_recording(forum: Forum, recording: int) -> ResponseReturnValue:
    """Replace the video or its captions, change who sees it."""
    form = RecordingChangeForm()
    found = _recording(forum, recording)
    form.begin(form.current(found, forum))
    form.offer_days(queries.days(forum), found.day)
    if form.accepted():
        with form.refusals():
            lock(forum, found)
            form.settle(form.current(found, forum))
            recording_services.change_recording(found, by=_actor(), **values_of(form, forum))
            notify(_("録画を変更しました。"))
            return _to_board(forum)
    return _form_page("change_recording", forum, form, recording=found)


@bp.post("/desk/forums/<slug:forum>/recordings/<id:recording>/position")
@role(*policy.EDITORS)
def move_recording(forum: Forum, recording: int) -> ResponseReturnValue:
    """Move a recording one step."""
    return _moved(forum, _recording(forum, recording))


@bp.post("/desk/forums/<slug:forum>/recordings/<id:recording>/withdrawal")
@role(*policy.EDITORS)
def withdraw_recording(forum: Forum, recording: int) -> ResponseReturnValue:
    """Take a recording out of sight."""
    return _withdrawn(forum, _recording(forum, recording))


@bp.post("/desk/forums/<slug:forum>/recordings/<id:recording>/restoration")
@role(*policy.EDITORS)
def restore_recording(forum: Forum, recording: int) -> ResponseReturnValue:
    """Bring a recording back."""
    return _restored(forum, _recording(forum, recording))


@bp.get("/desk/forums/<slug:forum>/recordings/<id:recording>/file/<name:filename>")
@role(*policy.READERS)
def preview_recording(forum: Forum, recording: int, filename: str) -> ResponseReturnValue:
    """Hand out any recording of the forum to its organisers."""
    found = _recording(forum, recording)
    _require_open(found, forum, Viewer.ORGANISER)
    return _recording_file(found, filename, private=True)


@bp.get("/desk/forums/<slug:forum>/recordings/<id:recording>/captions.vtt")
@role(*policy.READERS)
def preview_captions(forum: Forum, recording: int) -> ResponseReturnValue:
    """Hand out any captions of the forum to its organisers."""
    found = _recording(forum, recording)
    _require_open(found, forum, Viewer.ORGANISER)
    return films.captions_file(found, private=True)


# --- steps shared by the views ----------------------------------------------------------------------------


def _actor() -> Actor:
    actor: Actor = g.actor
    return actor


def _to_board(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for("materials.board", forum=forum.slug), 303)


def _form_page(name: str, forum: Forum, form: Form, **context: Any) -> ResponseReturnValue:
    pending = pieces.under_way(f"account:{g.actor.id}", desk_purpose(forum))
    around: dict[str, Any] = {"forum": forum, "form": form, "pending": pending, "status": form.status}
    return show(f"materials/{name}.html", **around, **context)


def _material(forum: Forum, ident: int) -> Material:
    return queries.material_of(forum, ident) or abort(404)


def _recording(forum: Forum, ident: int) -> Recording:
    return queries.recording_of(forum, ident) or abort(404)


def _item_choices(forum: Forum, nothing: str, *, with_containers: bool = False) -> list[SelectChoice]:
    places = queries.places(forum, with_containers=with_containers)
    return [SelectChoice(value=value, label=label) for value, label in [("", nothing), *places]]


def _require_open(thing: Material | Recording, forum: Forum, viewer: Viewer) -> None:
    if not is_open(thing, forum, viewer):
        abort(404)


def _material_file(found: Material, filename: str, *, private: bool = False) -> ResponseReturnValue:
    if filename != found.filename:
        return _renamed(filename=found.filename)
    return send(found.file_digest, content_type=found.file.content_type, filename=filename, private=private)


def _recording_file(found: Recording, filename: str, *, private: bool = False) -> ResponseReturnValue:
    if found.file is None:
        abort(404)
    if filename != found.filename:
        return _renamed(filename=found.filename)
    return send(found.file.digest, content_type=found.file.content_type, filename=filename, private=private)


def _renamed(*, filename: str) -> ResponseReturnValue:
    """Lead to the present name of a file that was replaced since the link was copied."""
    arguments = {**(request.view_args or {}), "forum": g.forum.slug, "filename": filename}
    return redirect(url_for(request.endpoint or "", **arguments), 302)


def _moved(forum: Forum, thing: Material | Recording) -> ResponseReturnValue:
    form = MoveForm()
    if form.accepted() and services.move(thing, by=_actor(), direction=form.direction.data):
        notify(_("「%(title)s」の順番を変えました。", title=thing.title))
    return _to_board(forum)


def _withdrawn(forum: Forum, thing: Material | Recording) -> ResponseReturnValue:
    if ActionForm().accepted():
        services.withdraw(thing, by=_actor())
        notify(_("「%(title)s」を取り下げました。公開ページからも消えました。", title=thing.title))
    return _to_board(forum)


def _restored(forum: Forum, thing: Material | Recording) -> ResponseReturnValue:
    if ActionForm().accepted():
        services.restore(thing, by=_actor())
        notify(_("「%(title)s」を元に戻しました。", title=thing.title))
    return _to_board(forum)
