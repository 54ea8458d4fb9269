"""The organisers' desk: their forums, one forum's overview and its history."""

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.accounts.policy import may_create_forums
from forumapp.core import access, nav
from forumapp.core.access import member, role
from forumapp.core.pages import notify, show
from forumapp.desk import queries, wording
from forumapp.desk.dates import dates_of
from forumapp.desk.forms import NewForumForm
from forumapp.desk.tasks import tasks_of
from forumapp.directory import queries as directory
from forumapp.directory.services import organisation_meant
from forumapp.directory.wording import kind_of
from forumapp.forums.models import Forum
from forumapp.forums.policy import may_edit
from forumapp.forums.queries import ALL_ROLES, forums_of, roles_of
from forumapp.forums.services.founding import create_forum
from forumapp.forums.states import end_of, is_end_derived, state_of
from forumapp.mail import queries as mail

bp = Blueprint("desk", __name__)


def address(forum: Forum, page: str | int) -> str | None:
    """Return the address of an endpoint or of a place in the navigation, if the present roles may open it."""
    for link in current_app.extensions[nav.EXTENSION]:
        if page in (link.endpoint, link.position) and link.roles & g.roles:
            return url_for(link.endpoint, forum=forum.slug)
    if isinstance(page, str) and access.tag_of(page).roles & g.roles:
        return url_for(page, forum=forum.slug)
    return None


def _page_number() -> int:
    return request.args.get("page", 1, type=int)


@bp.get("/desk/")
@member
def index() -> ResponseReturnValue:
    """List the forums that the account works on."""
    forums = forums_of(g.account)
    return show(
        "desk/index.html",
        rows=[(forum, state_of(forum)) for forum in forums],
        roles=roles_of(g.account, forums),
        may_create=may_create_forums(g.account),
        queue=mail.queue(),
    )


@bp.route("/desk/forums/new", methods=["GET", "POST"])
@member
def create() -> ResponseReturnValue:
    """Start a forum."""
    if not may_create_forums(g.account):
        abort(403)
    own = directory.organisation(g.account.organisation_id)
    form = NewForumForm(data={"owner": own.name if own else ""})
    if form.accepted():
        with form.refusals():
            forum = _create(form.values())
            notify(_("フォーラムを作成しました。上から順に入力してください。まだ公開されていません。"))
            return redirect(url_for(".forum", forum=forum.slug), 303)
    return show("desk/new.html", form=form, suggestions=directory.suggestions(), status=form.status)


def _create(values: dict[str, Any]) -> Forum:
    kind = kind_of(values.pop("owner_kind"))
    values["owner"] = organisation_meant(values["owner"], kind=kind, field="owner")
    return create_forum(by=g.actor, **values)


@bp.get("/desk/forums/<slug:forum>/")
@role(*ALL_ROLES)
def forum(forum: Forum) -> ResponseReturnValue:
    """Show what is done, what is left, and what happens when."""
    state, progress = state_of(forum), queries.progress_of(forum)
    return show(
        "desk/forum.html",
        forum=forum,
        state=state,
        end=end_of(forum),
        is_end_derived=is_end_derived(forum),
        groups=tasks_of(forum, state, progress),
        tiles=queries.tiles_of(forum, progress),
        warnings=queries.warnings_of(forum, state),
        dates=dates_of(forum),
        changes=queries.recent_changes(forum) if may_edit(g.roles) else [],
        address=address,
        wording=wording,
    )


@bp.get("/desk/forums/<slug:forum>/history")
@role("owner", "editor")
def history(forum: Forum) -> ResponseReturnValue:
    """Show who changed what."""
    page = queries.history(forum, _page_number())
    return show("desk/history.html", forum=forum, page=page, wording=wording)
