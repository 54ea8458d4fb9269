"""What differs between two programmes, in words: sentences before a change is written, lines before a release."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.differences import Difference, Pair, Row
from forumapp.agenda.programme import ProgrammeTrack
from forumapp.agenda.wording import mode_name
from forumapp.core.i18n import language
from forumapp.core.text.times import format_minutes, format_range, format_time


@dataclass(frozen=True)
class Line:
    """One row of a table of changes, old and new side by side; ``kind`` is one of label's."""

    kind: str
    item_id: int | None
    title: str
    before: str
    after: str


def sentences(difference: Difference) -> list[str]:
    """Say what a change will do: 「6件が10分繰り下がり、終了は16:10から16:20になります。」"""
    return [*_of_items(difference), *_of_times(difference)]


def lines(difference: Difference) -> list[Line]:
    """Return each changed row, old and new side by side, in order of time within each kind."""
    return list(_lines(difference))


def label(line: Line) -> str:
    """Return the word for the kind of a line."""
    return {
        "added": _("追加"),
        "withdrawn": _("取りやめ"),
        "time": _("時間の変更"),
        "name": _("件名の変更"),
        "track": _("部会の変更"),
        "room": _("部屋の変更"),
        "mode": _("開催方法の変更"),
        "speakers": _("登壇者の変更"),
        "note": _("補足の変更"),
        "track_name": _("部会の名称・対象の変更"),
    }[line.kind]


def printed_time(row: Row, other: Row | None = None) -> str:
    """Return when a row is held: 13:30〜13:45 (15分); with the day if it differs from ``other``'s."""
    day, start, end = row.time
    if start is None:
        return _("未定")
    text = format_range(start, end)
    if other is not None and other.item.day != day:
        return _("%(number)d日目 %(time)s", number=day + 1, time=text)
    return text


def _of_items(difference: Difference) -> Iterator[str]:
    for row in difference.added:
        yield _("「%(title)s」(%(time)s)が加わります。", title=row.item.title, time=printed_time(row))
    for row in difference.withdrawn:
        yield _("「%(title)s」(%(time)s)がなくなります。", title=row.item.title, time=printed_time(row))
    for pair in difference.retimed:
        yield _retimed(pair)
    for old, new in difference.tracks:
        if old.name != new.name:
            yield _("部会「%(before)s」の名称が「%(after)s」になります。", before=old.name, after=new.name)
    for pair in difference.moved:
        yield _(
            "「%(title)s」が%(track)sに移ります。", title=pair.after.item.title, track=track_name(pair.after)
        )


def _retimed(pair: Pair) -> str:
    old, new = pair.before.item, pair.after.item
    if old.day == new.day and old.start == new.start and None not in {old.minutes, new.minutes}:
        return _(
            "「%(title)s」の時間が%(before)sから%(after)sになります。",
            title=new.title,
            before=format_minutes(old.minutes or 0, language()),
            after=format_minutes(new.minutes or 0, language()),
        )
    return _(
        "「%(title)s」が%(before)sから%(after)sになります。",
        title=new.title,
        before=printed_time(pair.before, pair.after),
        after=printed_time(pair.after, pair.before),
    )


def _of_times(difference: Difference) -> Iterator[str]:
    groups = sorted(difference.shifted.items(), key=lambda group: -len(group[1]))
    before, after = difference.end or (None, None)
    ends = before is not None and after is not None
    for number, (minutes, pairs) in enumerate(groups):
        if number == 0 and ends:
            assert before is not None
            assert after is not None
            yield _shift_and_end(minutes, len(pairs), format_time(before[1]), format_time(after[1]))
        else:
            yield _shift(minutes, len(pairs))
    if ends and not groups:
        assert before is not None
        assert after is not None
        yield _(
            "終了は%(before)sから%(after)sになります。",
            before=format_time(before[1]),
            after=format_time(after[1]),
        )
    elif difference.end and not ends:
        yield (
            _("終了時刻が決まらなくなります。")
            if after is None
            else _("終了は%(after)sになります。", after=format_time(after[1]))
        )


def _shift(minutes: int, count: int) -> str:
    if minutes > 0:
        return ngettext(
            "%(num)d件が%(minutes)d分繰り下がります。",
            "%(num)d件が%(minutes)d分繰り下がります。",
            count,
            minutes=minutes,
        )
    return ngettext(
        "%(num)d件が%(minutes)d分繰り上がります。",
        "%(num)d件が%(minutes)d分繰り上がります。",
        count,
        minutes=-minutes,
    )


def _shift_and_end(minutes: int, count: int, before: str, after: str) -> str:
    if minutes > 0:
        return ngettext(
            "%(num)d件が%(minutes)d分繰り下がり、終了は%(before)sから%(after)sになります。",
            "%(num)d件が%(minutes)d分繰り下がり、終了は%(before)sから%(after)sになります。",
            count,
            minutes=minutes,
            before=before,
            after=after,
        )
    return ngettext(
        "%(num)d件が%(minutes)d分繰り上がり、終了は%(before)sから%(after)sになります。",
        "%(num)d件が%(minutes)d分繰り上がり、終了は%(before)sから%(after)sになります。",
        count,
        minutes=-minutes,
        before=before,
        after=after,
    )


def track_name(row: Row) -> str:
    """Return the track of a row in words."""
    return row.track.name if row.track else _("全体")


def speakers(row: Row) -> str:
    """Return the printed lines of who appears in a row."""
    return "、".join(speaker.line for speaker in row.item.speakers) or _("なし")


def _lines(difference: Difference) -> Iterator[Line]:
    for row in difference.added:
        yield Line("added", row.item.id, row.item.title, "", printed_time(row))
    for row in difference.withdrawn:
        yield Line("withdrawn", row.item.id, row.item.title, printed_time(row), "")
    for pair in difference.moved_in_time:
        old, new = printed_time(pair.before, pair.after), printed_time(pair.after, pair.before)
        yield Line("time", pair.after.item.id, pair.after.item.title, old, new)
    kinds: tuple[tuple[str, tuple[Pair, ...], Callable[[Row], str]], ...] = (
        ("name", difference.renamed, lambda row: row.item.title),
        ("track", difference.moved, track_name),
        ("room", difference.relocated, lambda row: row.room or _("未定")),
        ("mode", difference.remoded, lambda row: mode_name(row.mode) if row.mode else _("フォーラムと同じ")),
        ("speakers", difference.recast, speakers),
        ("note", difference.annotated, lambda row: row.item.note or row.item.end_text),
    )
    for kind, pairs, words in kinds:
        for pair in pairs:
            yield _line(kind, pair, words)
    for former, track in difference.tracks:
        yield Line("track_name", None, track.name, _track_line(former), _track_line(track))


def _track_line(track: ProgrammeTrack) -> str:
    departments = "・".join(track.departments)
    return (
        _("%(name)s（%(departments)s）", name=track.name, departments=departments)
        if departments
        else track.name
    )


def _line(kind: str, pair: Pair, words: Callable[[Row], str]) -> Line:
    return Line(kind, pair.after.item.id, pair.after.item.title, words(pair.before), words(pair.after))
