"""Cards on A4 (name badges): ten on a page, as sold for printers (91 × 55 mm), with fine lines to cut along."""

from collections.abc import Sequence

from forumapp.core.paper.panels import Panels
from forumapp.core.paper.sheet import RULE, Text

CARD_WIDTH, CARD_HEIGHT = 91.0, 55.0
LEFT, TOP = 14.0, 11.0
COLUMNS, ROWS = 2, 5
PAD = 5.0


class Cards(Panels):
    """Pages of cards."""

    filled = 0

    def card(self, texts: Sequence[Text]) -> None:
        """Add a card: its lines stand one below the other, in the middle."""
        place = self.filled % (COLUMNS * ROWS)
        if self.filled and not place:
            self.new_page()
        self.filled += 1
        x = LEFT + CARD_WIDTH * (place % COLUMNS)
        y = TOP + CARD_HEIGHT * (place // COLUMNS)
        self.page.set_draw_color(RULE)
        self.page.set_line_width(0.1)
        self.page.rect(x, y, CARD_WIDTH, CARD_HEIGHT)
        self.centred(texts, x + PAD, y + PAD / 2, CARD_WIDTH - 2 * PAD, CARD_HEIGHT - PAD)
