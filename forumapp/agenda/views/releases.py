"""Releasing the draft: what differs, who must be told, the check before it; and the releases that there were."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.agenda import policy, queries
from forumapp.agenda.difference_words import label, lines
from forumapp.agenda.differences import compare
from forumapp.agenda.forms import VersionedForm
from forumapp.agenda.models import Release
from forumapp.agenda.outlook import Outlook, groups, outlook
from forumapp.agenda.programme import Programme, from_json
from forumapp.agenda.release_forms import ReleaseForm, release_form
from forumapp.agenda.release_words import (
    kind_name,
    letter_title,
    letters_of,
    people_count,
    sent_words,
    unsent_count,
    why_nobody,
)
from forumapp.agenda.services import releases as services
from forumapp.core.access import rehearsal, role
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum

bp = Blueprint("agenda_releases", __name__)
DESK = "/desk/forums/<slug:forum>/agenda"


@bp.route(f"{DESK}/release", methods=["GET", "POST"])
@role(*policy.EDITORS)
def release(forum: Forum) -> ResponseReturnValue:
    """Show what a release would mean, names and addresses with it; then release the draft as it was looked at."""
    form = ReleaseForm()
    if form.accepted():
        with form.refusals():
            values = {"note": form.note.data, "note_en": form.note_en.data, "telling": form.telling()}
            made = services.release(forum, by=g.actor, seen=str(form.seen.data or ""), **values)
            return redirect(url_for(".outcome", forum=forum.slug, number=made.number), 303)
    found = outlook(forum)
    form = form if form.is_submitted() else release_form(found)
    form.catch_up(found)
    return _page("agenda/release_review.html", found, form)


@bp.post(f"{DESK}/release/preview")
@role(*policy.EDITORS)
@rehearsal
def preview(forum: Forum) -> ResponseReturnValue:
    """Show the page again with the words as typed, or the check before releasing; writes nothing."""
    found = outlook(forum)
    form = release_form(found)
    is_sound = form.accepted()
    form.catch_up(found)
    is_check = is_sound and not form.refused and request.form.get("next") == "check"
    return _page("agenda/release_check.html" if is_check else "agenda/release_review.html", found, form)


@bp.get(f"{DESK}/releases")
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """List the releases."""
    return show(
        "agenda/releases.html",
        forum=forum,
        releases=queries.releases(forum.id),
        is_pending=queries.is_pending(forum),
        editing=policy.may_edit(g.roles),
    )


@bp.get(f"{DESK}/releases/<id:number>")
@role(*policy.READERS)
def show_release(forum: Forum, number: int) -> ResponseReturnValue:
    """Show one release as the public saw it, beside the one before and the draft."""
    found = _release(forum, number)
    return show("agenda/release.html", forum=forum, release=found, **_beside(forum, found))


@bp.get(f"{DESK}/releases/<id:number>/outcome")
@role(*policy.READERS)
def outcome(forum: Forum, number: int) -> ResponseReturnValue:
    """Confirm a release: its number, and what was sent."""
    found = _release(forum, number)
    return show("agenda/release_done.html", forum=forum, release=found, sent_words=sent_words)


@bp.route(f"{DESK}/releases/<id:number>/restoration", methods=["GET", "POST"])
@role(*policy.EDITORS)
def bring_back(forum: Forum, number: int) -> ResponseReturnValue:
    """Say what bringing back a release would do to the draft; then do it."""
    found = _release(forum, number)
    form = VersionedForm(version=queries.version(forum.id))
    if form.accepted():
        with form.refusals():
            changed = services.bring_back(forum, number, by=g.actor, version=form.version.data)
            notify(_brought(number) if changed else _("次第はすでにこの版と同じです。"), "success")
            return redirect(url_for(".release", forum=forum.slug), 303)
    form.catch_up(forum)
    context: dict[str, Any] = {"release": found, "form": form, **_beside(forum, found)}
    return show("agenda/release_back.html", forum=forum, status=form.status, **context)


def _brought(number: int) -> str:
    return _("編集中の次第を第%(number)d版に戻しました。訪問者には、公開するまで見えません。", number=number)


def _release(forum: Forum, number: int) -> Release:
    return queries.release(forum.id, number) or abort(404)


def _beside(forum: Forum, found: Release) -> dict[str, Any]:
    """Return a release as a programme, with what it changed and what the draft would lose and gain by it."""
    programme, draft = from_json(found.content), queries.draft_programme(forum).for_the_public()
    before = queries.release(forum.id, found.number - 1)
    earlier = from_json(before.content) if before else Programme()
    return {
        "programme": programme,
        "changes": lines(compare(earlier, programme)) if before else [],
        "back": lines(compare(draft, programme)),
        "label": label,
        "editing": policy.may_edit(g.roles),
    }


def _page(template: str, found: Outlook, form: ReleaseForm) -> Response:
    return show(
        template,
        forum=found.forum,
        outlook=found,
        form=form,
        status=form.status,
        letters=letters_of(found, form),
        groups=groups,
        label=label,
        kind_name=kind_name,
        letter_title=letter_title,
        people_count=people_count,
        unsent_count=unsent_count,
        nobody=why_nobody(found.forum),
    )
