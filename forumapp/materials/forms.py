"""What organisers enter of slides, documents and recordings."""

from typing import Any
from urllib.parse import urlsplit

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import validators
from wtforms.fields.choices import SelectChoice

from forumapp.core.forms import Form, LineField, chosen
from forumapp.core.uploads.fields import UploadField
from forumapp.materials.models import Audience, Material, Recording
from forumapp.materials.uploading import CAPTIONS, VIDEOS

AUDIENCES = {
    Audience.PUBLIC: _l("公開（だれでも見られます）"),
    Audience.REGISTERED: _l("参加登録した人"),
    Audience.ORGANISERS: _l("事務局だけ"),
}


def _item_of(text: Any) -> int | None:
    return int(text) if text not in {None, "", "None"} else None


def audience_field() -> wtforms.RadioField:
    """Make the choice of who may open the file."""
    choices = [SelectChoice(value=audience, label=label) for audience, label in AUDIENCES.items()]
    return wtforms.RadioField(
        _l("見られる人"), [chosen()], coerce=Audience, choices=choices, default=Audience.PUBLIC
    )


def link_shape(_form: wtforms.Form, field: wtforms.Field) -> None:
    """Refuse what is no https address, and addresses that carry a password."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        sound = (
            parts.scheme == "https" and parts.hostname and "." in parts.hostname and parts.username is None
        )
    except ValueError:
        sound = False
    if not sound or not str(field.data).isprintable() or " " in field.data:
        raise validators.ValidationError(_("https:// で始まるアドレスを入力してください。"))


class MaterialForm(Form):
    """Slides of an item, or a document of the forum with a title of its own."""

    file = UploadField(_l("ファイル"), [chosen(_l("ファイルを選んでください。"))])
    item_id = wtforms.SelectField(_l("次第の項目"), coerce=_item_of)
    own_title = LineField(_l("文書の名前"), limit=300)
    audience = audience_field()


class MaterialChangeForm(Form):
    """What may change of a material: its own title (documents of the forum), who sees it, the file itself."""

    own_title = LineField(_l("文書の名前"), limit=300)
    file = UploadField(_l("新しいファイル"))
    audience = audience_field()

    def begin_with(self, material: Material) -> None:
        """Show the present values while nothing was sent."""
        if not self.is_submitted():
            self.own_title.data, self.audience.data = material.own_title, material.audience


class RecordingForm(Form):
    """A recording: a video with captions, or an address elsewhere."""

    item_id = wtforms.SelectField(_l("次第の項目"), coerce=_item_of)
    file = UploadField(_l("動画ファイル"), place=VIDEOS)
    captions = UploadField(_l("字幕（WebVTT）"), place=CAPTIONS)
    url = LineField(_l("ほかのサイトの動画のアドレス"), [link_shape], limit=1000)
    audience = audience_field()


class RecordingChangeForm(Form):
    """What may change of a recording."""

    file = UploadField(_l("新しい動画ファイル"), place=VIDEOS)
    captions = UploadField(_l("新しい字幕（WebVTT）"), place=CAPTIONS)
    drop_captions = wtforms.BooleanField(_l("いまの字幕を外す"))
    url = LineField(_l("ほかのサイトの動画のアドレス"), [link_shape], limit=1000)
    audience = audience_field()

    def begin_with(self, recording: Recording) -> None:
        """Show the present values while nothing was sent."""
        if not self.is_submitted():
            self.url.data, self.audience.data = recording.url or "", recording.audience


class MoveForm(Form):
    """One step up or down."""

    direction = wtforms.HiddenField(validators=[validators.AnyOf(["up", "down"])])
