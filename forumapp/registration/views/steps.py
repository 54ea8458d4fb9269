"""The three steps of registering (form, check, send), the same for the public and for the invited."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.core import transaction
from forumapp.core.forms import Form
from forumapp.core.i18n import language
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import state_of
from forumapp.registration.forms.attendee import AttendeeForm, attendee_form
from forumapp.registration.queries.audience import questions, suggestions
from forumapp.registration.queries.ledger import rules_of
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.queries.seats import places
from forumapp.registration.services import claiming, registering
from forumapp.registration.wording import elsewhere


@dataclass(frozen=True)
class Way:
    """Where the steps lie for one kind of visitor, and what the form begins with."""

    form_url: str
    check_url: str
    back_url: str
    known_url: str
    organisation: str = ""
    email: str = ""


def no_store(response: Response) -> Response:
    """Keep a page with somebody's data out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def entry_step(forum: Forum, way: Way) -> ResponseReturnValue:
    """Show the form, or why there is none."""
    offered = places(forum)
    if not any(place.is_open for place in offered):
        state = state_of(forum)
        return no_store(page("registration/closed.html", forum=forum, way=way, state=state, places=offered))
    form = attendee_form(forum, organisation=way.organisation, email=way.email)
    return _form_page(forum, way, form)


def check_step(forum: Forum, way: Way) -> ResponseReturnValue:
    """Show what was entered, once more; or the form again, to change something or because of errors."""
    form = attendee_form(forum)
    if "change" in request.form or not form.accepted():
        return _form_page(forum, way, form)
    with form.refusals():
        claiming.check(forum, form["mode"].data, waits=form.wants_to_wait)
        return _check_page(forum, way, form)
    offer_waiting(forum, form, form["mode"].data)
    return _form_page(forum, way, form)


def send_step(forum: Forum, find_way: Callable[[Any], Way], visitor: Any) -> ResponseReturnValue:
    """Register, and lead to the personal page; a person known already is only told to look into the mail."""
    with transaction.reading():  # nobody's seat waits while a form is read
        way, form = find_way(visitor), attendee_form(forum)
        is_sound = form.accepted()
    if is_sound:
        with form.refusals():
            registration, is_own = registering.register(
                forum,
                by=g.actor,
                mode=form["mode"].data,
                attendee=form.attendee(),
                form_key=form["form_key"].data or "",
                language=language(),
                waits=form.wants_to_wait,
            )
            if not is_own:
                return redirect(way.known_url, 303)
            return redirect(url_for("registration.show", token=token_of(registration), new=1), 303)
        offer_waiting(forum, form, form["mode"].data)
    return _form_page(forum, way, form)


def offer_waiting(forum: Forum, form: Form, mode: Mode) -> None:
    """Beside the refusal of a full mode: say at the tick how to wait for a seat."""
    place = next((place for place in places(forum) if place.mode is mode), None)
    if "waits" in form and not form["waits"].data and place is not None and place.can_wait:
        form.refuse(_("満席の参加方法でお待ちになるときは、ここに印を付けてください。"), "waits")


def _track_note(forum: Forum, form: AttendeeForm) -> str:
    chosen = form["track_id"].data if "track_id" in form else None
    track = next((one for one in agenda.released_tracks(forum.id) if one.id == chosen), None)
    return elsewhere(form["mode"].data, track.mode) if track else ""


def _check_page(forum: Forum, way: Way, form: AttendeeForm) -> ResponseReturnValue:
    return no_store(
        page(
            "registration/check.html",
            form=form,
            forum=forum,
            way=way,
            questions=questions(forum),
            note=_track_note(forum, form),
            place=next(place for place in places(forum) if place.mode is form["mode"].data),
            rules=rules_of(forum),
        )
    )


def _form_page(forum: Forum, way: Way, form: AttendeeForm) -> ResponseReturnValue:
    response = page(
        "registration/form.html",
        form=form,
        forum=forum,
        way=way,
        places=places(forum),
        rules=rules_of(forum),
        questions=questions(forum),
        suggestions=suggestions(forum),
        status=form.status,
    )
    return no_store(response)
