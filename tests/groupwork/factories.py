"""Group work for the tests of every slice, built through the services; joins an open transaction or opens one."""

from dataclasses import dataclass
from itertools import count

import sqlalchemy as sa

from forumapp.agenda.models import Item, ItemKind
from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Forum, Mode
from forumapp.groupwork.models import Group, Note, Theme
from forumapp.groupwork.queries import works
from forumapp.groupwork.services import approving, notes, setup, summary
from forumapp.registration.models import Registration
from tests.accounts.factories import writing
from tests.agenda.factories import add_item
from tests.forums.factories import make_forum

_numbers = count(1)


def key():
    """Make the key of a line, another one each time."""
    return f"{next(_numbers):032x}"


@dataclass
class Work:
    """A forum with one group-work item, its themes and groups."""

    forum: Forum
    item: Item
    themes: list[Theme]
    groups: list[Group]


def make_work(*, themes=2, groups=2, forum=None, track=None, **group_values):
    """Make a group work with ``themes`` themes and ``groups`` groups; further values go to each group."""
    with writing():
        forum = forum or make_forum()
        item = add_item(
            forum,
            "グループワーク・グループ発表",
            start="15:05",
            minutes=65,
            kind=ItemKind.GROUP_WORK,
            track=track,
        )
        made = [
            setup.add_theme(
                item, by=SYSTEM, number=number, title=f"話題その{number}", guide="何に困っていますか"
            )
            for number in range(1, themes + 1)
        ]
        tables = [
            setup.add_group(item, by=SYSTEM, number=number, **group_values) for number in range(1, groups + 1)
        ]
    return Work(forum, item, made, tables)


def make_person(forum, family="試験", given=None, **values):
    """Make a confirmed registration without going through its form."""
    number = next(_numbers)
    with writing() as session:
        person = Registration(
            **{
                "forum_id": forum.id,
                "receipt": f"T{number:07d}",
                "mode": Mode.ON_SITE,
                "family_name": family,
                "given_name": given or f"{number}郎",
                "organisation_name": "長崎市",
                "email": f"person{number}@city.example.jp",
                "registered_at": clock.now(),
                "changed_at": clock.now(),
                **values,
            }
        )
        session.add(person)
        session.flush()
    return person


def add_note(group, theme, text):
    """Let somebody write one more note."""
    with writing():
        line = notes.Line(theme.id, key(), 0, text)
        notes.save(group, [line], editor=key(), by=SYSTEM)
        found = sa.select(Note).where(Note.group_id == group.id, Note.client_key == line.key)
        return db.session.scalars(found).one()


def draft_bullet(theme, text, *sources, **values):
    """Draft a bullet that rests on ``sources`` (notes)."""
    with writing():
        idents = [note.id for note in sources]
        return summary.add_bullet(theme, by=SYSTEM, text=text, notes=idents, **values)


def approve(*bullets):
    """Approve bullets of one theme as they stand, names and all."""
    with writing() as session:
        session.add_all(bullets)
        versions = {bullet.id: bullet.version for bullet in bullets}
        approving.approve(bullets[0].theme, versions, by=SYSTEM, names_checked=True)


def add_bullet(theme, text, *sources, **values):
    """Publish a bullet that rests on ``sources`` (notes)."""
    with writing():
        made = draft_bullet(theme, text, *sources, **values)
        approve(made)
    return made


def link_of(group):
    """Return the path of the facilitator's page."""
    return f"/groups/{works.token_of(group)}/"
