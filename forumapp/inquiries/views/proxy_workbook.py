"""Workbooks of replies at the desk: one that came by mail is taken over (代理入力), all of them are handed out as a ZIP."""

import io
import zipfile

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import rehearsal, role, upload
from forumapp.core.pages import show
from forumapp.forums.models import Forum
from forumapp.inquiries import policy
from forumapp.inquiries.queries import inquiries as found
from forumapp.inquiries.sheets.writing import workbook
from forumapp.inquiries.views.steps import no_store
from forumapp.inquiries.views.way import Way, organisers
from forumapp.inquiries.views.words import words
from forumapp.inquiries.views.workbooks import download_step, name_of, preview_step, upload_step

bp = Blueprint("proxy_workbook", __name__)
bp.context_processor(words)
REPLY = "/desk/forums/<slug:forum>/inquiries/<id:inquiry>/reply"
MOST = 400
"""More workbooks than that are not made while somebody waits."""


def _way(forum: Forum, ident: int) -> Way:
    inquiry = found.inquiry(forum, ident)
    if inquiry is None or inquiry.withdrawn_at is not None:
        abort(404)
    return organisers(forum, inquiry)


@bp.get("/desk/forums/<slug:forum>/inquiries/workbooks.zip")
@role(*policy.WRITERS)
def every(forum: Forum) -> ResponseReturnValue:
    """The workbooks of all organisations in one ZIP."""
    asked = [one for one in found.inquiries_of(forum) if one.withdrawn_at is None]
    if len(asked) > MOST:
        text = _("%(most)d団体を超えるため、1つにまとめられません。団体ごとに保存してください。", most=MOST)
        return show("registration/desk/too_many.html", status=422, forum=forum, text=text)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as parts:
        for inquiry in asked:
            way = organisers(forum, inquiry)
            parts.writestr(name_of(inquiry), workbook(way.frame, way.people()))
    response = Response(target.getvalue(), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="replies-{forum.slug}.zip"'
    return no_store(response)


@bp.get(f"{REPLY}/workbook.xlsx")
@role(*policy.WRITERS)
def download(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """The reply as it stands."""
    return download_step(_way(forum, inquiry))


@bp.route(f"{REPLY}/workbook", methods=["GET", "POST"])
@role(*policy.WRITERS)
def index(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """Ask for the file; taking over what was looked at."""
    return upload_step(_way(forum, inquiry))


@bp.route(f"{REPLY}/workbook/preview", methods=["GET", "POST"])
@role(*policy.WRITERS)
@rehearsal
@upload
def preview(forum: Forum, inquiry: int) -> ResponseReturnValue:
    """What the file says otherwise; writes nothing."""
    return preview_step(_way(forum, inquiry))
