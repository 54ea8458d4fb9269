"""The form of one operation on an item: only what was sent is changed (a cell of the table, a block that was dragged)."""

from typing import Any

from flask import request

from forumapp.agenda.forms import ItemForm, differences
from forumapp.agenda.models import Item
from forumapp.forums.models import Forum

ALWAYS = {"csrf_token", "version", "ripple", "decided"}


class CellForm(ItemForm):
    """The fields of :class:`ItemForm` that this request sends; the others keep what they are."""

    def __init__(self, forum: Forum, item: Item, **values: Any) -> None:
        """Leave out what was not sent."""
        super().__init__(obj=item, **values)
        self.offer(forum, item)
        for name in list(self._fields):
            if name not in ALWAYS and name not in request.form:
                del self[name]

    @property
    def cells(self) -> list[Any]:
        """Return the fields that are changed, in order of the full form."""
        return [field for field in self if field.name not in ALWAYS]

    def conflicts(self, item: Item) -> list[tuple[str, str, str]]:
        """Return (label, saved value, sent value) where the two differ."""
        return differences(self, item)
