"""Answering in the room by a link that everybody there has, and the page with its code to hang up."""

from flask import Blueprint, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import throttle
from forumapp.core.access import personal_link, public, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.core.paper.fonts import NoFont, find
from forumapp.feedback import device, flood
from forumapp.feedback.forms import answer as answers
from forumapp.feedback.poster import room_poster
from forumapp.feedback.queries import forms, room
from forumapp.feedback.services import forms as asking
from forumapp.feedback.views.giving import changing, page, take
from forumapp.feedback.views.words import asked_words
from forumapp.forums.models import Forum
from forumapp.registration.codes import qr_code

bp = Blueprint("feedback_room", __name__)
bp.context_processor(asked_words)
DESK = "/desk/forums/<slug:forum>/feedback/room"


@bp.route("/feedback/room/<token:token>/", methods=["GET", "POST"])
@personal_link("feedback_room")
def give(feedback_room: Forum) -> ResponseReturnValue:
    """Take an answer of somebody in the room: one from each device, whose own cookie says so."""
    place = forms.room_place(feedback_room)
    form = answers.made(place.questions)
    is_given = device.code_of(request.path) is not None
    if form.accepted() and not is_given:
        with form.refusals():
            reason = _refusal(feedback_room)
            if not reason:
                return take(place, form)
            form.refuse(reason)
    phase: str = forms.phase(feedback_room)
    if is_given:
        phase = "given" if phase == "open" else "closed"
    return page(place, form, phase)


@bp.route("/feedback/room/<token:token>/change", methods=["GET", "POST"])
@personal_link("feedback_room")
def change(feedback_room: Forum) -> ResponseReturnValue:
    """Change what this device has answered."""
    return changing(forms.room_place(feedback_room))


@bp.get("/r/<slug:code>")
@public()
def short(code: str) -> ResponseReturnValue:
    """Lead from the address that is typed to the page of the room."""
    forum = forms.room_of(code) or abort(404)
    return redirect(forms.room_address(forms.form_of(forum)), 303)


@bp.get(DESK)
@role("owner", "editor")
def poster(forum: Forum) -> ResponseReturnValue:
    """The code to hang up, and the switches of the room."""
    form = forms.form_of(forum)
    address = forms.room_address(form) if form.room_open else None
    return show(
        "feedback/room.html",
        forum=forum,
        kept=form,
        address=address,
        short=forms.short_address(form) if form.room_open else None,
        picture=qr_code(address) if address else None,
        phase=forms.phase(forum),
        room=room.look(forum),
        form=ActionForm(),
    )


@bp.get(DESK + ".pdf")
@role("owner", "editor")
def paper(forum: Forum) -> ResponseReturnValue:
    """The poster as a PDF; without a Japanese font, a page says what to install."""
    form = forms.form_of(forum)
    if not form.room_open:
        abort(404)
    try:
        font = find(current_app.config["SERVER"].font)
    except NoFont as error:
        return show("publishing/no_font.html", status=503, path=error.path)
    body = room_poster(forum, forms.room_address(form), forms.short_address(form), font)
    named = {"Content-Disposition": f'inline; filename="{forum.slug}-feedback.pdf"'}
    return Response(body, mimetype="application/pdf", headers=named)


@bp.post(DESK + "/<word:what>")
@role("owner", "editor")
def switch(forum: Forum, what: str) -> ResponseReturnValue:
    """``open`` or ``close`` the page of the room, or ``renew`` its link."""
    if what not in {"open", "close", "renew"}:
        abort(404)
    if ActionForm().accepted():
        asking.set_room(forum, by=g.actor, is_open=what != "close", renew=what == "renew")
        notify(_("会場のページの設定を変更しました。"))
    return redirect(url_for("feedback_room.poster", forum=forum.slug), 303)


def _refusal(forum: Forum) -> str:
    """Say why this network address may not answer (now); "" if it may."""
    address = throttle.origin()
    if flood.is_over(address):
        return _("いまは回答が集中しています。10分ほどたってから、もう一度送信してください。")
    if flood.has_enough(address, request.path, room.look(forum).of_one_address):
        return _("お使いの回線からの回答が多すぎます。ほかの回線（携帯電話など）から送信してください。")
    return ""
