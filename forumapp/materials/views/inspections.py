"""What was found in a version of a material, for organisers: before others see it, and to do something about it."""

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.files import is_held
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.core.uploads.findings import PEOPLE
from forumapp.forums.models import Forum
from forumapp.materials import cleaning, inspections, policy, queries, versions
from forumapp.materials.models import Material, MaterialVersion

bp = Blueprint("material_inspections", __name__)
DESK = "/desk/forums/<slug:forum>/materials/<id:material>/versions/<id:number>/inspection"


@bp.get(DESK)
@role(*policy.READERS)
def index(forum: Forum, material: int, number: int) -> ResponseReturnValue:
    """Show it."""
    found, version = _version(forum, material, number)
    return show(
        "materials/inspection.html",
        piece="materials/_inspection.html",
        forum=forum,
        material=found,
        seen=version,
        inspection=inspections.inspection_of(version),
        words=PEOPLE,
        button=ActionForm(sent=False),
        may_clean=policy.may_edit(g.roles) and cleaning.may_be_cleaned(version),
        is_cleaning=cleaning.is_asked(version),
        is_held=is_held(version.file),
    )


@bp.post(f"{DESK}/repetition")
@role(*policy.EDITORS)
def again(forum: Forum, material: int, number: int) -> ResponseReturnValue:
    """Look into the version once more."""
    _found, version = _version(forum, material, number)
    if ActionForm().accepted():
        inspections.ask_again(version)
        notify(_("もう一度、中身を確認します。"), "info")
    return _back(forum, material, number)


@bp.post(f"{DESK}/cleaning")
@role(*policy.EDITORS)
def clean(forum: Forum, material: int, number: int) -> ResponseReturnValue:
    """Have a version made without what the file says of its authors."""
    _found, version = _version(forum, material, number)
    if not cleaning.may_be_cleaned(version):
        abort(404)
    if ActionForm().accepted():
        cleaning.ask(version, by=g.actor)
        notify(_("作成者情報などを取り除いた版を作っています。できると、いまの版と入れ替わります。"), "info")
    return _back(forum, material, number)


def _back(forum: Forum, material: int, number: int) -> ResponseReturnValue:
    return redirect(url_for(".index", forum=forum.slug, material=material, number=number), 303)


def _version(forum: Forum, material: int, number: int) -> tuple[Material, MaterialVersion]:
    found = queries.material_of(forum, material) or abort(404)
    return found, versions.version_of(found, number) or abort(404)
