"""Registering without an account, and the personal page behind the mailed link."""

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.calendar import responses
from forumapp.core import clock, throttle
from forumapp.core.access import attachments, personal_link, public, rehearsal
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum
from forumapp.registration import feeds, policy
from forumapp.registration.forms.small import LostLinkForm, SwitchForm
from forumapp.registration.forms.substitute import own_details_form
from forumapp.registration.joining import joining_of
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.audience import questions, suggestions
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.queries.seats import places
from forumapp.registration.services import changing, finding
from forumapp.registration.views.own import around, personal_page, require, to_own_page
from forumapp.registration.views.steps import Way, check_step, entry_step, no_store, offer_waiting, send_step
from forumapp.registration.views.words import words

bp = Blueprint("registration", __name__)
bp.context_processor(words)

LOOKUPS, LOOKUP_MINUTES = 10, 60
"""How often one address of the net may ask for lost links."""


def _way(forum: Forum) -> Way:
    return Way(
        form_url=url_for("registration.register", forum=forum.slug),
        check_url=url_for("registration.check", forum=forum.slug),
        back_url=url_for("publishing.forum", forum=forum.slug),
        known_url=url_for("registration.known", forum=forum.slug),
    )


@bp.route("/forums/<slug:forum>/registration", methods=["GET", "POST"])
@public()
@attachments
def register(forum: Forum) -> ResponseReturnValue:
    """The form; sending what was checked."""
    if request.method == "POST":
        return send_step(forum, _way, forum)
    return entry_step(forum, _way(forum))


@bp.route("/forums/<slug:forum>/registration/confirmation", methods=["GET", "POST"])
@public()
@attachments
@rehearsal
def check(forum: Forum) -> ResponseReturnValue:
    """Check your answers; writes nothing."""
    if request.method == "GET":
        return redirect(url_for("registration.register", forum=forum.slug), 303)
    return check_step(forum, _way(forum))


@bp.get("/forums/<slug:forum>/registration/known")
@public()
def known(forum: Forum) -> ResponseReturnValue:
    """What somebody sees who is registered already: look into your mail."""
    return no_store(page("registration/known.html", forum=forum))


@bp.route("/forums/<slug:forum>/registration/lost-link", methods=["GET", "POST"])
@public()
def lost_link(forum: Forum) -> ResponseReturnValue:
    """Mail a lost link; the same answer for every address."""
    form = LostLinkForm()
    if form.accepted():
        origin = throttle.origin()
        if not throttle.is_over("lost-link", origin, limit=LOOKUPS, minutes=LOOKUP_MINUTES):
            throttle.count("lost-link", origin)
            finding.send_links(forum, email=form.email.data)
        return redirect(url_for("registration.link_sent", forum=forum.slug), 303)
    return no_store(page("registration/lost_link.html", form=form, forum=forum, status=form.status))


@bp.get("/forums/<slug:forum>/registration/lost-link/sent")
@public()
def link_sent(forum: Forum) -> ResponseReturnValue:
    """What everybody sees who asked for a link."""
    return no_store(page("registration/link_sent.html", forum=forum))


@bp.get("/registrations/<token:token>/")
@personal_link("registration")
def show(registration: Registration) -> ResponseReturnValue:
    """The personal page."""
    return personal_page(registration, ActionForm())


@bp.route("/registrations/<token:token>/details", methods=["GET", "POST"])
@personal_link("registration")
@attachments
def details(registration: Registration) -> ResponseReturnValue:
    """Change what was entered."""
    require(policy.may_edit(registration, clock.now()))
    forum, form = registration.forum, own_details_form(registration)
    if form.accepted():
        with form.refusals():
            attendee, version = form.attendee(registration.track_id), form.version_number()
            changing.change_details(registration, by=g.actor, attendee=attendee, version=version)
            notify(_("登録内容を変更しました。"))
            return to_own_page(registration)
    around_it = around(registration) | {"questions": questions(forum), "suggestions": suggestions(forum)}
    return page("registration/details.html", form=form, **around_it, status=form.status)


@bp.route("/registrations/<token:token>/mode", methods=["GET", "POST"])
@personal_link("registration")
def mode(registration: Registration) -> ResponseReturnValue:
    """Change between the venue and the Web."""
    require(policy.may_change_mode(registration, clock.now()))
    form = SwitchForm(mode=registration.mode)
    if registration.state is not RegistrationState.WAITING:
        del form["waits"]
    if form.accepted():
        with form.refusals():
            waits = bool(form["waits"].data) if "waits" in form else False
            changing.change_mode(registration, by=g.actor, mode=form["mode"].data, waits=waits)
            notify(_("参加方法を変更しました。"))
            return to_own_page(registration)
        offer_waiting(registration.forum, form, form["mode"].data)
    offered, around_it = places(registration.forum), around(registration)
    return page("registration/mode.html", form=form, places=offered, **around_it, status=form.status)


@bp.route("/registrations/<token:token>/cancellation", methods=["GET", "POST"])
@personal_link("registration")
def cancellation(registration: Registration) -> ResponseReturnValue:
    """Cancel, after one question."""
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            changing.cancel(registration, by=g.actor)
            notify(_("参加登録をキャンセルしました。"))
            return to_own_page(registration)
    now = clock.now()
    return page(
        "registration/cancel.html",
        form=form,
        may_cancel=policy.may_cancel(registration, now),
        may_substitute=policy.may_substitute(registration, now),
        **around(registration),
        status=form.status,
    )


@bp.route("/registrations/<token:token>/join", methods=["GET", "POST"])
@personal_link("registration")
def join(registration: Registration) -> ResponseReturnValue:
    """Take the join link: the POST records it, the page then shows it (no redirect to another site)."""
    form = ActionForm()
    if form.accepted():
        with form.refusals():
            changing.take_join_link(registration, by=g.actor)
            return redirect(url_for("registration.join", token=token_of(registration)), 303)
    joining = joining_of(registration, agenda.released_programme(registration.forum_id))
    return page(
        "registration/join.html", form=form, joining=joining, **around(registration), status=form.status
    )


@bp.get("/registrations/<token:token>/calendar.ics")
@personal_link("registration")
def calendar(registration: Registration) -> ResponseReturnValue:
    """The person's own entry to download."""
    body = feeds.calendar_file(registration, language())
    return responses.download(body, "forum") if body else abort(404)


@bp.get("/registrations/<token:token>/feed.ics")
@personal_link("registration")
def calendar_feed(registration: Registration) -> ResponseReturnValue:
    """The person's own entry to subscribe to; ends with the link."""
    token, shown = token_of(registration), language()
    address = absolute_url("registration.calendar_feed", token=token, lang=shown)
    return responses.private_feed(feeds.calendar_feed(registration, shown, address))
