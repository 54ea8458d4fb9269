"""The desk's page of one registration, as every view that acts on one may have to show it."""

from flask import Response

from forumapp.agenda import queries as agenda
from forumapp.core import clock
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.registration import feeds, policy
from forumapp.registration.models import HOLDING, Registration
from forumapp.registration.queries.registrations import substitute_of, substituted_by
from forumapp.registration.queries.rsvps import history


def one_page(forum: Forum, registration: Registration, form: ActionForm) -> Response:
    """Show one registration; ``form`` is that of its buttons, with what was refused."""
    may_edit = policy.may_edit_by_hand(registration, clock.now())
    return page(
        "registration/desk/show.html",
        registration=registration,
        forum=forum,
        own=feeds.own(registration, agenda.released_programme(forum.id), language()),
        may_edit=may_edit,
        may_substitute=may_edit and registration.state in HOLDING,
        answers=history(registration),
        came_instead=substitute_of(registration),
        came_for=substituted_by(registration),
        form=form,
        status=form.status,
    )
