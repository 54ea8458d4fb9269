"""出席・欠席・未定 in one tap from the personal page: a POST, since scanners of mail open every link."""

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import personal_link
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.registration.forms.small import AnswerForm
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.rsvp import RsvpChannel
from forumapp.registration.services import answering
from forumapp.registration.views.words import words

bp = Blueprint("answering", __name__)
bp.context_processor(words)


@bp.post("/registrations/<token:token>/answer")
@personal_link("registration")
def answer(registration: Registration) -> ResponseReturnValue:
    """Take the answer; a refusal shows the buttons again."""
    form, token = AnswerForm(), token_of(registration)
    if form.accepted():
        with form.refusals():
            answering.answer(
                registration, by=g.actor, channel=RsvpChannel.WEB, participation=form.participation.data
            )
            notify(_("出欠の返事を受け付けました。"))
            return redirect(url_for("registration.show", token=token, _anchor="answer"), 303)
    return page(
        "registration/answer.html",
        form=form,
        registration=registration,
        forum=registration.forum,
        token=token,
        status=form.status,
    )
