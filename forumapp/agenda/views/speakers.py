"""Speakers of an item: add, change, confirm a damaged name, withdraw."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.agenda import policy, queries
from forumapp.agenda.forms import SpeakerForm, VersionedForm, differences
from forumapp.agenda.models import Appearance, Item
from forumapp.agenda.services import appearances as services
from forumapp.agenda.timetable import is_name_damaged
from forumapp.core.access import role
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum

bp = Blueprint("agenda_speakers", __name__)
DESK = "/desk/forums/<slug:forum>/agenda"
HONORIFIC = "氏"
"""What a new speaker's form begins with: most come from outside. Data, not a text of the interface."""


@bp.get(f"{DESK}/items/<id:item>/speakers")
@role(*policy.EDITORS)
def index(forum: Forum, item: int) -> ResponseReturnValue:
    """List who appears in an item."""
    return _list(forum, _item(forum, item), VersionedForm(version=queries.version(forum.id)))


@bp.route(f"{DESK}/items/<id:item>/speakers/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
def add_speaker(forum: Forum, item: int) -> ResponseReturnValue:
    """Add somebody to an item."""
    found = _item(forum, item)
    form = SpeakerForm(version=queries.version(forum.id), honorific=HONORIFIC)
    form.offer()
    if form.accepted():
        with form.refusals():
            services.add_appearance(found, by=g.actor, **form.values())
            notify(_("登壇者を追加しました。"))
            return _to_list(forum, found.id)
    form.catch_up(forum)
    return show("agenda/speaker.html", forum=forum, form=form, item=found, speaker=None, status=form.status)


@bp.route(f"{DESK}/speakers/<id:speaker>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def change_speaker(forum: Forum, speaker: int) -> ResponseReturnValue:
    """Change what is printed of somebody."""
    found = _speaker(forum, speaker)
    form = SpeakerForm(obj=found, version=queries.version(forum.id))
    form.offer()
    if form.accepted():
        with form.refusals():
            services.change_appearance(found, by=g.actor, **form.values())
            notify(_("登壇者を保存しました。"))
            return _to_list(forum, found.item_id)
    conflict = differences(form, found) if form.catch_up(forum) else []
    context: dict[str, Any] = {"form": form, "item": found.item, "speaker": found, "conflict": conflict}
    return show("agenda/speaker.html", forum=forum, status=form.status, **context)


@bp.post(f"{DESK}/speakers/<id:speaker>/confirmation")
@role(*policy.EDITORS)
def confirm_name(forum: Forum, speaker: int) -> ResponseReturnValue:
    """Record that a name with lost characters may go out as it stands."""
    said = _("氏名を確認済みにしました。公開ページに氏名が載ります。")
    return _act(forum, _speaker(forum, speaker), services.confirm_name, said)


@bp.post(f"{DESK}/speakers/<id:speaker>/withdrawal")
@role(*policy.EDITORS)
def withdraw_speaker(forum: Forum, speaker: int) -> ResponseReturnValue:
    """Take somebody off an item."""
    said = _("登壇者を取り下げました。あとで元に戻せます。")
    return _act(forum, _speaker(forum, speaker), services.withdraw_appearance, said)


@bp.post(f"{DESK}/speakers/<id:speaker>/restoration")
@role(*policy.EDITORS)
def restore_speaker(forum: Forum, speaker: int) -> ResponseReturnValue:
    """Put somebody back on an item."""
    said = _("登壇者を元に戻しました。")
    return _act(forum, _speaker(forum, speaker), services.restore_appearance, said)


def _act(
    forum: Forum, speaker: Appearance, service: Callable[..., Appearance], said: str
) -> ResponseReturnValue:
    form = VersionedForm()
    if form.accepted():
        with form.refusals():
            service(speaker, by=g.actor, version=form.version.data)
            notify(said)
            return _to_list(forum, speaker.item_id)
    return _list(forum, speaker.item, form)


def _item(forum: Forum, ident: int) -> Item:
    return queries.item(forum.id, ident) or abort(404)


def _speaker(forum: Forum, ident: int) -> Appearance:
    return queries.appearance(forum.id, ident) or abort(404)


def _to_list(forum: Forum, item_id: int) -> Response:
    return redirect(url_for("agenda_speakers.index", forum=forum.slug, item=item_id), 303)


def _list(forum: Forum, item: Item, form: VersionedForm) -> Response:
    form.catch_up(forum)
    damaged = {row.id for row in item.appearances if row.withdrawn_at is None and is_name_damaged(row)}
    context: dict[str, Any] = {"item": item, "form": form, "damaged": damaged}
    return show("agenda/speakers.html", forum=forum, status=form.status, **context)
