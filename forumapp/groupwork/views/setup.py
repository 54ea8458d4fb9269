"""Setting group work up at the desk."""

from typing import Any

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forumapp.agenda.models import Item
from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum
from forumapp.groupwork import naming, notices
from forumapp.groupwork.forms.setup import GroupForm, ManyGroupsForm, MembersForm, SettingsForm, ThemeForm
from forumapp.groupwork.models import Group, GroupWork, Theme
from forumapp.groupwork.queries import people, works
from forumapp.groupwork.queries.arrangement import DEFAULT_WEIGHTS, settings_of
from forumapp.groupwork.services import settings as settings_service
from forumapp.groupwork.services import setup as services
from forumapp.groupwork.steps import steps_of

bp = Blueprint("groupwork_setup", __name__)
for namer in (naming.group_name, naming.theme_name, naming.round_name):
    bp.add_app_template_global(namer)
DESK = "/desk/forums/<slug:forum>/groupwork"


def _item(forum: Forum, ident: int) -> Item:
    return works.item(forum, ident) or abort(404)


def _theme(forum: Forum, ident: int) -> Theme:
    return works.theme(forum, ident) or abort(404)


def _group(forum: Forum, ident: int) -> Group:
    return works.group(forum, ident) or abort(404)


def _back(forum: Forum, text: str) -> Response:
    notify(text)
    return redirect(url_for("groupwork_setup.setup", forum=forum.slug), 303)


@bp.get(DESK)
@role("owner", "editor")
def setup(forum: Forum) -> ResponseReturnValue:
    """Show themes and groups of each group-work item, and what comes next."""
    items, found, members = works.items(forum), works.works(forum), people.members(forum)
    return show(
        "groupwork/setup.html",
        forum=forum,
        items=items,
        works=found,
        members=members,
        steps={item.id: steps_of(forum, item, found.get(item.id)) for item in items},
        form=ActionForm(),
    )


@bp.route(DESK + "/items/<id:item>/themes/new", methods=["GET", "POST"])
@role("owner", "editor")
def new_theme(forum: Forum, item: int) -> ResponseReturnValue:
    """Add a theme."""
    found = _item(forum, item)
    form = ThemeForm({"number": works.next_number(Theme, found)})
    if form.accepted():
        with form.refusals():
            services.add_theme(found, by=g.actor, **form.values())
            return _back(forum, _("テーマを追加しました。"))
    return show("groupwork/theme.html", status=form.status, form=form, forum=forum, theme=None, item=found)


@bp.route(DESK + "/themes/<id:theme>", methods=["GET", "POST"])
@role("owner", "editor")
def theme(forum: Forum, theme: int) -> ResponseReturnValue:
    """Change a theme."""
    found = _theme(forum, theme)
    form = ThemeForm(ThemeForm.current(found))
    if form.accepted():
        with form.refusals():
            lock(found)
            form.settle(form.current(found))
            services.change_theme(found, by=g.actor, **form.values())
            return _back(forum, _("テーマを保存しました。"))
    return show(
        "groupwork/theme.html", status=form.status, form=form, forum=forum, theme=found, item=found.work.item
    )


@bp.post(DESK + "/themes/<id:theme>/withdrawal")
@role("owner", "editor")
def theme_withdrawal(forum: Forum, theme: int) -> ResponseReturnValue:
    """Take a theme away."""
    found = _theme(forum, theme)
    if ActionForm().accepted():
        services.withdraw_theme(found, by=g.actor)
    return _back(forum, _("テーマを取り下げました。"))


@bp.post(DESK + "/themes/<id:theme>/restoration")
@role("owner", "editor")
def theme_restoration(forum: Forum, theme: int) -> ResponseReturnValue:
    """Bring a theme back."""
    found = works.theme(forum, theme, is_withdrawn=True) or abort(404)
    if ActionForm().accepted():
        services.restore(found, by=g.actor)
    return _back(forum, _("%(theme)sを元に戻しました。", theme=naming.theme_name(found)))


def _group_form(forum: Forum, current: dict[str, Any]) -> GroupForm:
    form = GroupForm(current)
    return form.offer(works.rooms(forum), works.facilitators_of(forum.id), works.homes(forum))


@bp.route(DESK + "/items/<id:item>/groups/new", methods=["GET", "POST"])
@role("owner", "editor")
def new_group(forum: Forum, item: int) -> ResponseReturnValue:
    """Add a group."""
    found = _item(forum, item)
    form = _group_form(forum, {"number": works.next_number(Group, found)})
    if form.accepted():
        with form.refusals():
            services.add_group(found, by=g.actor, **form.values())
            return _back(forum, _("班を追加しました。"))
    return show("groupwork/group.html", status=form.status, form=form, forum=forum, group=None, item=found)


@bp.route(DESK + "/items/<id:item>/groups/many", methods=["GET", "POST"])
@role("owner", "editor")
def many_groups(forum: Forum, item: int) -> ResponseReturnValue:
    """Make many groups in one step: so many, or as many as people of a size need."""
    found, form = _item(forum, item), ManyGroupsForm()
    expected = len(people.candidates(found))
    if form.accepted():
        amount: int = form.amount.data or 1
        number = amount if form.how.data == "number" else max(1, -(-expected // amount))
        with form.refusals():
            made = services.add_groups(found, by=g.actor, number=number, web=form.web.data)
            return _back(forum, ngettext("%(num)d班を作りました。", "%(num)d班を作りました。", len(made)))
    return show(
        "groupwork/many_groups.html",
        status=form.status,
        form=form,
        forum=forum,
        item=found,
        expected=expected,
        first=works.next_number(Group, found),
    )


@bp.route(DESK + "/items/<id:item>/settings", methods=["GET", "POST"])
@role("owner", "editor")
def settings(forum: Forum, item: int) -> ResponseReturnValue:
    """Change minutes, rounds, and what the arrangement looks at."""
    found = _item(forum, item)
    work = works.works(forum).get(found.id) or GroupWork(id=0, forum_id=forum.id)
    form = SettingsForm(settings_of(work))
    if form.accepted():
        with form.refusals():
            form.settle(settings_service.held(found))
            values = form.values()
            weights = {name: values.pop(name) for name in DEFAULT_WEIGHTS}
            settings_service.change(found, by=g.actor, weights=weights, **values)
            return _back(forum, _("進め方を保存しました。"))
    return show("groupwork/settings.html", status=form.status, form=form, forum=forum, item=found)


@bp.route(DESK + "/groups/<id:group>", methods=["GET", "POST"])
@role("owner", "editor")
def group(forum: Forum, group: int) -> ResponseReturnValue:
    """Change a group; show, mail and revoke its link."""
    found = _group(forum, group)
    form = _group_form(forum, GroupForm.current(found))
    if form.accepted():
        with form.refusals():
            lock(found)
            form.settle(form.current(found))
            services.change_group(found, by=g.actor, **form.values())
            return _back(forum, _("班を保存しました。"))
    return show(
        "groupwork/group.html",
        status=form.status,
        form=form,
        forum=forum,
        group=found,
        item=found.work.item,
        link=notices.link_of(found),
        recorder_link=notices.recorder_link_of(found),
        action_form=ActionForm(),
    )


@bp.route(DESK + "/groups/<id:group>/members", methods=["GET", "POST"])
@role("owner", "editor")
def members(forum: Forum, group: int) -> ResponseReturnValue:
    """Tick the people of a group."""
    found = _group(forum, group)
    seats = people.seats(found.work)
    ticked = [ident for ident, place in seats.items() if place == found.id]
    form = MembersForm(members=ticked, seen=ticked)
    form.offer(people.candidates(found.work.item), people.seated_elsewhere(found, seats))
    if form.accepted():
        with form.refusals():
            services.set_members(found, by=g.actor, members=form.members.data, seen=form.seen.data)
            return _back(forum, _("班の人を保存しました。"))
    return show("groupwork/members.html", status=form.status, form=form, forum=forum, group=found)


@bp.post(DESK + "/groups/<id:group>/letter")
@role("owner", "editor")
def letter(forum: Forum, group: int) -> ResponseReturnValue:
    """Mail the link to the facilitator."""
    found = _group(forum, group)
    if ActionForm().accepted():
        services.send_link(found, by=g.actor)
    return _back(forum, _("%(address)sにリンクを送ります。", address=found.facilitator_email))


@bp.post(DESK + "/groups/<id:group>/link-revocation")
@role("owner", "editor")
def link_revocation(forum: Forum, group: int) -> ResponseReturnValue:
    """End the link that is in use."""
    found = _group(forum, group)
    if ActionForm().accepted():
        services.revoke_link(found, by=g.actor)
    return _back(forum, _("リンクを無効にしました。新しいリンクを送ってください。"))


@bp.post(DESK + "/groups/<id:group>/withdrawal")
@role("owner", "editor")
def group_withdrawal(forum: Forum, group: int) -> ResponseReturnValue:
    """Take a group away."""
    found = _group(forum, group)
    if ActionForm().accepted():
        services.withdraw_group(found, by=g.actor)
    return _back(forum, _("班を取り下げました。"))


@bp.post(DESK + "/groups/<id:group>/restoration")
@role("owner", "editor")
def group_restoration(forum: Forum, group: int) -> ResponseReturnValue:
    """Bring a group back."""
    found = works.group(forum, group, is_withdrawn=True) or abort(404)
    if ActionForm().accepted():
        services.restore(found, by=g.actor)
    said = _(
        "%(group)sを元に戻しました。班の人は班編成で入れ直し、進行役と記録係には新しいリンクを送ってください。",
        group=naming.group_name(found),
    )
    return _back(forum, said)
