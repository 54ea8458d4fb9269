"""A form that two people may edit at once: what only one of them changed is kept, what both changed is shown to decide.

The hidden field ``seen`` holds a mark of each value as the page was opened. Whoever saves second keeps the
other's changes in fields that they left alone; where both changed the same field, nothing is saved, both values
are shown, and saving again means to have decided.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l

from forumapp.core.errors import DomainError
from forumapp.core.forms import Form


class ChangedByOthers(DomainError):
    """Somebody else changed the same fields while the page was open."""


@dataclass(frozen=True)
class Conflict:
    """Both values of a field, as text: what stands now, and what was typed."""

    label: str
    theirs: str
    mine: str


class MergingForm(Form):
    """``MergingForm(current)`` with the present value of each field; ``settle(current)`` under the lock before saving.

    A form that must be made before anything is read (it takes files) begins empty and is told by ``begin(current)``.
    ``beside_field`` and ``on_top`` are what is said of a conflict; a form that colleagues do not share says it otherwise.
    """

    seen = wtforms.HiddenField()
    beside_field: Any = _l("ほかの担当者が先に変更しました。どちらにするか決めて、もう一度保存してください。")
    on_top: Any = _l(
        "同じ項目をほかの担当者が先に変更したため、まだ保存していません。入力した内容は残っています。"
    )

    def __init__(self, current: Mapping[str, Any] = MappingProxyType({}), **options: Any) -> None:
        super().__init__(data=dict(current), **options)
        self.conflicts: list[Conflict] = []
        if not self.is_submitted():
            self.seen.data = _marks(current)

    def begin(self, current: Mapping[str, Any]) -> None:
        """Show the present value of each field, unless something was sent."""
        if not self.is_submitted():
            self.seen.data = _marks(current)
            for name, value in current.items():
                self[name].data = value

    def settle(self, current: Mapping[str, Any]) -> None:
        """Take over what others changed and this page did not; raise ChangedByOthers where both did."""
        seen = _read(self.seen.data)
        for name, theirs in current.items():
            field = self[name]
            before, now, mine = seen.get(name), _mark(theirs), _mark(field.data)
            if before is None or now in (before, mine):
                continue
            if mine == before:
                field.data, field.raw_data = (
                    theirs,
                    None,
                )  # a field of a number shows what was sent, if anything
                continue
            self.conflicts.append(
                Conflict(field.label.text, _shown(field, theirs), _shown(field, field.data))
            )
            self.refuse(str(self.beside_field), name)
        if self.conflicts:
            self.seen.data = _marks(current)
            raise ChangedByOthers(str(self.on_top))

    def values(self) -> dict[str, Any]:
        """Return the fields' data without the marks."""
        return {name: value for name, value in super().values().items() if name != "seen"}


def _marks(values: Mapping[str, Any]) -> str:
    return json.dumps({name: _mark(value) for name, value in values.items()}, separators=(",", ":"))


def _mark(value: Any) -> str:
    text = "" if value is None else str(value)
    return sha256(text.replace("\r\n", "\n").encode("utf-8", "replace")).hexdigest()[:10]


def _read(text: str | None) -> dict[str, str]:
    try:
        marks = json.loads(text or "{}")
    except (ValueError, RecursionError):  # brackets by the thousand
        return {}
    return marks if isinstance(marks, dict) else {}


def _shown(field: wtforms.Field, value: Any) -> str:
    if hasattr(field, "iter_choices"):
        labels = {str(choice.value): choice.label for choice in field.choices}
        if isinstance(value, list):
            return "\n".join(str(labels.get(str(one), one)) for one in value)
        return str(labels.get(str(value), value or ""))
    if value is not None and hasattr(field, "write"):
        return str(field.write(value))
    return "" if value is None else str(value)
