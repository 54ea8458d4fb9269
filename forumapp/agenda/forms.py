"""Forms of the programme. Times are understood as people write them: 13:30, １３：３０, 午後1時半."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import validators, widgets

from forumapp.agenda import queries
from forumapp.agenda.models import LONGEST, AppearanceRole, Item, ItemKind
from forumapp.agenda.pasting.source import MOST_CHARACTERS
from forumapp.agenda.ripple import Ripple
from forumapp.agenda.services.item_checks import LAST_DAY
from forumapp.agenda.wording import kind_name, mode_name, ripple_name, role_name
from forumapp.core.forms import (
    BlockField,
    CodeField,
    Form,
    LineField,
    NumberField,
    between,
    chosen,
    optional,
    required,
)
from forumapp.core.namefields import KanaField
from forumapp.core.text.times import UnreadableTime, format_time, parse_time
from forumapp.directory.queries import departments
from forumapp.forums.models import Forum, Mode

NOBODY = -1
"""A version that no programme has: what a form without a readable one sends back."""


class VersionField(wtforms.HiddenField):
    """The version of the programme that the editor saw."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number; anything else is older than everything."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NOBODY


class HiddenNumber(wtforms.HiddenField):
    """A number that a page carries along; what is none counts as not given."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class WallTimeField(wtforms.StringField):
    """A time of day as people write it; ``data`` is the minute of the day."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the time."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = parse_time(text)
        except UnreadableTime as error:
            raise ValueError(gettext("時刻を確認してください(例：13:30、午後1時半)。")) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format_time(self.data)


class DayField(NumberField):
    """The day of the forum, 1 for the first; ``data`` counts from 0."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number."""
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data -= 1

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data + 1)


class VersionedForm(Form):
    """A form about a programme that others may change at the same time; alone it is nothing but a button."""

    version = VersionField()

    def is_late(self, forum: Forum) -> bool:
        """Say whether the programme changed since the page was made."""
        return self.is_submitted() and self.version.data != queries.version(forum.id)

    def catch_up(self, forum: Forum) -> bool:
        """Say whether the programme changed since the page was made; the next sending counts for the new one."""
        current = queries.version(forum.id)
        is_late = self.is_submitted() and self.version.data != current
        self.version.data = current
        return is_late


class ChangeForm(VersionedForm):
    """A change that later items may follow.

    ``decided``: "yes" once what it means was looked at, "ask" to look only, "back" to type again.
    """

    ripple = wtforms.RadioField(_l("後の項目"), coerce=Ripple, default=Ripple.SHIFT)
    decided = wtforms.HiddenField()

    def __init__(self, *arguments: Any, **values: Any) -> None:
        """Offer the modes."""
        super().__init__(*arguments, **values)
        self.ripple.choices = [(how.value, ripple_name(how)) for how in Ripple]

    @property
    def is_decided(self) -> bool:
        """Say whether the change shall be made whatever it moves."""
        return str(self.decided.data) == "yes"

    @property
    def only_asks(self) -> bool:
        """Say whether nothing shall be written, whatever it moves or does not move."""
        return str(self.decided.data) == "ask"

    @property
    def goes_back(self) -> bool:
        """Say whether somebody came back from the check to type again."""
        return self.is_submitted() and str(self.decided.data) == "back"

    def values(self) -> dict[str, Any]:
        """Return what a service takes besides the mode."""
        skipped = {"ripple", "decided"}
        return {name: value for name, value in super().values().items() if name not in skipped}


def _number_or_none(value: Any) -> int | None:
    return int(value) if value not in {None, "", "None"} else None


def _mode_or_none(value: Any) -> Mode | None:
    return Mode(value) if value not in {None, "", "None"} else None


def _existing_day(_form: wtforms.Form, field: wtforms.Field) -> None:
    if field.data is None and not field.process_errors:
        raise validators.ValidationError(gettext("入力してください。"))
    if field.data is not None and not 0 <= field.data <= LAST_DAY:
        raise validators.ValidationError(gettext("1から31までの数字で入力してください。"))


class ItemForm(ChangeForm):
    """An item of the programme. ``after``: the id of the sibling behind which it shall stand, 0 for the first place."""

    after = HiddenNumber(_l("置く場所"))

    title = LineField(_l("件名"), [required()], limit=300)
    title_en = LineField(_l("件名(英語)"), limit=300)
    kind = wtforms.SelectField(_l("種類"), [chosen()], coerce=ItemKind)
    start = WallTimeField(_l("開始時刻"))
    minutes = NumberField(_l("時間"), [optional(), between(0, LONGEST)])
    end_text = LineField(_l("終了の表記"), limit=100)
    day = DayField(_l("日目"), [chosen(_l("入力してください。")), _existing_day])
    is_fixed = wtforms.BooleanField(_l("開始時刻を固定する"))
    is_remainder = wtforms.BooleanField(_l("次の項目までの残りの時間にする"))
    is_optional = wtforms.BooleanField(_l("時間があれば行う"))
    track_id = wtforms.SelectField(_l("部会"), coerce=_number_or_none)
    parent_id = wtforms.SelectField(_l("まとまり"), coerce=_number_or_none)
    room_id = wtforms.SelectField(_l("部屋"), coerce=_number_or_none)
    mode = wtforms.SelectField(_l("開催方法"), coerce=_mode_or_none)
    join_url = CodeField(_l("Web会議のアドレス"), limit=1000, filters=[lambda text: text or None])
    note = BlockField(_l("補足"))

    def offer(self, forum: Forum, item: Item | None = None) -> None:
        """Fill the lists with what this forum has."""
        self.kind.choices = [(kind.value, kind_name(kind)) for kind in ItemKind]
        self.track_id.choices = _or_nothing(gettext("全体"), queries.tracks(forum.id), lambda row: row.name)
        others = [other for other in queries.containers(forum.id) if other is not item]
        self.parent_id.choices = _or_nothing(gettext("なし"), others, lambda row: row.title)
        self.room_id.choices = _rooms(forum, gettext("部会またはフォーラムと同じ"))
        own = [(mode.value, mode_name(mode)) for mode in (Mode.BOTH, Mode.ON_SITE, Mode.WEB)]
        self.mode.choices = [("", gettext("部会またはフォーラムと同じ")), *own]


class SpeakerForm(VersionedForm):
    """Somebody who appears in an item, as it is printed."""

    role = wtforms.SelectField(_l("役割"), [chosen()], coerce=AppearanceRole)
    organisation = LineField(_l("団体"))
    unit = LineField(_l("部署"))
    title = LineField(_l("役職"))
    family_name = LineField(_l("姓"), [required()], limit=80)
    given_name = LineField(_l("名"), limit=80)
    family_kana = KanaField(_l("姓のフリガナ"), limit=80)
    given_kana = KanaField(_l("名のフリガナ"), limit=80)
    honorific = LineField(_l("敬称"), limit=10)

    def offer(self) -> None:
        """Fill the list of roles."""
        self.role.choices = [(role.value, role_name(role)) for role in AppearanceRole]


class PasteForm(VersionedForm):
    """A programme as text. ``seen``: digest of the text whose preview the editor looked at."""

    text = BlockField(_l("次第の文章"), [required()], limit=MOST_CHARACTERS)
    how = wtforms.RadioField(_l("今ある次第をどうしますか"), validate_choice=False)
    seen = wtforms.HiddenField()

    def offer(self, forum: Forum) -> None:
        """Ask what becomes of the present programme, if there is one."""
        self.has_draft = bool(queries.items(forum.id))
        self.how.choices = [
            ("append", gettext("残して、後ろに追加する")),
            ("replace", gettext("取り下げて、置き換える(取り下げたものは、あとで元に戻せます)")),
        ]

    @property
    def replaces(self) -> bool:
        """Say whether the present programme is withdrawn."""
        return self.has_draft and str(self.how.data) == "replace"

    def is_decided(self) -> bool:
        """Say whether this very text was looked at and the question is answered; else the form says what is missing."""
        if self.seen.data != self._digest():
            self.refuse(
                gettext("文章が変わったため、まだ保存していません。読み取った内容を確認してください。"),
                "text",
            )
        elif self.has_draft and self.how.data not in {"append", "replace"}:
            self.refuse(gettext("選んでください。"), "how")
        return not self.refused

    def mark_seen(self) -> None:
        """Remember the text that the page shows."""
        self.seen.data = self._digest()

    def _digest(self) -> str:
        return hashlib.sha256((self.text.data or "").encode()).hexdigest()[:16]


class TrackForm(VersionedForm):
    """A track."""

    name = LineField(_l("名称"), [required()], limit=100)
    name_en = LineField(_l("名称(英語)"), limit=100)
    department_ids = wtforms.SelectMultipleField(
        _l("対象部門"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    mode = wtforms.RadioField(_l("開催方法"), [chosen()], coerce=Mode)
    room_id = wtforms.SelectField(_l("部屋"), coerce=_number_or_none)
    join_url = CodeField(_l("Web会議のアドレス"), limit=1000, filters=[lambda text: text or None])

    def offer(self, forum: Forum) -> None:
        """Fill the lists with what this forum has."""
        self.department_ids.choices = [(row.id, row.name) for row in departments()]
        self.mode.choices = [(mode.value, mode_name(mode)) for mode in (Mode.BOTH, Mode.ON_SITE, Mode.WEB)]
        self.room_id.choices = _rooms(forum, gettext("フォーラムと同じ"))


def differences(form: Form, saved: object) -> list[tuple[str, str, str]]:
    """Return (label, saved value, typed value) in words of each field in which the two differ."""
    found = []
    for field in form:
        if isinstance(field, wtforms.HiddenField) or not hasattr(saved, field.short_name):
            continue
        stored = getattr(saved, field.short_name)
        if (stored or None) != (field.data or None):
            found.append((str(field.label.text), _said(field, stored), _said(field, field.data)))
    return found


def _said(field: wtforms.Field, value: Any) -> str:
    if isinstance(field, wtforms.SelectField):
        return next((str(label) for code, label in field.choices if field.coerce(code) == value), "")
    if isinstance(field, wtforms.BooleanField):
        return gettext("はい") if value else gettext("いいえ")
    if isinstance(field, WallTimeField) and isinstance(value, int):
        return format_time(value)
    if isinstance(field, DayField) and isinstance(value, int):
        return str(value + 1)
    return "" if value is None else str(value)


def _or_nothing(nothing: str, rows: Sequence[Any], label: Callable[[Any], str]) -> list[tuple[Any, str]]:
    return [("", nothing), *((row.id, label(row)) for row in rows)]


def _rooms(forum: Forum, nothing: str) -> list[tuple[Any, str]]:
    return _or_nothing(nothing, forum.venue.rooms if forum.venue else (), lambda row: row.name)
