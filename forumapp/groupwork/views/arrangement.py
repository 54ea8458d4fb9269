"""The board: who sits where, changed by hand."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.core.access import role
from forumapp.core.converters import small_number
from forumapp.core.errors import DomainError
from forumapp.core.i18n import language, localised
from forumapp.core.pages import notify, show, wants_piece
from forumapp.forums.models import Forum
from forumapp.groupwork import arrangement_words as words
from forumapp.groupwork.arrangement import ArrangementCommand, RuleKind
from forumapp.groupwork.checks import broken
from forumapp.groupwork.errors import ArrangementChanged
from forumapp.groupwork.forms.arranging import BoardForm, BoardState
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.naming import group_name
from forumapp.groupwork.queries import arrangement as arrangements
from forumapp.groupwork.queries import changes, draft, runs, works
from forumapp.groupwork.services import moving, rules, taking_back
from forumapp.registration.wording import mode_name

bp = Blueprint("arrangement", __name__)
DESK = "/desk/forums/<slug:forum>/arrangement"
WORK = DESK + "/items/<id:item>"
ROWS = 50
"""Changes on one page of the history."""


def work_or_404(forum: Forum, item: int) -> GroupWork:
    """Return the group work of an item of the forum; 404 where nothing was set up yet."""
    return draft.work_at(forum.id, item) or abort(404)


@bp.get(DESK)
@role("owner", "editor")
def index(forum: Forum) -> ResponseReturnValue:
    """Lead to the board of the only group work, or list them."""
    items, found = works.items(forum), works.works(forum)
    ready = [item for item in items if item.id in found]
    if len(ready) == 1:
        return redirect(url_for("arrangement.board", forum=forum.slug, item=ready[0].id), 303)
    return show("arrangement/index.html", forum=forum, items=ready)


@bp.get(WORK)
@role("owner", "editor")
def board(forum: Forum, item: int) -> ResponseReturnValue:
    """Show who sits where in a round."""
    wanted = request.args.get("round", type=small_number)
    return shown(forum, work_or_404(forum, item), round_=wanted or 1)


@bp.post(WORK + "/moves")
@role("owner", "editor")
def move(forum: Forum, item: int) -> ResponseReturnValue:
    """Seat the ticked people in a group, or in none."""
    return _do(
        forum,
        item,
        lambda work, form: _moved(
            moving.move(work, form.people.data, form.group_id, by=g.actor, **_frame(form))
        ),
    )


@bp.post(WORK + "/swaps")
@role("owner", "editor")
def swap(forum: Forum, item: int) -> ResponseReturnValue:
    """Let the two ticked people change places."""

    def act(work: GroupWork, form: BoardForm) -> str:
        moving.swap(work, form.people.data, by=g.actor, **_frame(form))
        return _("2人を入れ替えました。")

    return _do(forum, item, act)


@bp.post(WORK + "/pins")
@role("owner", "editor")
def pin(forum: Forum, item: int) -> ResponseReturnValue:
    """Pin the ticked people, or let them go."""

    def act(work: GroupWork, form: BoardForm) -> str:
        is_wanted = form.pinned.data != "no"
        moving.pin(work, form.people.data, by=g.actor, pinned=is_wanted, **_frame(form))
        return _("今の班に固定しました。") if is_wanted else _("固定を解除しました。")

    return _do(forum, item, act)


@bp.post(WORK + "/rules")
@role("owner", "editor")
def add_rule(forum: Forum, item: int) -> ResponseReturnValue:
    """Say that the ticked people must be together, or apart."""

    def act(work: GroupWork, form: BoardForm) -> str:
        rules.add(work, RuleKind(form.kind.data), form.people.data, by=g.actor)
        return _("条件を追加しました。次の自動編成から使われます。")

    return _do(forum, item, act)


@bp.post(WORK + "/rules/<id:rule>/withdrawal")
@role("owner", "editor")
def withdraw_rule(forum: Forum, item: int, rule: int) -> ResponseReturnValue:
    """Take a rule away."""

    def act(work: GroupWork, _form: BoardForm) -> str:
        rules.withdraw(draft.rule(work.id, rule) or abort(404), by=g.actor)
        return _("条件を外しました。")

    return _do(forum, item, act)


@bp.post(WORK + "/undo")
@role("owner", "editor")
def undo(forum: Forum, item: int) -> ResponseReturnValue:
    """Take back the last change; somebody else's only after asking."""
    return _turn(forum, item, arrangements.last_done, taking_back.undo, words.UNDO)


@bp.post(WORK + "/redo")
@role("owner", "editor")
def redo(forum: Forum, item: int) -> ResponseReturnValue:
    """Do again what was taken back last; what somebody else did only after asking."""
    return _turn(forum, item, arrangements.first_undone, taking_back.redo, words.REDO)


@bp.get(WORK + "/news")
@role("owner", "editor")
def news(forum: Forum, item: int) -> ResponseReturnValue:
    """Say whether somebody changed the arrangement since version ``seen``; mostly answered 304."""
    work = work_or_404(forum, item)
    seen, version = request.args.get("seen", 0, type=int), arrangements.arrangement_of(work).version
    last = last_change(forum, work) if seen != version else ""
    response = show("arrangement/_news.html", forum=forum, work=work, seen=seen, last=last)
    response.set_etag(f"{version}-{seen}-{language()}")
    response.cache_control.no_cache = True
    return response.make_conditional(request)


@bp.get(WORK + "/history")
@role("owner", "editor")
def history(forum: Forum, item: int) -> ResponseReturnValue:
    """List the changes, the newest first."""
    work = work_or_404(forum, item)
    before = request.args.get("before", type=small_number)
    found = arrangements.history(work.id, limit=ROWS + 1, before=before)
    return show(
        "arrangement/history.html",
        forum=forum,
        work=work,
        commands=found[:ROWS],
        older=found[ROWS - 1].number if len(found) > ROWS else None,
        is_first=before is None,
        targets=arrangements.targets_of(found),
        moves=_moves_in_words(work, found[:ROWS]),
        words=words,
    )


def _moves_in_words(work: GroupWork, commands: Any) -> dict[int, list[tuple[str, str, str]]]:
    people = arrangements.names_in(work.forum_id, commands)
    groups = {one.id: group_name(one) for one in changes.every_group(work.id)}
    return {command.id: words.moves(command, people, groups) for command in commands}


def last_change(forum: Forum, work: GroupWork) -> str:
    """Name the latest change, who made it and when; "" where there is none."""
    last = arrangements.newest(work.id)
    if last is None:
        return ""
    targets = arrangements.targets_of([last]) if last.target_id else {}
    return words.signed(last, forum.zone, targets.get(last.target_id or 0))


def _frame(form: BoardForm) -> dict[str, int]:
    return {"round_": form.round_number, "version": form.version.data}


def _moved(number: int) -> str:
    if not number:
        return _("移動する人はいませんでした。")
    return ngettext("%(num)d人を移しました。", "%(num)d人を移しました。", number)


def _turn(
    forum: Forum,
    item: int,
    find: Callable[[int], ArrangementCommand | None],
    service: Callable[..., ArrangementCommand],
    step: words.Step,
) -> Response:
    """Take a step back or forth, or ask first: another's name stands on the change that the page shows."""
    work, form = work_or_404(forum, item), BoardForm()
    command = find(work.id)
    if form.accepted() and command is not None and command.actor_label != g.actor.label:
        is_current = form.version.data == arrangements.arrangement_of(work).version
        if is_current and form.decided.data != "yes":
            asked = step.asked(words.signed(command, forum.zone))
            return shown(forum, work, round_=form.round_number, asked=asked)
    return _do(
        forum,
        item,
        lambda work, form: step.said(words.what(service(work, by=g.actor, version=form.version.data))),
    )


def _do(forum: Forum, item: int, act: Callable[[GroupWork, BoardForm], str]) -> Response:
    """Do what a form of the board asks for; refused with the board as it is now and everything still ticked."""
    work, form = work_or_404(forum, item), BoardForm()
    if not form.accepted():
        return shown(forum, work, round_=form.round_number, form=form, status=422)
    try:
        said = act(work, form)
    except ArrangementChanged as late:
        form.refuse(late.message)
        return shown(forum, work, round_=form.round_number, form=form, status=409)
    except DomainError as error:
        form.refuse(error.message)
        return shown(forum, work, round_=form.round_number, form=form, status=422)
    if not wants_piece():
        notify(said)
        where = url_for("arrangement.board", forum=forum.slug, item=item, round=form.round_number)
        return redirect(where, 303)
    response = shown(forum, work, round_=form.round_number)
    response.headers["X-Say"] = quote(said)
    return response


def shown(
    forum: Forum,
    work: GroupWork,
    *,
    round_: int = 1,
    form: BoardForm | None = None,
    asked: str = "",
    status: int = 200,
) -> Response:
    """Render the board of a round; ``form`` was refused and keeps its ticks; ``asked``: before the step is taken."""
    found = draft.seating(work)
    number = min(max(1, round_), found.arrangement.rounds)
    return show(
        "arrangement/board.html",
        piece="arrangement/_board.html",
        status=status,
        forum=forum,
        work=work,
        seating=found,
        round=number,
        form=BoardState(sent=False, version=found.arrangement.version, round=number),
        refused=form,
        asked=asked,
        last=last_change(forum, work) if status == 409 else "",
        doubts=broken(found, number),
        **_around(work, found),
    )


def _around(work: GroupWork, found: draft.Seating) -> dict[str, Any]:
    """Return what stands around the groups: the search, what was published, the steps back and forth."""
    return {
        "run": runs.latest(work.id),
        "changed": changes.changes(found, changes.published(work.id)),
        "undo": arrangements.last_done(work.id),
        "redo": arrangements.first_undone(work.id),
        "words": words,
        "mode_name": mode_name,
        "localised": localised,
    }
