"""The inbox of comments: adopt, edit, withhold, put back, put in order."""

from typing import Literal

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.feedback import policy
from forumapp.feedback.errors import EditedMeanwhile
from forumapp.feedback.forms.impressions import DecisionForm, ImpressionForm, PaperForm
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.feedback.queries import impressions as queries
from forumapp.feedback.queries.forms import phase
from forumapp.feedback.services import impressions as services
from forumapp.forums.models import Forum

bp = Blueprint("impressions", __name__)
DESK = "/desk/forums/<slug:forum>/feedback/impressions"
_DECIDED = {
    ImpressionState.ADOPTED: _l("採用しました：%(text)s"),
    ImpressionState.WITHHELD: _l("非公開にしました：%(text)s"),
    ImpressionState.INBOX: _l("未決定に戻しました：%(text)s"),
}


@bp.get(DESK)
@role("owner", "editor", "viewer")
def index(forum: Forum) -> ResponseReturnValue:
    """Show the comments by state."""
    return _inbox(forum)


@bp.route(DESK + "/new", methods=["GET", "POST"])
@role("owner", "editor")
def paper(forum: Forum) -> ResponseReturnValue:
    """Record a comment that came on paper."""
    form = PaperForm()
    if form.accepted():
        with form.refusals():
            services.add_by_hand(forum, by=g.actor, **form.values())
            return _back(forum, _("感想を加えました。"))
    return show("feedback/paper.html", status=form.status, form=form, forum=forum)


@bp.route(DESK + "/<slug:impression>", methods=["GET", "POST"])
@role("owner", "editor")
def edit(forum: Forum, impression: str) -> ResponseReturnValue:
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
        original=queries.pieces(forum.id, [found.original])[0],
    )


@bp.post(DESK + "/<slug:impression>/decision/<word:state>")
@role("owner", "editor")
def decide(forum: Forum, impression: str, state: str) -> ResponseReturnValue:
    """Decide on a comment: ``adopted``, ``withheld`` or back to the ``inbox``; then on to the next one.

    If somebody else was faster nothing is done, and the list says what they made of it.
    """
    found = _impression(forum, impression)
    if state not in set(ImpressionState):
        abort(404)
    form, wanted = DecisionForm(), ImpressionState(state)
    if not form.accepted():
        return _inbox(forum, status=422)
    anchor = _anchor(queries.after(forum.id, found), found.state)
    try:
        services.decide(found, forum=forum, by=g.actor, version=form.version.data, state=wanted)
    except EditedMeanwhile:
        return _inbox(forum, status=409, stale=(found.id, wanted))
    return _back(forum, _DECIDED[wanted] % {"text": found.text[:20]}, anchor)


@bp.post(DESK + "/<slug:impression>/position/<word:direction>")
@role("owner", "editor")
def position(forum: Forum, impression: str, direction: str) -> ResponseReturnValue:
    """Move an adopted impression ``up`` or ``down``."""
    found = _impression(forum, impression)
    way: Literal["up", "down"] = "up" if direction == "up" else "down" if direction == "down" else abort(404)
    if ActionForm().accepted():
        services.move(found, forum=forum, by=g.actor, direction=way)
    return _back(forum, anchor=f"impression-{found.id}")


def _inbox(
    forum: Forum, *, status: int = 200, stale: tuple[str, ImpressionState] | None = None
) -> ResponseReturnValue:
    """Show all comments; ``stale``: the one that somebody else changed first, and what was to be done with it."""
    comments = queries.impressions(forum.id)
    listed = [one for group in comments.values() for one in group]
    pieces = queries.pieces(forum.id, [one.text for one in listed])
    return show(
        "feedback/impressions.html",
        status=status,
        forum=forum,
        comments=comments,
        pieces={one.id: found for one, found in zip(listed, pieces, strict=True)},
        stale=stale,
        phase=phase(forum),
        may_curate=policy.may_curate(g.roles),
        form=ActionForm(),
    )


def _anchor(ident: str, state: ImpressionState) -> str:
    return f"impression-{ident}" if ident else f"{state.value}-title"


def _impression(forum: Forum, ident: str) -> Impression:
    return queries.impression(forum, ident) or abort(404)


def _back(forum: Forum, text: str | None = None, anchor: str | None = None) -> Response:
    if text:
        notify(text)
    return redirect(url_for("impressions.index", forum=forum.slug, _anchor=anchor), 303)
