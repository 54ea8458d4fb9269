"""The list in a file that somebody sent: a workbook, or a text with commas or tabs."""

from forumapp.core.sheets.delimited import read_delimited
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.grid import Grid, Limits
from forumapp.core.sheets.opening import open_sheets
from forumapp.forums.models import Forum
from forumapp.registration.queries.audience import questions
from forumapp.registration.sheets.columns import known
from forumapp.registration.sheets.finding import Found, find
from forumapp.registration.sheets.reading import question_columns

LIMITS = Limits(size=1_400_000, unpacked=80 * 1024 * 1024, rows=20_000)
"""So many bytes go through the page of a preview once more; 10,000 people have about 1 MB."""


WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How workbooks begin: those of today, and those that are refused."""
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def open_list(forum: Forum, content: bytes) -> Found:
    """Find the list in a file. Raises UnreadableSheet."""
    headings = known(question_columns(questions(forum)))
    grids, is_text = open_grids(content)
    return find(grids, headings, is_text=is_text)


def open_grids(content: bytes) -> tuple[list[Grid], bool]:
    """Return the sheets of a workbook, or the rows of a text as one; the second says which. Raises UnreadableSheet."""
    if content.startswith(WORKBOOKS):
        return open_sheets(content, LIMITS), False
    if content.startswith(b"%PDF") or (b"\x00" in content and not content.startswith(UTF16)):
        raise UnreadableSheet("no_xlsx")
    return [read_delimited(content, LIMITS)], True
