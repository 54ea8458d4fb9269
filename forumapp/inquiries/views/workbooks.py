"""The steps of a reply by workbook, the same for the clerk and for an organiser who uploads what came by mail."""

from urllib.parse import quote

from flask import Response, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.errors import DomainError
from forumapp.core.pages import notify
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.forms import taken
from forumapp.inquiries.forms.workbook import WorkbookForm
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.services import drafting
from forumapp.inquiries.services.rows import difference
from forumapp.inquiries.sheets.reading import Reading, read
from forumapp.inquiries.sheets.wording import refusal
from forumapp.inquiries.sheets.writing import workbook
from forumapp.inquiries.views.steps import back, no_store, require_writing, show_page
from forumapp.inquiries.views.way import Way

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def name_of(inquiry: Inquiry) -> str:
    """Return the name of the file: code, organisation, what it is."""
    organisation = inquiry.organisation
    parts = (organisation.code or "", organisation.name, _("回答様式"))
    return "_".join(part.replace("/", "／").replace("\\", "＼") for part in parts if part) + ".xlsx"


def download_step(way: Way) -> ResponseReturnValue:
    """Hand out the reply as it stands."""
    response = Response(workbook(way.frame, way.people()), mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name_of(way.inquiry))}"
    return no_store(response)


def upload_step(way: Way) -> ResponseReturnValue:
    """Ask for the file; taking over what was looked at."""
    require_writing(way)
    form = WorkbookForm(seen=str(way.inquiry.version))
    reading = _reading(way, form)
    if reading is None:
        return _ask(way, form)
    if not reading.notes.faults:
        with form.refusals():
            drafting.hold(way.inquiry, late=way.late)  # what is compared from here on stays as it is
            _require_seen(way, form)
            drafting.take_over(way.inquiry, difference(way.inquiry, reading.entered), g.actor, late=way.late)
            notify(_("Excelの内容を途中保存しました。まだ提出していません。"))
            return back(way)
    return _look(way, form, reading)


def preview_step(way: Way) -> ResponseReturnValue:
    """What the file says otherwise than the reply; writes nothing."""
    form = WorkbookForm()
    if not form.is_submitted():
        return redirect(url_of(way, "index"), 303)
    reading = _reading(way, form) if way.may_write else None
    return _look(way, form, reading) if reading else _ask(way, form)


def url_of(way: Way, endpoint: str) -> str:
    """Return the address of a page of the workbook behind the same door."""
    return url_for(f"{way.blueprint}_workbook.{endpoint}", **way.address)


def _reading(way: Way, form: WorkbookForm) -> Reading | None:
    """Read the file; without one, or if it cannot be read, the form says why."""
    if not form.accepted():
        return None
    content = taken(form)
    if content is None:
        return None
    try:
        return read(way.frame, way.people(), content)
    except UnreadableSheet as error:
        form.content.data = None
        form.refuse(refusal(error), "file")
        return None


def _require_seen(way: Way, form: WorkbookForm) -> None:
    if form.seen.data != str(way.inquiry.version):
        raise DomainError(_("確認した後に回答が変わりました。内容をもう一度確認してください。"))


def _ask(way: Way, form: WorkbookForm) -> ResponseReturnValue:
    return show_page("inquiries/workbook.html", way, form=form, url_of=url_of, status=form.status)


def _look(way: Way, form: WorkbookForm, reading: Reading) -> ResponseReturnValue:
    form.seen.data = str(way.inquiry.version)
    made = difference(way.inquiry, reading.entered)
    is_sound = made.is_sound and not reading.notes.faults
    return show_page(
        "inquiries/workbook_preview.html",
        way,
        form=form,
        reading=reading,
        made=made,
        is_sound=is_sound,
        url_of=url_of,
        status=form.status if is_sound else 422,
    )
