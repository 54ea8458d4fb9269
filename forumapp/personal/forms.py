"""Forms of a speaker's page, and of the organisers' page of speakers."""

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import validators
from wtforms.fields.choices import SelectChoice

from forumapp.agenda.models import Appearance, SpeakerProfile
from forumapp.agenda.services.speakers import CORRECTED
from forumapp.core.forms import BlockField, CodeField, EmailField, Form, LineField, Wording, chosen, required
from forumapp.core.merging import MergingForm
from forumapp.core.namefields import KanaField
from forumapp.core.text.times import UnreadableTime, format_time, parse_time
from forumapp.core.uploads.fields import FileNeeded, UploadField
from forumapp.personal.wording import WHOLE_DAY, day_name, span_text

SPARE_ROWS, MOST_SPANS = 2, 20
LEAST_DIGITS, MOST_DIGITS = 6, 15
"""Digits of a telephone number, country code included (ITU-T E.164 allows 15)."""


class OwnForm(MergingForm):
    """A form of a speaker, who may have it open twice, and whose organisers may change the same."""

    beside_field = _l(
        "この欄は、ほかの画面または事務局が先に変更しました。どちらにするか決めて、もう一度保存してください。"
    )
    on_top = _l(
        "同じ欄が、ほかの画面または事務局で先に変更されたため、まだ保存していません。入力した内容は残っています。"
    )


class CorrectionForm(OwnForm):
    """The speaker's line as it will be printed; the honorific is the organiser's."""

    organisation = LineField(_l("団体"))
    unit = LineField(_l("部署"))
    title = LineField(_l("役職"))
    family_name = LineField(_l("姓"), [required(_l("姓を入力してください。"))], limit=80)
    given_name = LineField(_l("名"), limit=80)
    family_kana = KanaField(_l("姓のフリガナ"), limit=80)
    given_kana = KanaField(_l("名のフリガナ"), limit=80)
    everywhere = wtforms.BooleanField(_l("ほかの項目の同じ表記も、同じように訂正する"), default=True)

    def corrected(self) -> dict[str, Any]:
        """Return what shall be printed."""
        return {name: self[name].data for name in CORRECTED}


def printed(appearance: Appearance) -> dict[str, Any]:
    """Return what is printed now, by field of :class:`CorrectionForm`."""
    return {name: getattr(appearance, name) for name in CORRECTED}


def _telephone(_form: wtforms.Form, field: wtforms.Field) -> None:
    text = field.data or ""
    digits = sum(sign.isdigit() for sign in text)
    if text and not (set(text) <= set("0123456789+-() ") and LEAST_DIGITS <= digits <= MOST_DIGITS):
        raise validators.ValidationError(_("電話番号を確認してください(例:090-0000-0000)。"))


class PhoneForm(OwnForm):
    """The number for the day."""

    phone = CodeField(_l("当日の電話番号"), [_telephone], limit=40)


class NoteForm(OwnForm):
    """What the speaker has to say."""

    note = BlockField(_l("事務局への連絡"), limit=2000)


class MinuteField(wtforms.StringField):
    """A time of day as people write it; ``data`` is the minute of the day."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the time."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = parse_time(text[:40])
        except UnreadableTime as error:
            raise ValueError(_("時刻を確認してください(例：13:30、午後1時半)。")) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format_time(self.data)


def _day(text: Any) -> int | None:
    return int(text) if text not in {None, "", "None"} else None


class SpanForm(wtforms.Form):
    """One time in which the speaker cannot come. Without times it is the whole day, without a day nothing."""

    class Meta:
        """WTForms' settings: the token is the outer form's."""

        csrf = False

        def get_translations(self, form: object) -> Wording:
            """Word the built-in errors ourselves."""
            return Wording()

    day = wtforms.SelectField(_l("日にち"), coerce=_day)
    start = MinuteField(_l("開始"))
    end = MinuteField(_l("終了"))

    def validate_day(self, field: wtforms.Field) -> None:
        """Ask for the day of times that stand alone."""
        if field.data is None and (self.start.raw_data or self.end.raw_data) and self._is_timed():
            raise validators.ValidationError(_("日を選んでください。"))

    def _is_timed(self) -> bool:
        return any(str(text).strip() for one in (self.start, self.end) for text in one.raw_data or ())

    def validate_end(self, field: wtforms.Field) -> None:
        """Refuse half a time, and one that runs backwards."""
        if field.errors or self.start.process_errors or field.process_errors:
            return
        if (self.start.data is None) != (field.data is None):
            raise validators.ValidationError(
                _("開始と終了の両方を入力してください。終日のときは両方を空けてください。")
            )
        if field.data is not None and field.data <= self.start.data:
            raise validators.ValidationError(_("終了は、開始より後の時刻にしてください。"))

    @property
    def span(self) -> tuple[int, int, int] | None:
        """Return (day, first minute, last minute), or None for an empty row."""
        if self.day.data is None:
            return None
        if self.start.data is None or self.end.data is None:
            return self.day.data, *WHOLE_DAY
        return self.day.data, self.start.data, self.end.data


class UnavailabilityForm(Form):
    """Times in which the speaker cannot come. ``seen`` says what stood there when the page was opened."""

    seen = wtforms.HiddenField()
    spans = wtforms.FieldList(wtforms.FormField(SpanForm), max_entries=MOST_SPANS)

    def __init__(self, profile: SpeakerProfile, days: int) -> None:
        super().__init__(spans=[_row(span) for span in profile.unavailable])
        if not self.is_submitted():
            self.seen.data = mark(profile)
            for _number in range(SPARE_ROWS):
                self.spans.append_entry()
        last = max([days, *(span["day"] + 1 for span in profile.unavailable)])
        choices = [SelectChoice("", _("（選ばない）"))]
        choices += [SelectChoice(str(day), day_name(profile.forum, day)) for day in range(last)]
        for row in self.spans:
            row.form.day.choices = choices

    def wanted(self) -> list[tuple[int, int, int]]:
        """Return the spans of all rows that are filled in."""
        return [span for row in self.spans if (span := row.form.span) is not None]

    def settle(self, profile: SpeakerProfile) -> Sequence[str]:
        """Return what was saved elsewhere since the page was opened, in words; [] when nothing was."""
        if self.seen.data == mark(profile):
            return []
        self.seen.data = mark(profile)
        saved = [span_text(profile.forum, span) for span in profile.unavailable]
        return saved or [_("（なし）")]


def _row(span: Mapping[str, int]) -> dict[str, int | None]:
    is_whole = (span["start"], span["end"]) == WHOLE_DAY
    times = {"start": None, "end": None} if is_whole else {"start": span["start"], "end": span["end"]}
    return {"day": span["day"], **times}


def mark(profile: SpeakerProfile) -> str:
    """Return what stands there, to be compared later."""
    return ";".join(f"{one['day']},{one['start']},{one['end']}" for one in profile.unavailable)


class SlidesForm(Form):
    """Slides of an item, and whether they may be shown to the public."""

    file = UploadField(_l("資料のファイル"), [FileNeeded()])
    may_publish = wtforms.RadioField(
        _l("資料の公開"),
        [chosen(_l("公開してよいかどうかを選んでください。"))],
        choices=[
            SelectChoice("yes", _l("フォーラムのページで公開してよい")),
            SelectChoice("no", _l("公開しない（事務局での準備と、当日の投影だけに使う）")),
        ],
    )


class ApprovalForm(Form):
    """One tap; ``line`` is what the speaker saw."""

    line = wtforms.HiddenField()


class LostLinkForm(Form):
    """Where to mail the link."""

    email = EmailField(
        _l("事務局に伝えてあるメールアドレス"),
        [required()],
        limit=254,
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )


class AddressForm(Form):
    """A speaker's address and language, on the organisers' page."""

    email = EmailField(_l("メールアドレス"), limit=254)
    language = wtforms.RadioField(
        _l("メールの言語"),
        [chosen()],
        choices=[SelectChoice("ja", _l("日本語")), SelectChoice("en", _l("英語"))],
        default="ja",
    )


class PastedForm(Form):
    """Names and addresses as they stand in a table or a mail."""

    addresses = BlockField(_l("氏名とアドレス"), [required()], limit=20_000)


class HandOverForm(Form):
    """Whose profile it is from now on."""

    person_id = wtforms.SelectField(_l("引き継ぐ相手"), [chosen()], coerce=int)


def offered(people: Mapping[int, str]) -> HandOverForm:
    """Return the form with people of the programme of whom no address is known."""
    form = HandOverForm()
    form.person_id.choices = [SelectChoice(str(ident), name) for ident, name in people.items()]
    return form
