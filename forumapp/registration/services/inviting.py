"""Invitations: one per forum and address."""

from collections.abc import Sequence

from flask_babel import gettext as _

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory import services as directory
from forumapp.forums.models import Forum
from forumapp.registration.addresses import Guest
from forumapp.registration.models import Invitation
from forumapp.registration.queries.registrations import invitations
from forumapp.registration.services import letters


def fresh(forum: Forum, guests: Sequence[Guest]) -> list[Guest]:
    """Return those of ``guests`` whom no living invitation has reached yet."""
    known = {one.address.lower() for one in invitations(forum) if one.withdrawn_at is None}
    return [guest for guest in guests if guest.address.lower() not in known]


def invite(
    forum: Forum, *, by: Actor, guests: Sequence[Guest], message: str = "", language: str = "ja"
) -> list[Invitation]:
    """Invite each of ``guests`` once; returns the invitations that are new. Addresses known already get nothing.

    Raises DomainError for a forum that is not public yet, or cancelled.
    """
    transaction.lock(forum)
    if forum.published_at is None:
        raise DomainError(_("案内を送る前に、フォーラムを公開してください。"))
    if forum.cancelled_at is not None:
        raise DomainError(_("中止したフォーラムの案内は送れません。"))
    known = {one.address.lower(): one for one in invitations(forum)}
    made = []
    for guest in fresh(forum, guests):
        organisation = _organisation_id(guest.organisation)
        name = guest.name or ("" if organisation else guest.organisation)
        one = known.get(guest.address.lower()) or Invitation(forum=forum, address=guest.address)
        one.organisation_id, one.name, one.message, one.language = organisation, name, message, language
        one.invited_at, one.withdrawn_at = clock.now(), None
        one.link_generation = (one.link_generation or 0) + (1 if one.id else 0)
        db.session.add(one)
        made.append(one)
    db.session.flush()

    for one in made:
        letters.invited(one, one.link_generation)
    audit.record(by, "invitations.sent", forum, forum_id=forum.id, changes={"count": [None, len(made)]})
    return made


def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """Take an invitation back: its link opens nothing, a letter not yet sent is not sent."""
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        letters.uninvited(invitation)
        audit.record(by, "invitation.withdrawn", invitation)


def _organisation_id(text: str) -> int | None:
    if not text:
        return None
    try:
        return directory.organisation_meant(text).id
    except DomainError:
        return None
