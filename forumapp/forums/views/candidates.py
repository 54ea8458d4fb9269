"""Candidate days of a forum whose date is undecided: add, withdraw, choose."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.forms import ActionForm, Form
from forumapp.core.pages import notify, show
from forumapp.core.transaction import lock
from forumapp.forums import queries
from forumapp.forums.forms.candidates import CandidateForm
from forumapp.forums.models import Forum, ForumCandidate
from forumapp.forums.services import candidates as services
from forumapp.forums.services.facts import choose_candidate
from forumapp.forums.wording import candidate_day

bp = Blueprint("candidates", __name__)


@bp.route("/desk/forums/<slug:forum>/candidates", methods=["GET", "POST"])
@role("owner", "editor")
def index(forum: Forum) -> ResponseReturnValue:
    """See the candidate days and add one."""
    form = CandidateForm()
    if form.accepted():
        with form.refusals():
            lock(forum)
            added = services.add(forum, by=g.actor, **form.values())
            notify(_("候補日「%(day)s」を追加しました。", day=candidate_day(added)))
            return _to_index(forum)
    return _page(forum, form)


@bp.post("/desk/forums/<slug:forum>/candidates/<id:candidate>/withdrawal")
@role("owner", "editor")
def withdraw(forum: Forum, candidate: int) -> ResponseReturnValue:
    """Take a candidate day back."""
    found = _found(forum, candidate)
    if ActionForm().accepted():
        lock(forum, found)
        services.withdraw(forum, found, by=g.actor)
        notify(_("候補日を取り下げました。"))
    return _to_index(forum)


@bp.post("/desk/forums/<slug:forum>/candidates/<id:candidate>/choice")
@role("owner", "editor")
def choose(forum: Forum, candidate: int) -> ResponseReturnValue:
    """Hold the forum on this day; the others fall away."""
    found, form = _found(forum, candidate), ActionForm()
    if form.accepted():
        with form.refusals():
            lock(forum, found)
            choose_candidate(forum, found, by=g.actor)
            notify(_("開催日を%(day)sに決定しました。", day=candidate_day(found)))
            return redirect(url_for("desk.forum", forum=forum.slug), 303)
    return _page(forum, CandidateForm(sent=False), refused=form)


def _found(forum: Forum, ident: int) -> ForumCandidate:
    return queries.candidate_in(forum, ident) or abort(404)


def _to_index(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for(".index", forum=forum.slug), 303)


def _page(forum: Forum, form: CandidateForm, refused: Form | None = None) -> ResponseReturnValue:
    told = refused or form
    return show(
        "forums/candidates.html",
        forum=forum,
        form=form,
        told=told,
        candidates=queries.candidates_of(forum.id),
        action_form=ActionForm(sent=False),
        status=told.status,
    )
