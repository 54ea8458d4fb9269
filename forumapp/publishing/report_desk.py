"""Organisers' pages of the report beside its task list: the versions that went out."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from forumapp.core.access import role
from forumapp.core.i18n import language
from forumapp.core.pages import show
from forumapp.forums.models import Forum
from forumapp.publishing import editions
from forumapp.publishing.contents import gather, standing
from forumapp.publishing.version_words import differences

bp = Blueprint("report_desk", __name__)
DESK = "/desk/forums/<slug:forum>/report"
READERS = ("owner", "editor", "facilitator", "reception", "viewer")


@bp.get(f"{DESK}/versions")
@role(*READERS)
def versions(forum: Forum) -> ResponseReturnValue:
    """List every version that went out, with what it changed."""
    rows = editions.versions_of(forum.id)
    before = [*rows[1:], None]
    told = {
        row.number: differences(older.content, row.content)
        for row, older in zip(rows, before, strict=True)
        if older is not None
    }
    return show("publishing/versions.html", forum=forum, versions=rows, told=told)


@bp.get(f"{DESK}/versions/<id:number>")
@role(*READERS)
def version(forum: Forum, number: int) -> ResponseReturnValue:
    """Show a version to the team, also one that is public no more."""
    found = editions.version_of(forum.id, number) or abort(404)
    edition = editions.of_version(forum, language(), found)
    return show("publishing/version.html", forum=forum, version=found, edition=edition)


def changes_of(forum: Forum) -> list[str] | None:
    """Say what the next version would change; None where none went out before."""
    rows = editions.versions_of(forum.id)
    return differences(rows[0].content, gather(forum, standing(forum))) if rows else None
