"""An Office file as a package of parts (ECMA-376-2), read part by part within bounds: a bomb ends the reading, not the memory."""

import zipfile
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from typing import IO
from xml.sax import SAXException, handler, xmlreader

from defusedxml import DefusedXmlException
from defusedxml import sax as safe_sax

from forumapp.core.inspection.found import Unusable

LARGEST_PART = 48 << 20
"""Bytes of one part of XML that are read."""
LARGEST_IN_ALL = 160 << 20
MOST_PARTS = 10_000

Seen = Callable[[str, str, Mapping[tuple[str, str], str]], None]
"""Called with an element's namespace, its name and its attributes (by namespace and name)."""


class TooMuch(Exception):
    """The package holds more than is read of one."""


class Package:
    """The parts of one Office file."""

    def __init__(self, source: IO[bytes]) -> None:
        source.seek(0)
        try:
            self.archive = zipfile.ZipFile(source)
            self.parts = {one.filename: one for one in self.archive.infolist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise Unusable("damaged") from error
        if len(self.parts) > MOST_PARTS:
            raise Unusable("large")
        self._left = LARGEST_IN_ALL

    def names(self, *beginnings: str, ending: str = "") -> list[str]:
        """Return the parts whose names begin and end so, in order."""
        return sorted(name for name in self.parts if name.startswith(beginnings) and name.endswith(ending))

    def part(self, name: str, largest: int = LARGEST_PART) -> bytes:
        """Return a part as it is; TooMuch for one beyond the bounds, Unusable if it is damaged."""
        try:
            with self.archive.open(name) as part:
                content = part.read(min(largest, self._left) + 1)
        except (
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            RuntimeError,
            NotImplementedError,
            OSError,
            EOFError,
        ) as error:
            raise Unusable("damaged") from error
        if len(content) > min(largest, self._left):
            raise TooMuch
        self._left -= len(content)
        return content

    def walk(self, name: str, seen: Seen, text: Callable[[str], None] | None = None) -> None:
        """Tell of each element of a part, and of its text. Unusable if it is damaged or declares entities."""
        if name in self.parts:
            parse(self.part(name), _Walker(seen, text), namespaces=True)


class _Walker(handler.ContentHandler):
    def __init__(self, seen: Seen, text: Callable[[str], None] | None) -> None:
        super().__init__()
        self._seen, self._text = seen, text

    def startElementNS(  # noqa: N802 - the name is the parser's
        self, name: tuple[str | None, str], qname: str | None, attrs: xmlreader.AttributesNSImpl
    ) -> None:
        """Pass an element on."""
        self._seen(
            name[0] or "", name[1], {(space or "", key): value for (space, key), value in attrs.items()}
        )

    def characters(self, content: str) -> None:
        """Pass text on."""
        if self._text is not None:
            self._text(content)


def parse(content: bytes, listener: handler.ContentHandler, *, namespaces: bool) -> None:
    """Read XML without DTD, entities or anything from outside; Unusable if it is none."""
    try:
        parser = safe_sax.make_parser()
        parser.setFeature(handler.feature_namespaces, namespaces)
        parser.forbid_dtd = True
        parser.setContentHandler(listener)
        parser.feed(content)
        parser.close()
    except (SAXException, DefusedXmlException, ValueError) as error:
        raise Unusable("damaged") from error


@contextmanager
def opened(source: IO[bytes]):  # type: ignore[no-untyped-def]
    """Open a package and close it."""
    package = Package(source)
    with package.archive:
        yield package
