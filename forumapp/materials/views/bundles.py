"""All slides of a forum in one file: for organisers, and what everybody may open for everybody."""

from collections.abc import Iterable
from urllib.parse import quote

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.agenda.queries import draft_programme, released_programme
from forumapp.core.access import public, role
from forumapp.core.files import is_held
from forumapp.core.uploads.filenames import safe_filename
from forumapp.forums.models import Forum
from forumapp.materials import bundle, policy, queries
from forumapp.materials.models import Material

bp = Blueprint("material_bundles", __name__)


@bp.get("/forums/<slug:forum>/materials/slides.zip")
@public()
def everybody(forum: Forum) -> ResponseReturnValue:
    """Hand out what is public."""
    return _zip(forum, queries.public_materials(forum, released_programme(forum.id)), "no-cache")


@bp.get("/desk/forums/<slug:forum>/materials/slides.zip")
@role(*policy.READERS)
def organisers(forum: Forum) -> ResponseReturnValue:
    """Hand out everything that is not withdrawn."""
    every = queries.all_materials(forum, draft_programme(forum))
    living = [one for one in every if one.withdrawn_at is None and not is_held(one.file)]
    return _zip(forum, living, "private, no-store")


def _zip(forum: Forum, materials: Iterable[Material], cache: str) -> Response:
    found = bundle.members(materials)
    if not found:
        abort(404)
    name = safe_filename(_("%(title)s 資料", title=forum.title), (".zip",))
    response = Response(bundle.stream(found), mimetype="application/zip")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"slides.zip\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Cache-Control"] = cache
    return response
