"""The clerk's workbook of a reply, behind the mailed link."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from forumapp.core.access import personal_link, rehearsal, upload
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.views.way import clerks
from forumapp.inquiries.views.words import words
from forumapp.inquiries.views.workbooks import download_step, preview_step, upload_step

bp = Blueprint("reply_workbook", __name__)
bp.context_processor(words)


@bp.get("/replies/<token:token>/workbook.xlsx")
@personal_link("inquiry")
def download(inquiry: Inquiry) -> ResponseReturnValue:
    """The reply as it stands, to be filled in."""
    return download_step(clerks(inquiry))


@bp.route("/replies/<token:token>/workbook", methods=["GET", "POST"])
@personal_link("inquiry")
def index(inquiry: Inquiry) -> ResponseReturnValue:
    """Ask for the file; taking over what was looked at."""
    return upload_step(clerks(inquiry))


@bp.route("/replies/<token:token>/workbook/preview", methods=["GET", "POST"])
@personal_link("inquiry")
@rehearsal
@upload
def preview(inquiry: Inquiry) -> ResponseReturnValue:
    """What the file says otherwise; writes nothing."""
    return preview_step(clerks(inquiry))
