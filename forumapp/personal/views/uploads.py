"""A speaker's slides that come in pieces."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from forumapp.agenda.models import SpeakerProfile
from forumapp.core.access import attachments, personal_link
from forumapp.core.uploads import stepping
from forumapp.core.uploads.fields import DOCUMENTS
from forumapp.personal.uploading import PURPOSE, holder_of

bp = Blueprint("speaker_uploads", __name__)
PLACES = {DOCUMENTS.key: DOCUMENTS}


@bp.post("/speakers/<token:token>/uploads")
@personal_link("speaker")
def begin(speaker: SpeakerProfile) -> ResponseReturnValue:
    """Begin a file, or find how far it came."""
    return stepping.begin(holder_of(speaker), PURPOSE, PLACES)


@bp.post("/speakers/<token:token>/uploads/<name:upload>")
@personal_link("speaker")
@attachments
def step(speaker: SpeakerProfile, upload: str) -> ResponseReturnValue:
    """Take a piece, finish, or throw away."""
    return stepping.step(holder_of(speaker), PURPOSE, upload, PLACES)
