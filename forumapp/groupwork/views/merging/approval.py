"""Approving the summary, its history, and the summary as text."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import show
from forumapp.core.text.mentions import told
from forumapp.forums.models import Forum
from forumapp.groupwork import merging, summary_text
from forumapp.groupwork.forms.summary import ApprovalForm, steps
from forumapp.groupwork.models import Theme
from forumapp.groupwork.queries import bullets, people, works
from forumapp.groupwork.services import approving, going_back
from forumapp.groupwork.views.merging.places import DESK, back, bp, bullet_of, theme_of

TYPES = {"txt": "text/plain", "md": "text/markdown"}


@bp.route(DESK + "/themes/<id:theme>/approval", methods=["GET", "POST"])
@role("owner", "editor")
def approval(forum: Forum, theme: int) -> ResponseReturnValue:
    """Show a theme exactly as the public will see it, and approve its drafts, or only the ``bullet`` of the address."""
    found, form = theme_of(forum, theme), ApprovalForm()
    if form.accepted():
        looked_at = dict(steps(form.step.data or ""))
        with form.refusals():
            many = approving.approve(found, looked_at, by=g.actor, names_checked=form.names_checked.data)
            said = ngettext("%(num)d件の文を承認しました。", "%(num)d件の文を承認しました。", many)
            return back(forum, found.id, said if many else _("この文は、すでに承認されています。"))
    return _preview(forum, found, form)


def _preview(forum: Forum, theme: Theme, form: ApprovalForm) -> ResponseReturnValue:
    rows = [one for one in bullets.of_theme(theme) if one.withdrawn_at is None]
    only = request.args.get("bullet", type=int)
    fresh = [one for one in rows if one.approved_version != one.version and only in {None, one.id}]
    form.step.data = "-".join(f"{one.id}.{one.version}" for one in fresh)
    return show(
        "groupwork/approval.html",
        status=form.status,
        forum=forum,
        theme=theme,
        form=form,
        only=only,
        fresh=[(one, merging.approved_edition(one)) for one in fresh],
        lines=merging.lines_after(rows, fresh),
        found=told(
            "\n".join(part for one in fresh for part in (one.text, one.remark)), people.names(forum.id)
        ),
    )


@bp.post(DESK + "/bullets/<id:bullet>/approval-withdrawal")
@role("owner", "editor")
def approval_withdrawal(forum: Forum, bullet: int) -> ResponseReturnValue:
    """Take a bullet from the public."""
    found = bullet_of(forum, bullet)
    if ActionForm().accepted():
        approving.withdraw_approval(found, by=g.actor)
    return back(
        forum, found.theme_id, _("承認を取り消しました。この文は下書きに戻り、開催報告には載りません。")
    )


@bp.get(DESK + "/bullets/<id:bullet>/history")
@role("owner", "editor")
def history(forum: Forum, bullet: int) -> ResponseReturnValue:
    """Show what a bullet said, who wrote it, and when it was approved."""
    found = bullet_of(forum, bullet, is_withdrawn=True)
    return show(
        "groupwork/bullet_history.html",
        forum=forum,
        bullet=found,
        editions=list(reversed(found.editions)),
        approvals=bullets.approvals(found.id),
        form=ActionForm(),
    )


@bp.post(DESK + "/bullets/<id:bullet>/history/<id:version>")
@role("owner", "editor")
def go_back(forum: Forum, bullet: int, version: int) -> ResponseReturnValue:
    """Write a former version anew; also of a bullet that was withdrawn."""
    found = bullet_of(forum, bullet, is_withdrawn=True)
    edition = next((one for one in found.editions if one.version == version and one.text), None) or abort(404)
    if ActionForm().accepted():
        going_back.restore(found, by=g.actor, version=edition.version)
    said = _("前の文に戻しました。公開するには承認してください。")
    return back(forum, found.theme_id, said, [found])


@bp.get(DESK + "/text")
@role("owner", "editor")
def text(forum: Forum) -> ResponseReturnValue:
    """Show the summary as text, to be copied: what is approved, or with ``drafts`` what is written so far."""
    has_drafts = bool(request.args.get("drafts"))
    return show(
        "groupwork/summary_text.html",
        forum=forum,
        has_drafts=has_drafts,
        text=_written(forum, "txt", has_drafts=has_drafts),
    )


@bp.get(DESK + "/text/file/<word:kind>")
@role("owner", "editor")
def text_file(forum: Forum, kind: str) -> ResponseReturnValue:
    """Send the summary as a text file (``txt``) or in Markdown (``md``)."""
    mime = TYPES.get(kind) or abort(404)
    body = _written(forum, kind, has_drafts=bool(request.args.get("drafts")))
    name = f"{forum.slug}-summary.{kind}"
    return Response(
        body,
        content_type=f"{mime}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _written(forum: Forum, kind: str, *, has_drafts: bool) -> str:
    themes = works.themes_of(forum)
    lines = bullets.lines(forum, has_drafts=has_drafts)
    return summary_text.write([(one, lines.get(one.id, [])) for one in themes], kind)
