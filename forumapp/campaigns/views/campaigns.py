"""Mail to many: the list, what became of one that was sent, calling back, sending again, using it as a template."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.campaigns import audience as filters
from forumapp.campaigns import policy, wording
from forumapp.campaigns.models import Campaign, CampaignState
from forumapp.campaigns.queries import campaigns as queries
from forumapp.campaigns.services import drafting, sending
from forumapp.core import clock
from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.registration import filters as table
from forumapp.registration import selection
from forumapp.registration.models import RegistrationState

bp = Blueprint("campaigns", __name__)
DESK = "/desk/forums/<slug:forum>/campaigns"


def _campaign(forum: Forum, ident: int) -> Campaign:
    return queries.campaign(forum, ident) or abort(404)


def _to(campaign: Campaign, endpoint: str = "campaigns.show") -> ResponseReturnValue:
    assert campaign.forum is not None
    return redirect(url_for(endpoint, forum=campaign.forum.slug, campaign=campaign.id), 303)


@bp.route(DESK, methods=["GET", "POST"])
@role(*policy.EDITORS)
def index(forum: Forum) -> ResponseReturnValue:
    """List drafts and what was sent; begin a new one, or go on with one that was left empty."""
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            made = queries.blank(forum, g.actor.label) or drafting.begin(forum, by=g.actor)
            return _to(made, "composer.recipients")
    number = request.args.get("page", 1, type=int)
    return page(
        "campaigns/index.html",
        forum=forum,
        form=form,
        listed=queries.page(forum, number),
        wording=wording,
        status=form.status,
    )


@bp.post(f"{DESK}/selection")
@role(*policy.EDITORS)
def begin_for(forum: Forum) -> ResponseReturnValue:
    """Begin a letter to those who were chosen in the table of registrations."""
    meant = selection.read(forum, request.args, request.form)
    if not ActionForm().accepted() or not meant.idents:
        notify(_("どなたも選ばれていません。対象の方を選んでください。"), "error")
        kept: dict[str, Any] = table.write(table.read(request.args))
        return redirect(url_for("registrations.index", forum=forum.slug, **kept), 303)
    wanted = filters.Audience(
        sources=(filters.Source.REGISTRATIONS,),
        states=tuple(RegistrationState),
        view=selection.view_of(meant, request.args),
    )
    return _to(drafting.begin(forum, by=g.actor, audience=wanted), "composer.recipients")


@bp.get(f"{DESK}/<id:campaign>")
@role(*policy.EDITORS)
def show(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Show what became of a campaign; a draft goes on where it is written."""
    found = _campaign(forum, campaign)
    if found.state is CampaignState.DRAFT:
        return _to(found, "composer.recipients")
    return page(
        "campaigns/show.html",
        piece="campaigns/_progress.html",
        forum=forum,
        campaign=found,
        progress=queries.progress(found),
        lost=queries.lost(found),
        recipients=lambda: queries.recipients(found),
        may_call_back=policy.may_call_back(found, clock.now()),
        meant=wording.meant(forum, filters.read(found.filter)),
        form=ActionForm(),
        wording=wording,
    )


@bp.post(f"{DESK}/<id:campaign>/recall")
@role(*policy.EDITORS)
def call_back(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Take the letters back while they wait."""
    found, form = _campaign(forum, campaign), ActionForm()
    if form.accepted():
        with form.refusals():
            count = sending.call_back(found, by=g.actor)
            notify(
                ngettext(
                    "%(num)d名への送信を取り消しました。下書きに戻っています。",
                    "%(num)d名への送信を取り消しました。下書きに戻っています。",
                    count,
                )
            )
            return _to(found, "composer.text")
    notify(" ".join(form.form_errors), "error")
    return _to(found)


@bp.post(f"{DESK}/<id:campaign>/resending")
@role(*policy.EDITORS)
def resend(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Send the failed letters again, and no other."""
    found = _campaign(forum, campaign)
    if ActionForm().accepted():
        count = sending.resend_failed(found, by=g.actor, bounced=request.form.get("which") == "bounced")
        notify(
            ngettext("%(num)d件をもう一度送信します。", "%(num)d件をもう一度送信します。", count)
            if count
            else _("もう一度送信できる宛先はありません。"),
            "success" if count else "info",
        )
    return _to(found)


@bp.post(f"{DESK}/<id:campaign>/copy")
@role(*policy.EDITORS)
def copy(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Begin a new draft with the same words and filter."""
    found, form = _campaign(forum, campaign), ActionForm()
    if form.accepted():
        with form.refusals():
            made = drafting.copy(found, by=g.actor)
            notify(_("同じ宛先の条件と文面で、新しい下書きを作りました。"))
            return _to(made, "composer.recipients")
    notify(" ".join(form.form_errors), "error")
    return _to(found)


@bp.post(f"{DESK}/<id:campaign>/withdrawal")
@role(*policy.EDITORS)
def withdraw(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Throw a draft away."""
    found, form = _campaign(forum, campaign), ActionForm()
    if form.accepted():
        with form.refusals():
            drafting.throw_away(found, by=g.actor)
            notify(_("下書きを削除しました。"))
            return redirect(url_for(".index", forum=forum.slug), 303)
    notify(" ".join(form.form_errors), "error")
    return _to(found)
