"""The public pages, complete without JavaScript and cached by revision, and the organisers' page of the report."""

from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda.queries import released_programme
from forumapp.core import markup
from forumapp.core.access import public, role
from forumapp.core.actor import Actor
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import notify, show
from forumapp.core.uploads.sending import send
from forumapp.forums.models import Forum, Series
from forumapp.forums.revision import forum_stamp, site_stamp
from forumapp.publishing import queries, report_desk
from forumapp.publishing.forms import HandInForm, UnpublishForm
from forumapp.publishing.health import health as state_of_health
from forumapp.publishing.json_ld import event
from forumapp.publishing.presentation import ForumView, Told, local_day, present, short_day, told
from forumapp.publishing.report import editions
from forumapp.publishing.report.addresses import OnSite
from forumapp.publishing.report.checks.review import outside_addresses, review
from forumapp.publishing.report.figures import rows_in_words, table_name
from forumapp.publishing.report.formats.outline import section_names
from forumapp.publishing.report.tasks import state_words, tasks_of
from forumapp.publishing.services import approving
from forumapp.publishing.timetable import FILTERS, timetable, wanted

bp = Blueprint("publishing", __name__)

READERS = ("owner", "editor", "facilitator", "reception", "viewer")
EDITORS = ("owner", "editor")


bp.add_app_template_filter(markup.render, "markdown")
bp.add_app_template_filter(short_day, "short_day")
bp.add_app_template_filter(local_day, "local_day")


@bp.app_template_filter("series_title")
def series_title(series: Series) -> Told:
    """Name a series in this reader's language."""
    return told(series.title, series.title_en, language())


bp.add_app_template_global(event, "json_ld")


bp.add_app_template_global(section_names, "section_names")
bp.add_app_template_global(OnSite, "files_on_site")
bp.add_app_template_global(rows_in_words, "rows_in_words")
bp.add_app_template_global(table_name, "table_name")


@bp.app_template_global("view_of")
def view_of(forum: Forum) -> ForumView:
    """Show a forum to this reader now."""
    return present(forum, language())


# --- for everybody ----------------------------------------------------------------------------------------


@bp.get("/")
@public(stamp=site_stamp)
def home() -> ResponseReturnValue:
    """List the forums and series."""
    return show("publishing/home.html", listing=queries.listing(), all_series=queries.all_series())


@bp.get("/series/<slug:series>/")
@public(stamp=site_stamp)
def series(series: str) -> ResponseReturnValue:
    """Show a series: background, policy references, documents, forums."""
    found = queries.series_page(series) or abort(404)
    return show("publishing/series.html", page=found, series=found.series)


@bp.get("/series/<slug:series>/documents/<id:document>/<name:filename>")
@public()
def document(series: str, document: int, filename: str) -> ResponseReturnValue:
    """Hand out a document of a series."""
    found, stored = queries.document_of(series, document) or abort(404)
    if filename != found.filename:
        return redirect(url_for(".document", series=series, document=document, filename=found.filename))
    return send(stored.digest, content_type=stored.content_type, filename=filename)


@bp.get("/forums/<slug:forum>/")
@public(stamp=forum_stamp)
def forum(forum: Forum) -> ResponseReturnValue:
    """Show a forum."""
    return show("publishing/forum.html", forum=forum, view=view_of(forum), page=queries.forum_page(forum))


@bp.get("/forums/<slug:forum>/agenda")
@public(stamp=forum_stamp, filters=FILTERS)
def agenda(forum: Forum) -> ResponseReturnValue:
    """Show the programme, which prints as one sheet; a long one by day, room or track."""
    programme, part = released_programme(forum.id), None
    try:
        if chosen := wanted(request.args, programme):
            part = timetable(programme, forum.day, *chosen)
    except LookupError:
        abort(404)
    context: dict[str, Any] = {"view": view_of(forum), "programme": programme, "part": part}
    context["updates"] = queries.updates(forum, language())
    return show("publishing/agenda.html", forum=forum, **context)


@bp.get("/forums/<slug:forum>/report")
@public(stamp=forum_stamp)
def report(forum: Forum) -> ResponseReturnValue:
    """Show the newest version of the report once one is published."""
    edition = editions.published(forum, language()) or abort(404)
    return show("publishing/report.html", forum=forum, edition=edition)


@bp.get("/forums/<slug:forum>/report/versions/<id:number>")
@public(stamp=forum_stamp)
def report_version(forum: Forum, number: int) -> ResponseReturnValue:
    """Show a version of the report, and say which is the newest."""
    edition = editions.published(forum, language(), number) or abort(404)
    return show("publishing/report.html", forum=forum, edition=edition)


@bp.get("/healthz")
@public()
def health() -> ResponseReturnValue:
    """Tell a monitor whether the application lives; 503 without its database."""
    facts, sound = state_of_health()
    response = jsonify(facts)
    response.status_code = 200 if sound else 503
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/robots.txt")
@public()
def robots() -> ResponseReturnValue:
    """Keep crawlers to the public pages and the feeds."""
    links = ("/registrations/", "/invitations/", "/groups/", "/feedback/", "/r/", "/subscriptions/", "/u/")
    closed = ("/desk/", "/account", "/sign-in", *links)
    # A feed in somebody's own calendar is fetched by that calendar's server, which asks here first.
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /registrations/*/feed.ics$"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


# --- for organisers ---------------------------------------------------------------------------------------


@bp.get("/desk/forums/<slug:forum>/report")
@role(*READERS)
def review_report(forum: Forum) -> ResponseReturnValue:
    """Show the sections of the report with their state, and what to look at before it goes out."""
    found, version = review(forum), editions.waiting_version(forum.id)
    context: dict[str, Any] = {"review": found, "changes": report_desk.changes_of(forum)}
    context |= {"tasks": tasks_of(forum, found, version), "waiting": version}
    context |= {"refused": editions.not_out(forum.id), "button": ActionForm()}
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
    context: dict[str, Any] = {"review": review(forum), "changes": report_desk.changes_of(forum)}
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


# --- steps shared by the views ----------------------------------------------------------------------------


def _actor() -> Actor:
    actor: Actor = g.actor
    return actor


def _to_review(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for("publishing.review_report", forum=forum.slug), 303)
