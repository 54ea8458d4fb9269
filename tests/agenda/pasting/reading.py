"""How the tests of pasting write down what was understood: one line for each row and each doubt."""

from datetime import date
from pathlib import Path

from forumapp.agenda.pasting.document import SPEAKER, document
from forumapp.agenda.pasting.reader import read

TODAY = date(2024, 7, 1)
FOLDER = Path(__file__).parent
SEED = (FOLDER / "seed.txt").read_text("utf-8")


def understood(text, known=None):
    """Return lines such as ``2 13:30-13:45 15 greeting 挨拶 [部会] {web} <1 @ 甲県//知事/例示/太郎/氏`` and ``? 2 gap``."""
    found = document(read(text, today=TODAY, known=known))
    lines = []
    for day in found["days"]:
        lines.append(f"# {day['date'] or '-'}")
        lines += [row_line(row) for row in day["items"]]
    return [*lines, *(f"? {doubt['line']} {doubt['code']}" for doubt in found["doubts"])]


def row_line(row):
    times = f"{row['start'] or ''}-{row['end'] or ''}"
    parts = [
        str(row["line"]),
        times,
        "" if row["minutes"] is None else str(row["minutes"]),
        row["kind"],
        row["title"],
    ]
    parts += [
        f"[{row['track']}]" if row["track"] is not None else "",
        f"{{{row['mode']}}}" if row["mode"] else "",
    ]
    parts += [f"<{row['parent']}" if row["parent"] is not None else ""]
    people = ["/".join(speaker[name] for name in SPEAKER) for speaker in row["speakers"]]
    return " ".join([*(part for part in parts if part), *(f"@ {person}" for person in people)])


def programmes():
    """Yield (name, text, what is understood) of the invented programmes."""
    for part in (FOLDER / "programmes.txt").read_text("utf-8").split("=== ")[1:]:
        name, rest = part.split("\n", 1)
        text, expected = rest.split("\n---\n")
        yield name, text, expected.strip("\n").split("\n")
