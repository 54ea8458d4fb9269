"""Organisers' pages of the report beside its task list: what it shows of its own, and the versions that went out."""

from itertools import pairwise

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.publishing.forms import PreparationForm
from forumapp.publishing.policy import EDITORS, READERS
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.queries.versions import version_of, versions_of
from forumapp.publishing.report import editions
from forumapp.publishing.report.differences import differences
from forumapp.publishing.report.figures import tables_in_words
from forumapp.publishing.report.proposal import outline_text
from forumapp.publishing.services import links
from forumapp.publishing.services import preparing as services

bp = Blueprint("report_desk", __name__)
DESK = "/desk/forums/<slug:forum>/report"


@bp.route(f"{DESK}/preparation", methods=["GET", "POST"])
@role(*EDITORS)
def prepare(forum: Forum) -> ResponseReturnValue:
    """Enter the outline, choose figures, say whether a second person decides."""
    prepared = preparation_of(forum.id)
    form = PreparationForm(PreparationForm.current(prepared))
    if form.accepted():
        with form.refusals():
            kept = services.hold(forum)
            form.settle(form.current(kept))
            values = {"version": kept.version, **form.values()}
            services.prepare(forum, by=g.actor, may_waive="owner" in g.roles, **values)
            notify(_("報告の準備を保存しました。"))
            return redirect(url_for("publishing.review_report", forum=forum.slug), 303)
    if "draft" in request.args and not form.is_submitted():
        form.outline.data = form.outline.data or outline_text(forum, "ja")
    looks = tables_in_words(forum, prepared.fewest)
    return show("publishing/prepare.html", forum=forum, form=form, status=form.status, looks=looks)


@bp.post(f"{DESK}/links")
@role(*EDITORS)
def try_links(forum: Forum) -> ResponseReturnValue:
    """Let the worker try the addresses elsewhere."""
    if ActionForm().accepted():
        links.ask(forum, by=g.actor)
        notify(_("外部のリンクを調べています。数分後に、このページを開き直してください。"))
    return redirect(url_for("publishing.review_report", forum=forum.slug), 303)


@bp.get(f"{DESK}/versions")
@role(*READERS)
def versions(forum: Forum) -> ResponseReturnValue:
    """List every version that went out, with what it changed."""
    rows = versions_of(forum.id)
    told = {row.number: differences(older.content, row.content) for row, older in pairwise(rows)}
    return show("publishing/versions.html", forum=forum, versions=rows, told=told)


@bp.get(f"{DESK}/versions/<id:number>")
@role(*READERS)
def version(forum: Forum, number: int) -> ResponseReturnValue:
    """Show a version to the team, also one that is public no more."""
    found = version_of(forum.id, number) or abort(404)
    edition = editions.of_version(forum, language(), found)
    return show("publishing/version.html", forum=forum, shown=found, edition=edition)
