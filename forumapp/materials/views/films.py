"""What belongs to a film, sent to whoever may see it: captions, chapters, picture. The caller has asked the policy."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from forumapp.agenda.programme import Programme
from forumapp.core.i18n import language
from forumapp.core.uploads.sending import send
from forumapp.materials import captions, chapters
from forumapp.materials.models import Recording


def captions_file(found: Recording, *, private: bool = False) -> ResponseReturnValue:
    """Send the captions; 404 without any, and while a scanner holds them back."""
    if found.open_captions is None:
        abort(404)
    digest = found.open_captions.digest
    return send(digest, content_type=captions.CONTENT_TYPE, filename="captions.vtt", private=private)


def chapters_file(found: Recording, programme: Programme, *, private: bool = False) -> ResponseReturnValue:
    """Send the chapters in the language of the page; 404 without any."""
    rows = chapters.chapters_of(found, programme) or abort(404)
    response = Response(chapters.webvtt(rows, language()), mimetype=captions.CONTENT_TYPE)
    response.headers["Cache-Control"] = "private, no-store" if private else "no-cache"
    response.add_etag()
    response.make_conditional(request.environ)
    return response


def poster_file(found: Recording, *, private: bool = False) -> ResponseReturnValue:
    """Send the picture that stands there before the film plays; 404 without one."""
    if found.open_poster is None:
        abort(404)
    kind = found.open_poster.content_type
    name = f"poster.{'png' if kind.endswith('png') else 'jpg'}"
    return send(found.open_poster.digest, content_type=kind, filename=name, private=private)
