"""What may be written only once, and what must not stand together."""

from collections.abc import Hashable, Iterable, Iterator

from flask_babel import gettext as _

from forumapp.agenda.models import ItemKind
from forumapp.agenda.services.item_checks import DEEPEST
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
            yield source.problem(
                path, _("item(次第の項目)か title(文書の名前)の、どちらか一方を書いてください。")
            )
    for path, row in items(source.data):
        yield from _impossible(source, path, row)
    recorded = {text(row, "item") for _path, row in rows(source.data, "recordings")}
    for path, given in listed(source.data, "not_recorded"):
        if str(given) in recorded:
            yield source.problem(path, _("「%(key)s」には録画があります。", key=given))


def _impossible(source: Source, path: Path, row: Row) -> Iterator[Problem]:
    if row.get("children") and text(row, "kind") != ItemKind.CONTAINER.value:
        yield source.problem(
            (*path, "children"), _("ほかの項目を含められるのは、kind: container の項目だけです。")
        )
    if path.count("children") >= DEEPEST:
        yield source.problem(path, _("まとまりは2段まで重ねられます。"))
    if row.get("remainder") and "minutes" in row:
        yield source.problem((*path, "minutes"), _("「残りの時間」にする項目には、分を書かないでください。"))
    if row.get("fixed") and "start" not in row:
        yield source.problem(path, _("開始時刻を固定する項目には、開始時刻(start)を書いてください。"))
    if row.get("children") and "track" in row:
        for place, child in items(row, "children", path):
            if text(child, "track") not in {"", text(row, "track")}:
                yield source.problem((*place, "track"), _("まとまりと同じ部会にしてください。"))


def _unique(source: Source) -> Iterator[Iterable[Named]]:
    data, forum = source.data, part(source.data, "forum")
    yield _named(items(data), "key")
    yield _named(rows(data, "tracks"), "key")
    yield _named(rows(data, "departments"), "slug")
    yield _named(rows(data, "group_work"), "item")
    yield _named(rows(part(forum, "venue"), "rooms", ("forum", "venue")), "name")
    yield [(path, str(given)) for path, given in listed(data, "not_recorded")]
    yield [(path, str(given)) for name in LISTS_OF_HOSTS for path, given in listed(forum, name, ("forum",))]
    for path, work in rows(data, "group_work"):
        for name in ("themes", "groups"):
            yield [
                (place, row.get("number", number))
                for number, (place, row) in enumerate(rows(work, name, path), start=1)
            ]
        groups = rows(work, "groups", path)
        yield [named for place, group in groups for named in _named(rows(group, "notes", place), "key")]


def _named(found: Iterable[tuple[Path, Row]], name: str) -> list[Named]:
    return [((*path, name), text(row, name)) for path, row in found]


def _twice(source: Source, names: Iterable[Named]) -> Iterator[Problem]:
    first: dict[Hashable, Path] = {}
    for path, name in names:
        if name and name in first:
            yield source.problem(
                path,
                _(
                    "同じものが2回書かれています(1回目は%(line)d行目)。",
                    line=source.problem(first[name], "").line,
                ),
            )
        first.setdefault(name, path)
