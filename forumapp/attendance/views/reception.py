"""The reception as plain pages: search, check in, take back. Its script (static/js/reception) does the same faster."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.attendance import policy, wording
from forumapp.attendance.forms import DeskForm
from forumapp.attendance.queries import roster
from forumapp.attendance.queries.presence import check_in_by_id
from forumapp.attendance.services import checking, undoing
from forumapp.attendance.services.checking import Verdict
from forumapp.attendance.views.pages import page, words
from forumapp.core.access import role
from forumapp.core.pages import notify
from forumapp.forums.models import Forum

bp = Blueprint("reception", __name__)
bp.context_processor(words)


@bp.get("/desk/forums/<slug:forum>/reception")
@role(*policy.DESK)
def index(forum: Forum) -> ResponseReturnValue:
    """Search, the last check-ins, who is still to come."""
    return page(forum)


@bp.post("/desk/forums/<slug:forum>/reception/people/<id:number>")
@role(*policy.DESK)
def check_in(forum: Forum, number: int) -> ResponseReturnValue:
    """Check one person in and say so on the same page."""
    form, about = DeskForm(), roster.guest(forum, number) or abort(404)
    if form.accepted():
        with form.refusals():
            (outcome,) = checking.check_in(forum, [form.arrival(number)], by=g.actor)
            told = wording.told(outcome, forum.zone)
            if outcome.verdict not in {Verdict.DONE, Verdict.ALREADY}:
                return page(forum, told=told, about=about, status=409)
            notify(f"{told.text} {about.name}", "success" if told.tone == "success" else "info")
            return redirect(url_for("reception.index", forum=forum.slug, desk=form.desk.data or None), 303)
    errors = [*form.form_errors, *form.desk.errors, *form.errors.get("csrf_token", [])]
    return page(forum, told=wording.Told("error", str(errors[0])), about=about, status=form.status)


@bp.post("/desk/forums/<slug:forum>/reception/check-ins/<id:number>/undo")
@role(*policy.DESK)
def undo(forum: Forum, number: int) -> ResponseReturnValue:
    """Take one check-in back."""
    form, made = DeskForm(), check_in_by_id(forum, number) or abort(404)
    if form.accepted():
        undoing.undo(forum, [made.client_id], by=g.actor)
        notify(_("受付を取り消しました。"))
    return redirect(url_for("reception.index", forum=forum.slug, desk=form.desk.data or None), 303)
