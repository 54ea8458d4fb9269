"""Papers made by the server: the released 次第 for everybody, the draft for organisers."""

from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from forumapp.agenda import policy
from forumapp.agenda.queries import draft_programme, released_programme
from forumapp.core.access import public, role
from forumapp.core.i18n import language
from forumapp.core.pages import show
from forumapp.core.paper.fonts import FontFile, NoFont, find
from forumapp.forums.models import Forum
from forumapp.forums.revision import forum_stamp
from forumapp.publishing.agenda_paper import agenda_paper
from forumapp.publishing.presentation import present

bp = Blueprint("papers", __name__)
PDF = "application/pdf"


@bp.get("/forums/<slug:forum>/agenda.pdf")
@public(stamp=forum_stamp)
def agenda(forum: Forum) -> ResponseReturnValue:
    """Hand out the released programme as a sheet of paper."""
    view, programme = present(forum, language()), released_programme(forum.id)
    return _paper(f"{forum.slug}-agenda.pdf", lambda font: agenda_paper(view, programme, font))


@bp.get("/desk/forums/<slug:forum>/agenda.pdf")
@role(*policy.READERS)
def draft(forum: Forum) -> ResponseReturnValue:
    """Hand out the draft, marked 案."""
    view, programme = present(forum, language()), draft_programme(forum)
    return _paper(
        f"{forum.slug}-agenda-draft.pdf", lambda font: agenda_paper(view, programme, font, is_draft=True)
    )


def _paper(filename: str, make: Callable[[FontFile], bytes]) -> Response:
    """Make the paper; without a Japanese font, a page says what to install."""
    try:
        body = make(find(current_app.config["SERVER"].font))
    except NoFont as error:
        return show("publishing/no_font.html", status=503, path=error.path)
    response = Response(body, mimetype=PDF)
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(filename)}"
    return response
