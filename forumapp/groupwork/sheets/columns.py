"""Columns of the file of an arrangement: those of a list of participants, group and pin of each round, and what was before."""

import re

from flask_babel import force_locale, pgettext
from flask_babel import gettext as _

from forumapp.core.i18n import LANGUAGES
from forumapp.groupwork.naming import round_name
from forumapp.registration.sheets.columns import bare, known
from forumapp.registration.sheets.columns import heading as heading_of_list

PEOPLE = ("receipt", "code", "organisation", "unit", "title", "name", "kana", "mode")
"""Who it is; ``receipt``, else ``organisation`` and ``name``, find the person again."""
BASE = "base"
NOWHERE = "0"
PIN_MARK = "*"
_SEAT = re.compile(r"(\d{1,6})(\*?)")
ALSO = ("グループ", "グループ番号", "班番号", "班名", "group", "table")


def group_column(round_: int) -> str:
    """Return the key of the column with a round's group."""
    return f"group:{round_}"


def pin_column(round_: int) -> str:
    """Return the key of the column that says who stays."""
    return f"pin:{round_}"


def columns_of(rounds: range) -> list[str]:
    """Return the columns of a file, in order."""
    return [*PEOPLE, *(key for round_ in rounds for key in (group_column(round_), pin_column(round_))), BASE]


def heading(column: str, rounds: range) -> str:
    """Return the heading of a column."""
    kind, _colon, number = column.partition(":")
    if column == BASE:
        return _("出力時の班")
    if kind not in {"group", "pin"}:
        return heading_of_list(column)
    word = pgettext("列", "班") if kind == "group" else pgettext("班", "固定")
    if len(rounds) == 1:
        return word
    return _("%(round)sの%(column)s", round=round_name(int(number)), column=word)


def headings_known(rounds: range) -> dict[str, str]:
    """Return columns by heading as compared, in every language; of a single round also other words for a group."""
    found = known({})
    for language in LANGUAGES:
        with force_locale(language):
            own = [BASE, *(key for round_ in rounds for key in (group_column(round_), pin_column(round_)))]
            found |= {bare(heading(column, rounds)): column for column in own}
            found |= {
                bare(heading(column, range(1, 2))): column for column in (group_column(1), pin_column(1))
            }
    return found | {bare(word): group_column(1) for word in ALSO}


Told = dict[int, tuple[int, bool]]
"""Number of the group and pin of one person, by round; a round without a group is left out."""


def write_base(seats: Told, rounds: range) -> str:
    """Return the seats of one person as a file remembers them: ``3 5* 0``."""
    return " ".join(
        f"{seats[round_][0]}{PIN_MARK if seats[round_][1] else ''}" if round_ in seats else NOWHERE
        for round_ in rounds
    )


def read_base(text: str, rounds: range) -> Told | None:
    """Return what :func:`write_base` was given; None for anything else."""
    found = [_SEAT.fullmatch(part) for part in text.split()]
    if len(found) != len(rounds):
        return None
    told: Told = {}
    for round_, seat in zip(rounds, found, strict=True):
        if seat is None:
            return None
        if int(seat[1]):
            told[round_] = (int(seat[1]), bool(seat[2]))
    return told
