"""Uploading: a file is examined and stored while the form is read, before the lock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

import wtforms
from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import validators

from forumapp.core import files
from forumapp.core.uploads import contents, tickets
from forumapp.core.uploads.filenames import safe_filename
from forumapp.core.uploads.received import Received
from forumapp.core.uploads.tickets import Attached

MEGABYTE = 1024 * 1024
LARGEST_DOCUMENT = 100 * MEGABYTE
LARGEST_ATTACHMENT = 10 * MEGABYTE
MOST_AT_ONCE = 60
"""Files that one form takes."""


@dataclass(frozen=True)
class Place:
    """What may be sent to a place: its key, how it is told, its limit in bytes, the endings that the browser offers."""

    key: str
    examine: Callable[[IO[bytes], str], tuple[str, str, int | None]]
    largest: int
    offered: str


def _no_such_document() -> str:
    return _(
        "PDF、PowerPoint、Word、Excel、PNG、JPEG のファイルを選んでください。名前ではなく中身で確認しています。"
    )


def _what_it_is(stream: IO[bytes]) -> str:
    """Say in a sentence what a foreign file is, "" where nothing is known."""
    return {
        "program": _("このファイルの中身は、実行できるプログラムです。"),
        "locked_or_old": _(
            "このファイルは、パスワードで保護されているか、古い形式（.ppt、.doc、.xls）です。パスワードを外し、新しい形式で保存し直してください。"
        ),
        "archive": _(
            "このファイルの中身は、圧縮されたファイル（ZIPなど）です。中のファイルを1つずつ送ってください。"
        ),
        "drawing": _(
            "このファイルの中身は、SVGの図です。動きを含むことがあるため、PNGまたはPDFに変えてください。"
        ),
        "web_page": _("このファイルの中身は、Webページ（HTML）です。"),
    }.get(contents.foreign(stream), "")


def _examine_document(stream: IO[bytes], name: str) -> tuple[str, str, int | None]:
    try:
        kind = contents.kind_of(stream)
    except contents.HasMacros as error:
        raise ValueError(
            _("マクロを含むファイルは登録できません。マクロを除いて保存し直してください。")
        ) from error
    except contents.Unpacked as error:
        raise ValueError(
            _(
                "このファイルは、開くと異常に大きくなるため、登録できません。作ったソフトで保存し直してください。"
            )
        ) from error
    except contents.TwoFaced as error:
        raise ValueError(
            _(
                "このPDFには、Webページ（HTML）としても読める内容が混ざっているため、登録できません。PDFを作り直してください。"
            )
        ) from error
    if kind is None or kind.family != "document":
        raise ValueError(" ".join(filter(None, (_no_such_document(), _what_it_is(stream)))))
    return kind.content_type, safe_filename(name, kind.suffixes), None


DOCUMENTS = Place("documents", _examine_document, LARGEST_DOCUMENT, ".pdf,.pptx,.docx,.xlsx,.png,.jpg,.jpeg")
ATTACHMENTS = Place("attachments", _examine_document, LARGEST_ATTACHMENT, DOCUMENTS.offered)


def limit_of(place: Place) -> int:
    """Return how many bytes a file may have there on this installation."""
    most: int = current_app.config["MAX_UPLOAD"]
    return min(place.largest, most)


def refuse_size(place: Place, size: int) -> None:
    """Raise ValueError, in words, for an empty file and for one that is too large."""
    if size <= 0:
        raise ValueError(_("このファイルは空です（0バイト）。中身のあるファイルを選んでください。"))
    if size > limit_of(place):
        megabytes = limit_of(place) // MEGABYTE
        raise ValueError(_("ファイルが大きすぎます。%(limit)dMB以内にしてください。", limit=megabytes))


def receive(place: Place, stream: IO[bytes], name: str) -> Received:
    """Examine a file that came with a form and put it into the store; ValueError says in words what is wrong."""
    size = stream.seek(0, 2)
    stream.seek(0)
    refuse_size(place, size)
    content_type, filename, seconds = place.examine(stream, name)
    stream.seek(0)
    return Received(files.write(stream, limit=limit_of(place)), content_type, filename, seconds)


def redeem(place: Place, ticket: str) -> Received:
    """Return the file that a ticket of this place stands for; ValueError if it is no good any more."""
    if not ticket.startswith(tickets.PREFIX):
        raise ValueError(_("ファイルを選んでください。"))
    found = tickets.read(ticket)
    if found is None or found.place != place.key:
        raise ValueError(_("送信したファイルの保存期限が切れました。もう一度選んでください。"))
    return Received(found.written, found.content_type, found.filename, found.seconds)


def ticket_of(place: Place, received: Received) -> str:
    """Return the ticket of a file, to be carried on to the next page."""
    size = received.written.size
    attached = Attached(
        received.digest, size, received.content_type, received.filename, received.seconds, place.key
    )
    return attached.ticket


class FileNeeded:
    """Demands a file, sent now or before."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' way

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Say that the file is missing, unless the field has said what is wrong with it."""
        if not field.data and not field.process_errors:
            raise validators.StopValidation(_("ファイルを選んでください。"))


class _CarryingInput(wtforms.widgets.FileInput):  # type: ignore[misc] # WTForms has no types
    """The control for a file; one that came already is carried on beside it, so that nobody has to send it again."""

    def __call__(self, field: "UploadField", **options: Any) -> Markup:
        shown: Markup = super().__call__(field, **options)
        carried = field.data if isinstance(field.data, list) else [field.data]
        for one in carried:
            if isinstance(one, Received):
                ticket = wtforms.widgets.html_params(
                    name=field.name, value=ticket_of(field.place, one), data_filename=one.filename
                )
                shown += Markup('<input type="hidden" {}>').format(Markup(ticket))  # noqa: S704 - escaped above
                told = _("受け取ったファイル：%(name)s", name=one.filename)
                shown += Markup('<p class="field__kept">{}</p>').format(told)
        return shown


class UploadField(wtforms.FileField):  # type: ignore[misc] # WTForms has no types
    """A file; its data is a :class:`Received`, already in the store (an orphan until a service keeps it).

    What comes is the file itself, or the ticket of one that came before: in pieces, or with a form that was refused.
    """

    widget = _CarryingInput()

    def __init__(self, label: Any, checks: Any = (), place: Place = DOCUMENTS, **options: Any) -> None:
        super().__init__(label, checks, render_kw={"accept": place.offered}, **options)
        self.place = place

    data: Any

    def process_data(self, value: object) -> None:
        """Begin empty: what is stored already is no file of this form."""
        self.data = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Examine the file and put it into the store; errors are told in words."""
        self.data = next(iter(self._all(valuelist)), None)

    def ticket_of(self, received: Received) -> str:
        """Return the ticket of one of its files."""
        return ticket_of(self.place, received)

    def _all(self, valuelist: list[Any]) -> list[Received]:
        sent = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        if sent:
            return [receive(self.place, one.stream, one.filename or "") for one in sent]
        return [redeem(self.place, str(one)) for one in valuelist if one and not isinstance(one, FileStorage)]


class UploadsField(UploadField):
    """Several files at once; its data is a list of :class:`Received`. A refused one is named."""

    widget = _CarryingInput(multiple=True)

    def process_data(self, value: object) -> None:
        """Begin empty."""
        self.data = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take all that are sound, and say what is wrong with the others."""
        self.data, wrong = [], []
        for one in valuelist[:MOST_AT_ONCE]:
            try:
                if isinstance(one, FileStorage) and one.filename:
                    self.data.append(receive(self.place, one.stream, one.filename))
                elif one and not isinstance(one, FileStorage):
                    self.data.append(redeem(self.place, str(one)))
            except ValueError as error:
                name = one.filename if isinstance(one, FileStorage) else ""
                wrong.append(f"{name}：{error}" if name else str(error))
        if wrong:
            raise ValueError(" ".join(wrong))
