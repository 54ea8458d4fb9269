"""The group on a personal page: where, with which themes, and who else is there."""

from collections import Counter
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.appearing import title_of
from forumapp.core.text.names import full_name
from forumapp.forums.models import Mode
from forumapp.groupwork.calling import own_display_names
from forumapp.groupwork.models import Group
from forumapp.groupwork.naming import group_name, theme_name
from forumapp.groupwork.queries import people, works
from forumapp.groupwork.telling import place_of
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.panels import Panel, Row


def own_group(registration: Registration) -> Panel | None:
    """Return in which group this person sits, and where; nothing before it was published."""
    if registration.state is not RegistrationState.CONFIRMED:
        return None
    seated = people.groups_of(registration.id)
    called = {
        work.id: own_display_names(registration, work)
        for work in dict.fromkeys(group.work for _number, group in seated)
    }
    several = {group.work_id for round_, group in seated if round_ > 1}
    rows = [
        row
        for round_, group in seated
        for row in _rows(
            registration,
            _title(group, round_ if group.work_id in several else None),
            round_,
            group,
            called[group.work_id].get(round_, ""),
        )
    ]
    rows += [
        row
        for work_id in dict.fromkeys(group.work_id for _number, group in seated)
        for row in _themes(work_id)
    ]
    return Panel(_("グループワーク"), rows) if rows else None


def _title(group: Group, round_: int | None) -> str:
    """Return the name of the item, with the round where there are several."""
    title = title_of(group.work.item)
    return _("%(title)s 第%(round)dラウンド", title=title, round=round_) if round_ else title


def _rows(registration: Registration, title: str, round_: int, group: Group, called: str) -> Iterator[Row]:
    yield Row(title, group_name(group), note=place_of(group, registration.mode))
    if group.join_url and registration.mode is Mode.WEB:
        yield Row(_("オンラインの部屋"), _("班の部屋に入る"), url=group.join_url)
    if called:
        yield Row(_("Web会議での表示名"), called, note=_("入室したら、表示名をこのとおりに変えてください。"))
    others = [one for one in people.fellows(group.id, round_) if one.id != registration.id]
    if others:
        yield Row(_("同じ班の人"), _fellows(others))


def _fellows(others: Sequence[Registration]) -> str:
    """Name the people of whom we may, those who agreed to be on the list; of the others say how many an organisation sends."""
    told = [
        _(
            "%(organisation)s %(name)s",
            organisation=one.organisation_name,
            name=full_name(one.family_name, one.given_name),
        ).strip()
        for one in others
        if one.may_list
    ]
    unnamed = Counter(one.organisation_name for one in others if not one.may_list)
    told += [
        ngettext("%(organisation)sの方1名", "%(organisation)sの方%(num)d名", number, organisation=name)
        if name
        else ngettext("ほか1名", "ほか%(num)d名", number)
        for name, number in unnamed.items()
    ]
    return _("、").join(told)


def _themes(work_id: int) -> list[Row]:
    return [Row(theme_name(theme), theme.title, note=theme.guide) for theme in works.themes(work_id)]
