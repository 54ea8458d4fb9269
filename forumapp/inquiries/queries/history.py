"""What each submission of a reply changed, beside the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forumapp.core.text.names import full_name
from forumapp.inquiries.models import InquirySubmission

SAID = (
    "quota",
    "mode",
    "family_name",
    "given_name",
    "family_kana",
    "given_kana",
    "unit",
    "title",
    "email",
    "needs",
)
"""What is compared and said; the rest follows from it or is only counted."""


@dataclass(frozen=True)
class Amended:
    """One attendee who was changed: the columns, with what stood before and after."""

    name: str
    changes: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True)
class Edition:
    """One submission: the people in it, and who was added, changed and taken out since the one before."""

    submission: InquirySubmission
    people: tuple[dict[str, Any], ...]
    added: tuple[str, ...]
    changed: tuple[Amended, ...]
    removed: tuple[str, ...]


def editions(submissions: Sequence[InquirySubmission]) -> list[Edition]:
    """Return the submissions, the newest first, each beside the one before it."""
    oldest_first = sorted(submissions, key=lambda one: one.number)
    found = []
    before: dict[Any, dict[str, Any]] = {}
    for one in oldest_first:
        after = {row["row"]: row for row in one.content.get("rows", ())}
        found.append(_edition(one, before, after))
        before = after
    return found[::-1]


def name_of(row: dict[str, Any]) -> str:
    """Return the whole name of a kept attendee."""
    return full_name(row.get("family_name", ""), row.get("given_name", ""))


def _edition(
    one: InquirySubmission, before: dict[Any, dict[str, Any]], after: dict[Any, dict[str, Any]]
) -> Edition:
    changed = []
    for ident, row in after.items():
        other = before.get(ident)
        differing = tuple(
            (name, other.get(name, ""), row.get(name, ""))
            for name in SAID
            if other is not None and other.get(name, "") != row.get(name, "")
        )
        if differing:
            changed.append(Amended(name_of(row), differing))
    return Edition(
        submission=one,
        people=tuple(after.values()),
        added=tuple(name_of(row) for ident, row in after.items() if ident not in before),
        changed=tuple(changed),
        removed=tuple(name_of(row) for ident, row in before.items() if ident not in after),
    )
