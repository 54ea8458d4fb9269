"""The personal page, as every view behind a personal link may have to show it."""

from typing import Any

from flask import Response, abort, redirect, request, url_for

from forumapp.agenda import queries as agenda
from forumapp.agenda.programme import Programme
from forumapp.core import clock
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import show as page
from forumapp.forums.models import Mode
from forumapp.registration import feeds, policy
from forumapp.registration.codes import qr_code
from forumapp.registration.joining import joining_of
from forumapp.registration.models import Registration
from forumapp.registration.panels import panels_of
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.wording import held_elsewhere


def personal_page(registration: Registration, form: ActionForm) -> Response:
    """Show the personal page; ``form`` is that of its buttons, with what was refused."""
    own = feeds.own(registration, agenda.released_programme(registration.forum_id), language())
    programme, is_alive = own.attended.programme, policy.is_alive(registration)
    return page(
        "registration/show.html",
        **around(registration),
        **_allowed(registration),
        own=own,
        marks=_marks(registration.mode, programme),
        joining=joining_of(registration, programme),
        is_alive=is_alive,
        is_new=request.args.get("new") == "1",
        code=qr_code(registration.receipt),
        panels=panels_of(registration) if is_alive else [],
        form=form,
        status=form.status,
    )


def _marks(mode: Mode, programme: Programme) -> dict[int, str]:
    """Return what to say at items that are held otherwise than this person attends, by id of item."""
    said = ((item.id, held_elsewhere(mode, item.mode)) for item in programme.items)
    return {ident: text for ident, text in said if ident is not None and text}


def _allowed(registration: Registration) -> dict[str, Any]:
    may = (
        policy.may_edit,
        policy.may_change_mode,
        policy.may_cancel,
        policy.may_substitute,
        policy.may_accept,
    )
    return {allowed.__name__: allowed(registration, clock.now()) for allowed in may}


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
