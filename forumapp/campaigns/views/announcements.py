"""Announcements of a series: written, checked with their number, sent to those who subscribed, called back."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.campaigns import policy, wording
from forumapp.campaigns.forms.announcements import AnnouncementForm
from forumapp.campaigns.forms.composing import ReleaseForm
from forumapp.campaigns.models import Campaign, CampaignState
from forumapp.campaigns.notices.announcements import preview
from forumapp.campaigns.queries import announcements as queries
from forumapp.campaigns.queries.campaigns import lost, progress
from forumapp.campaigns.queries.recipients import reach
from forumapp.campaigns.services import announcing, drafting, sending
from forumapp.core import clock
from forumapp.core.access import member
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums.models import Series
from forumapp.forums.policy import may_edit_series
from forumapp.forums.queries import series_of

bp = Blueprint("announcements", __name__)
DESK = "/desk/series/<slug:series>/announcements"
ONE = DESK + "/<id:announcement>"


def _mine(slug: str) -> Series:
    series = series_of(slug) or abort(404)
    if not may_edit_series(g.account, series):
        abort(403)
    return series


def _one(slug: str, ident: int) -> tuple[Series, Campaign]:
    series = _mine(slug)
    return series, queries.announcement(series, ident) or abort(404)


def _draft(slug: str, ident: int) -> tuple[Series, Campaign]:
    series, found = _one(slug, ident)
    if found.state is not CampaignState.DRAFT:
        abort(redirect(url_for("announcements.show", series=slug, announcement=ident), 303))
    return series, found


def _to(announcement: Campaign, endpoint: str) -> ResponseReturnValue:
    assert announcement.series is not None
    address = url_for(endpoint, series=announcement.series.slug, announcement=announcement.id)
    return redirect(address, 303)


@bp.get(DESK)
@member
def index(series: str) -> ResponseReturnValue:
    """List what was announced, and drafts."""
    found = _mine(series)
    return page(
        "campaigns/announcements.html",
        series=found,
        rows=queries.announcements(found),
        subscribers=queries.subscriber_count(found),
        wording=wording,
    )


@bp.route(DESK + "/new", methods=["GET", "POST"])
@member
def create(series: str) -> ResponseReturnValue:
    """Write a new one."""
    found = _mine(series)
    form = AnnouncementForm(queries.forums_to_tell(found), None, data={"reply_to": g.account.email})
    if form.accepted():
        with form.refusals():
            return _to(announcing.begin(found, by=g.actor, words=form.words()), ".check")
    return page("campaigns/announcement.html", series=found, announcement=None, form=form, status=form.status)


@bp.route(ONE + "/text", methods=["GET", "POST"])
@member
def edit(series: str, announcement: int) -> ResponseReturnValue:
    """Change a draft."""
    found, draft = _draft(series, announcement)
    form = AnnouncementForm(queries.forums_to_tell(found), draft)
    if form.accepted():
        with form.refusals():
            announcing.write(draft, by=g.actor, words=form.words(), version=form.version.data)
            return _to(draft, ".check")
    return page(
        "campaigns/announcement.html",
        series=found,
        announcement=draft,
        form=form,
        conflict=form.differences(draft) if form.catch_up(draft) else [],
        status=form.status,
    )


@bp.route(ONE + "/check", methods=["GET", "POST"])
@member
def check(series: str, announcement: int) -> ResponseReturnValue:
    """Show the letter and the number once more; send to as many as were agreed to."""
    found, draft = _draft(series, announcement)
    form = ReleaseForm()
    if form.accepted():
        with form.refusals():
            number = announcing.send(draft, by=g.actor, expected=form.agreed())
            notify(ngettext("%(num)d名へ送信します。", "%(num)d名へ送信します。", number))
            return _to(draft, ".show")
    reached = reach(draft)
    form.number.data = str(len(reached.people))
    return page(
        "campaigns/announcement_check.html",
        series=found,
        announcement=draft,
        reach=reached,
        letter=preview(draft),
        form=form,
        status=form.status,
    )


@bp.get(ONE)
@member
def show(series: str, announcement: int) -> ResponseReturnValue:
    """Show what became of it; a draft goes on where it is written."""
    found, sent = _one(series, announcement)
    if sent.state is CampaignState.DRAFT:
        return _to(sent, ".edit")
    return page(
        "campaigns/announcement_sent.html",
        piece="campaigns/_announcement_progress.html",
        series=found,
        announcement=sent,
        progress=progress(sent),
        lost=lost(sent),
        may_call_back=policy.may_call_back(sent, clock.now()),
        wording=wording,
        form=ActionForm(),
    )


@bp.post(ONE + "/recall")
@member
def call_back(series: str, announcement: int) -> ResponseReturnValue:
    """Take the letters back while they wait."""
    _series, sent = _one(series, announcement)
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            sending.call_back(sent, by=g.actor)
            notify(_("送信を取り消しました。下書きに戻っています。"))
            return _to(sent, ".edit")
    notify(" ".join(form.form_errors), "error")
    return _to(sent, ".show")


@bp.post(ONE + "/resending")
@member
def resend(series: str, announcement: int) -> ResponseReturnValue:
    """Send the failed letters again, and no other."""
    _series, sent = _one(series, announcement)
    if ActionForm().accepted():
        count = sending.resend_failed(sent, by=g.actor)
        notify(ngettext("%(num)d件をもう一度送信します。", "%(num)d件をもう一度送信します。", count))
    return _to(sent, ".show")


@bp.post(ONE + "/withdrawal")
@member
def withdraw(series: str, announcement: int) -> ResponseReturnValue:
    """Throw a draft away."""
    found, draft = _one(series, announcement)
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            drafting.throw_away(draft, by=g.actor)
            notify(_("下書きを削除しました。"))
            return redirect(url_for(".index", series=found.slug), 303)
    notify(" ".join(form.form_errors), "error")
    return _to(draft, ".show")
