"""The forms of a copy, of a forum from a template, and of a schedule."""

import re

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from forumapp.core import files, links
from forumapp.core.dayfields import DayField
from forumapp.core.files import Written
from forumapp.core.forms import CodeField, Form, LineField, required
from forumapp.directory.wording import FREE_KINDS
from forumapp.exchange.schedule.errors import Unreadable
from forumapp.exchange.schedule.source import MOST_BYTES
from forumapp.exchange.schedule.wording import refusal
from forumapp.forums.models import Forum

_DIGEST = re.compile("[0-9a-f]{64}")


class CopyForm(Form):
    """What is new about the copy."""

    title = LineField(_l("フォーラムの名称"), [required()])
    day = DayField(_l("開催日"))
    slug = CodeField(_l("ページのアドレス"), limit=80)


class StartForm(CopyForm):
    """What a forum from a template begins with."""

    owner = LineField(_l("主管する団体"), [required()])
    owner_kind = wtforms.SelectField(_l("団体の種類"), choices=FREE_KINDS)


class ScheduleFileForm(Form):
    """The schedule of a conference, chosen to be looked at."""

    file = wtforms.FileField(
        _l("スケジュールのファイル"), render_kw={"accept": ".json,.xml,application/json,text/xml"}
    )

    def stored(self) -> Written | None:
        """Put the file into the store, without a row: it is swept after a day unless it is imported again."""
        given = self.file.data
        if not isinstance(given, FileStorage) or not given.filename:
            self.refuse(gettext("ファイルを選んでください。"), "file")
            return None
        try:
            return files.write(given.stream, limit=MOST_BYTES)
        except files.TooLarge:
            self.refuse(refusal(Unreadable("too_large")), "file")
            return None


class ScheduleForm(Form):
    """The schedule that was looked at. ``proof`` shows that this very file was looked at for this very forum."""

    digest = wtforms.HiddenField()
    proof = wtforms.HiddenField()
    version = wtforms.HiddenField()

    def keep(self, forum: Forum, written: Written, version: int) -> None:
        """Remember the file and the version of the programme that the page shows."""
        self.digest.data, self.version.data = written.digest, str(version)
        self.proof.data = links.make_token(_purpose(written.digest), forum.id, 1)

    def content(self, forum: Forum) -> bytes | None:
        """Return the file that was looked at, while it is there."""
        digest, proof = self.digest.data or "", self.proof.data or ""
        is_shaped = links.read_id(proof) is not None and _DIGEST.fullmatch(digest)
        if is_shaped and links.is_genuine(proof, _purpose(digest), forum.id, 1):
            try:
                with files.opened(digest) as stream:
                    return stream.read()
            except FileNotFoundError:
                pass
        self.refuse(gettext("もう一度ファイルを選んで、内容を確認してください。"))
        return None

    @property
    def seen(self) -> int:
        """Return the version of the programme that was looked at; one that no programme has if it is unreadable."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _purpose(digest: str) -> str:
    return f"schedule-{digest}"
