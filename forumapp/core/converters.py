"""Typed parameters of URLs: bounded, so that no path can overflow a column."""

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from forumapp.core.links import PATTERN

LARGEST_ID = 2**31 - 1


class IdConverter(BaseConverter):
    """A positive number of at most 31 bits, without leading zero."""

    regex = r"[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        """Return the number; too large a one matches no page."""
        number = int(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number


class SlugConverter(BaseConverter):
    """Lower-case ASCII words joined by hyphens, at most 80 characters."""

    regex = r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"


class TokenConverter(BaseConverter):
    """A personal link's token."""

    regex = PATTERN


class DigestConverter(BaseConverter):
    """Hexadecimal digest in the address of a static file."""

    regex = r"[0-9a-f]{12}"


class NameConverter(BaseConverter):
    """The last part of an address that only names a download; never used as a path."""

    regex = r"[^/]{1,200}"


class WordConverter(BaseConverter):
    """A lower-case word of a closed list that the view checks."""

    regex = r"[a-z][a-z-]{0,39}"


def small_number(text: str) -> int:
    """Read a number of the query string (``request.args.get``'s ``type``). ValueError for what no column can hold."""
    number = int(text)
    if abs(number) > LARGEST_ID:
        raise ValueError(text)
    return number


def init(app: Flask) -> None:
    """Register the converters."""
    app.url_map.converters.update(
        id=IdConverter,
        slug=SlugConverter,
        token=TokenConverter,
        digest=DigestConverter,
        name=NameConverter,
        word=WordConverter,
    )
