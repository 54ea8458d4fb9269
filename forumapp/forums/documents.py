"""Documents of series: PDFs, told by their bytes (ISO 32000-1, 7.5.2)."""

import re
from typing import IO

from flask import current_app
from flask_babel import gettext as _

from forumapp.core import files
from forumapp.core.errors import DomainError
from forumapp.core.text.cleaning import clean_line

PDF = "application/pdf"
_SIGNATURE = re.compile(rb"%PDF-[12]\.\d")
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


def receive(stream: IO[bytes], field: str) -> files.Written:
    """Write an uploaded PDF into the store. Raises DomainError for ``field`` if it is empty, too large or no PDF."""
    head = stream.read(16)
    stream.seek(0)
    if not head:
        raise DomainError(_("ファイルが空です。"), field)
    if not _SIGNATURE.match(head):
        raise DomainError(_("PDFファイルを選んでください(内容がPDFではありません)。"), field)
    try:
        return files.write(stream, limit=current_app.config["MAX_UPLOAD"])
    except files.TooLarge as error:
        raise DomainError(_("ファイルが大きすぎます。"), field) from error


def harmless_name(name: str | None) -> str:
    """Return the last part of a file's name without signs that a system forbids, ending in .pdf, at most 150 characters."""
    last = clean_line(re.split(r"[/\\]", name or "")[-1])  # no direction marks: they turn an ending round
    stem = re.sub(r"\.pdf$", "", _NOT_IN_NAMES.sub("", last), flags=re.IGNORECASE).strip(" .")[:146]
    return f"{stem or 'document'}.pdf"
