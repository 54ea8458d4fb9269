"""What each merge field says to one recipient, in the present locale; "" where nothing is known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from forumapp.agenda import queries as agenda
from forumapp.agenda.feeds import location
from forumapp.agenda.models import Appearance
from forumapp.agenda.programme import Programme
from forumapp.campaigns import merging
from forumapp.campaigns.models import Campaign
from forumapp.campaigns.queries.recipients import Recipient
from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_time
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum, Mode, Visibility
from forumapp.forums.states import deadline_of
from forumapp.registration import feeds
from forumapp.registration.models import Invitation, Registration
from forumapp.registration.queries.registrations import invitation_link, link_of, printed_receipt
from forumapp.registration.wording import mode_name

Row = Registration | Invitation | Appearance
MODELS: Mapping[str, type[Any]] = {
    "registration": Registration,
    "invitation": Invitation,
    "appearance": Appearance,
}
"""What a letter can be about, by ``Recipient.subject``."""


@dataclass
class Sheet:
    """A forum as the fields tell of it; remembers what is the same for many recipients."""

    forum: Forum
    days: dict[tuple[Mode, int | None], feeds.Own] = field(default_factory=dict)

    @cached_property
    def programme(self) -> Programme:
        """Return the released programme."""
        return agenda.released_programme(self.forum.id)

    def own(self, registration: Registration) -> feeds.Own:
        """Return a person's day: the same for all of a mode and track."""
        key = (registration.mode, registration.track_id)
        if key not in self.days:
            self.days[key] = feeds.own(registration, self.programme, language())
        return self.days[key]

    def end(self, registration: Registration | None) -> datetime | None:
        """Return when it ends, for somebody registered or for everybody."""
        attended = self.own(registration).attended if registration else self.programme.attended_by(None)
        return feeds.own_end(self.forum, attended, registration.mode if registration else None)


@dataclass(frozen=True)
class About:
    """One recipient before a sheet: ``row`` is what the letter is about, ``name`` as it is printed."""

    sheet: Sheet
    name: str
    row: Row

    @property
    def forum(self) -> Forum:
        """Return the forum."""
        return self.sheet.forum

    @property
    def registration(self) -> Registration | None:
        """Return the registration, if it is about one."""
        return self.row if isinstance(self.row, Registration) else None

    @property
    def appearance(self) -> Appearance | None:
        """Return the appearance, if it is about one."""
        return self.row if isinstance(self.row, Appearance) else None

    def value(self, name: str) -> str:
        """Return what the field ``name`` says."""
        return VALUES[name](self)

    def printed(self, name: str) -> str:
        """Return the same as it goes into the letter: a letter without a name is for whoever is in charge."""
        return self.value(name) or (_("ご担当者") if name == "氏名" else "")


def gaps(campaign: Campaign, people: Sequence[Recipient]) -> dict[str, list[Recipient]]:
    """Return, by field of the letter, the recipients for whom it says nothing; as many statements for any number."""
    names = tuple(
        dict.fromkeys(name for text in (campaign.subject, campaign.body) for name in merging.fields_in(text))
    )
    found: dict[str, list[Recipient]] = {name: [] for name in names}
    if not names or campaign.forum is None:
        return {}
    rows = rows_of(campaign.forum, people)
    sheet = Sheet(campaign.forum)
    for one in people:
        row = rows.get((one.subject, one.subject_id))
        for name in names:
            if row is None or not About(sheet, one.name, row).value(name):
                found[name].append(one)
    return {name: lost for name, lost in found.items() if lost}


def row_of(subject: str, ident: int) -> Row | None:
    """Return what a letter is about; None if it is gone."""
    found: Row | None = db.session.get(MODELS[subject], ident)
    return found


def rows_of(forum: Forum, people: Iterable[Recipient]) -> dict[tuple[str, int], Row]:
    """Return what the letters to ``people`` are about."""
    wanted = {(one.subject, one.subject_id) for one in people}
    found: dict[tuple[str, int], Row] = {}
    for subject, model in MODELS.items():
        if any(kind == subject for kind, _ident in wanted):
            rows = db.session.scalars(
                sa.select(model).where(model.forum_id == forum.id).options(*_needed(model))
            )
            found |= {(subject, row.id): row for row in rows if (subject, row.id) in wanted}
    return found


def _needed(model: type[Any]) -> tuple[sa.sql.base.ExecutableOption, ...]:
    if model is Registration:
        return (joinedload(Registration.track),)
    return (joinedload(Invitation.organisation),) if model is Invitation else (joinedload(Appearance.item),)


def _organisation(about: About) -> str:
    match about.row:
        case Registration() as registration:
            return registration.organisation_name
        case Invitation() as invitation:
            return invitation.organisation.name if invitation.organisation else ""
        case appearance:
            return appearance.organisation


def _when(about: About) -> str:
    if about.registration:
        return about.sheet.own(about.registration).when if about.forum.day else ""
    return feeds.when(about.forum, about.sheet.end(None), language()) if about.forum.day else ""


def _end(about: About) -> str:
    end, forum = about.sheet.end(about.registration), about.forum
    if end is None or forum.day is None:
        return ""
    return format_time(int((end - datetime.combine(forum.day, time.min)).total_seconds()) // 60)


def _place(about: About) -> str:
    if about.registration:
        return about.sheet.own(about.registration).place
    return location(about.forum, about.forum.mode)


def _application(about: About) -> str:
    if isinstance(about.row, Invitation):
        return invitation_link(about.row)
    return _public_page(about)


def _public_page(about: About) -> str:
    if about.forum.visibility is Visibility.INVITATION:
        return invitation_link(about.row) if isinstance(about.row, Invitation) else ""
    return absolute_url("publishing.forum", forum=about.forum.slug)


def _deadline(about: About) -> str:
    mode = about.registration.mode if about.registration else Mode.ON_SITE
    wall = deadline_of(about.forum, mode)
    return (
        f"{format_date(wall.date(), language())} {format_time(wall.hour * 60 + wall.minute)}" if wall else ""
    )


def _contact(about: About) -> str:
    forum = about.forum
    phone = _("電話：%(phone)s", phone=forum.contact_phone) if forum.contact_phone else ""
    email = _("メール：%(email)s", email=forum.contact_email) if forum.contact_email else ""
    return "\n".join(filter(None, (forum.contact_name, phone, email)))


def _of_registration(read: Callable[[Registration, Sheet], str]) -> Callable[[About], str]:
    return lambda about: read(about.registration, about.sheet) if about.registration else ""


def _of_person(name: str) -> Callable[[About], str]:
    return lambda about: getattr(about.row, name, "")


VALUES: dict[str, Callable[[About], str]] = {
    "氏名": lambda about: about.name,
    "団体": _organisation,
    "所属": _of_person("unit"),
    "役職": _of_person("title"),
    "受付番号": _of_registration(lambda registration, _sheet: printed_receipt(registration)),
    "参加方法": _of_registration(lambda registration, _sheet: mode_name(registration.mode)),
    "部会": _of_registration(lambda registration, sheet: sheet.own(registration).track),
    "登壇": lambda about: about.appearance.item.title if about.appearance else "",
    "日時": _when,
    "終了": _end,
    "場所": _place,
    "参加用ページ": _of_registration(lambda registration, _sheet: link_of(registration)),
    "申込用ページ": _application,
    "フォーラム": lambda about: (about.forum.title_en if language() == "en" else "") or about.forum.title,
    "フォーラムのページ": _public_page,
    "申込期限": _deadline,
    "問い合わせ先": _contact,
}
"""What each of merging.FIELDS says."""
