"""The site's administrators: who can sign in, and who may start forums."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.accounts import policy, queries, services
from forumapp.accounts.forms import NewAccountForm, RightsForm, SuspensionForm
from forumapp.accounts.models import Account
from forumapp.accounts.notices import wording
from forumapp.core.access import member
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show

bp = Blueprint("administration", __name__)


def _administrators_only() -> None:
    if not policy.may_administer(g.account):
        abort(403)


def _found(number: int) -> Account:
    _administrators_only()
    return queries.account(number) or abort(404)


def _back() -> ResponseReturnValue:
    return redirect(url_for("administration.accounts"), 303)


@bp.get("/desk/accounts")
@member
def accounts() -> ResponseReturnValue:
    """List all accounts."""
    _administrators_only()
    return show(
        "accounts/list.html",
        accounts=queries.accounts(),
        may_disable=policy.may_disable,
        wording=wording,
        action=ActionForm(),
    )


@bp.route("/desk/accounts/new", methods=["GET", "POST"])
@member
def create() -> ResponseReturnValue:
    """Make an account and mail its holder the link that sets a password."""
    _administrators_only()
    form = NewAccountForm()
    if form.accepted():
        with form.refusals():
            account = services.invite(by=g.actor, **form.values())
            notify(_("%(email)sに案内メールを送りました。", email=account.email))
            return _back()
    return show("accounts/create.html", form=form, status=form.status)


@bp.post("/desk/accounts/<id:number>/rights")
@member
def rights(number: int) -> ResponseReturnValue:
    """Let somebody start new forums, or no longer."""
    account = _found(number)
    form = RightsForm()
    if form.accepted():
        services.set_rights(account, by=g.actor, **form.values())
        notify(_("%(name)sさんの権限を変更しました。", name=account.label))
    return _back()


@bp.post("/desk/accounts/<id:number>/suspension")
@member
def suspension(number: int) -> ResponseReturnValue:
    """Take an account out of use, or into use again."""
    account = _found(number)
    form = SuspensionForm()
    if form.accepted():
        if form.disabled.data:
            services.disable(account, by=g.actor)
            notify(_("%(name)sさんのアカウントを停止しました。", name=account.label))
        else:
            services.enable(account, by=g.actor)
            notify(_("%(name)sさんのアカウントを再開しました。", name=account.label))
    return _back()


@bp.post("/desk/accounts/<id:number>/letter")
@member
def letter(number: int) -> ResponseReturnValue:
    """Mail the link that sets a password once more."""
    account = _found(number)
    if ActionForm().accepted():
        services.send_link(account, by=g.actor)
        notify(_("%(email)sに案内メールを送りました。", email=account.email))
    return _back()
