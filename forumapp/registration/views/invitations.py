"""The desk's page of invitations: paste, look at what was understood, send."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core.access import rehearsal, role
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.pages import show as page
from forumapp.forums.models import Forum
from forumapp.registration import addresses, policy
from forumapp.registration.forms.desk import InviteForm
from forumapp.registration.queries import registrations as found
from forumapp.registration.services import inviting
from forumapp.registration.views.words import words

bp = Blueprint("invitations", __name__)
bp.context_processor(words)


@bp.route("/desk/forums/<slug:forum>/invitations", methods=["GET", "POST"])
@role(*policy.EDITORS)
def index(forum: Forum) -> ResponseReturnValue:
    """Who was invited; sending to those who were looked at."""
    form = InviteForm()
    if form.accepted():
        with form.refusals():
            guests = addresses.read(form.addresses.data).guests
            made = inviting.invite(
                forum, by=g.actor, guests=guests, message=form.message.data, language=form.language.data
            )
            notify(ngettext("%(num)d件の開催案内を送ります。", "%(num)d件の開催案内を送ります。", len(made)))
            return redirect(url_for("invitations.index", forum=forum.slug), 303)
    return _form_page(forum, form)


@bp.route("/desk/forums/<slug:forum>/invitations/preview", methods=["GET", "POST"])
@role(*policy.EDITORS)
@rehearsal
def preview(forum: Forum) -> ResponseReturnValue:
    """What was understood of the pasted addresses; writes and sends nothing."""
    form = InviteForm()
    if not form.accepted():
        return _form_page(forum, form)
    guests = addresses.read(form.addresses.data)
    fresh = inviting.fresh(forum, guests.guests)
    return page("registration/desk/invite.html", forum=forum, form=form, read=guests, fresh=fresh)


@bp.post("/desk/forums/<slug:forum>/invitations/<id:number>/withdrawal")
@role(*policy.EDITORS)
def withdraw(forum: Forum, number: int) -> ResponseReturnValue:
    """Take an invitation back."""
    invitation = found.invitation(forum, number) or abort(404)
    if ActionForm().accepted():
        inviting.withdraw(invitation, by=g.actor)
        notify(_("案内を取り消しました。リンクは使えなくなります。"))
    return redirect(url_for("invitations.index", forum=forum.slug), 303)


def _form_page(forum: Forum, form: InviteForm) -> ResponseReturnValue:
    return page(
        "registration/desk/invitations.html",
        forum=forum,
        form=form,
        action=ActionForm(),
        invitations=found.invitations(forum),
        status=form.status,
    )
