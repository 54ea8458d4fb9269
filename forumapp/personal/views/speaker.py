"""A speaker's own page behind the personal link: approve or correct the line, send slides, tell what the day needs."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda import policy, profiles
from forumapp.agenda.appearing import Part, moved, parts_of, told
from forumapp.agenda.models import Appearance, SpeakerProfile
from forumapp.agenda.services import speakers as services
from forumapp.core import clock
from forumapp.core.access import personal_link, upload
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.core.transaction import lock
from forumapp.core.uploads import pieces
from forumapp.core.uploads.sending import send as send_file
from forumapp.materials import queries as materials
from forumapp.materials import services as slides_services
from forumapp.materials.models import Material
from forumapp.materials.opening import is_open
from forumapp.materials.policy import Viewer
from forumapp.personal import services as letters
from forumapp.personal.forms import (
    ApprovalForm,
    CorrectionForm,
    NoteForm,
    PhoneForm,
    SlidesForm,
    UnavailabilityForm,
    printed,
)
from forumapp.personal.queries import lacks_slides
from forumapp.personal.uploading import PURPOSE, holder_of
from forumapp.personal.wording import span_text

bp = Blueprint("speaker", __name__)


@bp.get("/speakers/<token:token>/")
@personal_link("speaker")
def show(speaker: SpeakerProfile) -> ResponseReturnValue:
    """The page."""
    return _own_page(speaker, ApprovalForm(sent=False))


@bp.post("/speakers/<token:token>/appearances/<id:appearance>/approval")
@personal_link("speaker")
def approve(speaker: SpeakerProfile, appearance: int) -> ResponseReturnValue:
    """Say yes to the line that the page showed."""
    found, form = _appearance(speaker, appearance), ApprovalForm()
    if form.accepted():
        with form.refusals():
            services.approve(speaker, found, by=g.actor, seen=form.line.data or "")
            notify(_("ご確認ありがとうございました。"))
            return _back(speaker)
    return _own_page(speaker, form)


@bp.route("/speakers/<token:token>/appearances/<id:appearance>", methods=["GET", "POST"])
@personal_link("speaker")
def correct(speaker: SpeakerProfile, appearance: int) -> ResponseReturnValue:
    """Put the line right."""
    found = _appearance(speaker, appearance)
    form = CorrectionForm(printed(found))
    if form.accepted():
        with form.refusals():
            lock(speaker.forum, found)
            form.settle(printed(found))
            everywhere = bool(form.everywhere.data)
            services.correct(speaker, found, by=g.actor, values=form.corrected(), everywhere=everywhere)
            letters.tell_organisers(speaker.forum)
            notify(_("訂正しました。事務局にも伝わります。"))
            return _back(speaker)
    parts = parts_of(speaker.forum, speaker.person_id)
    part = next(one for one in parts if one.row.id == appearance)
    return _page("correct", speaker, form, part=part, has_others=len(parts) > 1)


@bp.route("/speakers/<token:token>/items/<id:item>/slides", methods=["GET", "POST"])
@personal_link("speaker")
@upload
def slides(speaker: SpeakerProfile, item: int) -> ResponseReturnValue:
    """Send slides for an item."""
    form, part = (
        SlidesForm(),
        _part(speaker, item),
    )  # the form stores the file before a statement takes the lock
    if form.accepted():
        with form.refusals():
            _hand_in(speaker, item, form)
            notify(_("資料を受け取りました。事務局だけが見られます。"))
            return _back(speaker)
    sent = materials.handed_in(speaker.forum_id, speaker.person_id, item)
    pending = pieces.under_way(holder_of(speaker), PURPOSE)
    return _page("slides", speaker, form, part=part, sent=sent, pending=pending)


def _hand_in(speaker: SpeakerProfile, item: int, form: SlidesForm) -> None:
    _require_open(speaker)
    assert form.file.data is not None
    slides_services.hand_in(
        speaker.forum,
        by=g.actor,
        person_id=speaker.person_id,
        item_id=item,
        file=form.file.data,
        may_publish=form.may_publish.data == "yes",
    )
    services.set_without_slides(speaker, item, by=g.actor, without=False)
    letters.tell_organisers(speaker.forum)


@bp.post("/speakers/<token:token>/items/<id:item>/no-slides")
@personal_link("speaker")
def no_slides(speaker: SpeakerProfile, item: int) -> ResponseReturnValue:
    """Say that there are no slides for an item, or that there will be some after all."""
    _part(speaker, item)
    without = request.form.get("without") == "yes"
    if ActionForm().accepted():
        _require_open(speaker)
        services.set_without_slides(speaker, item, by=g.actor, without=without)
        notify(_("「資料はありません」と事務局に伝えました。") if without else _("元に戻しました。"))
    return _back(speaker)


@bp.get("/speakers/<token:token>/materials/<id:material>/<name:filename>")
@personal_link("speaker")
def file(speaker: SpeakerProfile, material: int, filename: str) -> ResponseReturnValue:
    """Hand out what the speaker sent."""
    found = _material(speaker, material)
    if filename != found.filename or not is_open(found, speaker.forum, Viewer.SENDER):
        abort(404)
    content_type = found.file.content_type
    return send_file(found.file_digest, content_type=content_type, filename=filename, private=True)


@bp.post("/speakers/<token:token>/materials/<id:material>/withdrawal")
@personal_link("speaker")
def take_back(speaker: SpeakerProfile, material: int) -> ResponseReturnValue:
    """Take back what the speaker sent and nobody published."""
    found, form = _material(speaker, material), ActionForm()
    if form.accepted():
        _require_open(speaker)
        with form.refusals():
            slides_services.take_back(found, by=g.actor)
            notify(_("資料「%(name)s」を取り下げました。", name=found.filename))
            return _back(speaker)
    return _own_page(speaker, form)


@bp.post("/speakers/<token:token>/materials/<id:material>/consent")
@personal_link("speaker")
def consent(speaker: SpeakerProfile, material: int) -> ResponseReturnValue:
    """Give the consent to publish, or take it back: the file is closed at once."""
    found, may_publish = _material(speaker, material), request.form.get("may_publish") == "yes"
    if ActionForm().accepted():
        slides_services.set_consent(found, by=g.actor, may_publish=may_publish)
        letters.tell_organisers(speaker.forum)
        notify(
            _("公開してよいと事務局に伝えました。")
            if may_publish
            else _("公開の同意を取り消しました。資料は、いまから事務局だけが見られます。")
        )
    return _back(speaker)


@bp.route("/speakers/<token:token>/phone", methods=["GET", "POST"])
@personal_link("speaker")
def phone(speaker: SpeakerProfile) -> ResponseReturnValue:
    """Tell a telephone number for the day."""
    form = PhoneForm({"phone": speaker.phone})
    if form.accepted():
        with form.refusals():
            lock(speaker.forum, speaker)
            form.settle({"phone": speaker.phone})
            services.set_phone(speaker, by=g.actor, phone=form.phone.data)
            notify(
                _("当日の電話番号を保存しました。") if speaker.phone else _("当日の電話番号を消しました。")
            )
            return _back(speaker)
    return _page("phone", speaker, form)


@bp.route("/speakers/<token:token>/note", methods=["GET", "POST"])
@personal_link("speaker")
def note(speaker: SpeakerProfile) -> ResponseReturnValue:
    """Write to the organisers."""
    form = NoteForm({"note": speaker.note})
    if form.accepted():
        with form.refusals():
            lock(speaker.forum, speaker)
            form.settle({"note": speaker.note})
            services.set_note(speaker, by=g.actor, note=form.note.data)
            letters.tell_organisers(speaker.forum)
            notify(_("事務局への連絡を保存しました。"))
            return _back(speaker)
    return _page("note", speaker, form)


@bp.route("/speakers/<token:token>/unavailability", methods=["GET", "POST"])
@personal_link("speaker")
def unavailability(speaker: SpeakerProfile) -> ResponseReturnValue:
    """Tell when one cannot come."""
    days = 1 + max((part.item.day for part in parts_of(speaker.forum, speaker.person_id)), default=0)
    form = UnavailabilityForm(speaker, days)
    elsewhere: Any = []
    if form.accepted():
        lock(speaker.forum, speaker)
        elsewhere = form.settle(speaker)
        if elsewhere:
            form.refuse(_("別の画面で先に保存されたため、まだ保存していません。入力した内容は残っています。"))
        else:
            with form.refusals():
                return _saved(speaker, form)
    return _page("unavailability", speaker, form, elsewhere=elsewhere)


def _saved(speaker: SpeakerProfile, form: UnavailabilityForm) -> ResponseReturnValue:
    services.set_unavailable(speaker, by=g.actor, spans=form.wanted())
    letters.tell_organisers(speaker.forum)
    notify(_("都合の悪い時間を保存しました。"))
    return _back(speaker)


# --- steps shared by the views ----------------------------------------------------------------------------


def _own_page(speaker: SpeakerProfile, form: Any) -> ResponseReturnValue:
    parts = parts_of(speaker.forum, speaker.person_id)
    lying = materials.slides(speaker.forum_id)
    missing = {part.item.id for part in parts if lacks_slides(part, speaker, lying)}
    unavailable = [span_text(speaker.forum, span) for span in speaker.unavailable]
    return _page(
        "show",
        speaker,
        form,
        parts=parts,
        slides=lying,
        missing=missing,
        told=told,
        moved=moved,
        unavailable=unavailable,
    )


def _page(name: str, speaker: SpeakerProfile, form: Any, **context: Any) -> ResponseReturnValue:
    forum = speaker.forum
    around: dict[str, Any] = {
        "token": profiles.token_of(speaker),
        "may_correct": policy.may_correct(forum),
        "may_arrange": policy.may_arrange(forum, clock.now()),
        "button": ActionForm(sent=False),
    }
    template = f"personal/speaker/{name}.html"
    return page(template, speaker=speaker, forum=forum, form=form, **around, **context, status=form.status)


def _back(speaker: SpeakerProfile) -> ResponseReturnValue:
    return redirect(url_for("speaker.show", token=profiles.token_of(speaker)), 303)


def _require_open(speaker: SpeakerProfile) -> None:
    if not policy.may_correct(speaker.forum):
        abort(403)


def _appearance(speaker: SpeakerProfile, ident: int) -> Appearance:
    return profiles.appearance_of(speaker, ident) or abort(404)


def _part(speaker: SpeakerProfile, item: int) -> Part:
    mine = parts_of(speaker.forum, speaker.person_id)
    return next((part for part in mine if part.item.id == item and part.takes_slides), None) or abort(404)


def _material(speaker: SpeakerProfile, ident: int) -> Material:
    sent = materials.handed_in(speaker.forum_id, speaker.person_id)
    return next((one for one in sent if one.id == ident), None) or abort(404)
