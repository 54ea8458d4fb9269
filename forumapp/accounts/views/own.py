"""Signing in and out, one's own account, setting a password."""

from typing import Any

from flask import Blueprint, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.accounts import attempts, browsers, passwords, queries, services
from forumapp.accounts.errors import SignInRefused, WrongPassword
from forumapp.accounts.forms import (
    ChangePasswordForm,
    LostPasswordForm,
    NewPasswordForm,
    ProfileForm,
    SignInForm,
)
from forumapp.accounts.models import Account
from forumapp.accounts.notices import wording
from forumapp.core import i18n, throttle, transaction
from forumapp.core.access import member, personal_link, public
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show

bp = Blueprint("accounts", __name__)


@bp.app_context_processor
def sign_out_form() -> dict[str, Any]:
    """Give every page of a signed-in person the form behind its sign-out button."""
    return {"sign_out_form": ActionForm(sent=False) if g.get("account") is not None else None}


@bp.route("/sign-in", methods=["GET", "POST"])
@public()
def sign_in() -> ResponseReturnValue:
    """Show the form; let in whoever knows address and password."""
    form = SignInForm(next=request.args.get("next"))
    if form.accepted():
        attempts.SIGN_IN.check(form.email.data, throttle.origin())
        with form.refusals():
            account, known = _verified(form)
            return _enter(account, known, local_path(form.next.data))
    elif request.method == "GET" and queries.signed_in() is not None:
        return redirect(local_path(form.next.data) or url_for("desk.index"), 303)
    signed_out = request.args.get("after") == "sign-out"
    return show("accounts/sign_in.html", form=form, signed_out=signed_out, status=form.status)


def _verified(form: SignInForm) -> tuple[Account, str]:
    try:
        return services.verified(form.email.data, form.password.data)
    except SignInRefused:
        attempts.SIGN_IN.count(form.email.data, throttle.origin())
        raise


def _enter(account: Account, known: str, target: str | None = None) -> Response:
    """Open a sign-in and give the browser a new session: nothing of the old one lives on."""
    browser = browsers.describe(request.user_agent.string)
    secret = services.open_sign_in(account, known, browser=browser, instead_of=queries.present_sign_in())
    session.clear()
    session[queries.SECRET] = secret
    session.permanent = True
    response = redirect(target or url_for("desk.index"), 303)
    if i18n.COOKIE not in request.cookies:
        i18n.remember(response, account.language)
    return response


def local_path(text: str | None) -> str | None:
    """Return ``text`` if it is a path of this site, else None: links to sign-in must not lead elsewhere."""
    if not text or not text.startswith("/") or text[1:2] in {"/", "\\"} or not text.isprintable():
        return None
    return text


@bp.post("/sign-out")
@public()
def sign_out() -> ResponseReturnValue:
    """Sign this browser out; also when its sign-in has already ended."""
    if ActionForm().accepted():
        present = queries.present_sign_in()
        if present is not None:
            services.end_sign_in(present)
        session.clear()
    return redirect(url_for("accounts.sign_in", after="sign-out"), 303)


@bp.route("/account", methods=["GET", "POST"])
@member
def me() -> ResponseReturnValue:
    """Show and change one's own name and language; list where one is signed in."""
    form = ProfileForm(obj=g.account)
    if form.accepted():
        services.change_profile(g.account, by=g.actor, **form.values())
        with force_locale(form.language.data):
            notify(_("アカウントを保存しました。"))
        response = redirect(url_for("accounts.me"), 303)
        i18n.remember(response, form.language.data)
        return response
    return show(
        "accounts/me.html",
        form=form,
        sign_ins=queries.sign_ins_of(g.account),
        present=queries.present_sign_in(),
        wording=wording,
        action=ActionForm(),
        status=form.status,
    )


@bp.post("/account/sign-outs")
@member
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign every browser of this account out, also this one."""
    if ActionForm().accepted():
        services.sign_out_everywhere(g.account, by=g.actor)
        session.clear()
    return redirect(url_for("accounts.sign_in", after="sign-out"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@member
def password() -> ResponseReturnValue:
    """Change one's own password; other browsers are signed out."""
    form = ChangePasswordForm()
    if form.accepted():
        with transaction.reading():
            address, known = g.account.email, g.account.password_hash
        attempts.SIGN_IN.check(address, throttle.origin())
        with form.refusals():
            made = _changed(form, address, known)
            present = queries.present_sign_in()
            services.change_password(g.account, made, known=known, keep=present, by=g.actor)
            notify(_("パスワードを変更しました。ほかの端末はサインアウトしました。"))
            return redirect(url_for("accounts.me"), 303)
    return show("accounts/password.html", form=form, least=passwords.LEAST, status=form.status)


def _changed(form: ChangePasswordForm, address: str, known: str | None) -> str:
    if not passwords.fits(form.current_password.data, known):
        attempts.SIGN_IN.count(address, throttle.origin())
        raise WrongPassword
    return passwords.make(form.password.data, address)


@bp.route("/password/lost", methods=["GET", "POST"])
@public()
def lost_password() -> ResponseReturnValue:
    """Mail a link that sets a password; the answer is the same for every address."""
    form = LostPasswordForm()
    if form.accepted():
        attempts.LOST_PASSWORD.check(form.email.data, throttle.origin())
        attempts.LOST_PASSWORD.count(form.email.data, throttle.origin())
        services.ask_for_link(form.email.data)
        return redirect(url_for("accounts.link_sent"), 303)
    return show("accounts/lost_password.html", form=form, status=form.status)


@bp.get("/password/lost/sent")
@public()
def link_sent() -> ResponseReturnValue:
    """Say what happens next, without saying whether the address is known."""
    return show("accounts/link_sent.html")


@bp.route("/password/<token:token>/", methods=["GET", "POST"])
@personal_link(queries.LINK)
def set_password(password: Account) -> ResponseReturnValue:
    """Let the holder of a mailed link set a password and sign in."""
    form = NewPasswordForm()
    with transaction.reading():
        address = password.email
    if form.accepted():
        with form.refusals():
            made = passwords.make(form.password.data, address)
            services.set_password_by_link(password, made, by=g.actor)
            response = _enter(password, made)
            notify(_("パスワードを設定し、サインインしました。"))
            return response
    return show(
        "accounts/set_password.html", form=form, address=address, least=passwords.LEAST, status=form.status
    )
