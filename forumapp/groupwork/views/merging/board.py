"""The merge board (意見の概要をまとめるボード): notes of all groups beside the summary that is made of them."""

import re
from collections.abc import Sequence
from typing import Any, Literal

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import show
from forumapp.forums.models import Forum
from forumapp.groupwork import merging
from forumapp.groupwork.forms.summary import PicksForm, ProposalForm, SourceForm, StepForm, steps
from forumapp.groupwork.models import SummaryBullet, Theme
from forumapp.groupwork.queries import bullets, people, sheets, works
from forumapp.groupwork.services import going_back
from forumapp.groupwork.services import summary as services
from forumapp.groupwork.views.merging.places import DESK, back, bp, bullet_of, kept, theme_of


@bp.get(DESK)
@role("owner", "editor")
def board(forum: Forum) -> ResponseReturnValue:
    """Show one theme: left what is proposed and the other notes, right the summary."""
    themes = works.themes_of(forum)
    wanted = request.args.get("theme", type=int)
    theme = next((one for one in themes if one.id == wanted), themes[0] if themes else None)
    return show(
        "groupwork/summary.html",
        piece="groupwork/_merge.html" if theme else None,
        forum=forum,
        themes=themes,
        theme=theme,
        form=ActionForm(),
        **(_layout(forum, theme) if theme else {}),
    )


def _layout(forum: Forum, theme: Theme) -> dict[str, Any]:
    rows = bullets.of_theme(theme)
    alive = [one for one in rows if one.withdrawn_at is None]
    names = people.names(forum.id)
    former = bullets.former_words(source for one in alive for source in one.sources)
    step = request.args.get("step", "")
    return {
        "seen": "{}.{}".format(*bullets.stamp(theme)),
        "merge": _left(theme, alive, names),
        "bullets": merging.bullet_rows(alive, names, former),
        "withdrawn": [one for one in rows if one.withdrawn_at is not None],
        "kept": kept(),
        "step": step if steps(step) else "",
        "composed": request.headers.get("X-Fragment") == "composer",
    }


def _left(
    theme: Theme, alive: Sequence[SummaryBullet], names: Sequence[tuple[str, str]]
) -> merging.MergeBoard:
    return merging.assemble(
        sheets.on_theme(theme),
        alive,
        groups=works.groups_of(theme),
        names=names,
        dropped=bullets.dropped(theme),
        choice=merging.Choice(kept().get("q", ""), "unused" in kept()),
    )


def _seen() -> str:
    """Return the stamp that the page brought; "" for what is none, for it becomes part of a header."""
    found = request.args.get("seen", "")
    return found if re.fullmatch(r"[0-9]{1,14}\.[0-9]{1,14}", found, re.ASCII) else ""


@bp.get(DESK + "/themes/<id:theme>/news")
@role("owner", "editor")
def news(forum: Forum, theme: int) -> ResponseReturnValue:
    """Say whether there is something new since ``seen``; asked again and again, mostly answered 304."""
    found = theme_of(forum, theme)
    now, seen = "{}.{}".format(*bullets.stamp(found)), _seen()
    before = seen.partition(".")[0]
    response = show(
        "groupwork/_merge_news.html",
        forum=forum,
        theme=found,
        seen=seen,
        is_new=now != seen,
        has_notes=now.partition(".")[0] != before,
        kept=kept(),
    )
    response.set_etag(f"{now}-{seen}-{language()}")
    response.cache_control.no_cache = True
    return response.make_conditional(request)


@bp.post(DESK + "/themes/<id:theme>/picks")
@role("owner", "editor")
def picks(forum: Forum, theme: int) -> ResponseReturnValue:
    """Make a new bullet of the picked notes (its wording comes next), or add them to one."""
    found, form = theme_of(forum, theme), PicksForm()
    if not form.accepted():
        return back(forum, found.id, _("もう一度選んでください。"))
    notes, target = form.picked()
    if not target:
        address = url_for("summary.new_bullet", forum=forum.slug, theme=theme, note=notes, **kept())
        return redirect(address, 303)
    bullet = bullet_of(forum, target)
    many = services.add_notes(bullet, by=g.actor, notes=notes)
    said = ngettext("%(num)d件の意見を文に加えました。", "%(num)d件の意見を文に加えました。", many)
    return back(forum, bullet.theme_id, said, [bullet] if many else [])


@bp.post(DESK + "/themes/<id:theme>/proposals/<word:way>")
@role("owner", "editor")
def proposal(forum: Forum, theme: int, way: str) -> ResponseReturnValue:
    """Leave a proposal aside (``drop``), or bring it back (``return``)."""
    found, form = theme_of(forum, theme), ProposalForm()
    turn = {"drop": going_back.drop_proposal, "return": going_back.bring_back}.get(way) or abort(404)
    digest = form.chosen() if form.accepted() else None
    if digest is None:
        return back(forum, found.id, _("もう一度選んでください。"))
    turn(found, digest, by=g.actor)
    said = _("この案を外しました。下の「外した案」から戻せます。") if way == "drop" else _("案を戻しました。")
    return back(forum, found.id, said)


@bp.post(DESK + "/bullets/<id:bullet>/position/<word:direction>")
@role("owner", "editor")
def position(forum: Forum, bullet: int, direction: str) -> ResponseReturnValue:
    """Move a bullet ``up`` or ``down``."""
    found = bullet_of(forum, bullet)
    way: Literal["up", "down"] = "up" if direction == "up" else "down" if direction == "down" else abort(404)
    if ActionForm().accepted():
        services.move_bullet(found, by=g.actor, direction=way)
    return back(forum, found.theme_id, _("順番を変えました。"))


@bp.post(DESK + "/bullets/<id:bullet>/withdrawal")
@role("owner", "editor")
def withdrawal(forum: Forum, bullet: int) -> ResponseReturnValue:
    """Take a bullet out of the summary."""
    found = bullet_of(forum, bullet)
    if ActionForm().accepted():
        services.withdraw_bullet(found, by=g.actor)
    return back(forum, found.theme_id, _("概要から取り下げました。"), [found])


@bp.post(DESK + "/bullets/<id:bullet>/sources/<word:what>")
@role("owner", "editor")
def source(forum: Forum, bullet: int, what: str) -> ResponseReturnValue:
    """Take a note out of a bullet (``removal``), or say that its change was read (``reading``)."""
    found, form = bullet_of(forum, bullet), SourceForm()
    do = {"removal": services.remove_note, "reading": services.mark_read}.get(what) or abort(404)
    before = found.version
    if form.accepted():
        do(found, by=g.actor, note=form.note.data)
    said = _("意見を文から外しました。") if what == "removal" else _("変更を確認しました。")
    return back(forum, found.theme_id, said, [found] if found.version > before else [])


@bp.post(DESK + "/themes/<id:theme>/undo")
@role("owner", "editor")
def undo(forum: Forum, theme: int) -> ResponseReturnValue:
    """Take back the step that the page offers to."""
    found, form = theme_of(forum, theme), StepForm()
    taken = steps(form.step.data or "") if form.accepted() else []
    if not taken:
        return back(forum, found.id)
    done = going_back.undo(forum.id, taken, by=g.actor)
    return back(forum, found.id, _("直前の操作を元に戻しました。"), done)
