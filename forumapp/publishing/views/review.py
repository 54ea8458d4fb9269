"""Organisers' pages on the way of the report to the public: looked through, previewed, published, taken back."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.actor import Actor
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.publishing.forms import HandInForm, UnpublishForm
from forumapp.publishing.policy import EDITORS, READERS
from forumapp.publishing.queries.versions import not_out, waiting_version
from forumapp.publishing.report import editions
from forumapp.publishing.report.checks.links import outside_addresses
from forumapp.publishing.report.checks.review import review
from forumapp.publishing.report.differences import changes_of
from forumapp.publishing.report.tasks import state_words, tasks_of
from forumapp.publishing.services import approving
from forumapp.publishing.views.public import bp


@bp.get("/desk/forums/<slug:forum>/report")
@role(*READERS)
def review_report(forum: Forum) -> ResponseReturnValue:
    """Show the sections of the report with their state, and what to look at before it goes out."""
    found, version = review(forum), waiting_version(forum.id)
    context: dict[str, Any] = {"review": found, "changes": changes_of(forum)}
    context |= {"tasks": tasks_of(forum, found, version), "waiting": version}
    context |= {"refused": not_out(forum.id), "button": ActionForm()}
    context["outside"] = outside_addresses(found.edition)
    return show("publishing/review.html", forum=forum, **context)


@bp.get("/desk/forums/<slug:forum>/report/preview")
@role(*READERS)
def preview_report(forum: Forum) -> ResponseReturnValue:
    """Show the report as the public will see it."""
    return show("publishing/preview.html", forum=forum, edition=editions.of_now(forum, language()))


@bp.route("/desk/forums/<slug:forum>/report/publication", methods=["GET", "POST"])
@role(*EDITORS)
def publish_report(forum: Forum) -> ResponseReturnValue:
    """Ask once more, then publish the report."""
    form = HandInForm()
    form.note.flags.required = forum.reported_at is not None
    if form.accepted():
        with form.refusals():
            made = approving.hand_in(forum, by=_actor(), **form.told(forum))
            notify(state_words(made.state))
            return _to_review(forum)
    context: dict[str, Any] = {"review": review(forum), "changes": changes_of(forum)}
    return show("publishing/publish.html", forum=forum, form=form, status=form.status, **context)


@bp.route("/desk/forums/<slug:forum>/report/withdrawal", methods=["GET", "POST"])
@role(*EDITORS)
def unpublish_report(forum: Forum) -> ResponseReturnValue:
    """Ask once more, then take the report back."""
    form = UnpublishForm()
    if form.accepted():
        with form.refusals():
            approving.take_back(forum, by=_actor(), **form.values())
            notify(_("開催報告を非公開にしました。"))
            return _to_review(forum)
    return show("publishing/unpublish.html", forum=forum, form=form, status=form.status)


def _actor() -> Actor:
    actor: Actor = g.actor
    return actor


def _to_review(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for("publishing.review_report", forum=forum.slug), 303)
