"""Colleagues of a forum and their roles. The page's own endpoints are ``people.*``."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.forms import ActionForm
from forumapp.core.i18n import language
from forumapp.core.pages import notify, show
from forumapp.forums import queries
from forumapp.forums.forms.places import ROLES, InvitationForm, RoleForm
from forumapp.forums.models import Forum, Membership, Role
from forumapp.forums.policy import may_own
from forumapp.forums.services import people as services

bp = Blueprint("people", __name__)


def _member(forum: Forum, ident: int) -> Membership:
    return queries.membership_in(forum, ident) or abort(404)


def _to_list(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for(".people", forum=forum.slug), 303)


@bp.route("/desk/forums/<slug:forum>/people", methods=["GET", "POST"])
@role("owner")
def people(forum: Forum) -> ResponseReturnValue:
    """See who works on the forum; invite somebody."""
    form = InvitationForm()
    if form.accepted():
        with form.refusals():
            values = {**form.values(), "role": Role(form.role.data), "language": language()}
            member = services.invite(forum, by=g.actor, **values)
            notify(_("%(name)sさんを担当者に追加しました。", name=member.account.label))
            return _to_list(forum)
    return show(
        "forums/people.html",
        forum=forum,
        form=form,
        members=queries.members_of(forum),
        role_names={choice.value: choice.label for choice in ROLES},
        status=form.status,
    )


@bp.route("/desk/forums/<slug:forum>/people/<id:member>", methods=["GET", "POST"])
@role("owner")
def member(forum: Forum, member: int) -> ResponseReturnValue:
    """Change somebody's role."""
    membership = _member(forum, member)
    form = RoleForm(role=membership.role.value)
    if form.accepted():
        with form.refusals():
            services.change_role(forum, membership, by=g.actor, role=Role(form.role.data))
            notify(_("%(name)sさんの役割を変更しました。", name=membership.account.label))
            return _leave_or_stay(forum)
    return show(
        "forums/member.html",
        forum=forum,
        form=form,
        membership=membership,
        action_form=ActionForm(),
        status=form.status,
    )


@bp.post("/desk/forums/<slug:forum>/people/<id:member>/removal")
@role("owner")
def remove(forum: Forum, member: int) -> ResponseReturnValue:
    """Let somebody go."""
    membership = _member(forum, member)
    if ActionForm().accepted():
        services.remove(forum, membership, by=g.actor)
        notify(_("%(name)sさんを担当者から外しました。", name=membership.account.label))
    return _leave_or_stay(forum)


def _leave_or_stay(forum: Forum) -> ResponseReturnValue:
    """Go where the present person may still look after changing their own role."""
    found = queries.forum_for(forum.slug, g.account)
    if found is None:
        return redirect(url_for("desk.index"), 303)
    if not may_own(found[1]):
        return redirect(url_for("desk.forum", forum=forum.slug), 303)
    return _to_list(forum)
