"""The pages for everybody, complete without JavaScript and cached by revision; and what templates may ask of publishing."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forumapp.agenda.queries import released_programme
from forumapp.core import markup
from forumapp.core.access import public
from forumapp.core.i18n import language
from forumapp.core.pages import show
from forumapp.core.uploads.sending import send
from forumapp.forums.models import Forum, Series
from forumapp.forums.revision import forum_stamp, site_stamp
from forumapp.publishing.json_ld import event
from forumapp.publishing.presentation import ForumView, Told, local_day, present, short_day, told
from forumapp.publishing.queries.forum import forum_page, updates
from forumapp.publishing.queries.listing import listing
from forumapp.publishing.queries.series import all_series, document_of, series_page
from forumapp.publishing.report import editions
from forumapp.publishing.report.addresses import OnSite
from forumapp.publishing.report.figures import rows_in_words, table_name
from forumapp.publishing.report.formats.outline import section_names
from forumapp.publishing.timetable import FILTERS, timetable, wanted

bp = Blueprint("publishing", __name__)

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


@bp.get("/")
@public(stamp=site_stamp)
def home() -> ResponseReturnValue:
    """List the forums and series."""
    return show("publishing/home.html", listing=listing(), all_series=all_series())


@bp.get("/series/<slug:series>/")
@public(stamp=site_stamp)
def series(series: str) -> ResponseReturnValue:
    """Show a series: background, policy references, documents, forums."""
    found = series_page(series) or abort(404)
    return show("publishing/series.html", page=found, series=found.series)


@bp.get("/series/<slug:series>/documents/<id:document>/<name:filename>")
@public()
def document(series: str, document: int, filename: str) -> ResponseReturnValue:
    """Hand out a document of a series."""
    found, stored = document_of(series, document) or abort(404)
    if filename != found.filename:
        return redirect(url_for(".document", series=series, document=document, filename=found.filename))
    return send(stored.digest, content_type=stored.content_type, filename=filename)


@bp.get("/forums/<slug:forum>/")
@public(stamp=forum_stamp)
def forum(forum: Forum) -> ResponseReturnValue:
    """Show a forum."""
    return show("publishing/forum.html", forum=forum, view=view_of(forum), page=forum_page(forum))


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
    context["updates"] = updates(forum, language())
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
