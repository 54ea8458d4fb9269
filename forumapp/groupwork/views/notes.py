"""The notes of a group: the page of its facilitator and recorder, by link or by role (``live``: the view of all groups)."""

from flask import Blueprint, Response, abort, g, request, url_for
from flask.typing import ResponseReturnValue

from forumapp.core.access import personal_link, role
from forumapp.forums.models import Forum
from forumapp.groupwork import policy
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries import works
from forumapp.groupwork.views import live, sheet

bp = Blueprint("groupwork", __name__)
WRITERS = ("owner", "editor", "facilitator")


def _linked(page: str) -> dict[str, str]:
    """Return the addresses of the page of a link: what stands below the page's own."""
    return {"page": page, "changes": f"{page}changes", "shell": f"{page}shell"}


def _facilitators(group: Group) -> dict[str, str]:
    return _linked(url_for("groupwork.notes", token=works.token_of(group)))


def _recorders(group: Group) -> dict[str, str]:
    return _linked(url_for("groupwork.recorder_notes", token=works.recorder_token_of(group)))


def _desks(group: Group) -> dict[str, str]:
    return _linked(url_for("groupwork.group_notes", forum=group.forum.slug, group=group.id))


def _own(forum: Forum, ident: int) -> Group:
    found = works.group(forum, ident)
    if found is None or not policy.may_write(g.roles, g.account.id, found):
        abort(404)
    return found


@bp.route("/groups/<token:token>/", methods=["GET", "POST"])
@personal_link("group")
def notes(group: Group) -> ResponseReturnValue:
    """Show and save the notes of the group whose facilitator's link this is."""
    return sheet.page(group, "groupwork/notes.html", _facilitators(group))


@bp.route("/groups/<token:token>/changes", methods=["GET", "POST"])
@personal_link("group")
def changes(group: Group) -> ResponseReturnValue:
    """Exchange changes with a device of the facilitator."""
    return _exchange(group)


@bp.get("/groups/<token:token>/shell")
@personal_link("group")
def shell(group: Group) -> ResponseReturnValue:
    """Show the facilitator's page with nothing on it, for work without network."""
    return sheet.shell(group, "groupwork/notes.html", _facilitators(group))


@bp.route("/recorders/<token:token>/", methods=["GET", "POST"])
@personal_link("recorder")
def recorder_notes(recorder: Group) -> ResponseReturnValue:
    """Show and save the notes of the group whose recorder's link this is."""
    return sheet.page(recorder, "groupwork/notes.html", _recorders(recorder))


@bp.route("/recorders/<token:token>/changes", methods=["GET", "POST"])
@personal_link("recorder")
def recorder_changes(recorder: Group) -> ResponseReturnValue:
    """Exchange changes with a device of the recorder."""
    return _exchange(recorder)


@bp.get("/recorders/<token:token>/shell")
@personal_link("recorder")
def recorder_shell(recorder: Group) -> ResponseReturnValue:
    """Show the recorder's page with nothing on it, for work without network."""
    return sheet.shell(recorder, "groupwork/notes.html", _recorders(recorder))


@bp.route("/desk/forums/<slug:forum>/groups/<id:group>/", methods=["GET", "POST"])
@role(*WRITERS)
def group_notes(forum: Forum, group: int) -> ResponseReturnValue:
    """Show and save the notes of a group; those who lead or record one, of that one only."""
    found = _own(forum, group)
    return sheet.page(found, "groupwork/notes_desk.html", _desks(found))


@bp.route("/desk/forums/<slug:forum>/groups/<id:group>/changes", methods=["GET", "POST"])
@role(*WRITERS)
def group_changes(forum: Forum, group: int) -> ResponseReturnValue:
    """Exchange changes with a device of somebody who is signed in."""
    return _exchange(_own(forum, group))


@bp.get("/desk/forums/<slug:forum>/groups/<id:group>/shell")
@role(*WRITERS)
def group_shell(forum: Forum, group: int) -> ResponseReturnValue:
    """Show the page with nothing on it to somebody who is signed in, for work without network."""
    found = _own(forum, group)
    return sheet.shell(found, "groupwork/notes_desk.html", _desks(found))


def _exchange(group: Group) -> Response:
    return sheet.take(group) if request.method == "POST" else sheet.news(group)


bp.get("/desk/forums/<slug:forum>/groups/")(live.groups)
