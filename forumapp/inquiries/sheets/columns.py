"""Columns of the workbook of a reply: those of a list of participants, and what only a reply has."""

from flask_babel import gettext as _

from forumapp.inquiries.queries.frame import Frame
from forumapp.registration.sheets.columns import heading as heading_of_list
from forumapp.registration.sheets.reading import question_columns

FIXED = (
    "code", "organisation", "receipt", "quota", "family_name", "given_name", "family_kana", "given_kana", "unit", "title",
    "rank", "mode",
)  # fmt: skip
LAST = ("email", "needs", "may_list", "replaces")
KEY = "key"
MARK = "forumapp"
"""Opens the heading of the hidden column: ``forumapp number-of-the-inquiry``."""
FIELDS = {"rank": "rank_id", "track": "track_id", "quota": "quota_id"}
"""Fields of an attendee where they are not called like their columns."""


def columns_of(frame: Frame) -> list[str]:
    """Return the columns that the workbook of a reply has; tracks where there are some, then questions."""
    tracks = ["track"] if frame.tracks else []
    return [*FIXED, *tracks, *LAST, *question_columns(frame.questions), KEY]


def heading(column: str, frame: Frame) -> str:
    """Return the heading of a column."""
    if column == KEY:
        return f"{MARK} {frame.inquiry.id}"
    if column == "replaces":
        return _("交代前の方の受付番号")
    asked = question_columns(frame.questions)
    return asked[column] if column in asked else heading_of_list(column)
