"""All slides of a forum in one file: for everybody, for those who take part and for organisers what each may open."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from forumapp.agenda.queries import draft_programme, released_programme
from forumapp.core.access import personal_link, public, role
from forumapp.core.files import is_held
from forumapp.forums.models import Forum
from forumapp.materials import bundle, policy, queries
from forumapp.materials.models import Material
from forumapp.registration.models import Registration

bp = Blueprint("material_bundles", __name__)


@bp.get("/forums/<slug:forum>/materials/slides.zip")
@public()
def everybody(forum: Forum) -> ResponseReturnValue:
    """Hand out what is public."""
    found = queries.public_materials(forum, released_programme(forum.id))
    return bundle.response(found, forum.title, cache="no-cache")


@bp.get("/registrations/<token:token>/slides.zip")
@personal_link("registration")
def participants(registration: Registration) -> ResponseReturnValue:
    """Hand out what lies at the items that this person attends, and the forum's documents."""
    if not policy.takes_part(registration, registration.forum_id):
        abort(404)
    forum, programme = registration.forum, queries.attended(registration)
    found = [one for one in queries.for_participants(forum, programme) if isinstance(one, Material)]
    return bundle.response(found, forum.title, cache="private, no-store")


@bp.get("/desk/forums/<slug:forum>/materials/slides.zip")
@role(*policy.READERS)
def organisers(forum: Forum) -> ResponseReturnValue:
    """Hand out everything that is not withdrawn."""
    every = queries.all_materials(forum, draft_programme(forum))
    living = [one for one in every if one.withdrawn_at is None and not is_held(one.file)]
    return bundle.response(living, forum.title, cache="private, no-store")
