"""The child: reads a file from descriptor 0, tells on descriptor 1 what it found, writes a picture or a cleaned copy to another.

``python -m forumapp.core.inspection inspect|clean KIND DESCRIPTOR``; it knows neither the file's name nor its place, and
nothing of the application: no settings, no database, no secret. KIND: pdf, office, picture.
"""

import sys

from forumapp.core.inspection import cleaning, found, limits, office, pdf, pictures

INSPECTORS = {"pdf": pdf.inspect, "office": office.inspect, "picture": pictures.inspect}


def main(way: str, kind: str, descriptor: int) -> int:
    """Inspect or clean; 1 with a word on descriptor 1 when it cannot be done."""
    with (
        open(0, "rb", closefd=False) as source,
        open(1, "wb", closefd=False) as said,
        open(descriptor, "wb") as target,
    ):
        try:
            if way == "clean":
                cleaning.clean(kind, source, target)
            else:
                INSPECTORS[kind](source, target, found.teller(said))
        except found.Unusable as error:
            said.write(error.reason.encode("ascii") + b"\n")
            return 1
    return 0


if __name__ == "__main__":
    limits.enclose()
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
