"""The notes of groups: the facilitator's page by link or by role, and (``live``) the organisers' view of all groups."""

from flask import Blueprint, abort, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.access import personal_link, role
from forumapp.core.pages import notify, show
from forumapp.core.text.times import format_time
from forumapp.forums.models import Forum
from forumapp.groupwork import policy
from forumapp.groupwork.forms.notes import NotesForm, new_key
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries import sheets, works
from forumapp.groupwork.services import notes as services
from forumapp.groupwork.views import live

bp = Blueprint("groupwork", __name__)


@bp.route("/groups/<token:token>/", methods=["GET", "POST"])
@personal_link("group")
def notes(group: Group) -> ResponseReturnValue:
    """Show and save the notes of the group whose link this is."""
    return _sheet(group, "groupwork/notes.html")


@bp.route("/desk/forums/<slug:forum>/groups/<id:group>/", methods=["GET", "POST"])
@role("owner", "editor", "facilitator")
def group_notes(forum: Forum, group: int) -> ResponseReturnValue:
    """Show and save the notes of a group; a facilitator's own one only."""
    found = works.group(forum, group)
    if found is None or not policy.may_write(g.roles, g.account.id, found):
        abort(404)
    return _sheet(found, "groupwork/notes_desk.html")


bp.get("/desk/forums/<slug:forum>/groups/")(live.groups)


def _sheet(group: Group, template: str) -> ResponseReturnValue:
    form, saved = NotesForm(), None
    if form.accepted():
        with form.refusals():
            saved = services.save(group, form.lines.data, editor=form.editor.data, by=g.actor)
            if "X-Fragment" not in request.headers:
                notify(_told(saved))
                return redirect(request.path, 303)
    form.editor.data = form.editor.data or new_key()
    return show(
        template,
        piece="groupwork/_sheet.html",
        status=form.status,
        form=form,
        group=group,
        forum=group.forum,
        themes=works.themes(group.work_id),
        notes=sheets.notes(forum_id=group.forum_id, group_id=group.id),
        saved=saved,
        saved_at=_wall_time(group.forum),
    )


def _told(saved: services.Saved) -> str:
    if saved.diverted:
        return _("保存しました。同時に編集された意見は、両方を並べて残しました。")
    return _("保存しました。") if saved.written else _("変更はありませんでした。")


def _wall_time(forum: Forum) -> str:
    wall = clock.to_wall(clock.now(), forum.zone)
    return format_time(wall.hour * 60 + wall.minute)
