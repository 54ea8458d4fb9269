"""The recorder's personal link, as organisers send and end it."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.forums.models import Forum
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries import works
from forumapp.groupwork.services import setup as services

bp = Blueprint("group_links", __name__)
RECORDER = "/desk/forums/<slug:forum>/groupwork/groups/<id:group>/recorder"


def _back(group: Group, text: str) -> Response:
    notify(text)
    return redirect(url_for("groupwork_setup.group", forum=group.forum.slug, group=group.id), 303)


@bp.post(RECORDER + "/letter")
@role("owner", "editor")
def recorder_letter(forum: Forum, group: int) -> ResponseReturnValue:
    """Mail the link to the recorder."""
    found = works.group(forum, group) or abort(404)
    if ActionForm().accepted():
        services.send_link(found, by=g.actor, part="recorder")
    return _back(found, _("%(address)sにリンクを送ります。", address=found.recorder_email))


@bp.post(RECORDER + "/link-revocation")
@role("owner", "editor")
def recorder_revocation(forum: Forum, group: int) -> ResponseReturnValue:
    """End the recorder's link that is in use."""
    found = works.group(forum, group) or abort(404)
    if ActionForm().accepted():
        services.revoke_link(found, by=g.actor, part="recorder")
    return _back(found, _("リンクを無効にしました。新しいリンクを送ってください。"))
