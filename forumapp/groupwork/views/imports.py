"""An arrangement comes back as a file (班編成の取込): looked at first, then written as one change that can be taken back."""

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import rehearsal, role, upload
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.groupwork import policy
from forumapp.groupwork.forms.papers import ArrangementFileForm
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.naming import group_name
from forumapp.groupwork.services import importing
from forumapp.groupwork.sheets.planning import Plan
from forumapp.groupwork.views.papers import PATH, work_of
from forumapp.registration.queries.registrations import name_of

bp = Blueprint("group_imports", __name__)


@bp.route(f"{PATH}/import", methods=["GET", "POST"])
@role(*policy.ARRANGERS)
def index(forum: Forum, item: int) -> ResponseReturnValue:
    """Ask for the file; writes what was looked at before."""
    work, form = work_of(forum, item), ArrangementFileForm()
    plan = form.plan(work) if form.accepted() else None
    if plan is None:
        return show(
            "groupwork/papers/import.html", forum=forum, item=work.item, form=form, status=form.status
        )
    with form.refusals():
        clashes = form.clashes.data == "file"
        content, seen = form.content.data or b"", form.seen.data or ""
        done = importing.take(work, content, by=g.actor, seen=seen, clashes=clashes)
        notify(_done(done, clashes=clashes))
        return redirect(url_for("group_papers.index", forum=forum.slug, item=item, of="draft"), 303)
    return _look(forum, work, form, plan)


@bp.route(f"{PATH}/import/preview", methods=["GET", "POST"])
@role(*policy.ARRANGERS)
@rehearsal
@upload
def preview(forum: Forum, item: int) -> ResponseReturnValue:
    """What the file would change, with every row that cannot be taken; writes nothing."""
    work, form = work_of(forum, item), ArrangementFileForm()
    if not form.is_submitted():
        return redirect(url_for("group_imports.index", forum=forum.slug, item=item), 303)
    plan = form.plan(work) if form.accepted() else None
    if plan is None:
        return show(
            "groupwork/papers/import.html", forum=forum, item=work.item, form=form, status=form.status
        )
    return _look(forum, work, form, plan)


def _look(forum: Forum, work: GroupWork, form: ArrangementFileForm, plan: Plan) -> ResponseReturnValue:
    form.seen.data = plan.digest
    return show(
        "groupwork/papers/import_preview.html",
        forum=forum,
        item=work.item,
        form=form,
        plan=plan,
        place_of=_place,
        several=any(move.round > 1 for move in plan.taken(clashes=True)),
        name_of=name_of,
        status=422 if plan.notes.faults else form.status,
    )


def _place(side: tuple[Group | None, bool]) -> str:
    group, pinned = side
    if group is None:
        return _("班なし")
    return _("%(group)s（固定）", group=group_name(group)) if pinned else group_name(group)


def _done(plan: Plan, *, clashes: bool) -> str:
    count = len({move.person.id for move in plan.taken(clashes=clashes)})
    if not count:
        return _("変わったところはありませんでした。")
    return _("%(count)d名の班を変更しました。", count=count)
