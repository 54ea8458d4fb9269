"""What the pages of the reception have in common."""

from typing import Any

from flask import Response, request, url_for

from forumapp.attendance import policy, wording
from forumapp.attendance.forms import DeskForm, new_client_id
from forumapp.attendance.queries import roster
from forumapp.attendance.queries.presence import first_check_ins
from forumapp.core import clock
from forumapp.core.pages import show
from forumapp.core.text.cleaning import clean_line, unusable
from forumapp.forums.models import Forum

CAMERA = "camera=(self), microphone=(), geolocation=()"


def desk_name() -> str:
    """Return the name of this desk as the address has it."""
    text = request.args.get("desk", "")
    return "" if unusable(text) else clean_line(text)[:80]


def words() -> dict[str, Any]:
    """Return what the templates of the reception may call."""
    return {
        "refusal": wording.refusal,
        "state_word": lambda state: wording.STATES[state],
        "kind_word": lambda kind: wording.KINDS[kind],
        "when_and_where": wording.when_and_where,
        "wall_time": wording.wall_time,
        "new_client_id": new_client_id,
        "printed": printed,
    }


def printed(code: str) -> str:
    """Return a receipt number as people read it: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}"


def page(forum: Forum, *, told: wording.Told | None = None, about: Any = None, status: int = 200) -> Response:
    """Make the page of the reception; ``told`` is what became of ``about`` just now."""
    text, desk, now = request.args.get("q", ""), desk_name(), clock.now()
    found = [] if unusable(text) else roster.find(forum, clean_line(text)[:100])
    return _made(
        "attendance/reception.html",
        status=status,
        forum=forum,
        text=text,
        desk=desk,
        found=found[: roster.SHOWN],
        has_more=len(found) > roster.SHOWN,
        arrived=first_check_ins(forum, [one.id for one in found]) if found else {},
        latest=roster.latest(forum, desk),
        counts=roster.counts(forum),
        told=told,
        about=about,
        is_open=policy.may_check_in(forum, now),
        form=DeskForm(sent=False, desk=desk, client_id=""),
        script=script(forum, keeps=policy.may_keep(forum, now)),
    )


def empty(forum: Forum) -> Response:
    """Make the page with nobody on it; its script fills it from the device."""
    return _made(
        "attendance/shell.html",
        forum=forum,
        text="",
        desk="",
        found=[],
        latest=[],
        counts=roster.Counts(0, 0, []),
        is_open=True,
        script=script(forum, keeps=True),
    )


def _made(template: str, **context: Any) -> Response:
    response = show(template, **context)
    response.headers["Permissions-Policy"] = CAMERA
    return response


def script(forum: Forum, *, keeps: bool) -> dict[str, Any]:
    """Return the addresses and texts of the page's script; nothing personal, for it stays in the browser's cache."""
    return {
        "slug": forum.slug,
        "zone": forum.zone,
        "keeps": keeps,
        "page": url_for("reception.index", forum=forum.slug),
        "shell": url_for("reception_devices.shell", forum=forum.slug),
        "roster": url_for("reception_devices.roster", forum=forum.slug),
        "sync": url_for("reception_devices.sync", forum=forum.slug),
        "scan": url_for("reception_devices.scan", forum=forum.slug),
        "walkIn": url_for("reception_guests.walk_in", forum=forum.slug),
        "words": wording.script_words(),
    }
