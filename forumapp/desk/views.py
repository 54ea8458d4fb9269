"""The organisers' desk: their forums, one forum's overview, its history and letters."""

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.accounts.policy import may_create_forums
from forumapp.core import links, nav
from forumapp.core.access import member, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.desk import queries, services, wording
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
from forumapp.mail import letters as mail_letters
from forumapp.mail.models import Letter, LetterState

bp = Blueprint("desk", __name__)


def address(forum: Forum, page: str | int) -> str | None:
    """Return the address of an endpoint or of a place in the navigation, if the present roles may open it."""
    for link in current_app.extensions[nav.EXTENSION]:
        if page in (link.endpoint, link.position) and link.roles & g.roles:
            return url_for(link.endpoint, forum=forum.slug)
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


@bp.get("/desk/forums/<slug:forum>/letters")
@role("owner", "editor")
def letters(forum: Forum) -> ResponseReturnValue:
    """Show every letter of the forum and what became of it."""
    wanted = request.args.get("state", "")
    state = LetterState(wanted) if wanted in set(LetterState) else None
    return show(
        "desk/letters.html",
        forum=forum,
        state=state,
        page=queries.letters(forum, state, _page_number()),
        counts=queries.letter_counts(forum),
        action_form=ActionForm(),
        wording=wording,
    )


def _letter(forum: Forum, ident: int) -> Letter:
    return queries.letter_of(forum, ident) or abort(404)


@bp.get("/desk/forums/<slug:forum>/letters/<id:letter>")
@role("owner", "editor")
def letter(forum: Forum, letter: int) -> ResponseReturnValue:
    """Show one letter as it would be built now, without the secrets of its links."""
    found = _letter(forum, letter)
    is_secret = found.kind.startswith(wording.SECRET_KINDS)
    content = None if is_secret else mail_letters.build(found)
    return show(
        "desk/letter.html",
        forum=forum,
        letter=found,
        is_secret=is_secret,
        content=content,
        text=links.redact(content.text) if content else "",
        action_form=ActionForm(),
        wording=wording,
    )


@bp.post("/desk/forums/<slug:forum>/letters/<id:letter>/resending")
@role("owner", "editor")
def send_again(forum: Forum, letter: int) -> ResponseReturnValue:
    """Queue a failed letter once more."""
    found = _letter(forum, letter)
    if ActionForm().accepted():
        services.send_again(found, by=g.actor)
        notify(_("メールを再送の列に入れました。まもなく送信されます。"))
    return redirect(url_for(".letters", forum=forum.slug), 303)
