"""How every kind of letter reads for a forum, about somebody invented; nothing is sent or saved."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from forumapp.core import links
from forumapp.core.access import role
from forumapp.core.headers import FILE_POLICY
from forumapp.core.i18n import LANGUAGES
from forumapp.core.pages import show
from forumapp.desk import letter_words
from forumapp.forums.models import Forum
from forumapp.mail import letters

bp = Blueprint("samples", __name__)


@bp.get("/desk/forums/<slug:forum>/letters/samples")
@role("owner", "editor")
def index(forum: Forum) -> ResponseReturnValue:
    """List every kind of letter: when it is sent, and to whom."""
    kinds = letter_words.in_order(letters.kinds())
    return show("desk/samples.html", forum=forum, kinds=[letter_words.describe(kind) for kind in kinds])


@bp.get("/desk/forums/<slug:forum>/letters/samples/<slug:kind>")
@role("owner", "editor")
def sample(forum: Forum, kind: str) -> ResponseReturnValue:
    """Show one kind of letter as text in each language."""
    found = _kind(kind)
    contents = [(language, letters.sample(found, forum.id, language)) for language in LANGUAGES]
    texts = [(language, one.subject, links.redact(one.text), one) for language, one in contents if one]
    return show("desk/sample.html", forum=forum, kind=letter_words.describe(found), texts=texts)


@bp.get("/desk/forums/<slug:forum>/letters/samples/<slug:kind>/<word:language>.html")
@role("owner", "editor")
def page(forum: Forum, kind: str, language: str) -> ResponseReturnValue:
    """Show one kind of letter as mail programs show its HTML, shut off from the site."""
    content = letters.sample(_kind(kind), forum.id, language) if language in LANGUAGES else None
    return as_page(content.html) if content and content.html else abort(404)


def _kind(slug: str) -> str:
    found = {letter_words.slug_of(kind): kind for kind in letters.kinds()}
    return found.get(slug) or abort(404)


def as_page(html: str) -> Response:
    """Send a letter's HTML as a page of its own that can neither run nor load anything; secrets of links blanked."""
    response = Response(links.redact(html), mimetype="text/html")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response
