"""What organisers decide about one registration: approval, moving up out of turn, a substitute."""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import attachments, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.forms.small import ReasonForm
from forumapp.registration.forms.substitute import substitute_form
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.audience import questions_seen, suggestions
from forumapp.registration.services import offers, substituting, waiting
from forumapp.registration.services.seating import seats_of
from forumapp.registration.views.one import one_page
from forumapp.registration.views.registrations import fetch
from forumapp.registration.views.words import words
from forumapp.registration.wording import state_name

bp = Blueprint("deciding", __name__)
bp.context_processor(words)


@bp.post("/desk/forums/<slug:forum>/registrations/<id:number>/approval")
@role(*policy.WRITERS)
def approve(forum: Forum, number: int) -> ResponseReturnValue:
    """Accept an application; without a free seat it goes to the end of the waiting list."""
    registration, form = fetch(forum, number), ActionForm()
    if form.accepted():
        with form.refusals():
            with seats_of(forum) as claims:
                waiting.approve(claims, registration, by=g.actor)
            notify(_("承認しました。今の状態：%(state)s", state=state_name(registration.state)))
            return _to(forum, registration)
    return one_page(forum, registration, form)


@bp.route("/desk/forums/<slug:forum>/registrations/<id:number>/rejection", methods=["GET", "POST"])
@role(*policy.WRITERS)
def decline(forum: Forum, number: int) -> ResponseReturnValue:
    """Do not accept an application, with a reason that stands in the letter."""
    registration, form = fetch(forum, number), ReasonForm()
    if form.accepted():
        with form.refusals():
            offers.decline(registration, by=g.actor, reason=form.reason.data or "")
            notify(_("承認しませんでした。ご本人にメールでお知らせします。"))
            return _to(forum, registration)
    return page(
        "registration/desk/decline.html",
        form=form,
        forum=forum,
        registration=registration,
        is_pending=registration.state is RegistrationState.PENDING,
        status=form.status,
    )


@bp.post("/desk/forums/<slug:forum>/registrations/<id:number>/promotion")
@role(*policy.WRITERS)
def promote(forum: Forum, number: int) -> ResponseReturnValue:
    """Give somebody who waits a free seat, out of turn if need be."""
    registration, form = fetch(forum, number), ActionForm()
    if form.accepted():
        with form.refusals():
            with seats_of(forum) as claims:
                waiting.promote(claims, registration, by=g.actor)
            notify(_("繰り上げました。今の状態：%(state)s", state=state_name(registration.state)))
            return _to(forum, registration)
    return one_page(forum, registration, form)


@bp.route("/desk/forums/<slug:forum>/registrations/<id:number>/substitution", methods=["GET", "POST"])
@role(*policy.WRITERS)
@attachments
def substitute(forum: Forum, number: int) -> ResponseReturnValue:
    """Let somebody else take this seat. Sent twice it is done once."""
    registration = fetch(forum, number)
    if registration.state is RegistrationState.SUBSTITUTED:
        ActionForm().accepted()  # sent once more: nothing to do
        return _to(forum, registration)
    asked = questions_seen(forum, g.roles)
    form = substitute_form(registration, by_hand=True, asked=asked)
    if form.accepted():
        with form.refusals():
            attendee = form.attendee(registration.track_id)
            other = substituting.substitute(registration, by=g.actor, attendee=attendee, by_hand=True)
            notify(_("交代を登録しました。"))
            return _to(forum, other)
    around = {"form": form, "forum": forum, "registration": registration, "questions": asked}
    return _page("substitute", suggestions=suggestions(forum), status=form.status, **around)


def _page(name: str, **context: Any) -> ResponseReturnValue:
    return page(f"registration/desk/{name}.html", **context)


def _to(forum: Forum, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registrations.show", forum=forum.slug, number=registration.id), 303)
