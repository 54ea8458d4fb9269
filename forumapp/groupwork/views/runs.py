"""Searches for a plan: asked for, watched, cancelled; what they propose is taken or put away."""

from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.core.access import role
from forumapp.core.errors import DomainError
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.groupwork import arrangement_words as words
from forumapp.groupwork.arrangement import ArrangementRun, RunState
from forumapp.groupwork.assignment.changes import most_moves
from forumapp.groupwork.checks import Doubt, broken
from forumapp.groupwork.errors import ArrangementChanged
from forumapp.groupwork.forms.arranging import LateForm, TakingForm, VersionForm
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.proposals import Proposal, proposal
from forumapp.groupwork.queries import runs
from forumapp.groupwork.queries.draft import Attendee, Seating, seating
from forumapp.groupwork.services import runs as services
from forumapp.groupwork.services.arranging import seats_of
from forumapp.groupwork.views.arrangement import WORK, last_change, work_or_404
from forumapp.registration.wording import mode_name

bp = Blueprint("arrangement_runs", __name__)
RUN = WORK + "/runs/<id:run>"


def _run(work: GroupWork, ident: int) -> ArrangementRun:
    return runs.run(work, ident) or abort(404)


def _to_run(forum: Forum, item: int, ident: int) -> Response:
    return redirect(url_for("arrangement_runs.show_run", forum=forum.slug, item=item, run=ident), 303)


def _to_board(forum: Forum, item: int, text: str, kind: str = "success") -> Response:
    notify(text, kind)
    return redirect(url_for("arrangement.board", forum=forum.slug, item=item), 303)


@bp.post(WORK + "/runs")
@role("owner", "editor")
def start(forum: Forum, item: int) -> ResponseReturnValue:
    """Ask for a plan from the beginning."""
    work = work_or_404(forum, item)
    if not ActionForm().accepted():
        abort(400)
    return _to_run(forum, item, services.start(work, by=g.actor).id)


@bp.route(WORK + "/runs/late", methods=["GET", "POST"])
@role("owner", "editor")
def late(forum: Forum, item: int) -> ResponseReturnValue:
    """Show what has changed since people were seated, and ask for the fewest moves that fit."""
    work, form = work_or_404(forum, item), LateForm()
    if form.accepted():
        with form.refusals():
            run = services.start(work, by=g.actor, is_late=True, away=form.away.data, evens=form.evens.data)
            return _to_run(forum, item, run.id)
    found = seating(work)
    return show(
        "arrangement/late.html",
        status=form.status,
        form=form,
        forum=forum,
        work=work,
        seating=found,
        **_since(found),
        words=words,
        mode_name=mode_name,
    )


def _since(found: Seating) -> dict[str, Any]:
    """Return who is gone, new, in a group of another mode or not there yet, and how many may move to even groups out."""
    return {
        "gone": [one for one in found.people.values() if one.is_out],
        "fresh": [one for one in found.unseated(1) if not found.is_missing(one)],
        "moved": _in_the_wrong_mode(found),
        "missing": [one for one in found.candidates if found.is_missing(one)],
        "most": most_moves(len(found.candidates)),
    }


def _in_the_wrong_mode(found: Seating) -> list[Attendee]:
    """Return whom the first round seats where the rule of modes does not let them sit."""
    return [person for one in broken(found, 1) if one.doubt is Doubt.MODE for person in one.people]


@bp.get(RUN)
@role("owner", "editor")
def show_run(forum: Forum, item: int, run: int) -> ResponseReturnValue:
    """Show how far a search is, or what it proposes."""
    work = work_or_404(forum, item)
    found = _run(work, run)
    return _shown(forum, work, found, TakingForm(sent=False))


def _shown(
    forum: Forum, work: GroupWork, run: ArrangementRun, form: TakingForm, status: int = 200, late: str = ""
) -> Response:
    found = seating(work)
    return show(
        "arrangement/run.html",
        piece="arrangement/_run.html",
        status=status,
        forum=forum,
        work=work,
        run=run,
        seating=found,
        form=form,
        fresh=VersionForm(sent=False, version=found.arrangement.version),
        is_stalled=runs.is_stalled(run),
        words=words,
        late=late,
        proposal=_proposal(work, run, found),
    )


def _proposal(work: GroupWork, run: ArrangementRun, found: Seating) -> Proposal | None:
    """Return what a search proposes; None before it has found something, and after that was decided."""
    if run.state is not RunState.FOUND or run.result is None:
        return None
    wanted = services.plan_of(run.result, found)
    moved = services.changed_chairs(seats_of(work.id), wanted, services.unasked(run, found))
    return proposal(run, found, [(chair.round, chair.registration_id) for chair in moved])


@bp.post(RUN + "/cancellation")
@role("owner", "editor")
def cancel(forum: Forum, item: int, run: int) -> ResponseReturnValue:
    """Stop a search."""
    found = _run(work_or_404(forum, item), run)
    if ActionForm().accepted():
        services.cancel(found, by=g.actor)
    return _to_run(forum, item, run)


@bp.post(RUN + "/taking")
@role("owner", "editor")
def take(forum: Forum, item: int, run: int) -> ResponseReturnValue:
    """Make a proposal the draft: all of it, or of a late change what is ticked."""
    work, form = work_or_404(forum, item), TakingForm()
    found = _run(work, run)
    if form.accepted():
        try:
            chosen = form.moves.data if found.is_late else None
            if found.is_late and not chosen:
                raise DomainError(_("移す人を選んでください。"))
            number = services.take(found, by=g.actor, version=form.version.data, chosen=chosen)
        except DomainError as error:
            form.refuse(error.message)
            is_late = isinstance(error, ArrangementChanged)
            return _shown(forum, work, found, form, 409, late=last_change(forum, work) if is_late else "")
        text = ngettext("案を採用しました（%(num)d人分）。", "案を採用しました（%(num)d人分）。", number)
        return _to_board(forum, item, text)
    return _shown(forum, work, found, form, status=422)


@bp.post(RUN + "/discarding")
@role("owner", "editor")
def discard(forum: Forum, item: int, run: int) -> ResponseReturnValue:
    """Put a proposal away."""
    found = _run(work_or_404(forum, item), run)
    if ActionForm().accepted():
        services.discard(found, by=g.actor)
    return _to_board(forum, item, _("案を採用しませんでした。班編成は変わっていません。"), "info")
