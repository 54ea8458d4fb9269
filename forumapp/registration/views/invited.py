"""The invited person's pages: the forum, and registering for it, also where nobody else may see it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forumapp.agenda import queries as agenda
from forumapp.core.access import attachments, personal_link, rehearsal
from forumapp.core.i18n import language
from forumapp.core.links import make_token
from forumapp.core.pages import show as page
from forumapp.registration import feeds
from forumapp.registration.models import Invitation
from forumapp.registration.queries.audience import head_count
from forumapp.registration.queries.seats import places
from forumapp.registration.views.steps import Way, check_step, entry_step, send_step
from forumapp.registration.views.words import words

bp = Blueprint("invited", __name__)
bp.context_processor(words)


def _way(invitation: Invitation) -> Way:
    token = make_token("invitation", invitation.id, invitation.link_generation)
    return Way(
        form_url=url_for("invited.register", token=token),
        check_url=url_for("invited.check", token=token),
        back_url=url_for("invited.show", token=token),
        known_url=url_for("invited.known", token=token),
        organisation=invitation.organisation.name if invitation.organisation else "",
        email=invitation.address,
    )


@bp.get("/invitations/<token:token>/")
@personal_link("invitation")
def show(invitation: Invitation) -> ResponseReturnValue:
    """The forum as it stands, and the way to register."""
    forum = invitation.forum
    programme = agenda.released_programme(forum.id).for_the_public()
    return page(
        "registration/invited.html",
        invitation=invitation,
        forum=forum,
        way=_way(invitation),
        programme=programme,
        when=feeds.when(forum, feeds.own_end(forum, programme.attended_by(None)), language()),
        audience=head_count(forum),
        places=places(forum),
    )


@bp.route("/invitations/<token:token>/registration", methods=["GET", "POST"])
@personal_link("invitation")
@attachments
def register(invitation: Invitation) -> ResponseReturnValue:
    """The form; sending what was checked."""
    if request.method == "POST":
        return send_step(invitation.forum, _way, invitation)
    return entry_step(invitation.forum, _way(invitation))


@bp.route("/invitations/<token:token>/registration/confirmation", methods=["GET", "POST"])
@personal_link("invitation")
@attachments
@rehearsal
def check(invitation: Invitation) -> ResponseReturnValue:
    """Check your answers; writes nothing."""
    if request.method == "GET":
        return redirect(_way(invitation).form_url, 303)
    return check_step(invitation.forum, _way(invitation))


@bp.get("/invitations/<token:token>/registration/known")
@personal_link("invitation")
def known(invitation: Invitation) -> ResponseReturnValue:
    """What somebody sees who is registered already."""
    return page("registration/known.html", forum=invitation.forum)
