"""Files for those who take part, behind their personal link."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from forumapp.core.access import personal_link
from forumapp.core.uploads.sending import send
from forumapp.materials import policy, queries
from forumapp.materials.models import Material, Recording
from forumapp.materials.opening import is_open
from forumapp.materials.policy import Viewer
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import token_of

bp = Blueprint("registered", __name__)


@bp.get("/registrations/<token:token>/materials/<id:material>/<name:filename>")
@personal_link("registration")
def material(registration: Registration, material: int, filename: str) -> ResponseReturnValue:
    """Hand out slides or a document."""
    found = _allowed(registration, queries.material_of(registration.forum, material))
    if filename != found.filename:
        own = url_for(".material", token=token_of(registration), material=material, filename=found.filename)
        return redirect(own, 301)
    assert isinstance(found, Material)
    return send(found.file_digest, content_type=found.file.content_type, filename=filename, private=True)


@bp.get("/registrations/<token:token>/recordings/<id:recording>/<name:filename>")
@personal_link("registration")
def recording(registration: Registration, recording: int, filename: str) -> ResponseReturnValue:
    """Hand out a recording, part by part."""
    found = _allowed(registration, queries.recording_of(registration.forum, recording))
    assert isinstance(found, Recording)
    if found.file is None:
        abort(404)
    if filename != found.filename:
        own = url_for(
            ".recording", token=token_of(registration), recording=recording, filename=found.filename
        )
        return redirect(own, 301)
    return send(found.file.digest, content_type=found.file.content_type, filename=filename, private=True)


def _allowed(registration: Registration, thing: Material | Recording | None) -> Material | Recording:
    if thing is None or not policy.takes_part(registration, thing.forum_id):
        abort(404)
    if not is_open(thing, registration.forum, Viewer.PARTICIPANT):
        abort(404)
    return thing
