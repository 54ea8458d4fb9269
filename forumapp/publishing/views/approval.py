"""Organisers' pages for a version of the report that waits: looked at, approved, sent back, called back."""

from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.publishing.forms import DecisionForm
from forumapp.publishing.models import ReportVersion, VersionState
from forumapp.publishing.policy import EDITORS, may_decide
from forumapp.publishing.queries.versions import versions_of, waiting_version
from forumapp.publishing.report import editions
from forumapp.publishing.report.differences import differences
from forumapp.publishing.services import approving

bp = Blueprint("report_approval", __name__)
DESK = "/desk/forums/<slug:forum>/report/approval"


@bp.route(DESK, methods=["GET", "POST"])
@role(*EDITORS)
def decide(forum: Forum) -> ResponseReturnValue:
    """Show what waits and what it changes; approve it as it was looked at, or send it back with a word."""
    form = DecisionForm()
    if form.accepted():
        with form.refusals():
            return _decided(forum, form)
    waiting = waiting_version(forum.id)
    if waiting is not None and not form.is_submitted():
        form.seen.data = waiting.mark
    context: dict[str, Any] = {"waiting": waiting, "button": ActionForm(sent=False)}
    context["mine"] = waiting is not None and not may_decide(waiting, g.actor)
    context["changes"] = _changes(forum, waiting)
    return show("publishing/approval.html", forum=forum, form=form, status=form.status, **context)


@bp.get(f"{DESK}/content")
@role(*EDITORS)
def content(forum: Forum) -> ResponseReturnValue:
    """Show the frozen content that waits, as the public would read it."""
    waiting = waiting_version(forum.id) or abort(404)
    edition = editions.of_version(forum, language(), waiting)
    return show("publishing/waiting.html", forum=forum, edition=edition)


@bp.post(f"{DESK}/calling-back")
@role(*EDITORS)
def call_back(forum: Forum) -> ResponseReturnValue:
    """Take back what waits."""
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            before = approving.call_back(forum, by=g.actor)
            asked = before is VersionState.SUBMITTED
            notify(_("公開の依頼を取り下げました。") if asked else _("公開の予約を取り消しました。"))
        for message in form.form_errors:
            notify(message, "warning")
    return _to_review(forum)


def _decided(forum: Forum, form: DecisionForm) -> ResponseReturnValue:
    seen, answer = str(form.seen.data or ""), form.answer.data or ""
    if form.decision.data == "return":
        approving.send_back(forum, by=g.actor, seen=seen, answer=answer)
        notify(_("差し戻しました。作成した人にメールで知らせます。"))
        return _to_review(forum)
    made = approving.approve(forum, by=g.actor, seen=seen, answer=answer)
    is_out = made.state is VersionState.PUBLISHED
    notify(_("承認し、公開しました。") if is_out else _("承認しました。指定した日時に公開されます。"))
    return _to_review(forum)


def _changes(forum: Forum, version: ReportVersion | None) -> list[str] | None:
    earlier = versions_of(forum.id)
    return differences(earlier[0].content, version.content) if version is not None and earlier else None


def _to_review(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for("publishing.review_report", forum=forum.slug), 303)
