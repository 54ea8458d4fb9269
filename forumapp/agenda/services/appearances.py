"""Appearances (登壇): who speaks in an item, printed as it stands here."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda.models import Appearance, AppearanceRole, Item
from forumapp.agenda.services.aggregate import editing
from forumapp.agenda.services.speakers import follow
from forumapp.agenda.timetable import has_lost_characters
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory.models import Person
from forumapp.directory.people import identify
from forumapp.directory.queries import organisations_named
from forumapp.forums.models import Forum

DEFAULTS: dict[str, Any] = {
    "role": AppearanceRole.SPEAKER,
    "organisation": "",
    "unit": "",
    "title": "",
    "family_name": "",
    "given_name": "",
    "family_kana": "",
    "given_kana": "",
    "honorific": "",
}
"""What an appearance can be given, and what it is without."""

NAMES = ("family_name", "given_name")


def add_appearance(item: Item, *, by: Actor, version: int | None = None, **values: Any) -> Appearance:
    """Let somebody appear in ``item``, after the others; the person's identity is found or made.

    A name with lost characters is kept as it is and stays out of releases until :func:`confirm_name`.
    Raises AgendaChanged, or DomainError for ``family_name``.
    """
    forum = db.session.get_one(Forum, item.forum_id)
    with editing(forum, by=by, version=version) as edit:
        wanted = _checked({**DEFAULTS, **values})
        last = max((other.position for other in item.appearances), default=-1)
        person = _person(forum, wanted)
        appearance = Appearance(forum_id=forum.id, position=last + 1, person=person, **wanted)
        item.appearances.append(appearance)
        db.session.flush()
        edit.tell("appearance.added", appearance, {"family_name": [None, appearance.family_name]})
    return appearance


def change_appearance(
    appearance: Appearance, *, by: Actor, version: int | None = None, **values: Any
) -> Appearance:
    """Change what ``values`` name. Another name is another person, and needs a confirmation of its own.

    Where a damaged name is put right, what is known of the speaker goes along.
    """
    forum = db.session.get_one(Forum, appearance.forum_id)
    with editing(forum, by=by, version=version) as edit:
        wanted = _checked({**{name: getattr(appearance, name) for name in DEFAULTS}, **values})
        is_renamed = any(wanted[name] != getattr(appearance, name) for name in NAMES)
        was_damaged = has_lost_characters(appearance.family_name, appearance.given_name)
        person = _person(forum, wanted) if is_renamed else appearance.person
        changes = audit.difference(appearance, wanted)
        if changes:
            if is_renamed:
                appearance.confirmed_at, appearance.confirmed_by = None, ""
            before, appearance.person = appearance.person_id, person
            db.session.flush()
            if was_damaged:
                follow(forum.id, before, appearance.person_id)
            edit.tell("appearance.changed", appearance, changes)
    return appearance


def confirm_name(appearance: Appearance, *, by: Actor, version: int | None = None) -> Appearance:
    """Record that ``by`` lets a name with lost characters go out as it stands. Raises DomainError if none is lost."""
    forum = db.session.get_one(Forum, appearance.forum_id)
    with editing(forum, by=by, version=version) as edit:
        if not has_lost_characters(appearance.family_name, appearance.given_name):
            raise DomainError(_("この氏名に、文字化けの疑いはありません。"))
        if appearance.confirmed_at is None:
            appearance.confirmed_at, appearance.confirmed_by = clock.now(), by.label
            edit.tell("appearance.name_confirmed", appearance, {"confirmed_by": ["", by.label]})
    return appearance


def withdraw_appearance(appearance: Appearance, *, by: Actor, version: int | None = None) -> Appearance:
    """Take somebody off the item; the row stays."""
    forum = db.session.get_one(Forum, appearance.forum_id)
    with editing(forum, by=by, version=version) as edit:
        if appearance.withdrawn_at is None:
            appearance.withdrawn_at = clock.now()
            edit.tell("appearance.withdrawn", appearance, {"family_name": [appearance.family_name, None]})
    return appearance


def restore_appearance(appearance: Appearance, *, by: Actor, version: int | None = None) -> Appearance:
    """Put somebody back on the item."""
    forum = db.session.get_one(Forum, appearance.forum_id)
    with editing(forum, by=by, version=version) as edit:
        if appearance.withdrawn_at is not None:
            appearance.withdrawn_at = None
            edit.tell("appearance.restored", appearance, {"family_name": [None, appearance.family_name]})
    return appearance


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - DEFAULTS.keys()
    if unknown:
        raise TypeError(f"an appearance has no {sorted(unknown)}")
    if not values["family_name"].strip():
        raise DomainError(_("姓を入力してください。"), "family_name")
    return values


def _person(forum: Forum, values: dict[str, Any]) -> Person:
    """Return who this is: the same name and organisation in this forum, or a known organisation's, or a new person.

    A name that lost characters could be anybody's, so it is a person of its own.
    """
    names = {name: values[name] for name in NAMES}
    kana = {name: values[name] for name in ("family_kana", "given_kana")}
    if not has_lost_characters(**names):
        here = sa.select(Appearance).filter_by(
            forum_id=forum.id, organisation=values["organisation"], **names
        )
        same = db.session.scalar(here.where(Appearance.person_id.is_not(None)).limit(1))
        if same is not None and same.person is not None:
            return same.person
        known = organisations_named(values["organisation"]) if values["organisation"] else ()
        if len(known) == 1:
            return identify(**names, **kana, organisation_id=known[0].id)
    person = Person(**names, **kana)
    db.session.add(person)
    db.session.flush()
    return person
