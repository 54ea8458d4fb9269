"""The group on a personal page."""

from flask_babel import gettext as _

from forumapp.groupwork.models import Group
from forumapp.groupwork.queries import people
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.panels import Panel, Row


def own_group(registration: Registration) -> Panel | None:
    """Return in which group this person sits, and where; nothing before it was published."""
    if registration.state is not RegistrationState.CONFIRMED:
        return None
    rows = [_row(round_, group) for round_, group in people.groups_of(registration.id)]
    return Panel(_("グループワーク"), rows) if rows else None


def _row(round_: int, group: Group) -> Row:
    title = group.work.item.title
    if round_ > 1:
        title = _("%(title)s 第%(round)dラウンド", title=title, round=round_)
    return Row(title, _name(group), note=group.room.name if group.room else group.online_room)


def _name(group: Group) -> str:
    if group.name:
        return _("%(number)d班 %(name)s", number=group.number, name=group.name)
    return _("%(number)d班", number=group.number)
