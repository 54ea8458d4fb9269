"""The letters that a forum sends by itself: when, to how many, on or off, with which words."""

from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.campaigns import merging
from forumapp.campaigns.forms.schedules import ScheduleForm
from forumapp.campaigns.models import Anchor
from forumapp.campaigns.queries.schedules import lines_of, schedule_of
from forumapp.campaigns.services import scheduling
from forumapp.campaigns.timing import name_of
from forumapp.core.access import role
from forumapp.core.errors import DomainError
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.forums.policy import EDITING

bp = Blueprint("schedules", __name__)
DESK = "/desk/forums/<slug:forum>/schedules"


@bp.get(DESK)
@role(*EDITING)
def index(forum: Forum) -> ResponseReturnValue:
    """Show the four schedules with their next moment."""
    return show("campaigns/schedules.html", forum=forum, lines=lines_of(forum), form=ActionForm())


@bp.post(DESK + "/activation")
@role(*EDITING)
def switch_all_on(forum: Forum) -> ResponseReturnValue:
    """Switch on whatever is off."""
    return _switch(forum, tuple(Anchor), on=True)


@bp.post(DESK + "/<word:anchor>/activation")
@role(*EDITING)
def switch_on(forum: Forum, anchor: str) -> ResponseReturnValue:
    """Switch one on."""
    return _switch(forum, (_anchor(anchor),), on=True)


@bp.post(DESK + "/<word:anchor>/deactivation")
@role(*EDITING)
def switch_off(forum: Forum, anchor: str) -> ResponseReturnValue:
    """Switch one off."""
    return _switch(forum, (_anchor(anchor),), on=False)


@bp.route(DESK + "/<word:anchor>", methods=["GET", "POST"])
@role(*EDITING)
def edit(forum: Forum, anchor: str) -> ResponseReturnValue:
    """Change when one goes, and its words."""
    schedule = schedule_of(forum, _anchor(anchor))
    form = ScheduleForm(schedule)
    context: dict[str, Any] = {"schedule": schedule, "name": name_of(schedule), "fields": merging.FIELDS}
    if form.accepted():
        with form.refusals():
            scheduling.change(forum, _anchor(anchor), by=g.actor, plan=form.plan(), version=form.version.data)
            notify(_("自動送信メールを保存しました。"))
            return _back(forum)
    saved = schedule if form.catch_up(schedule) else None
    return show("campaigns/schedule.html", forum=forum, form=form, saved=saved, status=form.status, **context)


def _anchor(word: str) -> Anchor:
    try:
        return Anchor(word.replace("-", "_"))
    except ValueError:
        abort(404)


def _switch(forum: Forum, anchors: tuple[Anchor, ...], *, on: bool) -> ResponseReturnValue:
    if ActionForm().accepted():
        try:
            switch = scheduling.switch_on if on else scheduling.switch_off
            number = switch(forum, by=g.actor, anchors=anchors)
        except DomainError as error:
            notify(error.message, "error")
            return _back(forum)
        said = (
            ngettext("%(num)d件の自動送信をオンにしました。", "%(num)d件の自動送信をオンにしました。", number)
            if on
            else _("自動送信をオフにしました。")
        )
        notify(said)
    return _back(forum)


def _back(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for(".index", forum=forum.slug), 303)
