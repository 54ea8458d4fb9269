"""The page on which feedback is given, and the organisers' inbox."""

from typing import Literal

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.attendance.queries.figures import has_evidence
from forumapp.core import clock
from forumapp.core.access import personal_link, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.feedback import policy, queries, services
from forumapp.feedback.forms import DecisionForm, FeedbackForm, ImpressionForm, PaperForm
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration

bp = Blueprint("feedback", __name__)
DESK = "/desk/forums/<slug:forum>/feedback"


@bp.route("/feedback/<token:token>/", methods=["GET", "POST"])
@personal_link("feedback")
def give(feedback: Registration) -> ResponseReturnValue:
    """Take the feedback of the person whose link this is, once."""
    forum = feedback.forum
    form = FeedbackForm()
    if form.accepted():
        with form.refusals():
            services.give(feedback, **form.answer())
            return redirect(request.path, 303)
    return show(
        "feedback/give.html",
        status=form.status,
        form=form,
        forum=forum,
        phase="given" if queries.has_answered(feedback.id) else policy.phase(forum, clock.now()),
    )


def _impression(forum: Forum, ident: str) -> Impression:
    return queries.impression(forum, ident) or abort(404)


def _back(forum: Forum, text: str | None = None) -> Response:
    if text:
        notify(text)
    return redirect(url_for("feedback.desk", forum=forum.slug), 303)


@bp.get(DESK)
@role("owner", "editor", "viewer")
def desk(forum: Forum) -> ResponseReturnValue:
    """Show the results and the comments."""
    comments = queries.impressions(forum.id)
    return show(
        "feedback/desk.html",
        forum=forum,
        results=queries.results(forum.id),
        fewest=policy.FEWEST,
        phase=policy.phase(forum, clock.now()),
        comments=comments,
        marks=queries.marks(forum.id, [one for group in comments.values() for one in group]),
        knows_who_came=has_evidence(forum),
        may_curate=policy.may_curate(g.roles),
        form=ActionForm(),
    )


@bp.post(DESK + "/request/<word:kind>")
@role("owner", "editor")
def ask(forum: Forum, kind: str) -> ResponseReturnValue:
    """Mail the request (``first``) or the reminder (``reminder``)."""
    if kind not in {"first", "reminder"}:
        abort(404)
    count = 0
    if ActionForm().accepted():
        only_present = bool(request.form.get("only_present"))
        count = services.ask(forum, by=g.actor, remind=kind == "reminder", only_present=only_present)
    if not count:
        return _back(forum, _("新しく送る相手はいませんでした。"))
    return _back(
        forum, ngettext("%(num)d人に感想のお願いを送ります。", "%(num)d人に感想のお願いを送ります。", count)
    )


@bp.route(DESK + "/impressions/new", methods=["GET", "POST"])
@role("owner", "editor")
def paper(forum: Forum) -> ResponseReturnValue:
    """Record a comment that came on paper."""
    form = PaperForm()
    if form.accepted():
        with form.refusals():
            services.add_by_hand(forum, by=g.actor, **form.values())
            return _back(forum, _("感想を加えました。"))
    return show("feedback/paper.html", status=form.status, form=form, forum=forum)


@bp.route(DESK + "/impressions/<slug:impression>", methods=["GET", "POST"])
@role("owner", "editor")
def impression(forum: Forum, impression: str) -> ResponseReturnValue:
    """Edit what is published of a comment; after an edit by somebody else both texts are shown."""
    found = _impression(forum, impression)
    form = ImpressionForm(obj=found)
    if form.accepted():
        with form.refusals():
            services.edit(found, forum=forum, by=g.actor, **form.values())
            return _back(forum, _("公開する文を保存しました。"))
    return show(
        "feedback/impression.html",
        is_stale=form.catch_up(found),
        status=form.status,
        form=form,
        forum=forum,
        impression=found,
        marks=queries.marks(forum.id, [found])[found.id],
    )


@bp.post(DESK + "/impressions/<slug:impression>/decision/<word:state>")
@role("owner", "editor")
def decision(forum: Forum, impression: str, state: str) -> ResponseReturnValue:
    """Decide on a comment: ``adopted``, ``withheld`` or back to the ``inbox``."""
    found = _impression(forum, impression)
    if state not in set(ImpressionState):
        abort(404)
    form = DecisionForm()
    if form.accepted():
        services.decide(
            found, forum=forum, by=g.actor, version=form.version.data, state=ImpressionState(state)
        )
    return _back(forum)


@bp.post(DESK + "/impressions/<slug:impression>/position/<word:direction>")
@role("owner", "editor")
def position(forum: Forum, impression: str, direction: str) -> ResponseReturnValue:
    """Move an adopted impression ``up`` or ``down``."""
    found = _impression(forum, impression)
    way: Literal["up", "down"] = "up" if direction == "up" else "down" if direction == "down" else abort(404)
    if ActionForm().accepted():
        services.move(found, forum=forum, by=g.actor, direction=way)
    return _back(forum)
