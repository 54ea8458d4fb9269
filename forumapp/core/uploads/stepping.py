"""What a browser asks while it sends a file in pieces; the views of organisers and of speakers stand on it.

``POST …/uploads``: csrf_token, place, name, size (bytes), mark → {"id", "received", "ticket"}.
``POST …/uploads/<id>``: csrf_token and step=piece with offset and the bytes as file ``piece`` → {"received"};
step=finish → {"ticket"}; step=cancel → {}. 409 {"received"} says where to go on, 422 {"message"} what is wrong in words,
404 that there is no such upload (any more) of this person.
"""

import json
from collections.abc import Mapping
from typing import Any

import wtforms
from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import validators

from forumapp.core.errors import DomainError
from forumapp.core.forms import Form, LineField
from forumapp.core.uploads import pieces
from forumapp.core.uploads.fields import Place


class _BytesField(wtforms.IntegerField):  # type: ignore[misc] # WTForms has no types
    """A number of bytes."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number; no sign, no blanks."""
        text = str(valuelist[0]) if valuelist else ""
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            self.data = None
            raise ValueError(_("数字で入力してください。"))
        self.data = int(text)


class _PieceField(wtforms.FileField):  # type: ignore[misc] # WTForms has no types
    """The bytes of a piece as they came."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a file and nothing else."""
        self.data = next((one for one in valuelist if isinstance(one, FileStorage)), None)


class BeginForm(Form):
    """What is to come."""

    place = LineField("", limit=40)
    name = LineField("", [validators.InputRequired(_l("ファイルを選んでください。"))], limit=400)
    size = _BytesField("", [validators.InputRequired(_l("ファイルを選んでください。"))])
    mark = LineField("", limit=40)


class StepForm(Form):
    """A step on the way."""

    step = wtforms.StringField(
        "",
        [
            validators.AnyOf(
                ("piece", "finish", "cancel"),
                _l("送信内容を読み取れませんでした。ページを開き直してください。"),
            )
        ],
    )
    offset = _BytesField("", [validators.Optional()])
    piece = _PieceField("")


def begin(holder: str, purpose: str, places: Mapping[str, Place]) -> Response:
    """Begin an upload of the request, or find the one that was begun before."""
    form = BeginForm()
    if not form.accepted() or form.place.data not in places:
        return _refused(form)
    facts = {"filename": form.name.data, "size": form.size.data, "mark": form.mark.data}
    try:
        upload = pieces.begin(holder, purpose, places[form.place.data], **facts)
    except DomainError as error:
        return _answer({"message": error.message}, error.status)
    return _answer({"id": upload.id, "received": upload.received, "ticket": upload.ticket})


def step(holder: str, purpose: str, ident: str, places: Mapping[str, Place]) -> Response:
    """Take a piece, finish, or throw away."""
    form = StepForm()
    if not form.accepted():
        return _refused(form)
    try:
        if form.step.data == "finish":
            ticket = pieces.finish(holder, purpose, ident, places)
            return _answer({"ticket": ticket}) if ticket else abort(404)
        upload = pieces.find(holder, purpose, ident, lock=True) or abort(404)
        if form.step.data == "cancel":
            pieces.cancel(upload)
            return _answer({})
        if form.piece.data is None or form.offset.data is None:
            return _answer({"message": _("ファイルを選んでください。")}, 422)
        return _answer({"received": pieces.append(upload, form.offset.data, form.piece.data.stream)})
    except pieces.WrongOffset as error:
        return _answer({"received": error.received}, 409)
    except DomainError as error:
        return _answer({"message": error.message}, error.status)


def words() -> dict[str, str]:
    """Return what the script says."""
    return {
        "sending": _("送信中：%(done)s／%(size)s（%(percent)s％）", done="{done}", size="{size}", percent="{percent}"),
        "checking": _("中身を確認しています。"),
        "waiting": _("接続が切れました。つながり次第、続きから送ります。（%(percent)s％まで送信済み）", percent="{percent}"),
        "done": _("送信しました（%(size)s）。まだ登録されていません。下のボタンで続けてください。", size="{size}"),
        "cancel": _("取り消す"),
        "of": _("（%(name)s）", name="{name}"),
        "expired": _("ページの有効期限が切れました。ページを読み込み直して、同じファイルを選ぶと、続きから送ります。"),
        "failed": _("送信できませんでした。もう一度ファイルを選んでください。"),
        "busy": _("送信が終わるまでお待ちください。終わると自動で登録へ進みます。"),
    }  # fmt: skip


def _refused(form: Form) -> Response:
    errors = [str(text) for texts in form.errors.values() for text in texts]
    return _answer(
        {"message": (errors or [_("ファイルを選んでください。")])[0], "stale": "csrf_token" in form.errors},
        422,
    )


def _answer(facts: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(facts, ensure_ascii=False), status, mimetype="application/json")
