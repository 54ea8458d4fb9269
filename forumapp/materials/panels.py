"""Slides, documents and recordings on a personal page."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from forumapp.agenda.queries import released_programme
from forumapp.core.uploads import contents
from forumapp.materials import policy, queries
from forumapp.materials.models import Material, Recording
from forumapp.registration.models import Registration
from forumapp.registration.panels import Panel, Row
from forumapp.registration.queries.registrations import token_of


def own_files(registration: Registration) -> Panel | None:
    """Return what lies at the items that this person attends, and the forum's documents."""
    programme = released_programme(registration.forum_id).attended_by(registration.track_id).programme
    token = token_of(registration)
    rows = [
        _row(registration, thing, token)
        for thing in queries.for_participants(registration.forum, programme)
        if policy.takes_part(registration, thing)
    ]
    return Panel(_("資料・録画"), rows) if rows else None


def _row(registration: Registration, thing: Material | Recording, token: str) -> Row:
    if isinstance(thing, Recording) and thing.file is None:
        return Row(thing.title, _("動画を見る"), thing.url or "")
    kind = "material" if isinstance(thing, Material) else "recording"
    values: dict[str, Any] = {kind: thing.id, "token": token, "filename": thing.filename}
    url = url_for(f"registered.{kind}", **values)
    size = contents.size_text(thing.file.size) if thing.file else ""
    return Row(thing.title, thing.filename or "", url, size)
