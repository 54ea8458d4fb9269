"""Shape and wording of what is typed at the reception, and of what its devices send."""

import json
import re
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import validators

from forumapp.agenda.queries import released_tracks
from forumapp.attendance import scanning
from forumapp.attendance.services.checking import Arrival
from forumapp.core import clock
from forumapp.core.converters import LARGEST_ID
from forumapp.core.forms import EmailField, Form, LineField, required
from forumapp.core.i18n import language
from forumapp.core.namefields import KanaField
from forumapp.core.text.cleaning import clean_line, unusable
from forumapp.forums.models import Forum
from forumapp.registration.attendee import Attendee
from forumapp.registration.models import Registration

CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
MOST = 200
"""Entries in one sending of a device."""


def new_client_id() -> str:
    """Make the id of a check-in whose page has no script."""
    return token_hex(16)


def _whole_or_none(value: Any) -> int | None:
    return int(value) if value else None


class DeskForm(Form):
    """What every form of the reception carries: the id of this check-in, and the desk's name."""

    client_id = wtforms.HiddenField()
    desk = LineField(_l("受付の場所"), limit=80)

    def arrival(self, registration_id: int, proxy_name: str = "", proxy_note: str = "") -> Arrival:
        """Return what was entered; an id that no page of ours made is replaced."""
        given = str(self.client_id.data or "")
        ident = given if CLIENT_ID.fullmatch(given) else new_client_id()
        return Arrival(
            ident, registration_id, desk=self.desk.data or "", proxy_name=proxy_name, proxy_note=proxy_note
        )


class ProxyForm(DeskForm):
    """Who came instead of the person who is registered."""

    proxy_name = LineField(_l("代理の方の氏名"), [required()], limit=200)
    proxy_note = LineField(_l("代理についてのメモ"), limit=200)


class WalkInForm(DeskForm):
    """Somebody without a seat, with as little as a desk has time for; :func:`walk_in_form` makes it."""

    family_name = LineField(_l("姓"), [required()], limit=80)
    given_name = LineField(_l("名"), limit=80)
    family_kana = KanaField(_l("姓（フリガナ）"), limit=80)
    given_kana = KanaField(_l("名（フリガナ）"), limit=80)
    organisation = LineField(_l("団体名"), [required()], limit=200, render_kw={"list": "organisations"})
    unit = LineField(_l("部署名"), limit=200)
    title = LineField(_l("役職"), limit=200)
    email = EmailField(_l("メールアドレス"), limit=254, render_kw={"inputmode": "email"})
    track_id = wtforms.RadioField(_l("部会"), [validators.Optional()], coerce=_whole_or_none)
    is_other = wtforms.BooleanField(_l("同姓同名の別の方"))

    def attendee(self) -> Attendee:
        """Return what was entered."""
        left_out = {"client_id", "desk", "is_other"}
        return Attendee(**{name: value for name, value in self.values().items() if name not in left_out})


def walk_in_form(forum: Forum, instead_of: Registration | None = None, **start: str) -> WalkInForm:
    """Make the form of ``forum``, filled from a registration that has no seat."""
    known = {
        name: getattr(instead_of, name)
        for name in (
            "family_name",
            "given_name",
            "family_kana",
            "given_kana",
            "unit",
            "title",
            "email",
            "track_id",
        )
        if instead_of is not None
    }
    if instead_of is not None:
        known["organisation"] = instead_of.organisation_name
    tracks = released_tracks(forum.id)
    kind = WalkInForm if tracks else type("WalkInForm", (WalkInForm,), {"track_id": None})
    form: WalkInForm = kind(**{**known, **start})
    if tracks:
        named = [(str(track.id), (language() == "en" and track.name_en) or track.name) for track in tracks]
        form.track_id.choices = [("", _("未定")), *named]
    return form


class FrameForm(Form):
    """A picture of a camera."""

    frame = wtforms.FileField(_l("画像"))

    def validate_frame(self, field: wtforms.Field) -> None:
        """Refuse what is no picture of a camera."""
        stream = getattr(field.data, "stream", None)
        found = scanning.picture(stream) if stream is not None else None
        if found is None:
            raise validators.ValidationError(_("カメラの画像を読み取れませんでした。"))
        self.picture = found


class EntriesForm(Form):
    """Check-ins that a device has kept, in their order, with what its clock said at sending."""

    sent_at = wtforms.HiddenField()
    entries = wtforms.HiddenField()

    def validate_entries(self, field: wtforms.Field) -> None:
        """Refuse what no device of ours sends."""
        self.read: list[Arrival | str] = []
        try:
            raw = json.loads(field.data or "[]")
            ahead = _ahead(self.sent_at.data)
            if not isinstance(raw, list) or len(raw) > MOST:
                raise ValueError
            self.read = [_entry(one, ahead) for one in raw]
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            text = _("端末から届いた受付を読み取れませんでした。ページを開き直してください。")
            raise validators.ValidationError(text) from error


def _entry(raw: dict[str, Any], ahead: timedelta) -> Arrival | str:
    """Return an arrival, or the id of a check-in to take back."""
    ident = raw["id"]
    if not isinstance(ident, str) or not CLIENT_ID.fullmatch(ident):
        raise ValueError
    if raw["do"] == "out":
        return ident
    person = raw["person"]
    if raw["do"] != "in" or not isinstance(person, int) or not 0 < person <= LARGEST_ID:
        raise ValueError
    return Arrival(
        ident,
        person,
        at=_moment(raw["at"]) - ahead,
        desk=_text(raw.get("desk", ""), 80),
        proxy_name=_text(raw.get("proxy", ""), 200),
        proxy_note=_text(raw.get("note", ""), 200),
    )


def _ahead(sent_at: str | None) -> timedelta:
    """Return how far the device's clock is ahead of ours."""
    return _moment(sent_at) - clock.now() if sent_at else timedelta()


def _moment(text: Any) -> datetime:
    if not isinstance(text, str) or len(text) > 40:
        raise ValueError
    return datetime.fromisoformat(text).astimezone(UTC)


def _text(text: Any, limit: int) -> str:
    """Return a line as it shall be kept; what no column holds is left out, or one name would hold up all that waits."""
    if not isinstance(text, str):
        raise ValueError
    return clean_line("".join(one for one in text if not unusable(one)))[:limit]
