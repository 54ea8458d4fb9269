"""A paper to read from top to bottom: headings that are bookmarks of the file, and lists."""

from dataclasses import replace

from forumapp.core.paper.sheet import BOTTOM, INNER, MARGIN, Sheet, Text

HANGING = 6.0
"""Room of the mark before an entry of a list, in millimetres."""
FOLLOWING = 14.0
"""So much of what follows stands on the page of its heading."""


class Article(Sheet):
    """A sheet with headings and lists."""

    def heading(self, text: str, size: float, *, level: int = 0) -> None:
        """Write a heading that is a bookmark of the file (``level`` from 0) and stays with what follows."""
        lines = self.broken(Text(text, size, is_bold=True), INNER)
        if self.y + sum(line.height for line in lines) + FOLLOWING > BOTTOM:
            self.new_page()
        self.page.start_section(self.glyphs.printable(text), level=level)
        self.outlined += 1
        self.write(text, size, is_bold=True)
        self.space(1.5)

    def entry(self, mark: str, text: Text, *, url: str = "") -> None:
        """Write an entry of a list behind its ``mark``; ``url`` can be clicked."""
        left = MARGIN + text.indent
        for number, line in enumerate(self.broken(replace(text, indent=0), INNER - text.indent - HANGING)):
            if self.y + line.height > BOTTOM:
                self.new_page()
            top = self.y
            if mark and not number:
                self.page.set_xy(left, top)
                self._print(mark, text, HANGING, line.height, "L")
            self.page.set_xy(left + HANGING, top)
            self._print(line.text, text, INNER - text.indent - HANGING, line.height, "L")
            if url:
                self.page.link(left + HANGING, top, self.width_of(line.text, text.size), line.height, url)
            self.page.set_xy(MARGIN, top + line.height)
