"""Forms of venues, hosts, colleagues and cancellation."""

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.core.forms import (
    BlockField,
    CodeField,
    EmailField,
    Form,
    LineField,
    NumberField,
    Wording,
    between,
    chosen,
    optional,
    required,
)
from forumapp.directory.wording import FREE_KINDS
from forumapp.forums.models import HostRole, Role, Venue

HOST_ROLES = [
    SelectChoice(HostRole.HOST.value, _l("主催")),
    SelectChoice(HostRole.COHOST.value, _l("共催")),
    SelectChoice(HostRole.SUPPORT.value, _l("後援")),
]
ROLES = [
    SelectChoice(Role.OWNER.value, _l("責任者")),
    SelectChoice(Role.EDITOR.value, _l("編集者")),
    SelectChoice(Role.FACILITATOR.value, _l("進行役")),
    SelectChoice(Role.RECEPTION.value, _l("受付係")),
    SelectChoice(Role.VIEWER.value, _l("閲覧者")),
]
SPARE_ROWS = 3
MOST_ROOMS = 100


class RoomForm(wtforms.Form):
    """One room of a venue."""

    class Meta:
        """WTForms' settings: the token is the outer form's."""

        csrf = False

        def get_translations(self, form: object) -> Wording:
            """Word the built-in errors ourselves."""
            return Wording()

    name = LineField(_l("部屋の名前"), limit=100)
    capacity = NumberField(_l("定員(名)"), [optional(), between(0, 100_000)])


class VenueForm(Form):
    """A venue with its rooms; three empty rows more than there are rooms."""

    name = LineField(_l("会場名"), [required()])
    name_en = LineField(_l("英語の会場名"))
    postal_code = CodeField(_l("郵便番号"), limit=12)
    address = LineField(_l("住所"), limit=300)
    access = BlockField(_l("交通案内"), limit=2000)
    rooms = wtforms.FieldList(wtforms.FormField(RoomForm), max_entries=MOST_ROOMS)

    def __init__(self, venue: Venue | None = None) -> None:
        super().__init__(obj=venue)
        if not self.is_submitted():
            for _row in range(SPARE_ROWS):
                self.rooms.append_entry()

    def refuse(self, message: str, field: str | None = None) -> None:
        """Show errors of the whole list of rooms on top."""
        super().refuse(message, None if field == "rooms" else field)

    def values(self) -> dict[str, Any]:
        """Return the venue's columns and its rooms as (name, capacity), without the empty rows."""
        values = super().values()
        rows = [(row["name"] or "", row["capacity"]) for row in values["rooms"]]
        return {**values, "rooms": [row for row in rows if row[0] or row[1] is not None]}


class HostForm(Form):
    """One more host."""

    organisation = LineField(_l("団体名または団体コード"), [required()])
    kind = wtforms.SelectField(_l("団体の種類"), choices=FREE_KINDS)
    role = wtforms.RadioField(_l("役割"), [chosen()], choices=HOST_ROLES, default=HostRole.HOST.value)


class InvitationForm(Form):
    """One more colleague."""

    name = LineField(_l("氏名"), [required()], limit=160)
    email = EmailField(_l("メールアドレス"), [required()], limit=254)
    role = wtforms.RadioField(_l("役割"), [chosen()], choices=ROLES, default=Role.EDITOR.value)


class RoleForm(Form):
    """Another role for a colleague."""

    role = wtforms.SelectField(_l("役割"), [chosen()], choices=ROLES)


class CancellationForm(Form):
    """Why a forum will not be held."""

    reason = BlockField(_l("中止の理由"), [required()], limit=1000)
    understood = wtforms.BooleanField(
        _l("取り消せないことを確認しました"), [required(_l("確認のうえ、チェックを入れてください。"))]
    )
