"""The final list as a table: .xlsx, CSV in UTF-8, and CSV in CP932 for software that knows nothing else."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from forumapp.attendance.hours import Span
from forumapp.attendance.presence_wording import clock_time, evidence, kind_text
from forumapp.attendance.queries.final import Row
from forumapp.forums.models import Forum
from forumapp.registration import tables
from forumapp.registration.wording import mode_name

KINDS = ("xlsx", "csv", "cp932")
TYPES = {"xlsx": tables.XLSX, "csv": tables.CSV, "cp932": "text/csv; charset=Shift_JIS"}


def rows_of(
    forum: Forum, rows: Sequence[Row], spans: Sequence[Span], track_names: Mapping[int, str]
) -> list[list[str]]:
    """Return the table as text: headings, then one row a person, with a column for each item."""
    heading = [
        _("団体コード"),
        _("団体名"),
        _("団体の種類"),
        _("所属"),
        _("役職"),
        _("氏名"),
        _("フリガナ"),
        _("申込みの参加方法"),
        _("部会"),
        _("出欠"),
        _("出席の方法"),
        _("確認の方法"),
        _("受付・入室の時刻"),
        _("Webの時間（分）"),
        _("代理の方"),
        _("訂正の理由"),
    ]
    return [
        [*heading, *(span.title for span in spans)],
        *(_cells(forum, row, spans, track_names) for row in rows),
    ]


def write(kind: str, rows: list[list[str]], title: str) -> bytes:
    """Return the file; in CP932 with 〓 for what that lacks."""
    if kind == "xlsx":
        return tables.write_xlsx(rows, title)
    return tables.write_csv(rows, "cp932" if kind == "cp932" else "utf-8-sig")


def _cells(forum: Forum, row: Row, spans: Sequence[Span], track_names: Mapping[int, str]) -> list[str]:
    return [
        row.code,
        row.organisation,
        kind_text(row.kind),
        row.unit,
        row.title,
        row.name,
        row.kana,
        mode_name(row.registered_mode),
        track_names.get(row.track_id or 0, ""),
        _("出席") if row.came else _("欠席"),
        mode_name(row.mode) if row.came else "",
        evidence(row, forum),
        clock_time(row.at, forum),
        str(row.minutes) if row.minutes else "",
        row.proxy,
        row.reason,
        *(_item(row, span) for span in spans),
    ]


def _item(row: Row, span: Span) -> str:
    if row.items is None:
        return _("不明")
    return "○" if span.id in row.items else ""
