"""Mail of the whole site, for its administrators: what waits, which hosts are slow, who gets no letters any more."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.accounts import policy
from forumapp.core.access import member
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.desk import reasons, services
from forumapp.desk.forms import AddressForm, HostForm, SuppressionForm
from forumapp.mail import queries

bp = Blueprint("mail", __name__)


def _administrators_only() -> None:
    if not policy.may_administer(g.account):
        abort(403)


def _page(form: SuppressionForm) -> ResponseReturnValue:
    return show(
        "desk/mail.html",
        queue=queries.queue(),
        counts=queries.counts(),
        hosts=queries.slowed_hosts(),
        suppressions=queries.suppressions(),
        form=form,
        action=ActionForm(),
        reasons=reasons,
        status=form.status,
    )


def _back() -> ResponseReturnValue:
    return redirect(url_for(".index"), 303)


@bp.get("/desk/mail")
@member
def index() -> ResponseReturnValue:
    """Show how the outbox of the whole site stands."""
    _administrators_only()
    return _page(SuppressionForm())


@bp.post("/desk/mail/suppressions")
@member
def suppress() -> ResponseReturnValue:
    """Send nothing to an address any more."""
    _administrators_only()
    form = SuppressionForm()
    if form.accepted():
        services.suppress(by=g.actor, **form.values())
        notify(_("%(address)sを配信停止にしました。", address=form.address.data))
        return _back()
    return _page(form)


@bp.post("/desk/mail/liftings")
@member
def lift() -> ResponseReturnValue:
    """Send letters to an address again."""
    _administrators_only()
    form = AddressForm()
    if form.accepted() and services.lift(form.address.data, by=g.actor):
        notify(_("%(address)sの配信停止を解除しました。", address=form.address.data))
    return _back()


@bp.post("/desk/mail/resumptions")
@member
def go_on() -> ResponseReturnValue:
    """Let letters go to a host at once again."""
    _administrators_only()
    form = HostForm()
    if form.accepted():
        services.go_on(form.host.data or "", by=g.actor)
        notify(_("送信を再開します。まもなく送信されます。"))
    return _back()
