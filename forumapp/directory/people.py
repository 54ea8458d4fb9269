"""People: one identity per name and address, to which registrations, appearances and accounts point."""

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.directory.models import Person


def identify(
    *,
    family_name: str,
    given_name: str,
    email: str = "",
    organisation_id: int | None = None,
    family_kana: str = "",
    given_kana: str = "",
) -> Person:
    """Return the person with this name and address (without an address: name and organisation), else a new one.

    What is known of a person is completed, never overwritten: anybody may type anybody's address.
    """
    named = sa.select(Person).where(Person.family_name == family_name, Person.given_name == given_name)
    if email:
        named = named.where(sa.func.lower(Person.email) == email.lower())
    else:
        named = named.where(Person.email == "", Person.organisation_id == organisation_id)
    person = db.session.scalar(named.order_by(Person.id).limit(1))
    if person is None:
        person = Person(
            family_name=family_name, given_name=given_name, email=email, organisation_id=organisation_id
        )
        db.session.add(person)
    person.family_kana = person.family_kana or family_kana
    person.given_kana = person.given_kana or given_kana
    db.session.flush()
    return person
