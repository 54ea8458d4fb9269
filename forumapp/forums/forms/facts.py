"""Forms of a forum's facts, of how and where it is held, and of its registration."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.core.dayfields import ClockField, DayField
from forumapp.core.forms import (
    BlockField,
    CodeField,
    EmailField,
    LineField,
    NumberField,
    between,
    chosen,
    optional,
    required,
)
from forumapp.core.merging import MergingForm
from forumapp.forums.models import Forum, Mode, RegistrationSwitch, Series, Venue, Visibility
from forumapp.forums.services.facts import LONGEST_RETENTION

MODES = [
    SelectChoice(Mode.BOTH.value, _l("会場とWebの併用")),
    SelectChoice(Mode.ON_SITE.value, _l("会場のみ")),
    SelectChoice(Mode.WEB.value, _l("Webのみ")),
]
VISIBILITIES = [
    SelectChoice(Visibility.PUBLIC.value, _l("公開")),
    SelectChoice(Visibility.LINK.value, _l("アドレスを知っている人だけ")),
    SelectChoice(Visibility.INVITATION.value, _l("案内を送った団体だけ")),
]
SWITCHES = [
    SelectChoice(RegistrationSwitch.DATES.value, _l("日時に従って自動で切り替える")),
    SelectChoice(RegistrationSwitch.OPEN.value, _l("いますぐ受付を開始する(日時に関係なく受付中)")),
    SelectChoice(RegistrationSwitch.CLOSED.value, _l("いますぐ受付を締め切る(日時に関係なく受付終了)")),
]
FACTS = (
    *("title", "title_en", "summary", "summary_en", "day", "starts", "ends"),
    *("contact_name", "contact_phone", "contact_email"),
    *("audience_note", "privacy_note", "retention_days"),
)
"""Fields of FactsForm that are columns of the forum as they are."""
END_OF_DAY = time(23, 59)


class FactsForm(MergingForm):
    """Name, texts, date and contact of a forum."""

    title = LineField(_l("フォーラムの名称"), [required()])
    title_en = LineField(_l("英語の名称"))
    summary = BlockField(_l("概要"))
    summary_en = BlockField(_l("英語の概要"))
    series = wtforms.SelectField(_l("シリーズ"))
    day = DayField(_l("開催日"))
    starts = ClockField(_l("開始時刻"))
    ends = ClockField(_l("終了時刻"))
    visibility = wtforms.RadioField(_l("公開範囲"), [chosen()], choices=VISIBILITIES)
    contact_name = LineField(_l("担当部署・担当者"))
    contact_phone = CodeField(_l("電話番号"), limit=40)
    contact_email = EmailField(_l("メールアドレス"), limit=254)
    audience_note = BlockField(_l("参加対象についての補足"), limit=2000)
    privacy_note = BlockField(_l("個人情報の利用目的"), limit=2000)
    retention_days = NumberField(
        _l("個人情報の保存期間"), [chosen(_l("入力してください。")), between(1, LONGEST_RETENTION)]
    )

    def __init__(self, forum: Forum, series: Sequence[Series]) -> None:
        super().__init__(self.current(forum))
        self.series.choices = [
            SelectChoice("", _l("どのシリーズにも入れない")),
            *(SelectChoice(str(one.id), one.title) for one in series),
        ]

    @staticmethod
    def current(forum: Forum) -> dict[str, Any]:
        """Return the present values."""
        values = {name: getattr(forum, name) for name in FACTS}
        return {**values, "series": str(forum.series_id or ""), "visibility": forum.visibility.value}


class VenueChoiceForm(MergingForm):
    """How and where a forum is held: mode, place, seats, and the Web meeting."""

    mode = wtforms.RadioField(_l("開催方法"), [chosen()], choices=MODES)
    place = wtforms.SelectField(_l("会場と部屋"))
    venue_opens = ClockField(_l("会場の利用開始"))
    venue_closes = ClockField(_l("会場の利用終了"))
    seats_on_site = NumberField(_l("会場の定員"), [optional(), between(0, 100_000)])
    seats_web = NumberField(_l("Webの定員"), [optional(), between(0, 100_000)])
    join_url = CodeField(_l("Web会議のアドレス"), limit=1000)
    join_note = BlockField(_l("Webで参加する方への案内"), limit=2000)

    def __init__(self, forum: Forum, venues: Sequence[Venue]) -> None:
        super().__init__(self.current(forum))
        self.places: dict[str, tuple[Venue | None, Any]] = {"": (None, None)}
        self.place.choices = [SelectChoice("", _l("会場は未定"))]
        for venue in venues:
            label = f"{venue.name}({venue.address})" if venue.address else venue.name
            for room in (None, *venue.rooms):
                value = f"{venue.id}-{room.id}" if room else str(venue.id)
                self.places[value] = (venue, room)
                name = f"{venue.name} {room.name}" if room else venue.name
                self.place.choices.append(SelectChoice(value, name, optgroup=label))

    @staticmethod
    def current(forum: Forum) -> dict[str, Any]:
        """Return the present values."""
        room = f"-{forum.room_id}" if forum.room_id else ""
        return {
            "mode": forum.mode.value,
            "place": f"{forum.venue_id}{room}" if forum.venue_id else "",
            "venue_opens": forum.venue_opens,
            "venue_closes": forum.venue_closes,
            "seats_on_site": forum.seats_on_site,
            "seats_web": forum.seats_web,
            "join_url": forum.join_url,
            "join_note": forum.join_note,
        }


class RegistrationPeriodForm(MergingForm):
    """When a forum takes registrations: by dates or by hand."""

    registration = wtforms.RadioField(_l("受付の切り替え"), [chosen()], choices=SWITCHES)
    opens = DayField(_l("受付開始日"))
    opens_at = ClockField(_l("受付開始時刻"))
    closes = DayField(_l("締切日"))
    closes_at = ClockField(_l("締切時刻"))
    closes_web = DayField(_l("Web参加の締切日"))
    closes_web_at = ClockField(_l("Web参加の締切時刻"))

    @staticmethod
    def current(forum: Forum) -> dict[str, Any]:
        """Return the present values."""
        values: dict[str, Any] = {"registration": forum.registration.value}
        for name in ("opens", "closes", "closes_web"):
            wall: datetime | None = getattr(forum, name)
            values[name] = wall.date() if wall else None
            values[f"{name}_at"] = wall.time() if wall else None
        return values

    def moments(self) -> dict[str, datetime | None]:
        """Return the instants as wall time: without a time of day, registration opens at 0:00 and closes at 23:59."""
        found: dict[str, datetime | None] = {}
        for name, default in (("opens", time.min), ("closes", END_OF_DAY), ("closes_web", END_OF_DAY)):
            day, clock = self[name].data, self[f"{name}_at"].data
            found[name] = datetime.combine(day, clock or default) if day else None
        return found

    def validate(self, extra_validators: Any = None) -> bool:
        """Demand a day beside each time."""
        sound = bool(super().validate(extra_validators))
        for name in ("opens", "closes", "closes_web"):
            if self[f"{name}_at"].data and not self[name].data and not self[name].errors:
                self.refuse(str(_l("時刻を入力するときは、日付も入力してください。")), name)
                sound = False
        return sound
