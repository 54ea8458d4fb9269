"""Which item of the programme a file is for, guessed from its name: by title, by who speaks, by organisation. Pure."""

import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

from forumapp.agenda.programme import ProgrammeItem

SHORTEST = 2
"""Letters that a word must have to say anything."""


def guess(filename: str, items: Sequence[ProgrammeItem]) -> int | None:
    """Return the id of the item that the name fits best; None when none fits, or two equally well."""
    name = _plain(PurePath(filename).stem)
    scores = [(_fit(name, item), item.id) for item in items]
    best = max((score for score, _ident in scores), default=0)
    found = [ident for score, ident in scores if score == best]
    return found[0] if best and len(found) == 1 else None


def _fit(name: str, item: ProgrammeItem) -> int:
    title = _plain(item.title)
    score = 0
    if len(title) >= SHORTEST and title in name:
        score += 100 + len(title)
    elif len(name) >= SHORTEST and name in title:
        score += 50 + len(name)
    for speaker in item.speakers:
        words = (speaker.family_name + speaker.given_name, speaker.family_name, speaker.organisation)
        score += sum(
            len(_plain(word)) * 5 for word in words if len(word) >= SHORTEST and _plain(word) in name
        )
    return score


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())
