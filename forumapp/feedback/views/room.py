"""Answering in the room by a link that everybody there has, and the page with its code to hang up."""

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import personal_link, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.feedback import device, flood
from forumapp.feedback.forms import answer as answers
from forumapp.feedback.queries import forms
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
            if not flood.is_over(request.remote_addr or ""):
                return take(place, form)
            form.refuse(_("いまは回答が集中しています。10分ほどたってから、もう一度送信してください。"))
    phase: str = forms.phase(feedback_room)
    if is_given:
        phase = "given" if phase == "open" else "closed"
    return page(place, form, phase)


@bp.route("/feedback/room/<token:token>/change", methods=["GET", "POST"])
@personal_link("feedback_room")
def change(feedback_room: Forum) -> ResponseReturnValue:
    """Change what this device has answered."""
    return changing(forms.room_place(feedback_room))


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
        picture=qr_code(address) if address else None,
        phase=forms.phase(forum),
        form=ActionForm(),
    )


@bp.post(DESK + "/<word:what>")
@role("owner", "editor")
def switch(forum: Forum, what: str) -> ResponseReturnValue:
    """``open`` or ``close`` the page of the room, or ``renew`` its link."""
    if ActionForm().accepted():
        asking.set_room(forum, by=g.actor, is_open=what != "close", renew=what == "renew")
        notify(_("会場のページの設定を変更しました。"))
    return redirect(url_for("feedback_room.poster", forum=forum.slug), 303)
