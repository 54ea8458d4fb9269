"""What may be written only once, and what must not stand together."""

from collections.abc import Hashable, Iterable, Iterator

from flask_babel import gettext as _

from forumapp.agenda.models import ItemKind
from forumapp.exchange.checks.places import Row, items, listed, part, rows, text
from forumapp.exchange.checks.references import LISTS_OF_HOSTS
from forumapp.exchange.errors import Problem
from forumapp.exchange.reading import Path, Source

Named = tuple[Path, Hashable]


def problems(source: Source) -> Iterator[Problem]:
    """Yield what stands twice."""
    for names in _unique(source):
        yield from _twice(source, names)
    for path, row in rows(source.data, "materials"):
        if ("item" in row) == ("title" in row):
            yield source.problem(path, _("item(次第の項目)か title(文書の名前)の、どちらか一方を書いてください。"))
    for path, row in items(source.data):
        if row.get("children") and text(row, "kind") != ItemKind.CONTAINER.value:
            yield source.problem(
                (*path, "children"), _("ほかの項目を含められるのは、kind: container の項目だけです。")
            )
    yield from _one_group_work_each(source)


def _unique(source: Source) -> Iterator[Iterable[Named]]:
    data, forum = source.data, part(source.data, "forum")
    yield _named(items(data), "key")
    yield _named(rows(data, "tracks"), "key")
    yield _named(rows(data, "audience"), "label")
    yield _named(rows(data, "departments"), "slug")
    yield _named(rows(part(forum, "venue"), "rooms", ("forum", "venue")), "name")
    yield _named(rows(part(forum, "registration"), "questions", ("forum", "registration")), "label")
    yield [
        (path, str(given)) for name in LISTS_OF_HOSTS for path, given in listed(forum, name, ("forum",))
    ]
    for path, row in rows(data, "audience"):
        yield _named(rows(row, "quotas", path), "label")
    for path, row in items(data):
        yield [
            (place, (text(who, "family_name"), text(who, "given_name"), text(who, "role")))
            for place, who in rows(row, "speakers", path)
        ]
    yield [(path, text(row, "original") or text(row, "text")) for path, row in rows(data, "impressions")]
    yield _attached(rows(data, "materials"))
    yield _attached(rows(data, "recordings"))
    for path, work in rows(data, "group_work"):
        for place, theme in rows(work, "themes", path):
            yield _named(rows(theme, "bullets", place), "text")
        groups = rows(work, "groups", path)
        yield [named for place, group in groups for named in _named(rows(group, "notes", place), "key")]


def _named(found: Iterable[tuple[Path, Row]], name: str) -> list[Named]:
    return [((*path, name), text(row, name)) for path, row in found]


def _attached(found: Iterable[tuple[Path, Row]]) -> list[Named]:
    return [
        (path, (text(row, "item"), text(row, "title"), text(row, "file"), text(row, "url")))
        for path, row in found
    ]


def _twice(source: Source, names: Iterable[Named]) -> Iterator[Problem]:
    first: dict[Hashable, Path] = {}
    for path, name in names:
        if name and name in first:
            yield source.problem(
                path,
                _("同じものが2回書かれています(1回目は%(line)d行目)。", line=source.problem(first[name], "").line),
            )
        first.setdefault(name, path)


def _one_group_work_each(source: Source) -> Iterator[Problem]:
    yield from _twice(source, _named(rows(source.data, "group_work"), "item"))
