"""Forms that do not ask for the organisation: of who comes instead, and of details on an organisation's seat."""

from collections.abc import Sequence
from typing import Any

from forumapp.registration.attendee import Attendee
from forumapp.registration.forms.attendee import AttendeeForm, attendee_form
from forumapp.registration.models import Question, Registration


class _OfTheSame(AttendeeForm):
    """Of the same organisation: it is not asked for."""

    organisation = None  # type: ignore[assignment] # WTForms' way to leave out a field
    organisation_named = ""

    def attendee(self, track_id: int | None = None, **given: Any) -> Attendee:
        """Return who was entered, of the organisation whose seat it is."""
        return super().attendee(track_id, organisation=self.organisation_named, **given)


def substitute_form(
    registration: Registration, *, by_hand: bool = False, asked: Sequence[Question] | None = None
) -> AttendeeForm:
    """Make the form; an organiser (``by_hand``) may name somebody of another organisation, and is ``asked`` less."""
    kept: dict[str, Any] = {
        "department_id": registration.department_id,
        "unit": registration.unit,
        "track_id": registration.track_id,
    }
    if by_hand:
        named = organisation_of(registration)
        return attendee_form(
            registration.forum, by_hand=True, asks_mode=False, asked=asked, organisation=named, **kept
        )
    form = attendee_form(registration.forum, asks_mode=False, kind=_OfTheSame, **kept)
    form.organisation_named = organisation_of(registration)
    return form


def own_details_form(registration: Registration) -> AttendeeForm:
    """Make the form of one's own details; on a seat of a quota the organisation stays."""
    if registration.quota_id is None:
        return attendee_form(registration.forum, registration)
    form = attendee_form(registration.forum, registration, kind=_OfTheSame)
    form.organisation_named = organisation_of(registration)
    return form


def organisation_of(registration: Registration) -> str:
    """Return how the organisation is found again: by its code, else by its name."""
    known = registration.organisation
    return (known.code if known is not None else None) or registration.organisation_name
