"""Pictures of first pages: handed out to whom the file itself is, and as long as it is."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from forumapp.core.access import personal_link, public, role
from forumapp.core.files import StoredFile, is_held
from forumapp.core.uploads.inspecting import PREVIEW_TYPE
from forumapp.core.uploads.sending import send
from forumapp.forums.models import Forum
from forumapp.materials import policy, queries, versions
from forumapp.materials.opening import is_open
from forumapp.materials.policy import Viewer
from forumapp.registration.models import Registration

bp = Blueprint("material_previews", __name__)


@bp.get("/forums/<slug:forum>/materials/<id:material>/preview.webp")
@public()
def everybody(forum: Forum, material: int) -> ResponseReturnValue:
    """Hand out the picture of public slides or a document."""
    found = queries.material_of(forum, material) or abort(404)
    if not is_open(found, forum, Viewer.ANYBODY):
        abort(404)
    return _picture(found.preview)


@bp.get("/registrations/<token:token>/materials/<id:material>/preview.webp")
@personal_link("registration")
def participants(registration: Registration, material: int) -> ResponseReturnValue:
    """Hand out the picture of slides or a document to those who take part."""
    found = queries.material_of(registration.forum, material) or abort(404)
    if not policy.takes_part(registration, found.forum_id):
        abort(404)
    if not is_open(found, registration.forum, Viewer.PARTICIPANT):
        abort(404)
    return _picture(found.preview, private=True)


@bp.get("/desk/forums/<slug:forum>/materials/<id:material>/versions/<id:number>/preview.webp")
@role(*policy.READERS)
def organisers(forum: Forum, material: int, number: int) -> ResponseReturnValue:
    """Hand out the picture of any version to organisers."""
    found = queries.material_of(forum, material) or abort(404)
    version = versions.version_of(found, number) or abort(404)
    if is_held(version.file):
        abort(404)
    return _picture(version.inspection.open_preview if version.inspection else None, private=True)


def _picture(preview: StoredFile | None, *, private: bool = False) -> ResponseReturnValue:
    if preview is None:
        abort(404)
    return send(preview.digest, content_type=PREVIEW_TYPE, filename="preview.webp", private=private)
