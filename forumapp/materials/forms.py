"""What organisers enter of slides, documents and recordings."""

import re
import unicodedata
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import validators
from wtforms.fields.choices import SelectChoice

from forumapp.core import clock
from forumapp.core.dayfields import ClockField, DayField
from forumapp.core.forms import BlockField, Form, LineField, chosen, required
from forumapp.core.merging import MergingForm
from forumapp.core.uploads.fields import FileNeeded, UploadField, UploadsField
from forumapp.forums.models import Forum
from forumapp.materials import caption_words, captions
from forumapp.materials.models import Audience, Material, PublishWhen, Recording
from forumapp.materials.moments import Plan
from forumapp.materials.uploading import CAPTIONS, POSTERS, VIDEOS

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


CONSENTS = {None: "unasked", True: "yes", False: "no"}


def consent_field() -> wtforms.RadioField:
    """Make the choice of what the speaker said of publishing."""
    choices = [
        SelectChoice("unasked", _l("確認していない（登壇者の資料ではない場合も）")),
        SelectChoice("yes", _l("公開の同意を得た")),
        SelectChoice("no", _l("公開しないよう希望している（公開をすぐに止めます）")),
    ]
    return wtforms.RadioField(_l("登壇者の同意"), [chosen()], choices=choices, default="unasked")


def consent_of(field: wtforms.Field) -> bool | None:
    """Return what was chosen."""
    return {"yes": True, "no": False}.get(field.data)


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


class SecondField(wtforms.StringField):
    """A time of day to the second (13:25:30); its data are seconds since midnight, None when it is left empty."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read 13:25 and 13:25:30, also in full width."""
        self.raw = unicodedata.normalize("NFKC", str(valuelist[0] if valuelist else "")).strip()[:20]
        self.data = None
        if self.raw:
            found = re.fullmatch(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?", self.raw)
            if found is None or int(found[1]) > 23:
                raise ValueError(_("時刻を 13:25 または 13:25:30 の形で入力してください。"))
            self.data = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)

    def _value(self) -> str:
        if self.data is None:
            return getattr(self, "raw", "")
        return f"{self.data // 3600}:{self.data // 60 % 60:02}:{self.data % 60:02}"


class Publication:
    """Mixin: when the file is published; the moment is a day and a time of the forum's zone."""

    publish_when = wtforms.RadioField(
        _l("公開の時期"),
        [chosen()],
        coerce=PublishWhen,
        default=PublishWhen.NOW,
        choices=[
            SelectChoice(value=PublishWhen.NOW, label=_l("すぐに")),
            SelectChoice(
                value=PublishWhen.AFTER_TALK, label=_l("発表が終わってから（公開した次第の終了時刻）")
            ),
            SelectChoice(value=PublishWhen.AT, label=_l("日時を決める")),
        ],
    )
    publish_day = DayField(_l("公開する日"))
    publish_time = ClockField(_l("公開する時刻"))

    def validate_publish_day(self, field: wtforms.Field) -> None:
        """Ask for the day where a moment was chosen."""
        wanted = self.publish_when.data is PublishWhen.AT
        if wanted and field.data is None and not field.process_errors:
            raise validators.ValidationError(_("公開する日を入力してください。"))

    def plan(self, forum: Forum) -> Plan:
        """Return when the file shall be published."""
        if self.publish_when.data is not PublishWhen.AT:
            return Plan(self.publish_when.data)
        wall = datetime.combine(self.publish_day.data, self.publish_time.data or time.min)
        return Plan(PublishWhen.AT, clock.to_utc(wall, forum.zone))


def _plan_of(thing: Material | Recording, forum: Forum) -> dict[str, Any]:
    """Return the present values of the fields of :class:`Publication`."""
    wall = clock.to_wall(thing.publish_at, forum.zone) if thing.publish_at is not None else None
    return {
        "publish_when": thing.publish_when,
        "publish_day": wall.date() if wall else None,
        "publish_time": wall.time() if wall else None,
    }


class _ChangeForm(Publication, MergingForm):
    """What may change of a file; whoever saves second takes nothing of the other back: no consent, no audience."""

    beside_field = _l("ほかの人が先に変更しました。どちらにするか決めて、もう一度保存してください。")
    on_top = _l("同じ項目をほかの人が先に変更したため、まだ保存していません。入力した内容は残っています。")


class MaterialForm(Publication, Form):
    """Slides of an item, or a document of the forum with a title of its own."""

    file = UploadField(_l("ファイル"), [FileNeeded()])
    item_id = wtforms.SelectField(_l("次第の項目"), coerce=_item_of)
    own_title = LineField(_l("文書の名前"), limit=300)
    audience = audience_field()
    may_publish = consent_field()


class SeveralForm(Form):
    """Many files at once."""

    files = UploadsField(_l("ファイル（いくつでも）"), [FileNeeded()])


class PlacesForm(Publication, SeveralForm):
    """The same files, carried on by their tickets, with who may see them; the places are read by the view."""

    audience = audience_field()

    @classmethod
    def beginning_with(cls, form: SeveralForm) -> "PlacesForm":
        """Make the form for the files of another."""
        made = cls(sent=False)
        made.files.data = form.files.data
        return made


class MaterialChangeForm(_ChangeForm):
    """What may change of a material: its own title (documents of the forum), who sees it and when, the file itself."""

    own_title = LineField(_l("文書の名前"), limit=300)
    file = UploadField(_l("新しいファイル"))
    audience = audience_field()
    may_publish = consent_field()

    @staticmethod
    def current(material: Material, forum: Forum) -> dict[str, Any]:
        """Return the present values."""
        return {
            "own_title": material.own_title,
            "audience": material.audience,
            "may_publish": CONSENTS[material.may_publish],
            **_plan_of(material, forum),
        }


def _language_field() -> wtforms.SelectField:
    choices = [SelectChoice(value=code, label=name) for code, name in caption_words.LANGUAGES.items()]
    return wtforms.SelectField(_l("字幕の言語"), choices=choices, default="ja")


SHOWN_OF_RECORDINGS = ("own_title", "captions_language", "day", "began", "audience")
"""Fields that are columns of a recording as they are."""


class _Film:
    """Mixin: what is said of every recording."""

    own_title = LineField(_l("録画の名前"), limit=300)
    captions_language = _language_field()
    poster = UploadField(_l("再生前に表示する画像"), place=POSTERS)
    url = LineField(_l("ほかのサイトの動画のアドレス"), [link_shape], limit=1000)
    day = wtforms.SelectField(_l("録画した日"), coerce=int, choices=[SelectChoice(0, "")], default=0)
    began = SecondField(_l("録画が始まった時刻"))
    audience = audience_field()

    def offer_days(self, number: int, present: int = 0) -> None:
        """Offer so many days of the programme, and the ``present`` one where the programme is shorter by now."""
        days = sorted({*range(max(1, number)), present})
        self.day.choices = [
            SelectChoice(value=day, label=_("%(number)d日目", number=day + 1)) for day in days
        ]


class RecordingForm(_Film, Publication, Form):
    """A recording: a video with captions, or an address elsewhere."""

    item_id = wtforms.SelectField(_l("次第の項目"), coerce=_item_of)
    file = UploadField(_l("動画ファイル"), place=VIDEOS)
    captions = UploadField(_l("字幕（WebVTT または SRT）"), place=CAPTIONS)


class RecordingChangeForm(_Film, _ChangeForm):
    """What may change of a recording."""

    file = UploadField(_l("新しい動画ファイル"), place=VIDEOS)
    captions = UploadField(_l("新しい字幕（WebVTT または SRT）"), place=CAPTIONS)
    drop_captions = wtforms.BooleanField(_l("いまの字幕を外す"))
    drop_poster = wtforms.BooleanField(_l("いまの画像を外す"))

    @staticmethod
    def current(recording: Recording, forum: Forum) -> dict[str, Any]:
        """Return the present values."""
        same = {name: getattr(recording, name) for name in SHOWN_OF_RECORDINGS}
        return {**same, "url": recording.url or "", **_plan_of(recording, forum)}


class CaptionsForm(Form):
    """Captions as text; ``seen`` is the digest of those that were on the page when it was opened ("" for none)."""

    text = BlockField(_l("字幕"), [required()], limit=captions.LARGEST)
    language = _language_field()
    seen = wtforms.HiddenField()

    def begin_with(self, recording: Recording, text: str) -> None:
        """Show the present captions while nothing was sent."""
        if not self.is_submitted():
            self.text.data = text or captions.BEGINNING
            self.language.data, self.seen.data = recording.captions_language, recording.captions_digest or ""

    def validate_text(self, field: wtforms.Field) -> None:
        """Name every line that is wrong."""
        try:
            captions.read(captions.as_webvtt((field.data or "").encode()))
        except captions.UnusableCaptions as error:
            *others, last = caption_words.sentences(error)
            field.errors.extend(others)
            raise validators.ValidationError(last) from error


class MoveForm(Form):
    """One step up or down."""

    direction = wtforms.HiddenField(validators=[validators.AnyOf(["up", "down"])])


def values_of(form: Form, forum: Forum) -> dict[str, Any]:
    """Return what a form of materials or recordings says, as keyword arguments of its service."""
    given = {name: value for name, value in form.values().items() if not name.startswith("publish_")}
    if "may_publish" in given:
        given["may_publish"] = consent_of(form.may_publish)
    return {**given, "plan": form.plan(forum)}
