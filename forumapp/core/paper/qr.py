"""QR codes on paper: drawn as squares, so that they stay sharp at any size."""

import segno
from fpdf import FPDF


def draw_code(page: FPDF, text: str, left: float, top: float, width: float) -> None:
    """Draw ``text`` as a QR code (ISO/IEC 18004, level M) of ``width`` millimetres; the free border is the caller's."""
    matrix = segno.make(text, error="m", micro=False).matrix
    size = width / len(matrix)
    page.set_fill_color(0)
    for down, row in enumerate(matrix):
        for start, length in _runs(row):
            page.rect(left + start * size, top + down * size, length * size, size, style="F")


def _runs(row: "bytearray | tuple[int, ...]") -> list[tuple[int, int]]:
    """Return (start, length) of the dark runs of a row."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
