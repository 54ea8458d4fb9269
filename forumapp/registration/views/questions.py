"""The order of the organiser's own questions, and the form as participants see it."""

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.forms.attendee import attendee_form
from forumapp.registration.queries import audience as found
from forumapp.registration.queries.ledger import rules_of
from forumapp.registration.queries.seats import places
from forumapp.registration.services import asking
from forumapp.registration.views.words import words

bp = Blueprint("questions", __name__)
bp.context_processor(words)


@bp.post("/desk/forums/<slug:forum>/audience/questions/<id:number>/position")
@role(*policy.EDITORS)
def move_question(forum: Forum, number: int) -> ResponseReturnValue:
    """Put a question one place up or down."""
    question = found.question(forum, number) or abort(404)
    if ActionForm().accepted():
        direction = "up" if request.form.get("direction") == "up" else "down"
        asking.move_question(forum, question, by=g.actor, direction=direction)
        notify(_("質問の順番を変更しました。"))
    return redirect(url_for("audience.index", forum=forum.slug, _anchor="questions-title"), 303)


@bp.get("/desk/forums/<slug:forum>/audience/questions/preview")
@role(*policy.READERS)
def preview(forum: Forum) -> ResponseReturnValue:
    """The registration form as participants see it; it cannot be sent."""
    return page(
        "registration/desk/form_preview.html",
        forum=forum,
        form=attendee_form(forum),
        places=places(forum),
        rules=rules_of(forum),
        questions=found.questions(forum),
        suggestions=[],
    )
