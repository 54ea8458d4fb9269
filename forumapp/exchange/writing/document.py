"""A forum becomes a document again: the same text whenever the content is the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import yaml

from forumapp.agenda import queries as agenda_queries
from forumapp.core.db import db
from forumapp.core.files import held_digests
from forumapp.directory.models import Department
from forumapp.exchange.schema import FORMAT
from forumapp.exchange.services.keys import Keys
from forumapp.exchange.writing import parts, programme, results
from forumapp.exchange.writing.arrangement import arrangements
from forumapp.exchange.writing.feedback import feedback
from forumapp.exchange.writing.parts import Folder
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.forums.models import Forum
from forumapp.forums.queries import candidates_of
from forumapp.forums.questions import report_words
from forumapp.groupwork.models import Group, GroupWork, Note, SummaryBullet, Theme
from forumapp.materials.models import Material, Recording
from forumapp.materials.queries import unrecorded
from forumapp.registration.models import Audience, Question
from forumapp.registration.queries.ledger import rules_of


@dataclass(frozen=True)
class Document:
    """The YAML text, and the digests of the files that it names by path."""

    text: str
    files: dict[str, str]


def write_document(forum: Forum) -> Document:
    """Return the document of a forum: its public and editorial content, without people who take part.

    What a scanner refused or has not looked at yet is left out.
    """
    folder = Folder(held_digests())
    values = _values(forum, folder)
    text = yaml.dump(
        values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False
    )
    return Document(text, folder.digests)


def _values(forum: Forum, folder: Folder) -> dict[str, Any]:
    items, tracks = Keys(forum.id, "item"), Keys(forum.id, "track")
    lines = _living(Audience, forum, Audience.position)
    track_rows = agenda_queries.tracks(forum.id)
    used: list[Department] = [row for track in track_rows for row in track.departments]
    used += [row.department for line in lines for row in line.quotas if row.department]
    talk = results.Discussion(
        _living(Theme, forum, Theme.number),
        _living(Group, forum, Group.number),
        _living(Note, forum, Note.place),
        _living(SummaryBullet, forum, SummaryBullet.position),
        arrangements(forum),
    )
    works = db.session.scalars(
        sa.select(GroupWork).where(GroupWork.forum_id == forum.id).order_by(GroupWork.id)
    )
    adopted = sa.select(Impression).where(
        Impression.forum_id == forum.id, Impression.state == ImpressionState.ADOPTED
    )
    return {
        "format": FORMAT,
        **parts.full(
            series=parts.series(forum.series, folder),
            departments=parts.departments(used),
            forum=parts.forum(
                forum,
                rules_of(forum),
                programme.questions(_living(Question, forum, Question.position)),
                candidates_of(forum.id),
            ),
            audience=programme.audience(lines, tracks),
            tracks=programme.tracks(track_rows, tracks),
            agenda=programme.agenda(agenda_queries.items(forum.id), items, tracks, forum.zone),
            materials=results.materials(_attached(Material, forum), items, folder),
            recordings=results.recordings(_attached(Recording, forum), items, folder),
            not_recorded=_not_recorded(forum, items),
            group_work=[talk.of(work, items) for work in works],
            feedback=feedback(forum, items, tracks),
            impressions=results.impressions(
                db.session.scalars(adopted.order_by(Impression.position, Impression.id)).all()
            ),
            report=report_words().written(forum),
        ),
    }


def _living(kind: type[Any], forum: Forum, order: Any) -> Sequence[Any]:
    mine = sa.select(kind).where(kind.forum_id == forum.id, kind.withdrawn_at.is_(None))
    return db.session.scalars(mine.order_by(order, kind.id)).all()


def _attached(kind: type[Any], forum: Forum) -> list[Any]:
    """Return materials or recordings in the order of the programme; those of the forum itself come last."""
    places = {item.id: place for place, item in enumerate(_in_order(forum))}
    rows = [
        row for row in _living(kind, forum, kind.position) if row.item_id in places or row.item_id is None
    ]
    return sorted(rows, key=lambda row: places.get(row.item_id, len(places)))


def _not_recorded(forum: Forum, items: Keys) -> list[str]:
    """Return the keys of items of which there is no recording, in the order of the programme."""
    marked = unrecorded(forum.id)
    return [items.name_of(item.id) for item in _in_order(forum) if item.id in marked]


def _in_order(forum: Forum) -> list[Any]:
    rows = agenda_queries.items(forum.id)

    def below(parent: int | None) -> list[Any]:
        return [one for row in rows if row.parent_id == parent for one in (row, *below(row.id))]

    return below(None)


class _Dumper(yaml.SafeDumper):
    """Writes several lines as a block, and lists indented below their key; never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
