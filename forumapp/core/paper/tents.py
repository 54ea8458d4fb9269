"""Table cards on A4 (卓上札): folded once they stand, and both sides show the same; lines say where to fold and to cut."""

from collections.abc import Sequence

from forumapp.core.paper.panels import Panels
from forumapp.core.paper.sheet import HEIGHT, RULE, WIDTH, Text

SIDE, EDGE = 18.0, 9.0
"""What stays free at the sides and above and below a text: printers leave a margin."""


class Tents(Panels):
    """Pages of table cards, ``per_page`` one below the other; the upper side stands on its head before it is folded."""

    per_page = 1
    filled = 0

    @property
    def panel(self) -> tuple[float, float]:
        """Return width and height of the text on one side of a card."""
        return WIDTH - 2 * SIDE, HEIGHT / (2 * self.per_page) - 2 * EDGE

    def tent(self, texts: Sequence[Text]) -> None:
        """Add a card that shows ``texts`` on both sides."""
        place = self.filled % self.per_page
        if self.filled and not place:
            self.new_page()
        self.filled += 1
        width, height = self.panel
        side = HEIGHT / (2 * self.per_page)
        top = 2 * side * place
        self._line(top + side, dash=2)
        if place:
            self._line(top, dash=0)
        self.centred(texts, SIDE, top + side + EDGE, width, height)
        with self.page.rotation(180, WIDTH / 2, top + side / 2):
            self.centred(texts, SIDE, top + EDGE, width, height)

    def _line(self, y: float, dash: float) -> None:
        """Draw a line over the page: dashed to fold, whole to cut."""
        self.page.set_draw_color(RULE)
        self.page.set_line_width(0.15)
        self.page.set_dash_pattern(dash=dash, gap=dash)
        self.page.line(0, y, WIDTH, y)
        self.page.set_dash_pattern()
