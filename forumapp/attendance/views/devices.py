"""What the devices of the reception ask and send: the list of the day, their check-ins, pictures of codes."""

import json
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.attendance import policy, scanning
from forumapp.attendance.forms import EntriesForm, FrameForm
from forumapp.attendance.models import CheckIn
from forumapp.attendance.queries import roster as found
from forumapp.attendance.services import syncing
from forumapp.attendance.services.checking import Outcome
from forumapp.attendance.views.pages import empty, words
from forumapp.core import clock
from forumapp.core.access import rehearsal, role
from forumapp.core.errors import DomainError
from forumapp.core.forms import ActionForm, Form
from forumapp.forums.models import Forum

bp = Blueprint("reception_devices", __name__)
bp.context_processor(words)
OVERLAP = timedelta(seconds=20)
"""What was written down at the same time may be seen later: so much of what is known is told again."""


@bp.get("/desk/forums/<slug:forum>/reception/shell")
@role(*policy.DESK)
def shell(forum: Forum) -> ResponseReturnValue:
    """Show the page without anybody on it: what a device shows while there is no network."""
    g.account = None
    return empty(forum)


@bp.get("/desk/forums/<slug:forum>/reception/roster")
@role(*policy.DESK)
def roster(forum: Forum) -> ResponseReturnValue:
    """Give a device the list of the day, or with ``since`` what is new; on the day and the day before."""
    now = clock.now()
    if not policy.may_keep(forum, now):
        return _answer({"keeps": False}, 200)
    since = _since()
    return _answer(
        {
            "keeps": True,
            "open": policy.may_check_in(forum, now),
            "until": _stamp(policy.ends_at(forum) or now),
            "now": _stamp(now),
            "since": _stamp(now - OVERLAP),
            "whole": since is None,
            "token": ActionForm(sent=False).csrf_token.current_token,
            "people": [_person(one) for one in found.guests(forum, since)],
            "checkIns": [_check_in(one) for one in found.check_ins(forum, since)],
        }
    )


@bp.post("/desk/forums/<slug:forum>/reception/sync")
@role(*policy.DESK)
def sync(forum: Forum) -> ResponseReturnValue:
    """Take what a device has kept, in its order; each entry is answered."""
    form = EntriesForm()
    if not form.accepted():
        return _refused(form)
    try:
        taken = syncing.take(forum, form.read, by=g.actor)
    except DomainError as error:
        return _answer({"message": error.message}, error.status)
    return _answer(
        {"answers": [_outcome(one) if isinstance(one, Outcome) else _check_in(one) for one in taken]}
    )


@bp.post("/desk/forums/<slug:forum>/reception/scan")
@role(*policy.DESK)
@rehearsal
def scan(forum: Forum) -> ResponseReturnValue:
    """Read the code in a picture of the camera, for a browser that cannot."""
    form = FrameForm()
    if not form.accepted():
        return _refused(form)
    if not scanning.is_there():
        return _answer({"message": _("このサーバーには、QRコードを読み取る機能が入っていません。")})
    return _answer({"text": scanning.text_in(form.picture)})


def _since() -> datetime | None:
    try:
        moment = datetime.fromisoformat(request.args.get("since", "")[:40])
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and 2000 < moment.year < 3000 else None


def _refused(form: Form) -> Response:
    errors = [str(text) for texts in form.errors.values() for text in texts]
    return _answer({"message": errors[0], "stale": "csrf_token" in form.errors}, 422)


def _answer(facts: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(facts, ensure_ascii=False), status, mimetype="application/json")


def _person(one: found.Guest) -> list[Any]:
    return [
        one.id,
        one.code,
        one.name,
        one.kana,
        one.organisation,
        one.unit,
        one.track,
        one.mode.value,
        one.state.value,
    ]


def _check_in(one: CheckIn) -> dict[str, Any]:
    return {
        "id": one.client_id,
        "person": one.registration_id,
        "at": _stamp(one.at),
        "desk": one.desk,
        "kind": one.kind.value,
        "proxy": one.proxy_name,
        "undone": one.undone_at is not None,
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    facts = {"id": one.client_id, "verdict": one.verdict.value}
    if one.registration is not None:
        facts["state"] = one.registration.state.value
    if one.first is not None:
        facts["first"] = _check_in(one.first)  # type: ignore[assignment]
    return facts


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
