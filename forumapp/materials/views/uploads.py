"""Organisers' files that come in pieces."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from forumapp.core.access import attachments, role
from forumapp.core.uploads import stepping
from forumapp.core.uploads.fields import DOCUMENTS
from forumapp.forums.models import Forum
from forumapp.materials import policy
from forumapp.materials.uploading import CAPTIONS, POSTERS, VIDEOS, desk_purpose

bp = Blueprint("material_uploads", __name__)
PLACES = {place.key: place for place in (DOCUMENTS, VIDEOS, CAPTIONS, POSTERS)}


@bp.post("/desk/forums/<slug:forum>/uploads")
@role(*policy.EDITORS)
def begin(forum: Forum) -> ResponseReturnValue:
    """Begin a file, or find how far it came."""
    return stepping.begin(_holder(), desk_purpose(forum), PLACES)


@bp.post("/desk/forums/<slug:forum>/uploads/<name:upload>")
@role(*policy.EDITORS)
@attachments
def step(forum: Forum, upload: str) -> ResponseReturnValue:
    """Take a piece, finish, or throw away."""
    return stepping.step(_holder(), desk_purpose(forum), upload, PLACES)


def _holder() -> str:
    return f"account:{g.actor.id}"
