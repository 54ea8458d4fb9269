"""What the screen in the hall shows: cards in sections, by group or by theme, or the slide of the group that presents. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from forumapp.groupwork.models import Group, Theme


@dataclass(frozen=True)
class Card:
    """Words that somebody let onto the screen; ``version`` is the note's at that time."""

    note_id: int
    group_id: int
    theme_id: int
    text: str
    version: int = 0
    is_highlighted: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Placed:
    """A card with whose it is and what it is about."""

    card: Card
    group: Group
    theme: Theme


@dataclass(frozen=True)
class Section:
    """Cards under one heading: the group's or the theme's; the other one stands on each card."""

    head: Group | Theme
    cards: tuple[Placed, ...]


def read_cards(rows: Iterable[Mapping[str, Any]] | None) -> list[Card]:
    """Read what :meth:`Card.to_json` gave."""
    return [Card(**row) for row in rows or ()]


def placed(cards: Iterable[Card], groups: Sequence[Group], themes: Sequence[Theme]) -> list[Placed]:
    """Return the cards of these groups on these themes, in the order of themes, groups and cards."""
    of_group = {one.id: one for one in groups}
    of_theme = {one.id: one for one in themes}
    known = [
        Placed(card, of_group[card.group_id], of_theme[card.theme_id])
        for card in cards
        if card.group_id in of_group and card.theme_id in of_theme
    ]
    return sorted(known, key=lambda one: (one.theme.number, one.theme.id, one.group.number, one.group.id))


def sections(cards: Iterable[Placed], *, by_theme: bool) -> list[Section]:
    """Put cards under their headings, in the order of the numbers."""
    found: dict[tuple[int, int], list[Placed]] = {}
    for one in cards:
        head: Group | Theme = one.theme if by_theme else one.group
        found.setdefault((head.number, head.id), []).append(one)
    return [
        Section(cards[0].theme if by_theme else cards[0].group, tuple(cards))
        for _number, cards in sorted(found.items())
    ]
