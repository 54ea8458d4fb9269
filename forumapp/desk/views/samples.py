"""How letters look: samples of every kind about somebody invented, and letters that lie in the Maildir."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from forumapp.core import links
from forumapp.core.access import role
from forumapp.core.headers import FILE_POLICY
from forumapp.core.i18n import LANGUAGES
from forumapp.core.pages import show
from forumapp.desk import envelopes, letter_words, queries
from forumapp.forums.models import Forum
from forumapp.mail import letters
from forumapp.mail.models import Letter

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


@bp.get("/desk/forums/<slug:forum>/letters/samples/<slug:kind>/<word:language>")
@role("owner", "editor")
def page(forum: Forum, kind: str, language: str) -> ResponseReturnValue:
    """Show one kind of letter as mail programs show its HTML, shut off from the site."""
    content = letters.sample(_kind(kind), forum.id, language) if language in LANGUAGES else None
    return _as_page(links.redact(content.html)) if content and content.html else abort(404)


@bp.get("/desk/forums/<slug:forum>/letters/<id:letter>/message.html")
@role("owner", "editor")
def message(forum: Forum, letter: int) -> ResponseReturnValue:
    """Show the HTML of a letter in the Maildir."""
    found = envelopes.of(_letter(forum, letter), forum)
    return _as_page(found.html) if found and found.html else abort(404)


@bp.get("/desk/forums/<slug:forum>/letters/<id:letter>/message.eml")
@role("owner", "editor")
def file(forum: Forum, letter: int) -> ResponseReturnValue:
    """Download a letter in the Maildir, to open it in a mail program."""
    content = envelopes.file_of(_letter(forum, letter)) or abort(404)
    response = Response(envelopes.as_file(content, is_open=envelopes.is_open()), mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="letter-{letter}.eml"'
    return response


def _letter(forum: Forum, ident: int) -> Letter:
    return queries.letter_of(forum, ident) or abort(404)


def _kind(slug: str) -> str:
    found = {letter_words.slug_of(kind): kind for kind in letters.kinds()}
    return found.get(slug) or abort(404)


def _as_page(html: str) -> Response:
    """Send a letter's HTML as a page of its own that can neither run nor load anything."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response
