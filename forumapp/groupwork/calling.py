"""What people of an arrangement are asked to call themselves in the meeting tool."""

from forumapp.forums.models import Mode
from forumapp.groupwork import display_names as rules
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.naming import kana_of
from forumapp.groupwork.queries.arrangement import DISPLAY_NAME
from forumapp.groupwork.queries.seating import Seating, seating
from forumapp.registration.models import Registration
from forumapp.registration.wording import mode_name

Called = tuple[Registration, Group, str]
"""Somebody, their group, and their name in the meeting tool."""


def display_names(seated: Seating, round_: int, *, web_only: bool, rule: str = "") -> list[Called]:
    """Return everybody in a group with a name of their own, by organisation; ``web_only``: whoever takes part by Web.

    Names are told apart among all people of the round, so that a list for the Web alone says the same. ``rule``: another
    than the arrangement's. Raises display_names.BadRule.
    """
    parts = rules.parse(rule) if rule else _rule(seated)
    placed = [(person, group) for person in seated.people if (group := seated.group_of(person, round_))]
    called = rules.names(parts, [_named(person, group) for person, group in placed])
    everybody = [(person, group, name) for (person, group), name in zip(placed, called, strict=True)]
    return [one for one in everybody if not web_only or one[0].mode is Mode.WEB]


def own_display_names(person: Registration, work: GroupWork) -> dict[int, str]:
    """Return by round what somebody who takes part by Web was told to call themselves; nothing for who comes to the venue."""
    if person.mode is not Mode.WEB:
        return {}
    seated = seating(work, published=True)
    return {
        round_: name
        for round_ in seated.rounds
        for one, _group, name in display_names(seated, round_, web_only=True)
        if one.id == person.id
    }


def _rule(seated: Seating) -> rules.Rule:
    """Return the arrangement's own rule; the usual one where that came from elsewhere and cannot be used."""
    try:
        return rules.parse(seated.arrangement.display_name or DISPLAY_NAME)
    except rules.BadRule:
        return rules.parse(DISPLAY_NAME)


def _named(person: Registration, group: Group) -> rules.Named:
    return rules.Named(
        group.number,
        {
            "group_name": group.name,
            "organisation": person.organisation_name,
            "unit": person.unit,
            "family": person.family_name,
            "given": person.given_name,
            "name": rules.whole_name(person.family_name, person.given_name),
            "kana": kana_of(person),
            "mode": mode_name(person.mode),
        },
    )
