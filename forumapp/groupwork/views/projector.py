"""The screen in the hall: by its link without an account, and for the forum's team."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, g, request, url_for
from flask.typing import ResponseReturnValue

from forumapp.core import pagecache
from forumapp.core.access import Stamp, personal_link, role
from forumapp.core.db import db
from forumapp.core.pages import show
from forumapp.forums.models import Forum
from forumapp.groupwork import policy
from forumapp.groupwork.board import Board
from forumapp.groupwork.models import Group, Theme
from forumapp.groupwork.queries import boards, presenting, works
from forumapp.groupwork.screen import sections
from forumapp.groupwork.timing import Timing
from forumapp.groupwork.views import clockface

bp = Blueprint("projector", __name__)


@bp.get("/boards/<token:token>/")
@personal_link("board", stamp=boards.stamp_of_link)
def by_link(board: Board) -> ResponseReturnValue:
    """Show the screen to whoever has its link."""
    return _screen(board)


@bp.get("/desk/forums/<slug:forum>/screen/<id:work>/projector")
@role("owner", "editor", "viewer", "facilitator")
def by_role(forum: Forum, work: int) -> ResponseReturnValue:
    """Show the screen to the forum's team."""
    found = boards.work_of(forum, work) or abort(404)
    stamp = boards.stamp_of_work(db.session.connection(), found.id)
    back = url_for("screen.moderate", forum=forum.slug, work=work) if policy.may_arrange(g.roles) else ""
    who = Stamp(f"{stamp.revision if stamp else forum.revision}.{bool(back)}")
    return pagecache.conditional(who, lambda: _screen(boards.board_of(found), back))


def _screen(board: Board, back: str = "") -> Response:
    return show(
        "groupwork/board.html",
        piece="groupwork/_board.html",
        address=request.full_path if request.query_string else request.path,
        work=board.work,
        back=back,
        **shown_on(board),
    )


def shown_on(board: Board) -> dict[str, Any]:
    """Return what the template of the screen needs: the slide of the group that presents, or the cards."""
    timing = boards.timing_of(board.work, board)
    groups, themes = presenting.in_order(board.work), works.themes(board.work_id)
    presents = next((group for group in groups if group.id == board.presenting_id), None)
    if presents is not None:
        return {"board": board, "presents": presents, **_slide(board, timing, groups, themes)}
    cards = boards.shown_cards(board, groups, themes)
    plain = [one for one in cards if not one.card.is_highlighted]
    return {
        "board": board,
        "presents": None,
        "hands": clockface.hands(timing, board.work.forum.zone),
        "spotlight": [one for one in cards if one.card.is_highlighted],
        "sections": sections(plain, by_theme=board.is_by_theme),
    }


def _slide(board: Board, timing: Timing, groups: Sequence[Group], themes: Sequence[Theme]) -> dict[str, Any]:
    length = presenting.talk_length(board, timing, len(groups))
    return {
        "hands": clockface.talk("", board.presenting_since, length, board.work.forum.zone),
        "sections": sections(boards.slide_of(board, groups, themes), by_theme=True),
    }
