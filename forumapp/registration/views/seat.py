"""What somebody does with their seat by the personal link: take one that is offered, give theirs to somebody else."""

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.access import attachments, personal_link, rehearsal
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.registration import policy
from forumapp.registration.forms.attendee import AttendeeForm
from forumapp.registration.forms.substitute import substitute_form
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.audience import questions
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.services import substituting, waiting
from forumapp.registration.views.own import around, personal_page, require, to_own_page
from forumapp.registration.views.words import words

bp = Blueprint("seat", __name__)
bp.context_processor(words)


@bp.post("/registrations/<token:token>/seat")
@personal_link("registration")
def accept(registration: Registration) -> ResponseReturnValue:
    """Take the seat that was offered."""
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            waiting.accept(registration, by=g.actor)
            notify(_("参加が確定しました。ご案内をメールでお送りします。"))
            return to_own_page(registration)
    return personal_page(registration, form)


@bp.route("/registrations/<token:token>/substitution", methods=["GET", "POST"])
@personal_link("registration")
@attachments
def substitute(registration: Registration) -> ResponseReturnValue:
    """Name who comes instead; sending what was checked. Sent twice it is done once."""
    if registration.state is RegistrationState.SUBSTITUTED:
        ActionForm().accepted()  # sent once more: nothing to do
        return to_own_page(registration)
    require(policy.may_substitute(registration, clock.now()))
    form = substitute_form(registration)
    if form.accepted():
        with form.refusals():
            substituting.substitute(registration, by=g.actor, attendee=form.attendee(registration.track_id))
            notify(_("交代を受け付けました。お二人にメールでお知らせします。"))
            return to_own_page(registration)
    return _form_page(registration, form)


@bp.route("/registrations/<token:token>/substitution/confirmation", methods=["GET", "POST"])
@personal_link("registration")
@attachments
@rehearsal
def check_substitute(registration: Registration) -> ResponseReturnValue:
    """Check who comes instead; writes nothing."""
    if request.method == "GET" or registration.state is RegistrationState.SUBSTITUTED:
        return redirect(url_for("seat.substitute", token=token_of(registration)), 303)
    require(policy.may_substitute(registration, clock.now()))
    form = substitute_form(registration)
    if "change" in request.form or not form.accepted():
        return _form_page(registration, form)
    asked = questions(registration.forum)
    return page("registration/substitute_check.html", form=form, questions=asked, **around(registration))


def _form_page(registration: Registration, form: AttendeeForm) -> ResponseReturnValue:
    return page(
        "registration/substitute.html",
        form=form,
        questions=questions(registration.forum),
        suggestions=[],
        **around(registration),
        status=form.status,
    )
