"""Languages of the interface: Japanese (the msgids) and English (the catalogue).

Chosen by ``?lang=`` (which is then remembered in a cookie), the cookie, or the browser's header.
"""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel import lazy_gettext as lazy_gettext
from werkzeug.wrappers import Response as BaseResponse

LANGUAGES = ("ja", "en")
NAMES = {"ja": "日本語", "en": "English"}
COOKIE = "lang"
YEAR = 365 * 24 * 3600


def choose() -> str:
    """Return the language of this request."""
    if not has_request_context():
        return LANGUAGES[0]
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    return request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0]) or LANGUAGES[0]


def language() -> str:
    """Return the language of what is being written now: 'ja' or 'en'."""
    return str(get_locale() or LANGUAGES[0])


def localised(row: Any) -> str:
    """Return the name of a row with ``name`` and ``name_en`` (a department, a rank, a track); "" for None."""
    if row is None:
        return ""
    return (row.name_en if language() == "en" else "") or str(row.name)


def links() -> list[tuple[str, str, str]]:
    """Return (code, label, address) of this page in every language."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    path = quote(request.path)  # a raw backslash or tab could make it the address of another site
    return [(code, NAMES[code], f"{path}?{urlencode([*kept, ('lang', code)])}") for code in LANGUAGES]


def remember(response: BaseResponse, code: str) -> None:
    """Let the browser keep ``code`` as its language for a year."""
    response.set_cookie(COOKIE, code, max_age=YEAR, samesite="Lax", secure=request.is_secure, httponly=True)


def init(app: Flask) -> None:
    """Bind Babel; remember a language chosen by link."""
    Babel(app, default_locale=LANGUAGES[0], locale_selector=choose)
    app.after_request(_remember)


def _remember(response: Response) -> Response:
    wish = request.args.get("lang")
    if request.path.endswith(".ics"):  # asked for by programs, whose language is in the address every time
        return response
    if wish in LANGUAGES and response.status_code < 400 and request.cookies.get(COOKIE) != wish:
        remember(response, str(wish))
        response.headers["Cache-Control"] = "private, no-cache"
    return response
