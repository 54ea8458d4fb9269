"""Texts in the middle of a panel (a card, half of a table card): set smaller until they fit, never over each other."""

from collections.abc import Sequence
from dataclasses import replace

from forumapp.core.paper.sheet import INNER, WIDTH, Line, Sheet, Text, Unnumbered, height_of

SMALLEST = 7.0
STEP = 0.94
"""By how much all texts of a panel shrink at a time when they are too high for it."""


class Panels(Sheet):
    """Pages of panels without a foot."""

    page_kind = Unnumbered

    def fitted(self, texts: Sequence[Text], width: float, height: float) -> list[Line]:
        """Return the lines of ``texts`` (empty ones left out) that fit into a panel.

        What is too wide is set smaller, down to SMALLEST, then broken; what is too high is set smaller as a whole. Only
        texts that are too long for any size lose their last lines.
        """
        looks = [self._narrowed(text, width) for text in texts if text.text]
        while True:
            lines = [line for look in looks for line in self.broken(look, width)]
            if height_of(lines) <= height or all(look.size <= SMALLEST for look in looks):
                break
            looks = [replace(look, size=max(SMALLEST, look.size * STEP)) for look in looks]
        while height_of(lines) > height:
            lines.pop()
        return lines

    def centred(self, texts: Sequence[Text], x: float, y: float, width: float, height: float) -> None:
        """Print ``texts`` one below the other in the middle of a panel."""
        lines = self.fitted(texts, width, height)
        down = y + (height - height_of(lines)) / 2
        for line in lines:
            self.page.set_xy(x, down)
            self.put(line, width, "C")
            down += line.height

    def _narrowed(self, text: Text, width: float) -> Text:
        wide = self.width_of(self.glyphs.printable(text.text), text.size)
        room = width - 0.5
        return replace(text, size=max(SMALLEST, text.size * room / wide)) if wide > room else text

    def _name_missing(self) -> None:
        """On a page of its own: a panel has no room for it."""
        self.new_page()
        self.page.set_x((WIDTH - INNER) / 2)
        super()._name_missing()
