"""The organisers' live view of all groups; a facilitator sees the own ones."""

from collections.abc import Sequence
from typing import Any

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from forumapp.core import clock, pagecache
from forumapp.core.access import Stamp, role
from forumapp.core.pages import show, wants_piece
from forumapp.forums.models import Forum
from forumapp.groupwork import policy
from forumapp.groupwork.forms.boards import DoForm
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.queries import boards, live, works
from forumapp.groupwork.views import clockface


@role("owner", "editor", "viewer", "facilitator")
def groups(forum: Forum) -> ResponseReturnValue:
    """Show all groups as they grow; to a facilitator the own ones."""
    own = None if policy.may_watch(g.roles) else g.account.id
    shown, found = live.groups(forum, own), live.works_of(forum)
    if not wants_piece():
        return _page(forum, shown, found)
    stamp = live.stamp(forum, shown, found)
    stages = ".".join(str(boards.stage_of(work)) for work in found)
    who = Stamp(f"{stamp.revision}.{g.account.id}.{policy.may_arrange(g.roles)}.{stages}")
    return pagecache.conditional(who, lambda: _page(forum, shown, found))


def _page(forum: Forum, shown: Sequence[Group], found: Sequence[GroupWork]) -> Response:
    themes = works.themes_of(forum)
    theme_id = request.args.get("theme", type=int)
    theme = next((one for one in themes if one.id == theme_id), None)
    return show(
        "groupwork/groups.html",
        piece="groupwork/_groups.html",
        forum=forum,
        works=[_shown(work) for work in found if any(group.work_id == work.id for group in shown)],
        themes=[one for one in themes if any(group.work_id == one.work_id for group in shown)],
        theme=theme,
        progress=live.progress(shown, themes, theme.id if theme else None),
        may_write={group.id for group in shown if policy.may_write(g.roles, g.account.id, group)},
        may_arrange=policy.may_arrange(g.roles),
        now=clock.now(),
        form=DoForm(sent=False),
    )


def _shown(work: GroupWork) -> dict[str, Any]:
    board = boards.board_of(work)
    timing = boards.timing_of(work, board)
    hands = clockface.hands(timing, work.forum.zone)
    return {"work": work, "hands": hands, "buttons": clockface.buttons(timing, board)}
