"""Forms of the set-up: a theme, a group, its members."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.core.forms import (
    BlockField,
    CodeField,
    EmailField,
    Form,
    LineField,
    NumberField,
    between,
    chosen,
    optional,
    required,
)
from forumapp.core.merging import MergingForm
from forumapp.core.text.names import full_name
from forumapp.directory.models import Organisation
from forumapp.forums.models import Membership, Mode, Room
from forumapp.groupwork.arrangement import ModePolicy, Pattern
from forumapp.groupwork.forms.arranging import IdsField
from forumapp.groupwork.models import Group, Theme
from forumapp.registration.models import Registration


def _ident(value: Any) -> int | None:
    return int(value) if value not in {None, "", "None"} else None


def _mode(value: Any) -> Mode | None:
    return Mode(value) if value not in {None, "", "None"} else None


GROUP = (
    *("number", "name", "mode", "capacity", "room_id", "online_room", "join_url"),
    *("facilitator", "facilitator_email", "home_id", "account_id"),
    *("recorder", "recorder_email", "recorder_account_id"),
)
"""What a form of a group holds."""


class ThemeForm(MergingForm):
    """A theme."""

    number = NumberField(_l("番号"), [chosen(_l("入力してください。")), between(1, 99)])
    title = LineField(_l("テーマ"), [required()], limit=200)
    guide = BlockField(_l("話し合いの手がかり(問いかけ)"), limit=1000)

    @staticmethod
    def current(theme: Theme) -> dict[str, Any]:
        """Return the present values."""
        return {"number": theme.number, "title": theme.title, "guide": theme.guide}


class GroupForm(MergingForm):
    """A group; its choices are the rooms of the venue, the forum's facilitators, and organisations that take part."""

    number = NumberField(_l("番号"), [chosen(_l("入力してください。")), between(1, 999)])
    name = LineField(_l("班の名前"), limit=100)
    mode = SelectField(
        _l("参加方法"),
        coerce=_mode,
        choices=[
            SelectChoice("", _l("決めない（班編成のときに人数から決めます）")),
            SelectChoice("on_site", _l("会場の班")),
            SelectChoice("web", _l("Webの班")),
            SelectChoice("both", _l("会場とWebの合同の班")),
        ],
    )
    capacity = NumberField(_l("定員"), [optional(), between(1, 999)])
    room_id = SelectField(_l("部屋"), coerce=_ident)
    online_room = LineField(_l("オンラインの部屋"), limit=100)
    join_url = CodeField(_l("オンラインの部屋のアドレス"), limit=500)
    facilitator = LineField(_l("進行役の氏名"), limit=200)
    facilitator_email = EmailField(_l("進行役のメールアドレス"), limit=254)
    home_id = SelectField(_l("進行役の団体"), coerce=_ident)
    account_id = SelectField(_l("進行役のアカウント"), coerce=_ident)
    recorder = LineField(_l("記録係の氏名"), limit=200)
    recorder_email = EmailField(_l("記録係のメールアドレス"), limit=254)
    recorder_account_id = SelectField(_l("記録係のアカウント"), coerce=_ident)

    @staticmethod
    def current(group: Group) -> dict[str, Any]:
        """Return the present values."""
        return {name: getattr(group, name) for name in GROUP}

    def offer(
        self, rooms: Sequence[Room], facilitators: Sequence[Membership], homes: Sequence[Organisation] = ()
    ) -> "GroupForm":
        """Set the choices; call it before validation."""
        self.room_id.choices = [
            SelectChoice("", _("決めない")),
            *(SelectChoice(str(room.id), room.name) for room in rooms),
        ]
        self.home_id.choices = [
            SelectChoice("", _("参加する団体ではない、または未定")),
            *(SelectChoice(str(one.id), one.name) for one in homes),
        ]
        people = [SelectChoice(str(one.account_id), one.account.label) for one in facilitators]
        for field in (self.account_id, self.recorder_account_id):
            field.choices = [SelectChoice("", _("アカウントを使わない（リンクで入る）")), *people]
        return self


class ManyGroupsForm(Form):
    """Many groups at once: so many, or as many as groups of about this size need; the last of them for the Web."""

    how = RadioField(
        _l("作り方"),
        [chosen()],
        choices=[
            SelectChoice("number", _l("班の数を決める")),
            SelectChoice("size", _l("1班のおおよその人数を決める")),
        ],
        default="number",
    )
    amount = NumberField(_l("班の数、または1班の人数"), [chosen(_l("入力してください。")), between(1, 99)])
    web = NumberField(_l("そのうちWebの班の数"), [optional(), between(0, 99)])


class SettingsForm(MergingForm):
    """How the group work goes on: minutes, rounds, and what the arrangement looks at."""

    work_minutes = NumberField(_l("話し合いの時間"), [optional(), between(1, 1440)])
    talk_minutes = NumberField(_l("発表の時間"), [optional(), between(0, 1440)])
    pattern = RadioField(
        _l("席替え"),
        [chosen()],
        choices=[
            SelectChoice(Pattern.SINGLE.value, _l("席替えをしない")),
            SelectChoice(Pattern.FRESH.value, _l("ラウンドごとに全員が席を替える")),
            SelectChoice(Pattern.HOSTS.value, _l("各班に1人が残り、ほかの人が席を替える（ワールドカフェ）")),
            SelectChoice(Pattern.HOME.value, _l("席を替えたあと、最後に最初の班へ戻る")),
        ],
        coerce=Pattern,
    )
    rounds = NumberField(_l("ラウンドの数"), [optional(), between(1, 20)])
    mode_policy = RadioField(
        _l("会場の人とWebの人"),
        [chosen()],
        choices=[
            SelectChoice(ModePolicy.TABLES.value, _l("班を分ける")),
            SelectChoice(ModePolicy.MIXED.value, _l("合同の班にする（Webの人が1人だけの班は作らない）")),
            SelectChoice(ModePolicy.IGNORE.value, _l("区別しない")),
        ],
        coerce=ModePolicy,
    )
    department = NumberField(_l("部門"), [chosen(_l("入力してください。")), between(0, 9)])
    rank = NumberField(_l("職位"), [chosen(_l("入力してください。")), between(0, 9)])
    kind = NumberField(_l("団体の種類"), [chosen(_l("入力してください。")), between(0, 9)])
    mode = NumberField(_l("参加方法"), [chosen(_l("入力してください。")), between(0, 9)])
    seed = NumberField(_l("乱数の種"), [chosen(_l("入力してください。")), between(0, 999_999)])


class MembersForm(Form):
    """Who sits in a group; ``seen`` are those who did when the page was opened."""

    seen = IdsField(default=list)

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
        "%(organisation)s %(name)s（いまは%(number)d班）",
        organisation=person.organisation_name,
        name=name,
        number=group.number,
    )
