"""What visitors read about a release: proposed from the difference, in the present language, for an organiser to edit."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from forumapp.agenda.difference_words import printed_time
from forumapp.agenda.differences import Difference, Pair, Row
from forumapp.agenda.programme import ProgrammeTrack
from forumapp.core.i18n import language
from forumapp.core.text.times import format_time

NAMED = 3
"""So many titles stand in one line; the others are counted."""


def changelog(difference: Difference) -> str:
    """Return one line for each kind of change; "" when nothing that visitors see differs."""
    return "\n".join(_lines(difference))


def _lines(difference: Difference) -> Iterator[str]:
    if difference.added:
        yield _("%(titles)sを追加しました。", titles=_titles(difference.added))
    if difference.withdrawn:
        yield _("%(titles)sを取りやめました。", titles=_titles(difference.withdrawn))
    yield from _times(difference)
    for pair in difference.renamed:
        yield _(
            "件名を%(before)sから%(after)sに変更しました。",
            before=_titles([pair.before]),
            after=_titles([pair.after]),
        )
    for old, new in difference.tracks:
        if old.name != new.name:
            yield _(
                "部会の名称を%(before)sから%(after)sに変更しました。",
                before=_("「%(title)s」", title=_name(old)),
                after=_("「%(title)s」", title=_name(new)),
            )
    yield from _others(difference)


def _name(track: ProgrammeTrack) -> str:
    return (track.name_en if language() == "en" else "") or track.name


def _times(difference: Difference) -> Iterator[str]:
    moved = difference.moved_in_time
    if len(moved) == 1:
        pair = moved[0]
        yield _(
            "%(titles)sの時間を%(before)sから%(after)sに変更しました。",
            titles=_titles([pair.after]),
            before=printed_time(pair.before, pair.after),
            after=printed_time(pair.after, pair.before),
        )
    elif moved:
        yield _("%(titles)sの時間を変更しました。", titles=_titles(_after(moved)))
    before, after = difference.end or (None, None)
    if before is not None and after is not None:
        yield _(
            "終了時刻を%(before)sから%(after)sに変更しました。",
            before=format_time(before[1]),
            after=format_time(after[1]),
        )


def _others(difference: Difference) -> Iterator[str]:
    if difference.moved:
        yield _("%(titles)sの部会を変更しました。", titles=_titles(_after(difference.moved)))
    if difference.relocated:
        yield _("%(titles)sの部屋を変更しました。", titles=_titles(_after(difference.relocated)))
    if difference.remoded:
        yield _("%(titles)sの開催方法を変更しました。", titles=_titles(_after(difference.remoded)))
    if difference.recast:
        yield _("%(titles)sの登壇者を変更しました。", titles=_titles(_after(difference.recast)))


def _after(pairs: Sequence[Pair]) -> list[Row]:
    return [pair.after for pair in pairs]


def _titles(rows: Sequence[Row]) -> str:
    """Return 「講演」「質疑応答」, and how many others."""
    english = language() == "en"
    named = [
        _("「%(title)s」", title=(row.item.title_en if english else "") or row.item.title)
        for row in rows
        if row.item.title
    ]
    text = (", " if english else "").join(named[:NAMED])
    if len(named) > NAMED:
        return _("%(titles)sほか%(number)d件", titles=text, number=len(named) - NAMED)
    return text
