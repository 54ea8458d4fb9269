"""Changes of a group's notes as devices send them, and what two edits of one bullet mean for each other. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from forumapp.groupwork.models import NoteTag

Kind = Literal["add", "text", "move", "depth", "tag", "mark", "remove", "restore", "settle"]
Verdict = Literal["nothing", "write", "divert"]
DEEPEST = 3
"""Steps that a bullet may be indented."""


@dataclass(frozen=True)
class Change:
    """One change of the bullet ``key``. A device numbers its changes from 1 (``n``); 0 is a page without script.

    ``after`` is the key of the bullet above it, "" for the first of the theme, None for the last (add, move).
    ``version`` is that on which an edit or removal rests, 0 for none. ``aside`` is the key under which the text is kept if
    somebody else has edited the bullet meanwhile. ``settle`` says that both of two such bullets stay for good.
    """

    n: int
    kind: Kind
    key: str
    theme_id: int = 0
    after: str | None = None
    version: int = 0
    text: str = ""
    aside: str = ""
    depth: int = 0
    tag: NoteTag | None = None
    is_marked: bool = False


class Edition(Protocol):
    """What a bullet said at a version, and who wrote it: the key of a page."""

    version: int
    text: str
    editor: str


def judge(present: str, editions: Sequence[Edition], base: int, text: str, editor: str) -> Verdict:
    """Say what ``text``, typed over version ``base``, means for a bullet that now says ``present`` ("": withdrawn).

    ``editions`` are those since ``base``, it included. Nobody writes over what another has written since, nor takes it away.
    """
    since = [one for one in editions if one.version > base]
    if text == present:
        return "nothing"
    if all(one.editor == editor for one in since):
        return "write"
    if not text or any(one.text == text for one in editions if one.version == base or one.editor == editor):
        return "nothing"
    return "divert" if present else "write"
