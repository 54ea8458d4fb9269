"""Forms of the reception for those who are not simply expected: walk-ins, and people who come for another."""

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forumapp.attendance import policy, wording
from forumapp.attendance.forms import ProxyForm, new_client_id, walk_in_form
from forumapp.attendance.queries import roster
from forumapp.attendance.services import checking, walking_in
from forumapp.attendance.services.checking import Outcome, Verdict
from forumapp.attendance.views.pages import desk_name, words
from forumapp.core.access import role
from forumapp.core.converters import small_number
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration
from forumapp.registration.queries.audience import suggestions
from forumapp.registration.queries.registrations import name_of, registration

bp = Blueprint("reception_guests", __name__)
bp.context_processor(words)


@bp.route("/desk/forums/<slug:forum>/reception/walk-in", methods=["GET", "POST"])
@role(*policy.DESK)
def walk_in(forum: Forum) -> ResponseReturnValue:
    """Register somebody who stands at the desk and check them in; with ``from`` the one who had no seat."""
    former = _former(forum)
    form = walk_in_form(forum, former, desk=desk_name(), client_id=new_client_id())
    if form.accepted():
        with form.refusals():
            outcome = walking_in.walk_in(
                forum, form.arrival(0), by=g.actor, attendee=form.attendee(), instead_of=former,
                is_other=form.is_other.data,
            )  # fmt: skip
            return _done(forum, outcome, form.desk.data)
    return show(
        "attendance/walk_in.html",
        status=form.status,
        forum=forum,
        form=form,
        former=former,
        suggestions=suggestions(forum),
    )


@bp.route("/desk/forums/<slug:forum>/reception/people/<id:number>/proxy", methods=["GET", "POST"])
@role(*policy.DESK)
def proxy(forum: Forum, number: int) -> ResponseReturnValue:
    """Check somebody in who comes instead of a person."""
    form = ProxyForm(desk=desk_name(), client_id=new_client_id())
    person = roster.guest(forum, number) or abort(404)
    if form.accepted():
        with form.refusals():
            names = {"proxy_name": form.proxy_name.data, "proxy_note": form.proxy_note.data}
            (outcome,) = checking.check_in(forum, [form.arrival(number, **names)], by=g.actor)
            if outcome.verdict in {Verdict.DONE, Verdict.ALREADY}:
                return _done(forum, outcome, form.desk.data)
            form.refuse(wording.told(outcome, forum.zone).text)
    return show("attendance/proxy.html", status=form.status, forum=forum, form=form, person=person)


def _former(forum: Forum) -> Registration | None:
    """Return whose data the form begins with."""
    number = request.args.get("from", type=small_number)
    if number is None:
        return None
    return registration(forum, number) or abort(404)


def _done(forum: Forum, outcome: Outcome, desk: str | None) -> ResponseReturnValue:
    told = wording.told(outcome, forum.zone)
    name = name_of(outcome.registration) if outcome.registration else ""
    notify(f"{told.text} {name}", "success" if told.tone == "success" else "info")
    return redirect(url_for("reception.index", forum=forum.slug, desk=desk or None), 303)
