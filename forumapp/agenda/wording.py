"""Words of the programme: kinds, modes, roles and moments as people read them."""

from datetime import datetime

from flask_babel import gettext as _

from forumapp.agenda.models import AppearanceRole, ItemKind
from forumapp.agenda.ripple import Ripple
from forumapp.core.clock import to_wall
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_time
from forumapp.forums.models import Mode


def kind_name(kind: ItemKind) -> str:
    """Return the word for a kind of item."""
    return {
        ItemKind.GREETING: _("挨拶"),
        ItemKind.TALK: _("講演・説明"),
        ItemKind.QA: _("質疑応答"),
        ItemKind.BREAK: _("休憩"),
        ItemKind.GROUP_WORK: _("グループワーク"),
        ItemKind.PRESENTATION: _("発表"),
        ItemKind.CONTAINER: _("まとまり(中に項目を入れる)"),
        ItemKind.OTHER: _("その他"),
    }[kind]


def mode_name(mode: Mode) -> str:
    """Return the word for how an item or a track is held."""
    return {Mode.ON_SITE: _("会場のみ"), Mode.WEB: _("Webのみ"), Mode.BOTH: _("会場・Web")}[mode]


def role_name(role: AppearanceRole) -> str:
    """Return the word for what somebody does in an item."""
    return {
        AppearanceRole.SPEAKER: _("登壇者"),
        AppearanceRole.MODERATOR: _("司会・進行"),
        AppearanceRole.PANELIST: _("パネリスト"),
    }[role]


def ripple_name(ripple: Ripple) -> str:
    """Return the words for what later items do."""
    return {
        Ripple.SHIFT: _("後の項目をずらす"),
        Ripple.SLOT: _("この枠だけ変える"),
        Ripple.ABSORB: _("次の休憩で吸収する"),
    }[ripple]


def ripple_hint(ripple: Ripple) -> str:
    """Return what a mode does, in a sentence."""
    return {
        Ripple.SHIFT: _("後の項目も一緒に動きます。開始時刻を固定した項目は動きません。"),
        Ripple.SLOT: _("後の項目は、今の時刻のまま動きません。"),
        Ripple.ABSORB: _(
            "次の休憩を短く(長く)して、その後の項目の時刻を保ちます。休憩は5分より短くしません。"
        ),
    }[ripple]


def wall_moment(instant: datetime, zone: str) -> str:
    """Return date and time of an instant as people in ``zone`` read it: 令和6年7月1日(月) 9:00."""
    wall = to_wall(instant, zone)
    return f"{format_date(wall.date(), language())} {format_time(wall.hour * 60 + wall.minute)}"
