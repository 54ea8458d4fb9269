"""The titled parts of letters to participants: what, when, where, how to take part, where to change it, whom to ask."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.programme import Programme, ProgrammeItem
from forumapp.core import clock
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date, format_month_day
from forumapp.core.text.times import LATE_NIGHT, WAVE_DASH, format_range, format_time
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum, Mode, Visibility
from forumapp.forums.office import title_of
from forumapp.forums.states import deadline_of
from forumapp.mail.letters import Fact
from forumapp.registration import policy
from forumapp.registration.feeds import Own
from forumapp.registration.joining import joining_of
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.registrations import link_of, printed_receipt
from forumapp.registration.queries.seats import places
from forumapp.registration.wording import held_elsewhere, mode_name, state_name


@dataclass(frozen=True)
class Subject:
    """Whom a letter is about, with their own day in words."""

    registration: Registration
    own: Own
    is_sample: bool = False


@dataclass(frozen=True)
class Comparison:
    """One thing before and after a change, in words."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Say whether there is a difference."""
        return self.before != self.after


def known(registration: Registration, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what a person knows of their own time, place and mode, small enough for a letter's recipe."""
    kept = {name: facts.get(name) for name in ("start", "end", "zone", "location", "location_en")}
    return {**kept, "mode": registration.mode.value}


def identity(registration: Registration) -> list[Fact]:
    """Return the forum and the receipt number, and where it stands while there is no seat yet."""
    found = [
        Fact(_("フォーラム"), (title_of(registration.forum),)),
        Fact(_("受付番号"), (printed_receipt(registration),)),
    ]
    if is_without_seat(registration):
        found.append(Fact(_("状態"), (state_name(registration.state),)))
    return found


def day(subject: Subject) -> list[Fact]:
    """Return when, how and where this person takes part."""
    registration, own = subject.registration, subject.own
    found = [Fact(_("日時"), (own.when,)), Fact(_("参加方法"), (mode_name(registration.mode),))]
    if registration.mode is Mode.ON_SITE and own.place:
        found.append(Fact(_("場所"), (own.place, *_way(registration.forum))))
    return [*found, *track(own), *joining(subject)]


def _way(forum: Forum) -> tuple[str, ...]:
    if forum.venue is None:
        return ()
    code = f"〒{forum.venue.postal_code}" if forum.venue.postal_code else ""
    return tuple(line for line in (code, *forum.venue.access.splitlines()) if line.strip())


def track(own: Own) -> list[Fact]:
    """Return the person's track, and what they should know of it."""
    return [Fact(_("部会"), (own.track,), note=own.note)] if own.track else []


def joining(subject: Subject) -> list[Fact]:
    """Return from when and where a participant by Web joins; never the join link."""
    opens = joining_of(subject.registration, subject.own.attended.programme).opens
    if opens is None:
        return []
    text = _(
        "当日の%(time)sから、参加用ページの「会議に参加する」を押して参加してください。",
        time=format_time(opens.hour * 60 + opens.minute),
    )
    return [Fact(_("Webでの参加方法"), (text,))]


def timetable(programme: Programme, registration: Registration) -> list[Fact]:
    """Return a person's own programme in short, one line an item; what is held elsewhere than they are says so."""
    forum = registration.forum
    lines: list[str] = []
    for one in programme.days:
        rows = [
            row for item in one.items for row in item.walk() if not row.is_container and row.start is not None
        ]
        if rows and len(programme.days) > 1 and forum.day is not None:
            lines.append(format_month_day(date.fromordinal(forum.day.toordinal() + one.number), language()))
        lines += [_line(row, registration.mode) for row in sorted(rows, key=lambda row: row.start or 0)]
    return [Fact(_("当日の次第"), tuple(lines))] if lines else []


def _line(item: ProgrammeItem, mode: Mode) -> str:
    title = (item.title_en if language() == "en" else "") or item.title
    times = format_range(item.start or 0, item.end)
    line = f"{times} {title} ({item.room})" if item.room else f"{times} {title}"
    mark = held_elsewhere(mode, item.mode)
    return f"{line} *{mark}" if mark else line


def page(registration: Registration, *, has_ended: bool = False) -> list[Fact]:
    """Return the personal page, and its place for answering in one tap while there is something to answer."""
    url, warning = link_of(registration), _("このリンクはご本人専用です。他の方に転送しないでください。")
    if not has_ended and is_without_seat(registration):
        return [Fact(_("参加用ページ（確認・変更・キャンセル）"), url=url, note=warning)]
    if has_ended or not policy.may_answer(registration, clock.now()):
        return [Fact(_("参加用ページ（登録内容の確認）"), url=url, note=warning)]
    text = _("ご都合が変わったときは、次のページからお知らせください。")
    note = _("「出席する」「欠席する」「未定」のいずれかを押すだけです。")
    return [
        Fact(_("出欠の連絡"), (text,), url=f"{url}#answer", note=note),
        Fact(_("参加用ページ（確認・変更・キャンセル）"), url=url, note=warning),
    ]


def is_without_seat(registration: Registration) -> bool:
    """Say whether somebody waits: for approval, for a seat, or has to accept one."""
    return policy.is_alive(registration) and registration.state is not RegistrationState.CONFIRMED


def changing(registration: Registration) -> list[Fact]:
    """Return until when the person can change or cancel on their page, or that the office must be asked."""
    now, lines = clock.now(), []
    if policy.may_edit(registration, now):
        lines.append(_("参加方法や登録内容は、参加用ページから変更できます。"))
        if deadline := deadline_of(registration.forum, registration.mode):
            lines.append(_("変更の期限：%(until)s", until=moment(deadline)))
    elif policy.is_alive(registration):
        lines.append(_("参加方法や登録内容の変更は、問い合わせ先へご連絡ください。"))
    if policy.may_cancel(registration, now):
        lines.append(_("欠席されるときは、開始時刻まで参加用ページからキャンセルできます。"))
    return [Fact(_("変更・キャンセル"), tuple(lines))] if lines else []


def at_the_door(registration: Registration) -> list[Fact]:
    """Return what to have at hand on the day, and what the person asked for."""
    found = []
    if registration.mode is Mode.ON_SITE:
        lines = (
            _("受付で、受付番号をお伝えください。"),
            _("このメールや、参加用ページの画面をお見せいただいても結構です。"),
        )
        found.append(Fact(_("当日の受付"), lines))
    if registration.needs:
        found.append(Fact(_("お知らせいただいた配慮のご希望"), tuple(registration.needs.splitlines())))
    return found


def again(forum: Forum) -> list[Fact]:
    """Return how to register anew, while there is a free seat; nothing when one cannot."""
    free = [place for place in places(forum) if place.can_be_chosen]
    if not free:
        return []
    label = _("もう一度参加を希望されるとき")
    if forum.visibility is Visibility.INVITATION:
        return [
            Fact(label, (_("開催案内のメールのリンクから、もう一度お申し込みください。"), *deadlines(free)))
        ]
    text = _("次のページから、もう一度お申し込みください。")
    address = absolute_url("publishing.forum", forum=forum.slug)
    return [Fact(label, (text, *deadlines(free)), url=address)]


def deadlines(free: list[Any]) -> list[str]:
    """Return a line for each mode (registration.queries.seats.Places): until when one can apply, and the seats left."""
    lines = []
    for place in free:
        words = mode_name(place.mode)
        if place.deadline:
            until = moment(place.deadline)
            words = _("%(mode)s（申込期限 %(until)s）", mode=words, until=until)
        if place.left is not None:
            words = ngettext("%(mode)s 残り%(num)d席", "%(mode)s 残り%(num)d席", place.left, mode=words)
        lines.append(words)
    return lines


def moment(wall: datetime) -> str:
    """Print wall time: 令和6年7月25日(木) 17:00."""
    return f"{format_date(wall.date(), language())} {format_time(wall.hour * 60 + wall.minute)}"


def when_of(told: dict[str, Any]) -> str:
    """Return day and times of what somebody knows (:func:`known`) in words: 令和6年8月1日(木) 13:30〜16:10."""
    begin, end = told["start"], told["end"]
    if not begin:
        return _("調整中")
    start = datetime.fromisoformat(begin)
    first = format_date(start.date(), language())
    last = datetime.fromisoformat(end) if end else None
    if len(begin) == len("2024-08-01"):
        is_longer = last is not None and last.date() > start.date()
        return f"{first}{WAVE_DASH}{format_date(last.date(), language())}" if last and is_longer else first
    midnight = datetime.combine(start.date(), time.min)
    minutes = [int((wall - midnight).total_seconds() // 60) for wall in (start, last) if wall is not None]
    if last is not None and minutes[1] > LATE_NIGHT:
        return f"{first} {format_time(minutes[0])}{WAVE_DASH}{moment(last)}"
    return f"{first} {format_range(minutes[0], minutes[1] if last else None)}"


def place_of(told: dict[str, Any]) -> str:
    """Return the place of what somebody knows, in the letter's language."""
    return (told.get("location_en") if language() == "en" else "") or told["location"] or _("未定")


def comparisons(before: dict[str, Any], after: dict[str, Any]) -> list[Comparison]:
    """Return time, place and mode side by side; the zone too when it is another."""
    found = [
        Comparison(_("日時"), when_of(before), when_of(after)),
        Comparison(_("場所"), place_of(before), place_of(after)),
        Comparison(_("参加方法"), mode_name(Mode(before["mode"])), mode_name(Mode(after["mode"]))),
    ]
    if before["zone"] != after["zone"]:
        found.insert(1, Comparison(_("時刻の地域"), before["zone"], after["zone"]))
    return found
