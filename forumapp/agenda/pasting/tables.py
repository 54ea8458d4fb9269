"""Rows of a table copied from a word processor or a spreadsheet: which column holds what."""

import re
from dataclasses import dataclass, field

from forumapp.agenda.pasting import words
from forumapp.agenda.pasting.moments import LENGTH, read_head
from forumapp.core.text.cleaning import to_halfwidth

COLUMNS = {
    "time": "時間 時刻 開始 開始時刻 開始時間 時間帯 日時 time start",
    "end": "終了 終了時刻 終了時間 end",
    "minutes": "分 所要 所要時間 時間(分) 所要時間(分) 分数 長さ minutes duration min",
    "title": "内容 プログラム 次第 件名 題目 議題 項目 タイトル 演題 講演題目 テーマ 進行 title program session",
    "speakers": "登壇者 講師 発表者 説明者 担当 担当者 氏名 出演者 講演者 登壇者等 講師等 speaker speakers presenter",
    "track": "部会 分科会 トラック コース 部門 対象部門 track",
    "room": "部屋 会場 場所 会議室 room",
    "mode": "形式 方法 開催方法 開催形式 参加方法 mode",
    "note": "備考 補足 メモ 摘要 note",
    "day": "日 日付 月日 日程 day date",
    "organisation": "団体 所属 団体名 所属団体 機関",
    "unit": "部署 所属部署 課名",
    "job": "役職 職名 肩書",
    "": "no no. 番号 # 項番",
}
_NAMES = {name: column for column, names in COLUMNS.items() for name in names.split()}
_PLACEHOLDERS = {"-", "―", "—", "–", "〃", "なし", "未定", "/"}


@dataclass(slots=True)
class TableRow:
    """What a row says: texts by column; ``parallel``: (name of a track, text) of columns that are tracks."""

    cells: dict[str, str] = field(default_factory=dict)
    parallel: list[tuple[str, str]] = field(default_factory=list)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def header_of(cells: tuple[str, ...]) -> list[str] | None:
    """Return the column of each cell if this is a header row ("track:NAME" for a column that is a track)."""
    columns = [_NAMES.get(re.sub(r"\s", "", to_halfwidth(cell)).lower()) for cell in cells]
    if "time" not in columns and "title" not in columns:
        return None
    known = [column for column in columns if column]
    tracks = [cell for cell, column in zip(cells, columns, strict=True) if column is None and _is_track(cell)]
    if len(known) + len(tracks) < 2:
        return None
    return [
        f"track:{cell}" if column is None and _is_track(cell) else (column or "")
        for cell, column in zip(cells, columns, strict=True)
    ]


def _is_track(cell: str) -> bool:
    return bool(cell) and words.TRACK.search(cell) is not None


def read_row(cells: tuple[str, ...], columns: list[str] | None) -> TableRow | None:
    """Return what a row says; without a header its first cell must be a time. None if it is no row of a programme."""
    if columns is None:
        return _guessed(cells)
    row = TableRow()
    for column, cell in zip(columns, cells, strict=False):
        text = "" if cell in _PLACEHOLDERS else cell
        if column.startswith("track:"):
            if text:
                row.parallel.append((column.removeprefix("track:"), text))
        elif column and text:
            row.cells[column] = f"{row.cells[column]} {text}" if column in row.cells else text
    return row if row.cells or row.parallel else None


def _guessed(cells: tuple[str, ...]) -> TableRow | None:
    rest = list(cells)
    if rest and re.fullmatch(r"[\d０-９]{1,2}[.)]?|[①-⑳]", rest[0]):
        rest = rest[1:]
    if not rest or read_head(rest[0]) is None:
        return None
    row = TableRow({"time": rest[0]})
    for cell in rest[1:]:
        half = to_halfwidth(cell)
        if not cell or cell in _PLACEHOLDERS:
            continue
        if (
            "end" not in row.cells
            and "title" not in row.cells
            and read_head(cell) is not None
            and ":" in half
        ):
            row.cells["end"] = cell
        elif "title" not in row.cells and re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", half):
            continue  # a length as a spreadsheet prints it; start and end say the same
        elif "minutes" not in row.cells and (LENGTH.fullmatch(half) or half.isdigit()):
            row.cells["minutes"] = cell
        elif "title" not in row.cells:
            row.cells["title"] = cell
        elif words.mode_of(half) is not None:
            row.cells["mode"] = cell
        else:
            row.cells["speakers"] = f"{row['speakers']} {cell}".strip()
    return row
