"""Papers to write on: ruled lines down the page, and a code that a telephone reads at the head of the page."""

from forumapp.core.paper.qr import draw_code
from forumapp.core.paper.sheet import BOTTOM, MARGIN, RULE, WIDTH, Sheet, Text

GAP = 9.5
"""Between two lines, for a pen."""
CODE = 26.0
"""Width of a code in millimetres."""


class Ruled(Sheet):
    """A paper with lines to write on."""

    def ruled(self, most: int = 99) -> int:
        """Draw lines down to the end of the page, at most ``most``; returns how many."""
        count = min(most, max(0, int((BOTTOM - self.y) / GAP)))
        self.page.set_draw_color(RULE)
        self.page.set_line_width(0.15)
        for _line in range(count):
            below = self.y + GAP
            self.page.rect(MARGIN, below - 6.6, 5.6, 5.6)
            self.page.line(MARGIN + 8, below, WIDTH - MARGIN, below)
            self.page.set_xy(MARGIN, below)
        return count

    def code(self, text: str, caption: str) -> None:
        """Put ``text`` as a QR code (level M) into the top right corner of the page, ``caption`` below it."""
        left, top = WIDTH - MARGIN - CODE, 9.0
        before = (self.page.get_x(), self.page.get_y())
        draw_code(self.page, text, left, top, CODE)
        for number, line in enumerate(self.broken(Text(caption, 7, is_grey=True), CODE + 8)):
            self.page.set_xy(left - 4, top + CODE + 1 + number * line.height)
            self.put(line, CODE + 8, "C")
        self.page.set_xy(*before)
