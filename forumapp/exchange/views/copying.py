"""Beginning a forum with something: a built-in template, or another forum."""

from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.accounts.policy import may_create_forums
from forumapp.core.access import member, role
from forumapp.core.pages import notify, show
from forumapp.directory import queries as directory
from forumapp.directory.services import organisation_meant
from forumapp.directory.wording import kind_of
from forumapp.exchange.forms import CopyForm, StartForm
from forumapp.exchange.services import starting
from forumapp.exchange.services.copying import copy_forum
from forumapp.forums.models import Forum
from forumapp.forums.queries import forums_of, roles_of

bp = Blueprint("exchange", __name__)
COPIERS = ("owner", "editor")


@bp.get("/desk/forum-templates")
@member
def templates() -> ResponseReturnValue:
    """Offer the templates, and the forums that may be copied."""
    if not may_create_forums(g.account):
        abort(403)
    forums = forums_of(g.account)
    roles = roles_of(g.account, forums)
    mine = [forum for forum in forums if g.account.is_admin or roles.get(forum.id) in COPIERS]
    return show("exchange/templates.html", templates=starting.templates().values(), forums=mine)


@bp.route("/desk/forum-templates/<slug:template>", methods=["GET", "POST"])
@member
def start(template: str) -> ResponseReturnValue:
    """Start a forum from a template."""
    if not may_create_forums(g.account):
        abort(403)
    found = starting.templates().get(template) or abort(404)
    own = directory.organisation(g.account.organisation_id)
    form = StartForm(data={"owner": own.name if own else ""})
    if form.accepted():
        with form.refusals():
            forum = _start(found, form.values())
            notify(_("フォーラムを作成しました。上から順に入力してください。まだ公開されていません。"))
            return redirect(url_for("desk.forum", forum=forum.slug), 303)
    context: dict[str, Any] = {"chosen": found, "suggestions": directory.suggestions()}
    return show("exchange/start.html", form=form, status=form.status, **context)


def _start(template: starting.Template, values: dict[str, Any]) -> Forum:
    kind = kind_of(values.pop("owner_kind"))
    values["owner"] = organisation_meant(values["owner"], kind=kind, field="owner")
    return starting.start_from(template, by=g.actor, **values)


@bp.route("/desk/forums/<slug:forum>/copy", methods=["GET", "POST"])
@role(*COPIERS)
def copy(forum: Forum) -> ResponseReturnValue:
    """Copy the forum: programme, quotas, themes and venue; never people."""
    if not may_create_forums(g.account):
        abort(403)
    form = CopyForm(title=forum.title)
    if form.accepted():
        with form.refusals():
            made = copy_forum(forum, by=g.actor, **form.values())
            notify(_("複製しました。公開するまで、担当者以外には見えません。"))
            return redirect(url_for("desk.forum", forum=made.slug), 303)
    return show("exchange/copy.html", form=form, forum=forum, status=form.status)
