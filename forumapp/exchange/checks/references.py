"""Codes that exist, names that mean one thing, and keys that lead somewhere."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core.db import db
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.directory import codes, queries, register
from forumapp.directory.services import DEPARTMENTS
from forumapp.exchange.checks.places import Row, items, listed, part, rows, text
from forumapp.exchange.errors import Problem
from forumapp.exchange.reading import Path, Source
from forumapp.forums.models import Series
from forumapp.forums.services.founding import RESERVED

LISTS_OF_HOSTS = ("hosts", "cohosts", "supporters")


def problems(source: Source) -> Iterator[Problem]:
    """Yield what leads nowhere."""
    data = source.data
    yield from _series(source)
    yield from _organisations(source)
    yield from _prefectures(source)
    yield from _departments(source)
    yield from _known(
        source, _tracks_used(data), _keys(data, "tracks"), _("tracks に「%(key)s」がありません。")
    )
    item_keys = {text(row, "key") for _path, row in items(data)}
    yield from _known(source, _items_used(data), item_keys, _("agenda に「%(key)s」がありません。"))
    rooms = {text(row, "name") for _path, row in rows(part(part(data, "forum"), "venue"), "rooms")}
    yield from _known(source, _rooms_used(data), rooms, _("会場(venue)の rooms に「%(key)s」がありません。"))
    yield from _notes(source)


def _series(source: Source) -> Iterator[Problem]:
    slug = text(part(source.data, "forum"), "slug")
    if slug in RESERVED:
        yield source.problem(
            ("forum", "slug"), _("「%(slug)s」は使えません。ほかの文字列にしてください。", slug=slug)
        )
    series = text(source.data, "series") if isinstance(source.data, dict) else ""
    if series and db.session.scalar(sa.select(Series.id).where(Series.slug == series)) is None:
        yield source.problem(
            ("series",),
            _(
                "シリーズ「%(slug)s」はまだありません。先に読み込むか、ここに全体を書いてください。",
                slug=series,
            ),
        )


def _organisations(source: Source) -> Iterator[Problem]:
    forum = part(source.data, "forum")
    places: list[tuple[Path, Any]] = [
        (("forum", "owner"), forum.get("owner")),
        (("series", "owner"), part(source.data, "series").get("owner")),
    ]
    for name in LISTS_OF_HOSTS:
        places += listed(forum, name, ("forum",))
    places += [
        ((*path, "organisation"), row.get("organisation")) for path, row in rows(source.data, "audience")
    ]
    for path, row in rows(source.data, "group_work"):
        places += [((*place, "home"), group.get("home")) for place, group in rows(row, "groups", path)]
    for path, given in places:
        if isinstance(given, str) and given and (message := _mistake(given)):
            yield source.problem(path, message)


def _mistake(given: str) -> str | None:
    """Return what is wrong with the code or name of an organisation."""
    if register.by_code(given) or queries.organisation_of_code(given):
        return None
    digits = to_halfwidth(given)
    if digits.isascii() and digits.isdigit():
        return _wrong_code(given, digits)
    found = register.named(given)
    if len(found) > 1:
        names = "、".join(f"{entry.full_name}({entry.code})" for entry in found)
        return _(
            "「%(name)s」は複数あります：%(names)s。団体コードで書いてください。", name=given, names=names
        )
    if found or len(queries.organisations_named(given)) == 1:
        return None
    close = "、".join(f"{entry.full_name}({entry.code})" for entry in register.search(given)[:5])
    if close:
        return _("「%(name)s」は団体の台帳にありません。もしかして：%(names)s。", name=given, names=close)
    return _("「%(name)s」は団体の台帳にありません。name と kind を書いてください。", name=given)


def _wrong_code(given: str, digits: str) -> str:
    meant = [code for code in codes.readings(digits) if register.by_code(code)]
    if not meant and len(digits) == 6:
        meant = [code for code in [digits[:5] + codes.check_digit(digits[:5])] if register.by_code(code)]
    if not meant:
        return _("団体コード「%(code)s」の団体はありません。", code=given)
    names = "、".join(f"{code}({_full_name(code)})" for code in meant)
    return _("団体コード「%(code)s」の団体はありません。もしかして：%(names)s。", code=given, names=names)


def _full_name(code: str) -> str:
    entry = register.by_code(code)
    return entry.full_name if entry else ""


def _prefectures(source: Source) -> Iterator[Problem]:
    for path, row in rows(source.data, "audience"):
        given = text(row, "municipalities_of")
        if given and not register.municipalities_of(given):
            yield source.problem(
                (*path, "municipalities_of"),
                _("都道府県コード「%(code)s」はありません(01〜47)。", code=given),
            )


def _departments(source: Source) -> Iterator[Problem]:
    known = {slug for slug, *_names in DEPARTMENTS} | {row.slug for row in queries.departments()}
    known |= {text(row, "slug") for _path, row in rows(source.data, "departments")}
    used = [
        (place, slug)
        for path, row in rows(source.data, "tracks")
        for place, slug in listed(row, "departments", path)
    ]
    for path, row in rows(source.data, "audience"):
        used += [
            ((*place, "department"), quota.get("department")) for place, quota in rows(row, "quotas", path)
        ]
    names = "、".join(sorted(known))
    for path, slug in used:
        if isinstance(slug, str) and slug not in known:
            yield source.problem(
                path, _("部門「%(slug)s」はありません。使えるもの：%(names)s。", slug=slug, names=names)
            )


def _keys(data: Any, name: str) -> set[str]:
    return {text(row, "key") for _path, row in rows(data, name)}


def _known(
    source: Source, used: Iterable[tuple[Path, Any]], known: set[str], sentence: str
) -> Iterator[Problem]:
    for path, given in used:
        if isinstance(given, str) and given not in known:
            yield source.problem(path, sentence % {"key": given})


def _tracks_used(data: Any) -> Iterator[tuple[Path, Any]]:
    for path, row in items(data):
        yield (*path, "track"), row.get("track")
    for path, row in rows(data, "audience"):
        for place, quota in rows(row, "quotas", path):
            yield (*place, "track"), quota.get("track")
    for path, row in rows(part(data, "feedback"), "questions", ("feedback",)):
        yield (*path, "track"), row.get("track")


def _items_used(data: Any) -> Iterator[tuple[Path, Any]]:
    for name in ("materials", "recordings", "group_work"):
        for path, row in rows(data, name):
            yield (*path, "item"), row.get("item")
    for path, row in rows(part(data, "feedback"), "questions", ("feedback",)):
        yield (*path, "item"), row.get("item")
    yield from listed(data, "not_recorded")


def _rooms_used(data: Any) -> Iterator[tuple[Path, Any]]:
    yield ("forum", "room"), part(data, "forum").get("room")
    for path, row in [*rows(data, "tracks"), *items(data)]:
        yield (*path, "room"), row.get("room")
    for path, row in rows(data, "group_work"):
        for place, group in rows(row, "groups", path):
            yield (*place, "room"), group.get("room")


def _notes(source: Source) -> Iterator[Problem]:
    for path, work in rows(source.data, "group_work"):
        notes = _notes_of(work, path)
        known: dict[str, Any] = {text(note, "key"): note.get("theme") for _place, note in notes}
        numbers = []
        for place, (theme_path, theme) in enumerate(rows(work, "themes", path), start=1):
            numbers.append(theme.get("number", place))
            for bullet_path, bullet in rows(theme, "bullets", theme_path):
                for where, name in listed(bullet, "sources", bullet_path):
                    if isinstance(name, str) and known.get(name) != numbers[-1]:
                        message = _(
                            "テーマ%(number)sのメモに「%(key)s」がありません。", number=numbers[-1], key=name
                        )
                        yield source.problem(where, message)
        for where, note in notes:
            if note.get("theme") not in numbers:
                yield source.problem(
                    (*where, "theme"), _("テーマ%(number)sはありません。", number=note.get("theme"))
                )


def _notes_of(work: Row, path: Path) -> list[tuple[Path, Row]]:
    groups = rows(work, "groups", path)
    return [found for place, group in groups for found in rows(group, "notes", place)]
