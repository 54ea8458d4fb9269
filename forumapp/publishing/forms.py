"""Preparing and publishing a report."""

from datetime import datetime, time
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.core import clock
from forumapp.core.dayfields import ClockField, DayField
from forumapp.core.forms import BlockField, Form, LineField, NumberField, between, chosen, optional, required
from forumapp.core.merging import MergingForm
from forumapp.core.uploads.fields import FileNeeded, UploadField
from forumapp.forums.models import Forum
from forumapp.publishing.developing import PHOTOGRAPHS
from forumapp.publishing.models import LEAST, ReportPhotograph, ReportPreparation
from forumapp.publishing.report.figures import NAMES


class PreparationForm(MergingForm):
    """What the report shows beside what comes from the other pages."""

    outline = BlockField(_l("開催概要の文"), [optional()])
    outline_en = BlockField(_l("開催概要(英語)"), [optional()])
    figures = wtforms.SelectMultipleField(
        _l("載せる数字"),
        choices=[
            SelectChoice(NAMES[0], _l("参加者数（登録と出席）")),
            SelectChoice(NAMES[1], _l("参加方法別（会場・Web）")),
            SelectChoice(NAMES[2], _l("団体の種別ごと（都道府県・市・町など）")),
        ],
        widget=wtforms.widgets.ListWidget(prefix_label=False),
        option_widget=wtforms.widgets.CheckboxInput(),
    )
    fewest = NumberField(_l("数字を載せる最少の人数"), [required(), between(LEAST, 100)])
    needs_approval = wtforms.BooleanField(_l("公開の前に、ほかの担当者が承認します（決裁）"))

    def validate_outline_en(self, field: wtforms.Field) -> None:
        """Ask for the Japanese text: the section stands in the report where there is one."""
        if field.data and not self.outline.data:
            raise wtforms.validators.ValidationError(
                _("英語の文だけでは「開催概要」が載りません。日本語の文も入力してください。")
            )

    @staticmethod
    def current(prepared: ReportPreparation) -> dict[str, Any]:
        """Return the present values."""
        names = ("outline", "outline_en", "figures", "fewest", "needs_approval")
        return {name: getattr(prepared, name) for name in names}


class PhotographForm(MergingForm):
    """What is said of a photograph; whoever saves second gives no consent back that was withdrawn meanwhile."""

    alt = LineField(_l("写真の説明"), [required()], limit=300)
    caption = LineField(_l("写真に添える文"), [optional()], limit=300)
    has_consent = wtforms.BooleanField(_l("写っている人から、公開の同意を得ています"))

    @staticmethod
    def current(one: ReportPhotograph) -> dict[str, Any]:
        """Return the present values."""
        return {"alt": one.alt, "caption": one.caption, "has_consent": one.has_consent}


class NewPhotographForm(Form):
    """A photograph and what is said of it."""

    file = UploadField(_l("写真"), [FileNeeded()], place=PHOTOGRAPHS)
    alt = LineField(_l("写真の説明"), [required()], limit=300)
    caption = LineField(_l("写真に添える文"), [optional()], limit=300)
    has_consent = wtforms.BooleanField(_l("写っている人から、公開の同意を得ています"))


class PublishForm(Form):
    """The last question before a report goes out; what was corrected, if one is public already."""

    without_names = wtforms.BooleanField(_l("文字が失われた氏名を空欄にしたまま公開します"))
    note = BlockField(_l("訂正の内容"), [optional()], limit=1000)
    note_en = BlockField(_l("訂正の内容(英語)"), [optional()], limit=1000)
    hides_earlier = wtforms.BooleanField(_l("以前の版を読めないようにします"))


class HandInForm(PublishForm):
    """The last question, with the moment of publication and a word to who decides."""

    publish_when = wtforms.RadioField(
        _l("公開の時期"),
        [chosen()],
        default="now",
        choices=[SelectChoice("now", _l("すぐに")), SelectChoice("at", _l("日時を決める"))],
    )
    publish_day = DayField(_l("公開する日"))
    publish_time = ClockField(_l("公開する時刻"))
    asks = BlockField(_l("承認する人への連絡"), [optional()], limit=1000)

    def validate_publish_day(self, field: wtforms.Field) -> None:
        """Ask for the day where a moment was chosen."""
        if self.publish_when.data == "at" and field.data is None and not field.process_errors:
            raise wtforms.validators.ValidationError(_("公開する日を入力してください。"))

    def told(self, forum: Forum) -> dict[str, Any]:
        """Return the arguments of ``services.approving.hand_in``."""
        values = {name: value for name, value in self.values().items() if not name.startswith("publish_")}
        if self.publish_when.data != "at":
            return values
        wall = datetime.combine(self.publish_day.data, self.publish_time.data or time.min)
        return {**values, "publish_at": clock.to_utc(wall, forum.zone)}


class DecisionForm(Form):
    """What a second person decides about a version that was looked at (``seen``: its mark)."""

    seen = wtforms.HiddenField()
    decision = wtforms.RadioField(
        _l("判断"),
        [chosen()],
        choices=[SelectChoice("approve", _l("承認する")), SelectChoice("return", _l("差し戻す"))],
    )
    answer = BlockField(_l("作成した人への連絡"), [optional()], limit=1000)


class UnpublishForm(Form):
    """Taking a report back."""

    why = BlockField(_l("非公開に戻す理由"), [required()], limit=500)
