"""The static copy of a report, for organisers: what shall be in it, and the ZIP."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from forumapp.core import zipping
from forumapp.core.access import role
from forumapp.core.i18n import language
from forumapp.core.pages import show
from forumapp.forums.models import Forum
from forumapp.publishing.policy import READERS
from forumapp.publishing.report import static_copy
from forumapp.publishing.report.static_copy import Choice

bp = Blueprint("report_export", __name__)
DESK = "/desk/forums/<slug:forum>/report/export"
PARTS = ("slides", "recordings", "photographs")


@bp.get(DESK)
@role(*READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """Ask what shall be in the copy."""
    edition = static_copy.edition_of(forum, language())
    context: dict[str, Any] = {"edition": edition, "sizes": static_copy.sizes_of(edition)}
    return show("publishing/export.html", forum=forum, **context)


@bp.get(f"{DESK}/report.zip")
@role(*READERS)
def download(forum: Forum) -> ResponseReturnValue:
    """Hand out the copy, written while it is sent."""
    choice = Choice(**{part: part in request.args for part in PARTS})
    answer = Response(zipping.stream(static_copy.entries(forum, choice)), mimetype="application/zip")
    name = quote(f"{forum.slug}-report.zip")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
