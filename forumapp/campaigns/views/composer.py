"""Writing to many: recipients, those left out, words, preview, a test to oneself, the check before sending."""

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.campaigns import audience as filters
from forumapp.campaigns import merging, policy, wording
from forumapp.campaigns.forms.composing import (
    AudienceForm,
    ReleaseForm,
    TextForm,
    VersionedForm,
    audience_form,
)
from forumapp.campaigns.models import Campaign, CampaignState
from forumapp.campaigns.queries import campaigns as queries
from forumapp.campaigns.queries.recipients import Reach, reach
from forumapp.campaigns.services import drafting, sending, trying
from forumapp.campaigns.views import sheets
from forumapp.core import clock
from forumapp.core.access import rehearsal, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show, wants_piece
from forumapp.forums.models import Forum

bp = Blueprint("composer", __name__)
DRAFT = "/desk/forums/<slug:forum>/campaigns/<id:campaign>"
NEXT = {name: f"composer.{name}" for name in ("exclusions", "text", "preview", "check")}
"""Where a button leads after saving."""


def _draft(forum: Forum, ident: int) -> Campaign:
    """Return a draft; who comes to one that was sent meanwhile is led to what became of it."""
    found = queries.campaign(forum, ident) or abort(404)
    if found.state is not CampaignState.DRAFT:
        abort(redirect(url_for("campaigns.show", forum=forum.slug, campaign=found.id), 303))
    return found


def _on(campaign: Campaign, otherwise: str) -> ResponseReturnValue:
    assert campaign.forum is not None
    endpoint = NEXT.get(request.form.get("next", ""), otherwise)
    return redirect(url_for(endpoint, forum=campaign.forum.slug, campaign=campaign.id), 303)


@bp.route(f"{DRAFT}/recipients", methods=["GET", "POST"])
@role(*policy.EDITORS)
def recipients(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Choose whom the letter is for."""
    found = _draft(forum, campaign)
    form = audience_form(forum, found)
    if form.accepted():
        with form.refusals():
            drafting.choose(found, by=g.actor, audience=form.audience(), version=form.version.data)
            return _on(found, "composer.text")
    saved = wording.meant(forum, filters.read(found.filter)) if form.catch_up(found) else None
    return _recipients_page(forum, found, form, saved)


@bp.route(f"{DRAFT}/recipients/count", methods=["GET", "POST"])
@role(*policy.EDITORS)
@rehearsal
def count(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Say whom the boxes mean as they stand; saves nothing."""
    found = _draft(forum, campaign)
    form = audience_form(forum, found)
    form.accepted()
    answer = _recipients_page(forum, found, form)
    if wants_piece():
        answer.status_code = 200  # the piece itself says what is wrong
    return answer


def _recipients_page(
    forum: Forum, campaign: Campaign, form: AudienceForm, saved: list[tuple[str, str]] | None = None
) -> Response:
    is_sound = form.refused or not form.errors
    return show(
        "campaigns/recipients.html",
        piece="campaigns/_reach.html",
        forum=forum,
        campaign=campaign,
        form=form,
        reach=reach(campaign, sheets.wanted(form, campaign)) if is_sound else Reach(),
        saved=saved,
        status=form.status,
    )


@bp.route(f"{DRAFT}/exclusions", methods=["GET", "POST"])
@role(*policy.EDITORS)
def exclusions(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Look through the recipients and leave single people out."""
    found = _draft(forum, campaign)
    form = VersionedForm(version=found.version)
    if form.accepted():
        with form.refusals():
            shown, kept = sheets.ticked(found, request.form.getlist("shown"), request.form.getlist("keep"))
            drafting.leave_out(found, by=g.actor, shown=shown, kept=kept, version=form.version.data)
            number = request.form.get("page", "")
            if number.isascii() and number.isdigit() and len(number) < 6:
                return redirect(url_for(".exclusions", forum=forum.slug, campaign=found.id, page=number), 303)
            notify(_("送らない方を保存しました。"))
            return _on(found, "composer.recipients")
    form.catch_up(found)
    sheet = sheets.people(found, request.args.get("page", 1, type=int))
    return show(
        "campaigns/exclusions.html", forum=forum, campaign=found, form=form, sheet=sheet, status=form.status
    )


@bp.route(f"{DRAFT}/text", methods=["GET", "POST"])
@role(*policy.EDITORS)
def text(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Write subject and body; a conflict shows what is saved beside what was typed."""
    found = _draft(forum, campaign)
    form = TextForm(obj=found)
    if form.accepted():
        with form.refusals():
            drafting.write(found, by=g.actor, **form.values())
            notify(_("文面を保存しました。"))
            return _on(found, "composer.text")
    conflict = form.differences(found) if form.catch_up(found) else []
    return show(
        "campaigns/text.html",
        forum=forum,
        campaign=found,
        form=form,
        conflict=conflict,
        fields=merging.FIELDS,
        status=form.status,
    )


@bp.get(f"{DRAFT}/preview")
@role(*policy.EDITORS)
def preview(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Show the letter as one of its recipients would get it."""
    found = _draft(forum, campaign)
    people = reach(found).people
    place = sheets.place(people, request.args.get("person", 1, type=int), request.args.get("name", ""))
    return show(
        "campaigns/preview.html",
        piece="campaigns/_preview.html",
        forum=forum,
        campaign=found,
        people=people,
        letter=sheets.letter_to(found, people, place),
        form=ActionForm(),
    )


@bp.post(f"{DRAFT}/test")
@role(*policy.EDITORS)
def test(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Mail the letter of one recipient to oneself."""
    found, form = _draft(forum, campaign), ActionForm()
    person = request.form.get("person", 1, type=int)
    if form.accepted():
        with form.refusals():
            people = reach(found).people
            chosen = people[min(max(1, person), len(people)) - 1] if people else None
            trying.send_test(found, chosen, address=g.account.email, name=g.account.name)
            notify(_("%(address)s にテスト送信します。", address=g.account.email))
    if form.refused:
        notify(" ".join(form.form_errors), "error")
    return redirect(url_for(".preview", forum=forum.slug, campaign=found.id, person=person), 303)


@bp.route(f"{DRAFT}/check", methods=["GET", "POST"])
@role(*policy.EDITORS)
def check(forum: Forum, campaign: int) -> ResponseReturnValue:
    """Restate whom it goes to and what is doubtful; send to as many as were agreed to."""
    found, form = _draft(forum, campaign), ReleaseForm()
    if form.accepted():
        with form.refusals():
            goes_at = clock.now() + sending.TO_CALL_BACK
            number = sending.release(found, by=g.actor, goes_at=goes_at, expected=form.agreed())
            notify(ngettext("%(num)d名へ送信します。", "%(num)d名へ送信します。", number))
            return redirect(url_for("campaigns.show", forum=forum.slug, campaign=found.id), 303)
    return show(
        "campaigns/check.html", forum=forum, form=form, status=form.status, **sheets.check(forum, found, form)
    )
