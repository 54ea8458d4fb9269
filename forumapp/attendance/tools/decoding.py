"""From the bytes of a file to its rows: encoding by the bytes themselves, delimiter by what makes a table of it."""

import csv
import re
from collections.abc import Sequence
from io import StringIO

from forumapp.attendance.tools.errors import UnreadableReport

LARGEST = 1024 * 1024
MOST_ROWS = 20_000
_QUOTED_AS_FORMULA = re.compile(r'(^|[\t,;])="', re.MULTILINE)
_WRAPPED = re.compile(r'^="?(.*?)"?$', re.DOTALL)


def text_of(content: bytes) -> str:
    """Decode UTF-8, UTF-16 (also without a mark) or CP932. UnreadableReport for anything else."""
    if len(content) > LARGEST:
        raise UnreadableReport("too_big")
    if not content.strip(b"\x00 \r\n\t\xff\xfe\xef\xbb\xbf"):
        raise UnreadableReport("empty")
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableReport("excel")
    if content[:4] == b"%PDF":
        raise UnreadableReport("no_csv")
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.lstrip("\ufeff")
    raise UnreadableReport("encoding")


def _candidates(content: bytes) -> Sequence[str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    head = content[:400]
    # Without a mark: every second byte of Latin letters, commas and digits is zero.
    if head[1::2].count(0) * 4 > len(head) // 2:
        return ("utf-16-le",)
    if head[::2].count(0) * 4 > len(head) // 2:
        return ("utf-16-be",)
    return ("utf-8-sig", "cp932")


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    """Split into rows of cells, blanks at the ends cut off; ``="0123"`` is 0123."""
    source = StringIO(_QUOTED_AS_FORMULA.sub(r'\1"', text), newline="")
    rows: list[list[str]] = []
    try:
        for row in csv.reader(source, delimiter=delimiter):
            rows.append(
                [_WRAPPED.sub(r"\1", cell.strip()) if cell[:1] == "=" else cell.strip() for cell in row]
            )
            if len(rows) > MOST_ROWS:
                raise UnreadableReport("too_long")
    except csv.Error as error:
        raise UnreadableReport("broken") from error
    return rows
