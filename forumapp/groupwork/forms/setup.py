"""Forms of the set-up: a theme, a group, its members."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.core.forms import (
    BlockField,
    EmailField,
    Form,
    LineField,
    NumberField,
    between,
    chosen,
    required,
)
from forumapp.core.text.names import full_name
from forumapp.forums.models import Membership, Room
from forumapp.groupwork.models import Group
from forumapp.registration.models import Registration


def _ident(value: Any) -> int | None:
    return int(value) if value not in {None, "", "None"} else None


class ThemeForm(Form):
    """A theme."""

    number = NumberField(_l("番号"), [chosen(_l("入力してください。")), between(1, 99)])
    title = LineField(_l("テーマ"), [required()], limit=200)
    guide = BlockField(_l("話し合いの手がかり(問いかけ)"), limit=1000)


class GroupForm(Form):
    """A group; its choices are the rooms of the venue and the forum's facilitators."""

    number = NumberField(_l("番号"), [chosen(_l("入力してください。")), between(1, 999)])
    name = LineField(_l("班の名前"), limit=100)
    room_id = SelectField(_l("部屋"), coerce=_ident)
    facilitator = LineField(_l("進行役の氏名"), limit=200)
    facilitator_email = EmailField(_l("進行役のメールアドレス"), limit=254)
    account_id = SelectField(_l("進行役のアカウント"), coerce=_ident)

    def offer(self, rooms: Sequence[Room], facilitators: Sequence[Membership]) -> "GroupForm":
        """Set the choices; call it before validation."""
        self.room_id.choices = [
            SelectChoice("", _("決めない")),
            *(SelectChoice(str(room.id), room.name) for room in rooms),
        ]
        people = [SelectChoice(str(one.account_id), one.account.label) for one in facilitators]
        self.account_id.choices = [SelectChoice("", _("アカウントを使わない(リンクで入る)")), *people]
        return self


class MembersForm(Form):
    """Who sits in a group."""

    members = SelectMultipleField(
        _l("班の人"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer(self, people: Sequence[Registration], elsewhere: dict[int, Group]) -> "MembersForm":
        """Set the choices; who sits in another group is marked with its number."""
        self.members.choices = [
            SelectChoice(str(person.id), _label(person, elsewhere.get(person.id))) for person in people
        ]
        return self


def _label(person: Registration, group: Group | None) -> str:
    name = full_name(person.family_name, person.given_name)
    if group is None:
        return _("%(organisation)s %(name)s", organisation=person.organisation_name, name=name)
    return _(
        "%(organisation)s %(name)s(いまは%(number)d班)",
        organisation=person.organisation_name,
        name=name,
        number=group.number,
    )
