"""Pasting speakers' addresses: what was understood is looked at before it is written."""

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from forumapp.agenda.services import speakers as services
from forumapp.core.access import rehearsal, role
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.personal import pasting, policy, queries
from forumapp.personal.forms import PastedForm

bp = Blueprint("speaker_pasting", __name__)
DESK = "/desk/forums/<slug:forum>/speakers/pasting"


@bp.route(DESK, methods=["GET", "POST"])
@role(*policy.EDITORS)
def index(forum: Forum) -> ResponseReturnValue:
    """Paste; write what was looked at."""
    form = PastedForm()
    if form.accepted():
        with form.refusals():
            fresh = pasting.read(form.addresses.data, queries.rows(forum)).fresh
            for one in fresh:
                services.set_address(forum, one.row.person_id, by=g.actor, email=one.address)
            number = len(fresh)
            notify(
                ngettext("%(num)d名のアドレスを保存しました。", "%(num)d名のアドレスを保存しました。", number)
            )
            return redirect(url_for("speakers.index", forum=forum.slug), 303)
    return page("personal/desk/paste.html", forum=forum, form=form, status=form.status)


@bp.route(f"{DESK}/preview", methods=["GET", "POST"])
@role(*policy.EDITORS)
@rehearsal
def preview(forum: Forum) -> ResponseReturnValue:
    """Show what was understood; writes nothing."""
    form = PastedForm()
    if not form.accepted():
        return page("personal/desk/paste.html", forum=forum, form=form, status=form.status)
    reading = pasting.read(form.addresses.data, queries.rows(forum))
    return page("personal/desk/paste_preview.html", forum=forum, form=form, reading=reading)
