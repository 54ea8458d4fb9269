"""The report in other forms than a page: PDF, Markdown, JSON; and the feed that says which reports there are."""

from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import public, role
from forumapp.core.i18n import language
from forumapp.core.pages import show
from forumapp.core.paper.fonts import NoFont, find
from forumapp.forums.models import Forum
from forumapp.forums.revision import forum_stamp, site_stamp
from forumapp.publishing.atom import feed
from forumapp.publishing.open_data import events_csv
from forumapp.publishing.policy import READERS
from forumapp.publishing.queries.listing import listing, reported
from forumapp.publishing.queries.series import series_named
from forumapp.publishing.report import editions
from forumapp.publishing.report.editions import Edition
from forumapp.publishing.report.formats.data import report_json
from forumapp.publishing.report.formats.markdown import markdown
from forumapp.publishing.report.formats.outline import lead, outline
from forumapp.publishing.report.formats.paper import report_paper

bp = Blueprint("reports", __name__)


@bp.get("/forums/<slug:forum>/report.pdf")
@public(stamp=forum_stamp)
def paper(forum: Forum) -> ResponseReturnValue:
    """Hand out the published report as a file to print."""
    return _pdf(_published(forum))


@bp.get("/forums/<slug:forum>/report.md")
@public(stamp=forum_stamp)
def text(forum: Forum) -> ResponseReturnValue:
    """Hand out the published report as Markdown."""
    return _markdown(_published(forum))


@bp.get("/forums/<slug:forum>/report.json")
@public(stamp=forum_stamp)
def data(forum: Forum) -> ResponseReturnValue:
    """Hand out the published report as data."""
    return _json(_published(forum))


@bp.get("/desk/forums/<slug:forum>/report/preview/<word:form>")
@role(*READERS)
def preview(forum: Forum, form: str) -> ResponseReturnValue:
    """Hand out the report as it would be published now."""
    made: dict[str, Callable[[Edition], Response]] = {"pdf": _pdf, "md": _markdown, "json": _json}
    make = made.get(form) or abort(404)
    response = make(editions.of_now(forum, language()))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/reports.atom")
@public(stamp=site_stamp)
def every_report() -> ResponseReturnValue:
    """Hand out the feed of all reports."""
    title = _("%(site)s 開催報告", site=current_app.config["SITE_NAME"])
    return _atom(feed(title, ("publishing.home", {}), "reports.every_report", {}, reported()))


@bp.get("/series/<slug:series>/reports.atom")
@public(stamp=site_stamp)
def series_reports(series: str) -> ResponseReturnValue:
    """Hand out the feed of a series' reports."""
    found = series_named(series) or abort(404)
    title = _("%(series)s 開催報告", series=found.title)
    values = {"series": found.slug}
    return _atom(
        feed(title, ("publishing.series", values), "reports.series_reports", values, reported(found))
    )


@bp.get("/events.csv")
@public(stamp=site_stamp)
def events() -> ResponseReturnValue:
    """Hand out the list of public forums as open data (docs/report-formats.md)."""
    found = listing()
    forums = [*found.coming, *found.past]
    return _named(events_csv(forums), "text/csv", "events.csv", way="attachment")


def _published(forum: Forum) -> Edition:
    return editions.published(forum, language()) or abort(404)


def _pdf(edition: Edition) -> Response:
    view = edition.view
    try:
        body = report_paper(
            outline(edition),
            find(current_app.config["SERVER"].font),
            title=_("%(forum)s 開催報告", forum=view.title.text),
            headings=(_("開催報告"), view.title.text),
            lead=lead(edition),
            author=view.forum.owner.name,
            language=view.language,
            written=edition.published_at or view.now,
        )
    except NoFont as error:
        return show("publishing/no_font.html", status=503, path=error.path)
    return _named(body, "application/pdf", f"{view.forum.slug}-report.pdf")


def _markdown(edition: Edition) -> Response:
    view = edition.view
    title = _("%(forum)s 開催報告", forum=view.title.text)
    body = markdown(title, lead(edition), outline(edition))
    return _named(body.encode(), "text/markdown", f"{view.forum.slug}-report.md")


def _json(edition: Edition) -> Response:
    return _named(report_json(edition), "application/json", f"{edition.view.forum.slug}-report.json")


def _atom(body: bytes) -> Response:
    return Response(body, mimetype="application/atom+xml")


def _named(body: bytes, mimetype: str, filename: str, *, way: str = "inline") -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(filename)}"
    return response
