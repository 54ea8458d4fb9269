"""The field of a file that is an answer: examined and stored at once, carried through every page by its ticket."""

from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from forumapp.core import throttle
from forumapp.core.db import db
from forumapp.core.files import StoredFile
from forumapp.core.uploads import tickets
from forumapp.core.uploads.fields import ATTACHMENTS, UploadField
from forumapp.core.uploads.tickets import Attached
from forumapp.registration.models import Answer

LEFT_OUT = "-"
"""What the field sends beside the file when it shall be taken away."""
UPLOADS, UPLOAD_MINUTES = 200, 60
"""How many files one address of the net may send with such forms; an office sends many by one."""


class AttachmentField(UploadField):
    """A file as an answer; its data is an :class:`Attached`, an orphan in the store until a service keeps it."""

    data: Any

    def __init__(self, label: Any, validators: Any = (), **options: Any) -> None:
        super().__init__(label, validators, place=ATTACHMENTS, **options)

    def process_data(self, value: object) -> None:
        """Begin with the file that was kept."""
        self.data = value if isinstance(value, Attached) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the new file; without one the former stays, unless it shall be taken away."""
        told = [value for value in valuelist if isinstance(value, str) and value]
        sent = [value for value in valuelist if isinstance(value, FileStorage) and value.filename]
        if told:
            self.data = self._carried(told)
        if sent:
            self._count()
            super().process_formdata(sent)
            received = self.data
            self.data = received and Attached(
                received.digest, received.written.size, received.content_type, received.filename
            )

    def _carried(self, told: list[str]) -> Attached | None:
        if LEFT_OUT in told:
            return None
        found = tickets.read(told[-1])
        if found is None or found.place not in {"", ATTACHMENTS.key}:
            raise ValueError(_("添付したファイルの保存期限が切れました。もう一度選んでください。"))
        return found

    def _count(self) -> None:
        origin = throttle.origin()
        if throttle.is_over("attachment", origin, limit=UPLOADS, minutes=UPLOAD_MINUTES):
            raise ValueError(_("送信が続いています。しばらくしてから、もう一度送信してください。"))
        throttle.count("attachment", origin)


def attached_of(answer: Answer) -> Attached | None:
    """Return the kept file of an answer."""
    stored = db.session.get(StoredFile, answer.file_digest) if answer.file_digest else None
    if stored is None:
        return None
    return Attached(stored.digest, stored.size, stored.content_type, answer.value)
