"""The group on a personal page."""

from flask_babel import gettext as _

from forumapp.groupwork import queries
from forumapp.groupwork.models import Group
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.panels import Panel, Row


def own_group(registration: Registration) -> Panel | None:
    """Return in which group this person sits, and where; nothing before anybody has put them into one."""
    if registration.state is not RegistrationState.CONFIRMED:
        return None
    rows = [
        Row(group.work.item.title, _name(group), note=group.room.name if group.room else "")
        for group in queries.groups_of(registration.id)
    ]
    return Panel(_("グループワーク"), rows) if rows else None


def _name(group: Group) -> str:
    if group.name:
        return _("%(number)d班 %(name)s", number=group.number, name=group.name)
    return _("%(number)d班", number=group.number)
