"""Schedules of the conference world: the released programme to download, and a file to import after a look at it."""

from typing import Any

from flask import Blueprint, Response, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda import policy, queries
from forumapp.core import files
from forumapp.core.access import public, rehearsal, role, upload
from forumapp.core.files import Written
from forumapp.core.pages import notify, show
from forumapp.exchange.forms import ScheduleFileForm, ScheduleForm
from forumapp.exchange.preview import Preview, preview_of
from forumapp.exchange.schedule.errors import Unreadable
from forumapp.exchange.schedule.wording import refusal
from forumapp.exchange.schedule.writing import as_json, as_xml
from forumapp.exchange.services import conference
from forumapp.exchange.services.published import published
from forumapp.forums.models import Forum
from forumapp.forums.revision import forum_stamp

bp = Blueprint("exchange_schedule", __name__)
DESK = "/desk/forums/<slug:forum>/agenda/schedule"


@bp.get("/forums/<slug:forum>/schedule.json")
@public(stamp=forum_stamp)
def json(forum: Forum) -> ResponseReturnValue:
    """Hand out the released programme as schedule.json."""
    return Response(as_json(*(published(forum) or abort(404))), mimetype="application/json")


@bp.get("/forums/<slug:forum>/schedule.xml")
@public(stamp=forum_stamp)
def xml(forum: Forum) -> ResponseReturnValue:
    """Hand out the released programme as schedule.xml."""
    return Response(as_xml(*(published(forum) or abort(404))), mimetype="application/xml")


@bp.route(DESK, methods=["GET", "POST"])
@role(*policy.EDITORS)
def index(forum: Forum) -> ResponseReturnValue:
    """Choose a file; imports the one that was looked at."""
    form = ScheduleForm()
    raw = form.content(forum) if form.accepted() else None
    if raw is not None:
        with form.refusals():
            looked = conference.look(forum, raw)
            outcome = conference.import_schedule(forum, looked, by=g.actor, version=form.seen)
            notify(_said(outcome))
            return redirect(url_for("agenda.index", forum=forum.slug), 303)
    return _page(forum, form, ScheduleFileForm(sent=False))


@bp.route(f"{DESK}/preview", methods=["GET", "POST"])
@role(*policy.EDITORS)
@rehearsal
@upload
def preview(forum: Forum) -> ResponseReturnValue:
    """What would be imported: the import is tried, shown, and taken back."""
    form = ScheduleFileForm()
    if not form.is_submitted():
        return redirect(url_for("exchange_schedule.index", forum=forum.slug), 303)
    version = queries.version(forum.id)
    written = form.stored() if form.accepted() else None
    found = _tried(forum, form, written) if written else None
    if found is None or written is None:
        return _page(forum, form, form)
    confirm = ScheduleForm(sent=False)
    confirm.keep(forum, written, version)
    return show("exchange/schedule_preview.html", forum=forum, form=confirm, preview=found)


def _tried(forum: Forum, form: ScheduleFileForm, written: Written) -> Preview | None:
    try:
        with form.refusals():
            with files.opened(written.digest) as stream:
                looked = conference.look(forum, stream.read())
            outcome = conference.import_schedule(forum, looked, by=g.actor)
            return preview_of(forum, looked, outcome)
    except Unreadable as error:
        form.refuse(refusal(error), "file")
    return None


def _page(forum: Forum, form: Any, file_form: ScheduleFileForm) -> ResponseReturnValue:
    context = {"form": form, "file_form": file_form, "can_download": published(forum) is not None}
    return show("exchange/schedule.html", forum=forum, status=form.status, **context)


def _said(outcome: conference.Outcome) -> str:
    if not outcome.is_change:
        return _("変更はありません。")
    return _(
        "スケジュールを下書きに取り込みました(追加%(new)d件、変更%(changed)d件、取り下げ%(withdrawn)d件)。公開するまで、公開ページは変わりません。",
        new=outcome.new,
        changed=outcome.changed,
        withdrawn=outcome.withdrawn,
    )
