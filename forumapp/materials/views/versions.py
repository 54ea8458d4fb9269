"""The history of a material: open any version, show another one."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.files import is_held
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify
from forumapp.core.uploads.sending import send
from forumapp.forums.models import Forum
from forumapp.materials import policy, queries, services, versions
from forumapp.materials.models import Material, MaterialVersion

bp = Blueprint("material_versions", __name__)
DESK = "/desk/forums/<slug:forum>/materials/<id:material>/versions/<id:number>"


@bp.get(f"{DESK}/<name:filename>")
@role(*policy.READERS)
def file(forum: Forum, material: int, number: int, filename: str) -> ResponseReturnValue:
    """Hand out a version to organisers."""
    _found, version = _version(forum, material, number)
    if filename != version.filename or is_held(version.file):
        abort(404)
    return send(version.file_digest, content_type=version.file.content_type, filename=filename, private=True)


@bp.post(DESK)
@role(*policy.EDITORS)
def show(forum: Forum, material: int, number: int) -> ResponseReturnValue:
    """Let this version be the one that is shown."""
    found, version = _version(forum, material, number)
    if ActionForm().accepted():
        services.show_version(found, version, by=g.actor)
        notify(_("第%(number)d版を見せるようにしました。", number=number))
    return redirect(url_for("materials.change_material", forum=forum.slug, material=material), 303)


def _version(forum: Forum, material: int, number: int) -> tuple[Material, MaterialVersion]:
    found = queries.material_of(forum, material) or abort(404)
    return found, versions.version_of(found, number) or abort(404)
