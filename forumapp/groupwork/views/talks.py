"""Presentations: their order, a slide of each group, and whose turn it is."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.pages import notify, show
from forumapp.core.text import mentions
from forumapp.forums.models import Forum
from forumapp.groupwork import policy
from forumapp.groupwork.forms.boards import DoForm, MinutesForm
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.queries import boards, live, people, presenting, works
from forumapp.groupwork.screen import placed, sections
from forumapp.groupwork.services import hall
from forumapp.groupwork.views import clockface
from forumapp.groupwork.views.moderating import DESK, Verbs, answer, work_or_404

bp = Blueprint("talks", __name__)
TALKS = DESK + "/<id:work>/talks"


@bp.get(TALKS)
@role("owner", "editor")
def index(forum: Forum, work: int) -> ResponseReturnValue:
    """Show the order of the presentations."""
    return _page(work_or_404(forum, work), DoForm(sent=False))


@bp.post(TALKS + "/order")
@role("owner", "editor")
def order(forum: Forum, work: int) -> ResponseReturnValue:
    """Change the order of the presentations."""
    found, form = work_or_404(forum, work), DoForm()
    return answer(found, form, _order_verbs(found, form), lambda: _page(found, form))


@bp.post(TALKS + "/minutes")
@role("owner", "editor")
def minutes(forum: Forum, work: int) -> ResponseReturnValue:
    """Set how long each group presents."""
    found, form = work_or_404(forum, work), MinutesForm()
    if form.accepted():
        hall.set_talk_minutes(found, form.minutes.data, by=g.actor)
        notify(_("1班の発表時間を保存しました。"))
        return redirect(url_for("talks.index", forum=forum.slug, work=found.id), 303)
    return _page(found, DoForm(sent=False), form)


@bp.post(TALKS + "/turn")
@role("owner", "editor")
def turn(forum: Forum, work: int) -> ResponseReturnValue:
    """Call a group to present, let its time begin anew, or end the presentations."""
    found, form = work_or_404(forum, work), DoForm().offer({"call", "stop", "restart"})
    if not form.accepted():
        return _page(found, form)
    group = next((one for one in presenting.in_order(found) if one.id == form.number), None)
    if form.verb == "restart":
        hall.restart_talk(found, by=g.actor)
    elif form.verb == "call":
        hall.present(found, group or abort(404), by=g.actor)
    else:
        hall.present(found, None, by=g.actor)
    return redirect(_after(found, form, group), 303)


@bp.get(TALKS + "/<id:group>")
@role("owner", "editor", "viewer", "facilitator")
def slide(forum: Forum, work: int, group: int) -> ResponseReturnValue:
    """Show the slide of one group."""
    found = work_or_404(forum, work)
    everybody = presenting.talks(found)
    talks = [one for one in everybody if _may_see(one.group, found)]
    place = next((number for number, one in enumerate(talks) if one.group.id == group), None)
    if place is None:
        abort(404)
    return show(
        "groupwork/slide.html",
        forum=forum,
        work=found,
        talk=talks[place],
        before=talks[place - 1].group if place else None,
        after=talks[place + 1].group if place + 1 < len(talks) else None,
        number=place + 1,
        count=len(talks),
        form=DoForm(sent=False),
        **_points(found, everybody, talks[place]),
    )


def _may_see(group: Group, work: GroupWork) -> bool:
    """Say whether one may see the slide of a group: the team those of all, a facilitator the own and what the hall sees."""
    is_on = boards.board_of(work).presenting_id == group.id
    return is_on or policy.may_watch(g.roles) or policy.may_write(g.roles, g.account.id, group)


def _points(work: GroupWork, talks: Sequence[presenting.Talk], talk: presenting.Talk) -> dict[str, Any]:
    board, themes = boards.board_of(work), works.themes(work.id)
    is_on = board.presenting_id == talk.group.id
    length = presenting.talk_length(board, boards.timing_of(work, board), len(talks))
    groups = [one.group for one in talks]
    cards = placed(talk.cards, groups, themes)
    shown = boards.slide_of(board, groups, themes) if is_on else cards
    return {
        "is_on": is_on,
        "is_changed": is_on and [one.card.text for one in shown] != [one.card.text for one in cards],
        "hands": clockface.talk("", board.presenting_since if is_on else None, length, work.forum.zone),
        "sections": sections(shown, by_theme=True),
    }


def _after(work: GroupWork, form: DoForm, group: Group | None) -> str:
    if form.back.data == "slide" and group is not None:
        return url_for("talks.slide", forum=work.forum.slug, work=work.id, group=group.id)
    if form.verb == "restart" and form.number:
        return url_for("talks.slide", forum=work.forum.slug, work=work.id, group=form.number)
    return url_for("talks.index", forum=work.forum.slug, work=work.id)


def _order_verbs(work: GroupWork, form: DoForm) -> Verbs:
    by, moved = g.actor, _("発表の順番を変更しました。")

    def move(by_places: int) -> None:
        group = next((one for one in presenting.in_order(work) if one.id == form.number), None)
        hall.move(group or abort(404), by_places, by=by)

    return {
        "up": (partial(move, -1), moved),
        "down": (partial(move, 1), moved),
        "number": (partial(hall.order_by_number, work, by=by), _("班の番号順に並べました。")),
        "draw": (partial(hall.draw, work, by=by), _("抽選で順番を決めました。")),
    }


def _page(work: GroupWork, form: DoForm, minutes_form: MinutesForm | None = None) -> Response:
    board, timing = boards.board_of(work), boards.timing_of(work)
    talks = presenting.talks(work)
    length = presenting.talk_length(board, timing, len(talks))
    return show(
        "groupwork/talks.html",
        piece="groupwork/_talks.html",
        status=max(form.status, minutes_form.status if minutes_form else 200),
        forum=work.forum,
        work=work,
        works=live.works_of(work.forum),
        board=board,
        talks=talks,
        names=_names(work, talks),
        form=form,
        minutes_form=minutes_form or MinutesForm(sent=False, minutes=board.talk_minutes),
        length=int(length.total_seconds() // 60) if length else None,
    )


def _names(work: GroupWork, talks: Sequence[presenting.Talk]) -> dict[int, list[str]]:
    known = people.names(work.forum_id)
    return {
        one.group.id: sorted({name for card in one.cards for name in mentions.people(card.text, known)})
        for one in talks
    }
