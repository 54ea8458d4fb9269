"""Making of pages: whole or as a fragment, with one notification, and the context that every template has."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request, session

from forumapp.core import i18n

NOTICE = "notice"


@dataclass(frozen=True)
class Notification:
    """What happened, said once on the next page. Kind: success, error or info."""

    kind: str
    text: str


def notify(text: str, kind: str = "success") -> None:
    """Say ``text`` on top of the next page; the newest wins."""
    session[NOTICE] = [kind, str(text)]


def wants_piece() -> bool:
    """Say whether the request asks for a fragment: the header X-Fragment is there, whatever it says."""
    return "X-Fragment" in request.headers


def show(template: str, *, piece: str | None = None, status: int = 200, **context: Any) -> Response:
    """Render ``template``, or only its ``piece`` when the request asks for a fragment (X-Fragment)."""
    wanted = piece if piece and wants_piece() else template
    response = make_response(render_template(wanted, **context), status)
    response.vary.add("X-Fragment")
    return response


def init(app: Flask) -> None:
    """Give templates what they all need."""
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    account = g.get("account")
    if account is not None or (g.get("actor") and g.actor.kind == "link"):
        # Kept for the whole request: a letter that is rendered for the page must not use it up.
        g.notice = session.pop(NOTICE, None) or g.get("notice")
    kept = g.get("notice")
    return {
        "lang": i18n.language(),
        "lang_links": i18n.links() if request else [],
        "site_name": current_app.config["SITE_NAME"],
        "account": account,
        "notification": Notification(*kept) if kept else None,
        "may": g.get("roles", frozenset()),
    }
