"""What a list changes of those who are registered, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from forumapp.core.text.names import full_name
from forumapp.registration.sheets.choices import Choices
from forumapp.registration.sheets.columns import heading
from forumapp.registration.sheets.planning import Difference, Plan
from forumapp.registration.wording import mode_name

LISTS = {"department_id": "department", "rank_id": "rank", "track_id": "track"}


@dataclass(frozen=True)
class Line:
    """One change of one person."""

    row: int
    name: str
    column: str
    before: str
    after: str


def lines(plan: Plan, choices: Choices) -> list[Line]:
    """Return what changes, in order of the file."""
    return [line for difference in plan.changed for line in _lines(difference, choices)]


def _lines(difference: Difference, choices: Choices) -> Iterator[Line]:
    known, row = difference.known, difference.wanted.row
    name = full_name(known.values["family_name"], known.values["given_name"])
    if difference.owner:
        yield Line(row, name, heading("organisation"), known.organisation_name, difference.owner.text)
    if difference.mode:
        yield Line(row, name, heading("mode"), mode_name(known.mode), mode_name(difference.mode))
    for field, after in difference.values.items():
        column = LISTS.get(field, field)
        yield Line(
            row,
            name,
            heading(column),
            _said(field, known.values[field], choices),
            _said(field, after, choices),
        )
    labels = {one.id: one.label for one in choices.questions}
    for ident, after in difference.answers.items():
        yield Line(row, name, labels[ident], "", after)


def _said(field: str, value: object, choices: Choices) -> str:
    if isinstance(value, bool):
        return _("可") if value else _("不可")
    if field in LISTS:
        return choices.name_of(LISTS[field], value)
    return str(value or "")
