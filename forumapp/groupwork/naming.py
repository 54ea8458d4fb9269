"""How groups, themes, rounds, places and people are called: on pages, in letters, on papers and in files."""

from flask_babel import gettext as _

from forumapp.groupwork.models import Group, Theme
from forumapp.registration.models import Registration


def group_name(group: Group) -> str:
    """Return the number of a group, and its name if it has one."""
    if group.name:
        return _("%(number)d班 %(name)s", number=group.number, name=group.name)
    return _("%(number)d班", number=group.number)


def theme_name(theme: Theme) -> str:
    """Return the number of a theme."""
    return _("テーマ%(number)d", number=theme.number)


def whole_theme(theme: Theme) -> str:
    """Return the number and the title of a theme."""
    return _("テーマ%(number)d %(title)s", number=theme.number, title=theme.title)


def round_name(round_: int) -> str:
    """Return the name of a round."""
    return _("第%(number)dラウンド", number=round_)


def place_name(group: Group) -> str:
    """Return where a group meets; "" where that is not decided."""
    if group.room is not None:
        return group.room.name
    return _("オンライン %(room)s", room=group.online_room) if group.online_room else ""


def facilitator_name(group: Group) -> str:
    """Return who leads a group; "" where that is not decided."""
    return group.facilitator or (group.account.label if group.account else "")


def recorder_name(group: Group) -> str:
    """Return who writes for a group; "" where that is not decided."""
    return group.recorder or (group.recorder_account.label if group.recorder_account else "")


def kana_of(person: Registration) -> str:
    """Return the reading of a name."""
    return " ".join(part for part in (person.family_kana, person.given_kana) if part)
