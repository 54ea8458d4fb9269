"""Series: their pages for organisers."""

from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.accounts.policy import may_create_forums
from forumapp.core import files, transaction
from forumapp.core.access import member, upload
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.directory import queries as directory
from forumapp.forums import documents, queries
from forumapp.forums.forms.series import DocumentForm, NewSeriesForm, SectionForm, SeriesForm
from forumapp.forums.models import Series, SeriesSection
from forumapp.forums.policy import may_edit_series
from forumapp.forums.services import series as services

bp = Blueprint("series", __name__)


def _mine(slug: str) -> Series:
    series = queries.series_of(slug) or abort(404)
    if not may_edit_series(g.account, series):
        abort(403)
    return series


def _section(series: Series, ident: int) -> SeriesSection:
    return queries.section_in(series, ident) or abort(404)


def _to(series: Series) -> ResponseReturnValue:
    return redirect(url_for(".edit", series=series.slug), 303)


@bp.get("/desk/series/")
@member
def index() -> ResponseReturnValue:
    """List the series that the account may change."""
    mine = [series for series in queries.all_series() if may_edit_series(g.account, series)]
    return show("series/index.html", series=mine, may_create=may_create_forums(g.account))


@bp.route("/desk/series/new", methods=["GET", "POST"])
@member
def create() -> ResponseReturnValue:
    """Start a series."""
    if not may_create_forums(g.account):
        abort(403)
    form = NewSeriesForm()
    if form.accepted():
        with form.refusals():
            owner = directory.organisation(g.account.organisation_id)
            series = services.create_series(owner=owner, by=g.actor, **_texts(form))
            notify(_("シリーズを作成しました。"))
            return _to(series)
    return show("series/new.html", form=form, status=form.status)


@bp.route("/desk/series/<slug:series>/", methods=["GET", "POST"])
@member
def edit(series: str) -> ResponseReturnValue:
    """Change the texts; see the parts and documents."""
    found = _mine(series)
    form = SeriesForm(SeriesForm.current(found))
    if form.accepted():
        with form.refusals():
            transaction.lock(found)
            form.settle(form.current(found))
            services.edit_series(found, by=g.actor, **_texts(form))
            notify(_("シリーズを保存しました。"))
            return _to(found)
    return show("series/edit.html", form=form, series=found, action_form=ActionForm(), status=form.status)


def _texts(form: SeriesForm) -> dict[str, Any]:
    values = form.values()
    return {**values, "position": values["position"] or 0}


@bp.route("/desk/series/<slug:series>/sections/new", methods=["GET", "POST"])
@member
def add_section(series: str) -> ResponseReturnValue:
    """Add a part."""
    found = _mine(series)
    form = SectionForm()
    if form.accepted():
        with form.refusals():
            services.add_section(found, by=g.actor, **form.values())
            notify(_("項目を追加しました。"))
            return _to(found)
    return show("series/section.html", form=form, series=found, section=None, status=form.status)


@bp.route("/desk/series/<slug:series>/sections/<id:section>", methods=["GET", "POST"])
@member
def edit_section(series: str, section: int) -> ResponseReturnValue:
    """Change a part."""
    found = _mine(series)
    part = _section(found, section)
    form = SectionForm(SectionForm.current(part))
    if form.accepted():
        with form.refusals():
            transaction.lock(part)
            form.settle(form.current(part))
            services.edit_section(part, by=g.actor, **form.values())
            notify(_("項目を保存しました。"))
            return _to(found)
    return show("series/section.html", form=form, series=found, section=part, status=form.status)


@bp.post("/desk/series/<slug:series>/sections/<id:section>/removal")
@member
def remove_section(series: str, section: int) -> ResponseReturnValue:
    """Delete an empty part."""
    found = _mine(series)
    if ActionForm().accepted():
        services.remove_section(_section(found, section), by=g.actor)
        notify(_("項目を削除しました。"))
    return _to(found)


@bp.route("/desk/series/<slug:series>/sections/<id:section>/documents/new", methods=["GET", "POST"])
@member
@upload
def add_document(series: str, section: int) -> ResponseReturnValue:
    """Add a link or a PDF to a part."""
    with transaction.reading():
        _section(_mine(series), section)  # nobody else's file is stored
    form = DocumentForm()
    with form.refusals():
        written = form.written() if form.accepted() else None  # before the first statement takes the lock
    found = _mine(series)
    part = _section(found, section)
    if form.status == 200 and form.is_submitted():
        with form.refusals():
            services.add_document(part, by=g.actor, **_document(form, written))
            notify(_("資料を追加しました。"))
            return _to(found)
    return show("series/document.html", form=form, series=found, section=part, status=form.status)


def _document(form: DocumentForm, written: files.Written | None) -> dict[str, Any]:
    file = files.keep(written, documents.PDF) if written else None
    return {"title": form.title.data, "url": form.url.data, "file": file, "filename": form.filename()}


@bp.post("/desk/series/<slug:series>/documents/<id:document>/removal")
@member
def remove_document(series: str, document: int) -> ResponseReturnValue:
    """Delete a document."""
    found = _mine(series)
    gone = queries.document_in(found, document) or abort(404)
    if ActionForm().accepted():
        services.remove_document(_section(found, gone.section_id), gone, by=g.actor)
        notify(_("資料を削除しました。"))
    return _to(found)
