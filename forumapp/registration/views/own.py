"""The personal page, as every view behind a personal link may have to show it."""

from typing import Any

from flask import Response, abort, redirect, request, url_for

from forumapp.agenda import queries as agenda
from forumapp.core import clock
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import show as page
from forumapp.registration import feeds, policy
from forumapp.registration.codes import qr_code
from forumapp.registration.joining import joining_of
from forumapp.registration.models import Registration
from forumapp.registration.panels import panels_of
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.wording import held_elsewhere


def personal_page(registration: Registration, form: ActionForm) -> Response:
    """Show the personal page; ``form`` is that of its buttons, with what was refused."""
    now, forum = clock.now(), registration.forum
    own = feeds.own(registration, agenda.released_programme(forum.id), language())
    programme = own.attended.programme
    return page(
        "registration/show.html",
        **around(registration),
        own=own,
        marks={
            item.id: mark
            for item in programme.items
            if (mark := held_elsewhere(registration.mode, item.mode)) and item.id
        },
        joining=joining_of(registration, programme),
        may_edit=policy.may_edit(registration, now),
        may_change_mode=policy.may_change_mode(registration, now),
        may_cancel=policy.may_cancel(registration, now),
        may_substitute=policy.may_substitute(registration, now),
        may_accept=policy.may_accept(registration, now),
        is_alive=policy.is_alive(registration),
        is_new=request.args.get("new") == "1",
        code=qr_code(registration.receipt),
        panels=panels_of(registration) if policy.is_alive(registration) else [],
        form=form,
        status=form.status,
    )


def around(registration: Registration) -> dict[str, Any]:
    """Return what every page behind a personal link needs."""
    return {"registration": registration, "forum": registration.forum, "token": token_of(registration)}


def to_own_page(registration: Registration) -> Response:
    """Lead back to the personal page."""
    return redirect(url_for("registration.show", token=token_of(registration)), 303)  # type: ignore[return-value]


def require(allowed: bool) -> None:
    """Refuse what the policy does not allow."""
    if not allowed:
        abort(403)
