"""Whom a release of the programme would concern: the agenda's question, answered without writing."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from forumapp.agenda.programme import Programme
from forumapp.agenda.questions import PARTICIPANTS, Concern, Concerned, Side
from forumapp.calendar import queries as calendar
from forumapp.calendar.services import is_telling
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.states import is_to_come
from forumapp.registration import feeds
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.notices.parts import known, place_of, when_of
from forumapp.registration.queries.registrations import name_of
from forumapp.registration.services import letters
from forumapp.registration.services.told import Change, would_know

READ = (
    Registration.forum_id,
    Registration.state,
    Registration.mode,
    Registration.track_id,
    Registration.family_name,
    Registration.given_name,
    Registration.organisation_name,
    Registration.email,
    Registration.language,
    Registration.version,
)
"""The columns that an answer needs of thousands of people."""


def participants(forum: Forum, programme: Programme) -> Concern:
    """Answer for those who registered: exactly those whom a release would write to, and those it could not."""
    if not is_to_come(forum):
        return Concern(PARTICIPANTS, ())
    sides: dict[str, Side] = {}
    found = [
        Concerned(
            label=name_of(one.change.registration),
            organisation=one.change.registration.organisation_name,
            before=_side(one.before, sides),
            after=_side(one.change.after, sides),
            letter_kind=f"registration.{one.what}",
            letter=one.sent,
        )
        for one in letters.drafted(would_know(forum, _changes(forum, programme)))
    ]
    return Concern(PARTICIPANTS, found)


def _changes(forum: Forum, programme: Programme) -> Sequence[Change]:
    everybody = feeds.Everybody(programme)
    stored = calendar.stored_facts(forum.id, "registration")
    return list(_differing(_coming(forum), everybody, stored))


def _differing(
    people: Sequence[Registration],
    everybody: feeds.Everybody,
    stored: dict[int, tuple[dict[str, Any], int]],
) -> Iterator[Change]:
    for one in people:
        new = everybody.facts_of(one)
        old, sequence = stored.get(one.id, (None, -1))
        if old is None or is_telling(old, new):
            yield Change(one, known(one, old or new), known(one, new), sequence + 1)


def _coming(forum: Forum) -> Sequence[Registration]:
    """Return who takes part, in the order of registration, with no more than is needed here."""
    coming = sa.select(Registration).where(
        Registration.forum_id == forum.id, Registration.state == RegistrationState.CONFIRMED
    )
    return db.session.scalars(coming.options(load_only(*READ)).order_by(Registration.id)).all()


def _side(told: dict[str, Any], sides: dict[str, Side]) -> Side:
    """Put what somebody knows in words, once for all who know the same."""
    same = repr(told)
    if same not in sides:
        sides[same] = Side(when_of(told), place_of(told))
    return sides[same]
