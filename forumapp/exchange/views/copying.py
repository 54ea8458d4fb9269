"""Copying a forum from its desk."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.accounts.policy import may_create_forums
from forumapp.core.access import role
from forumapp.core.pages import notify, show
from forumapp.exchange.forms import CopyForm
from forumapp.exchange.services.copying import copy_forum
from forumapp.forums.models import Forum

bp = Blueprint("exchange", __name__)
COPIERS = ("owner", "editor")


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
