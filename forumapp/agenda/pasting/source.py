"""From what was pasted to lines: decoding, limits, indentation, bullets and numbers, cells of a table."""

import re
from dataclasses import dataclass

from forumapp.agenda.pasting.errors import Unreadable
from forumapp.core.text import decoding
from forumapp.core.text.cleaning import clean_block, to_halfwidth

MOST_CHARACTERS = 200_000
MOST_LINES = 2_000
LONGEST_LINE = 1_000
MOST_BYTES = 4 * MOST_CHARACTERS
"""No encoding of :func:`decode` needs more for that many characters."""

_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s*")
_BULLET = re.compile(r"([・•‣◦●○◎◯■□◆◇▪▫▶►▷➢➤★☆*+\uf0b7\uf06c\uf0d8\uf09f※]|[-?](?=\s))\s*")
_NUMBERS = tuple(
    (kind, re.compile(form + r"\s*"))
    for kind, form in (
        ("(1)", r"\(\d{1,2}\)"),
        ("1)", r"\d{1,2}\)"),
        ("1.", r"\d{1,2}\.(?!\d)"),
        ("1-1", r"\d{1,2}(?:[.-]\d{1,2}){1,2}\.?(?=\s)"),
        ("1", r"\d{1,2}[、,](?!\d)"),
        ("1", r"\d{1,2}(?=\s+[^\d\s~:-])"),
        ("①", r"[①-⑳]"),
        ("Ⅰ", r"[Ⅰ-Ⅻ][.、)]?"),
        ("一", r"[一二三四五六七八九十]{1,3}(?:[、.)]|(?=\s))"),
        ("(ア)", r"\((?:[ア-ン]|[A-Za-z]|[一二三四五六七八九十]{1,2})\)"),
        ("ア", r"[ア-ンa-zA-Z][.)、](?!\S*@)"),
    )
)
NOTE_MARK = "※"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something. ``text``: without indentation; ``cells``: of a row of a table, else empty."""

    number: int
    indent: int
    text: str
    cells: tuple[str, ...] = ()
    is_after_blank: bool = False


def decode(raw: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16 (with mark), else CP932. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("too_long")
    try:
        return decoding.decode(raw)
    except decoding.UnknownEncoding as error:
        raise Unreadable("encoding") from error


def lines_of(text: str) -> list[Line]:
    """Return the lines that hold something. Raises Unreadable for more than MOST_CHARACTERS or MOST_LINES."""
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too_long")
    raw = _BREAK.split(text)
    while raw and not raw[-1].strip():
        raw.pop()
    if len(raw) > MOST_LINES:
        raise Unreadable("too_long")
    found: list[Line] = []
    is_after_blank = False
    for number, line in enumerate(_joined(raw), start=1):
        cleaned = clean_block(line)
        content = cleaned.strip()
        if content:
            width = len(cleaned) - len(cleaned.lstrip(" \u3000"))
            found.append(Line(number, width, content, _cells(cleaned), is_after_blank))
        is_after_blank = not content
    return found


def _joined(raw: list[str]) -> list[str]:
    """Put a cell of a table that has several lines (a spreadsheet quotes it) on its first line; the others are empty."""
    done = list(raw)
    for place, line in enumerate(raw):
        if '\t"' not in f"\t{line}" or done[place] == "" or line.count('"') % 2 == 0:
            continue
        for after in range(place + 1, min(place + 10, len(raw))):
            done[place] += " " + done[after]
            done[after] = ""
            if raw[after].count('"') % 2:
                break
    return done


def _cells(line: str) -> tuple[str, ...]:
    if "\t" in line:
        parts = line.split("\t")
    elif line.strip().startswith("|") and line.count("|") > 2:
        parts = line.strip().strip("|").split("|")
    else:
        return ()
    cells = tuple(re.sub(r"\s+", " ", part.strip(' \u3000"')) for part in parts)
    return cells if len([cell for cell in cells if cell]) > 1 or not cells[0] else ()


def split_bullet(text: str) -> tuple[str, str]:
    """Return (bullet, rest); bullet is "" where there is none."""
    found = _BULLET.match(to_halfwidth(text))
    if found is None or found.end() == len(text):
        return "", text
    return found.group(1), text[found.end() :]


def split_number(text: str) -> tuple[str, str]:
    """Return (kind of number, rest): "(1)" for （2）; "" where there is none."""
    half = to_halfwidth(text[:12])
    for kind, form in _NUMBERS:
        found = form.match(half)
        if found and found.end() < len(text):
            return kind, text[found.end() :].lstrip()
    return "", text
