"""Error answers in the user's words. Nothing personal and no stack trace leaves the house."""

import logging
import re

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from forumapp.core import transaction
from forumapp.core.access import SAFE
from forumapp.core.db import DatabaseBusy
from forumapp.core.errors import DomainError, SignInRequired, StaleForm
from forumapp.core.forms import ActionForm

NEVER_KEPT = {"csrf_token", "password", "new_password", "current_password", "password_again"}
NEVER_TYPED = re.compile(r"[\w.:+-]*", re.ASCII)
"""Values of lists, ticks and hidden fields: numbers and names of the machine."""


log = logging.getLogger(__name__)


def wording(status: int) -> tuple[str, str]:
    """Return heading and sentence of an error page."""
    known = {
        400: (_("送信内容を読み取れませんでした"), _("前のページに戻り、もう一度お試しください。")),
        401: (_("サインインが必要です"), _("サインインしてから、もう一度お試しください。")),
        403: (
            _("この操作はできません"),
            _("この操作に必要な権限がありません。フォーラムの担当者にご確認ください。"),
        ),
        404: (
            _("ページが見つかりません"),
            _("アドレスが正しいかご確認ください。リンクの有効期限が切れている場合もあります。"),
        ),
        405: (_("この操作はできません"), _("前のページに戻り、ボタンから操作してください。")),
        409: (
            _("変更できませんでした"),
            _("ほかの人が同時に変更した可能性があります。ページを開き直して内容をご確認ください。"),
        ),
        413: (
            _("送信できる大きさを超えています"),
            _("文字数やファイルの大きさを減らして、もう一度お試しください。"),
        ),
        415: (_("送信内容を読み取れませんでした"), _("前のページに戻り、もう一度お試しください。")),
        416: (_("ファイルの指定された範囲がありません"), _("最初から読み込み直してください。")),
        429: (_("回数が多すぎます"), _("しばらく待ってから、もう一度お試しください。")),
        503: (
            _("ただいま混み合っています"),
            _("入力内容は失われていません。少し待ってから、もう一度送信してください。"),
        ),
    }
    other = (_("エラーが発生しました"), _("お手数ですが、時間をおいてもう一度お試しください。"))
    return known.get(status, other)


def page(status: int, text: str | None = None, heading: str | None = None) -> Response:
    """Make the error page of ``status``; ``text`` and ``heading`` replace its own."""
    title, sentence = wording(status)
    html = render_template(
        "errors/error.html",
        status=status,
        heading=heading or title,
        text=text or sentence,
        back=_page_before(),
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page_before() -> str | None:
    """Return the path of the page of this site whose form was refused; nothing for whoever only looked."""
    before = request.referrer or ""
    if request.method in SAFE or not before.startswith(request.host_url):
        return None
    return "/" + before.removeprefix(request.host_url).lstrip("/")


def retry_page(status: int, text: str | None = None, heading: str | None = None) -> Response:
    """Make a page that keeps what was typed and can send it again."""
    if request.method in SAFE or request.files:
        return page(status, text, heading)
    title, sentence = wording(status)
    html = render_template(
        "errors/retry.html",
        status=status,
        heading=heading or title,
        text=text or sentence,
        fields=_kept(),
        typed=_typed() if status in {401, 404} else [],
        action=request.full_path.rstrip("?"),
        form=ActionForm(),
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _kept() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]


def _typed() -> list[str]:
    """Return what a person wrote into the form, in its order: words and addresses, each once.

    Nothing of a form with files, which may not have been read yet and is too large to read for an error.
    """
    if request.mimetype != "application/x-www-form-urlencoded":
        return []
    try:
        values = [value.strip() for name, value in _kept() if name != "seen"]
    except HTTPException:  # larger than a form may be
        return []
    return list(dict.fromkeys(value for value in values if not NEVER_TYPED.fullmatch(value)))


def _gone() -> Response:
    """Answer a form whose subject is no longer there: somebody withdrew it while the page was open, or a link ended."""
    heading = _("操作の対象が見つかりません")
    text = _("この画面を開いたあとに、対象が取り下げられたか、リンクの有効期限が切れた可能性があります。")
    return retry_page(404, text, heading) if _typed() else page(404, text, heading)


def init(app: Flask) -> None:
    """Register the answers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DomainError, lambda error: page(error.status, error.message))
    app.register_error_handler(SignInRequired, _sign_in)
    app.register_error_handler(StaleForm, _stale)
    app.register_error_handler(IntegrityError, lambda error: retry_page(409))
    app.register_error_handler(DatabaseBusy, lambda error: retry_page(503))
    app.register_error_handler(OperationalError, _database)


def _http(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    is_gone = status == 404 and request.endpoint is not None and request.method not in SAFE
    try:
        answer = _gone() if is_gone else page(status)
    except Exception:
        if status < 500:
            raise
        log.exception("the error page itself fails")
        answer = Response("エラーが発生しました / An error occurred", status, mimetype="text/plain")
    for name, value in error.get_headers():
        if name in {"Allow", "Content-Range", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _sign_in(error: SignInRequired) -> BaseResponse:
    if request.method in SAFE:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    if _page_before() is None or not _typed():  # what another site sends is not offered to be sent again
        return page(401)
    return retry_page(
        401, _("サインインの期限が切れました。新しいタブでサインインしてから、この画面に戻ってください。")
    )


def _stale(error: StaleForm) -> Response:
    return retry_page(400, _("ページの有効期限が切れました。内容を確認して、もう一度送信してください。"))


def _database(error: OperationalError) -> Response:
    if transaction.is_busy(error):
        return retry_page(503)
    raise error
