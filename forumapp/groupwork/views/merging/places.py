"""What all pages of the merge board share: its rows, and the way back to it."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from forumapp.core.pages import notify
from forumapp.forums.models import Forum
from forumapp.groupwork.models import SummaryBullet, Theme
from forumapp.groupwork.queries import bullets, works

bp = Blueprint("summary", __name__)
DESK = "/desk/forums/<slug:forum>/summary"
LONGEST_SEARCH = 100


def bullet_of(forum: Forum, ident: int, *, is_withdrawn: bool = False) -> SummaryBullet:
    """Return a bullet of the forum, or 404."""
    return bullets.bullet(forum, ident, is_withdrawn=is_withdrawn) or abort(404)


def theme_of(forum: Forum, ident: int) -> Theme:
    """Return a living theme of the forum, or 404."""
    return works.theme(forum, ident) or abort(404)


def kept() -> dict[str, Any]:
    """Return what the address says about the notes shown, for the addresses on the page."""
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return {
        **({"q": words} if words else {}),
        **({"unused": "1"} if request.args.get("unused") else {}),
    }


def back(forum: Forum, theme: int, text: str | None = None, step: Iterable[SummaryBullet] = ()) -> Response:
    """Return to a theme's board, say ``text``, and offer to take back the ``step`` that these bullets come from."""
    if text:
        notify(text)
    left = "-".join(f"{one.id}.{one.version}" for one in step)
    address = {**kept(), **({"step": left} if left else {})}
    return redirect(url_for("summary.board", forum=forum.slug, theme=theme, **address), 303)
