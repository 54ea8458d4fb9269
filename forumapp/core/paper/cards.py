"""Cards on A4 (name badges): ten on a page, as sold for printers (91 × 55 mm), with fine lines to cut along."""

from collections.abc import Sequence
from dataclasses import replace

from forumapp.core.paper.sheet import INNER, RULE, Sheet, Text, Unnumbered

CARD_WIDTH, CARD_HEIGHT = 91.0, 55.0
LEFT, TOP = 14.0, 11.0
COLUMNS, ROWS = 2, 5
PAD = 5.0
SMALLEST = 7.0


class Cards(Sheet):
    """Pages of cards. Texts that are too wide are set smaller, and broken only when they would be too small to read."""

    page_kind = Unnumbered
    filled = 0

    def card(self, texts: Sequence[Text]) -> None:
        """Add a card: its lines stand one below the other, in the middle."""
        place = self.filled % (COLUMNS * ROWS)
        if self.filled and not place:
            self._new_page()
        self.filled += 1
        x = LEFT + CARD_WIDTH * (place % COLUMNS)
        y = TOP + CARD_HEIGHT * (place // COLUMNS)
        self.page.set_draw_color(RULE)
        self.page.set_line_width(0.1)
        self.page.rect(x, y, CARD_WIDTH, CARD_HEIGHT)
        lines = [
            line
            for text in texts
            if text.text
            for line in self._broken(self._smaller(text), CARD_WIDTH - 2 * PAD)
        ]
        down = y + max(PAD / 2, (CARD_HEIGHT - sum(line.height for line in lines)) / 2)
        for line in lines:
            if down + line.height > y + CARD_HEIGHT:
                break
            self.page.set_xy(x + PAD, down)
            self._print(line.text, line.look, CARD_WIDTH - 2 * PAD, line.height, "C")
            down += line.height

    def _smaller(self, text: Text) -> Text:
        printable = self.glyphs.printable(text.text)
        width = self._width(printable, text.size)
        room = CARD_WIDTH - 2 * PAD - 0.5
        return replace(text, size=max(SMALLEST, text.size * room / width)) if width > room else text

    def _name_missing(self) -> None:
        """On a page of its own: a card has no room for it."""
        self._new_page()
        self.page.set_x((210 - INNER) / 2)
        super()._name_missing()
