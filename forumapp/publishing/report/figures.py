"""Numbers of people that a report may show: registered and present, together, by mode and by kind of organisation.

Never of fewer than k people, nor so that such a number could be worked out from the others (feedback/suppression.py).
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from forumapp.attendance.presence_wording import kind_text
from forumapp.attendance.queries.figures import Rate, figures, has_evidence
from forumapp.attendance.queries.final import final
from forumapp.directory.models import OrganisationKind
from forumapp.feedback.suppression import visible
from forumapp.forums.models import Forum, Mode
from forumapp.publishing.presentation import mode_text

PEOPLE, MODES, KINDS = "people", "modes", "kinds"
NO_KIND = "unknown"
NAMES = (PEOPLE, MODES, KINDS)
Table = dict[str, Any]


def tables(forum: Forum, chosen: Iterable[str], fewest: int) -> list[Table]:
    """Return the chosen tables as JSON values; a number that may not be shown, or is not known, is None."""
    wanted = [name for name in NAMES if name in set(chosen)]
    if not wanted:
        return []
    found = figures(final(forum))
    is_counted = has_evidence(forum)
    counted: dict[str, Mapping[Any, Rate]] = {
        PEOPLE: {"all": found.whole},
        MODES: {mode.value: rate for mode, rate in found.modes.items()},
        KINDS: {
            kind.value if kind else NO_KIND: rate for kind, rate in sorted(found.kinds.items(), key=_place)
        },
    }
    made: Iterable[Table] = (
        {"name": name, "rows": _rows(counted[name], fewest, is_counted)} for name in wanted
    )
    return [table for table in made if any(row["registered"] is not None for row in table["rows"])]


def _place(row: tuple[OrganisationKind | None, Rate]) -> int:
    """Return where a kind of organisation stands in its table: as they are listed everywhere, unknown ones last."""
    kinds = list(OrganisationKind)
    return kinds.index(row[0]) if row[0] else len(kinds)


def _rows(rates: Mapping[Any, Rate], fewest: int, is_counted: bool) -> list[Table]:
    registered = _shown({name: rate.registered for name, rate in rates.items()}, fewest)
    present = _shown({name: rate.came for name, rate in rates.items()}, fewest)
    return [
        {
            "key": name,
            "registered": registered.get(name),
            "present": present.get(name) if is_counted and name in registered else None,
        }
        for name in rates
    ]


def _shown(counts: Mapping[Any, int], fewest: int) -> dict[Hashable, int]:
    """Return the numbers that may be shown. Of one row there is nothing to subtract from: it needs k by itself."""
    return {name: counts[name] for name in visible(counts, fewest)}


def rows_in_words(table: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (name of the row, numbers in words) of a table."""
    for row in table["rows"]:
        yield row_name(table["name"], row["key"]), tuple(_numbers(row))


def table_name(name: str) -> str:
    """Return the heading of a table."""
    return {
        PEOPLE: _("参加者数"),
        MODES: _("参加方法別の参加者数"),
        KINDS: _("団体の種別ごとの参加者数"),
    }[name]


def row_name(table: str, key: str) -> str:
    """Return what a row counts."""
    if table == PEOPLE:
        return pgettext("人数", "全体")
    if table == MODES:
        return mode_text(Mode(key))
    return kind_text(None if key == NO_KIND else OrganisationKind(key))


def tables_in_words(forum: Forum, fewest: int) -> list[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """Return every table as it would be shown, with its heading."""
    found = tables(forum, NAMES, fewest)
    return [(table_name(table["name"]), list(rows_in_words(table))) for table in found]


def _numbers(row: Mapping[str, Any]) -> Iterator[str]:
    if row["registered"] is None:
        yield _("少人数のため載せません")
        return
    yield ngettext("登録%(num)d名", "登録%(num)d名", row["registered"])
    if row["present"] is not None:
        yield ngettext("出席%(num)d名", "出席%(num)d名", row["present"])
