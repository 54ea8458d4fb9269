"""Files that people sent with their registration: for themselves and for organisers who may read the answer."""

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue

from forumapp.core.access import personal_link, role
from forumapp.core.uploads.sending import send
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.attachment_field import attached_of
from forumapp.registration.models import Answer, Registration
from forumapp.registration.views.registrations import fetch
from forumapp.registration.views.steps import no_store

bp = Blueprint("attached", __name__)


@bp.get("/registrations/<token:token>/answers/<id:question>/<name:filename>")
@personal_link("registration")
def own(registration: Registration, question: int, filename: str) -> ResponseReturnValue:
    """Hand out the file to who sent it."""
    return _sent(_answer(registration, question), filename)


@bp.get("/desk/forums/<slug:forum>/registrations/<id:number>/answers/<id:question>/<name:filename>")
@role(*policy.READERS)
def desk(forum: Forum, number: int, question: int, filename: str) -> ResponseReturnValue:
    """Hand out the file to organisers who may read the answer."""
    answer = _answer(fetch(forum, number), question)
    if not policy.may_read(answer.question, g.roles):
        abort(403)
    return _sent(answer, filename)


def _answer(registration: Registration, question: int) -> Answer:
    return next((one for one in registration.answers if one.question_id == question), None) or abort(404)


def _sent(answer: Answer, filename: str) -> Response:
    found = attached_of(answer)
    if found is None or found.filename != filename:
        abort(404)
    sent = send(found.digest, content_type=found.content_type, filename=filename, private=True, is_saved=True)
    return no_store(sent)
