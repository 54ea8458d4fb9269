"""Forms of the composer: whom it means, who is left out, what it says, the number that is agreed to."""

import re
from enum import StrEnum
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import validators, widgets
from wtforms.fields.choices import SelectChoice

from forumapp.agenda import queries as agenda
from forumapp.campaigns import audience as filters
from forumapp.campaigns.audience import Audience, Invited, Source
from forumapp.campaigns.models import Campaign
from forumapp.campaigns.queries.people import FIRST
from forumapp.campaigns.wording import INVITED, REPLIES, SOURCES
from forumapp.core.dayfields import DayField
from forumapp.core.forms import BlockField, Form, LineField, optional
from forumapp.core.text.cleaning import clean_line, to_halfwidth
from forumapp.directory.queries import departments, ranks
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.rsvps import Reply
from forumapp.registration.wording import mode_name, state_name

OFFERED = (Source.REGISTRATIONS, Source.INVITED, Source.SPEAKERS)
_PARTS = re.compile(r"[\n,、，;]+")
_JOINED = {"yes": True, "no": False}
NEVER = -1
"""A version that no campaign has: what a form without a readable one sends back."""


class VersionField(wtforms.HiddenField):
    """The version of the campaign that the page was made from."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the number; anything else is older than everything."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NEVER


def _several(label: Any, kind: type[StrEnum]) -> wtforms.SelectMultipleField:
    return wtforms.SelectMultipleField(
        label,
        coerce=kind,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )


def _member(kind: type[StrEnum]) -> Any:
    return lambda value: kind(value) if value else None


def _whole(value: Any) -> int | None:
    return int(value) if value else None


class VersionedForm(Form):
    """A form about a draft that others may change at the same time."""

    version = VersionField()

    def catch_up(self, campaign: Campaign) -> bool:
        """Say whether somebody saved it since the page was made; the next sending counts for what stands now."""
        is_late = self.is_submitted() and self.version.data != campaign.version
        self.version.data = campaign.version
        return is_late


class AudienceForm(VersionedForm):
    """Whom a campaign means; :func:`audience_form` fills in the choices."""

    sources = _several(_l("宛先"), Source)
    states = _several(_l("参加登録の状態"), RegistrationState)
    mode = wtforms.SelectField(_l("参加方法"), coerce=_member(Mode))
    track_id = wtforms.SelectField(_l("部会"), coerce=_whole)
    organisations = LineField(_l("団体"), [optional()], limit=500)
    department_id = wtforms.SelectField(_l("部門"), coerce=_whole)
    rank_id = wtforms.SelectField(_l("職位"), coerce=_whole)
    registered_from = DayField(_l("登録日（この日から）"))
    registered_until = DayField(_l("登録日（この日まで）"))
    reply = wtforms.SelectField(_l("出欠の返事"), coerce=_member(Reply))
    joined = wtforms.SelectField(_l("Web会議の参加リンク"), coerce=lambda value: value or "")
    came = wtforms.SelectField(_l("出席の記録"), coerce=lambda value: value or "")
    unanswered = wtforms.BooleanField(_l("感想にまだ回答していない方だけに送る"))
    invited = wtforms.RadioField(_l("開催案内の宛先のうち"), coerce=Invited)
    view = wtforms.SelectField(_l("参加登録の一覧での選択"), coerce=lambda value: value or "")
    excluded_addresses = BlockField(_l("送らないメールアドレス"), [optional()], limit=20_000)

    def validate_registered_until(self, field: wtforms.Field) -> None:
        """Refuse days the wrong way round."""
        first = self.registered_from.data
        if first and field.data and field.data < first:
            raise validators.ValidationError(_("「この日から」より後の日付にしてください。"))

    def audience(self) -> Audience:
        """Return the filter that was chosen."""
        given = self.values()
        given.pop("version")
        given["joined"], given["came"] = _JOINED.get(given["joined"]), _JOINED.get(given["came"])
        given["organisations"] = _parts(given["organisations"])
        given["excluded_addresses"] = tuple(
            to_halfwidth(part).lower() for part in _parts(given["excluded_addresses"])
        )
        given["sources"] = tuple(source for source in OFFERED if source in (given["sources"] or ()))
        given["states"] = tuple(state for state in RegistrationState if state in (given["states"] or ()))
        return Audience(**given)


def audience_form(forum: Forum, campaign: Campaign) -> AudienceForm:
    """Make the form of a campaign's filter; a new one offers the confirmed registrations once 参加登録した方 is ticked."""
    wanted = filters.read(campaign.filter)
    form = AudienceForm(
        version=campaign.version,
        **{
            **{name: getattr(wanted, name) for name in Audience.__dataclass_fields__ if name != "excluded"},
            "states": wanted.states or (() if wanted.sources else (RegistrationState.CONFIRMED,)),
            "joined": {True: "yes", False: "no", None: ""}[wanted.joined],
            "came": {True: "yes", False: "no", None: ""}[wanted.came],
            "organisations": "、".join(wanted.organisations),
            "excluded_addresses": "\n".join(wanted.excluded_addresses),
        },
    )
    every = SelectChoice("", _("すべて"))
    form.sources.choices = [SelectChoice(source.value, SOURCES[source]) for source in OFFERED]
    form.states.choices = [SelectChoice(state.value, state_name(state)) for state in FIRST]
    form.mode.choices = [
        every,
        *(SelectChoice(mode.value, mode_name(mode)) for mode in (Mode.ON_SITE, Mode.WEB)),
    ]
    for field, rows in (
        (form.track_id, agenda.tracks(forum.id)),
        (form.department_id, departments()),
        (form.rank_id, ranks()),
    ):
        field.choices = [every, *(SelectChoice(row.id, row.name) for row in rows)]
    form.reply.choices = [every, *(SelectChoice(reply.value, REPLIES[reply]) for reply in Reply)]
    form.joined.choices = [
        every,
        SelectChoice("yes", _("使った方")),
        SelectChoice("no", _("まだ使っていない方")),
    ]
    form.came.choices = [
        every,
        SelectChoice("yes", _("出席した方")),
        SelectChoice("no", _("出席していない方")),
    ]
    form.view.choices = [SelectChoice("", _("使わない"))]
    if wanted.view:
        form.view.choices.append(SelectChoice(wanted.view, _("一覧で選んだ方だけに送る")))
    form.invited.choices = [SelectChoice(which.value, INVITED[which]) for which in Invited]
    return form


class TextForm(VersionedForm):
    """What a campaign says."""

    subject = LineField(_l("件名"), [optional()], limit=200)
    body = BlockField(_l("本文"), [optional()], limit=20_000)

    def differences(self, campaign: Campaign) -> list[tuple[Any, str, str]]:
        """Return (label, what stands now, what was typed) of each text that is not the same."""
        pairs = ((self.subject, campaign.subject), (self.body, campaign.body))
        return [(field.label.text, now, field.data) for field, now in pairs if now != field.data]


class ReleaseForm(Form):
    """The number of letters that somebody agrees to."""

    number = wtforms.HiddenField(_l("送信する数"))

    def agreed(self) -> int:
        """Return the number, or one that no campaign can have."""
        text = self.number.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NEVER


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in map(clean_line, _PARTS.split(text or "")) if part))
