"""The programme as a workbook: out with linked times, and back in after a look at what changes."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda import difference_words, policy, queries
from forumapp.agenda.services.sheets import rehearse_sheet, write_sheet
from forumapp.agenda.sheet_forms import SheetForm
from forumapp.agenda.sheets.looking import Look
from forumapp.agenda.sheets.reading import Sheet
from forumapp.agenda.sheets.writing import workbook
from forumapp.core.access import rehearsal, role, upload
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum

bp = Blueprint("agenda_sheets", __name__)
bp.add_app_template_filter(difference_words.label, "change_label")
DESK = "/desk/forums/<slug:forum>/agenda"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get(f"{DESK}.xlsx")
@role(*policy.READERS)
def download(forum: Forum) -> ResponseReturnValue:
    """Hand out the draft as a workbook."""
    response = Response(workbook(forum), mimetype=XLSX)
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(f'{forum.slug}-agenda.xlsx')}"
    )
    return response


@bp.route(f"{DESK}/sheet", methods=["GET", "POST"])
@role(*policy.EDITORS)
def index(forum: Forum) -> ResponseReturnValue:
    """Ask for the file; writes what was looked at before."""
    form = SheetForm(version=queries.version(forum.id))
    sheet = form.sheet() if form.accepted() else None
    if sheet is None:
        return _page(forum, form, None)
    look = rehearse_sheet(forum, sheet, by=g.actor)
    if not look.problems:
        with form.refusals():
            version, withdraw = form.version.data, form.withdraw.data
            changed = write_sheet(forum, sheet, by=g.actor, withdraw=withdraw, version=version)
            notify(
                _("Excelの内容を次第の下書きに取り込みました。")
                if changed
                else _("変わったところはありませんでした。")
            )
            return redirect(url_for("agenda.index", forum=forum.slug), 303)
    form.catch_up(forum)
    return _page(forum, form, look)


@bp.route(f"{DESK}/sheet/preview", methods=["GET", "POST"])
@role(*policy.EDITORS)
@rehearsal
@upload
def preview(forum: Forum) -> ResponseReturnValue:
    """What the file would change; writes nothing."""
    form = SheetForm(version=queries.version(forum.id))
    if not form.is_submitted():
        return redirect(url_for("agenda_sheets.index", forum=forum.slug), 303)
    sheet: Sheet | None = form.sheet() if form.accepted() else None
    form.catch_up(forum)
    return _page(forum, form, rehearse_sheet(forum, sheet, by=g.actor) if sheet else None)


def _page(forum: Forum, form: SheetForm, look: Look | None) -> ResponseReturnValue:
    context: dict[str, Any] = {"form": form, "look": look}
    if look is None:
        return show("agenda/sheet.html", forum=forum, status=form.status, **context)
    status = 422 if look.problems else form.status
    return show("agenda/sheet_preview.html", forum=forum, status=status, **context)
