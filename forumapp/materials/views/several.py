"""Many slides at once: sent together, then each is given its place in the programme."""

from collections.abc import Sequence
from pathlib import PurePath

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.queries import draft_programme
from forumapp.core.access import rehearsal, role, upload
from forumapp.core.pages import notify, show
from forumapp.core.uploads import pieces
from forumapp.core.uploads.received import Received
from forumapp.forums.models import Forum
from forumapp.materials import policy, queries, services
from forumapp.materials.forms import PlacesForm, SeveralForm
from forumapp.materials.guessing import guess
from forumapp.materials.uploading import desk_purpose

bp = Blueprint("several_materials", __name__)
DESK = "/desk/forums/<slug:forum>/materials/several"


@bp.route(f"{DESK}/places", methods=["GET", "POST"])
@role(*policy.EDITORS)
@rehearsal
@upload
def places(forum: Forum) -> ResponseReturnValue:
    """Ask for the place of each file that came; writes nothing yet."""
    form = SeveralForm()
    if not form.accepted():
        return _choosing(forum, form)
    programme = [item for item in draft_programme(forum).walk() if item.id is not None]
    carrying = [item for item in programme if item.kind not in queries.CARRIES_NOTHING]
    chosen = [guess(one.filename, carrying) for one in form.files.data]
    return _placing(forum, PlacesForm.beginning_with(form), chosen)


@bp.route(DESK, methods=["GET", "POST"])
@role(*policy.EDITORS)
@upload
def index(forum: Forum) -> ResponseReturnValue:
    """Ask for the files; add each at its place."""
    if not SeveralForm.is_submitted():
        return _choosing(forum, SeveralForm(sent=False))
    form, chosen = PlacesForm(), _chosen()
    if form.accepted():
        with form.refusals():
            for file, item in zip(form.files.data, chosen, strict=False):
                title = PurePath(file.filename).stem
                values = {"item_id": item, "own_title": title, "audience": form.audience.data}
                values["plan"] = form.plan(forum)
                services.add_material(forum, by=g.actor, file=file, **values)
            number = len(form.files.data)
            notify(ngettext("資料%(num)d件を登録しました。", "資料%(num)d件を登録しました。", number))
            return redirect(url_for("materials.board", forum=forum.slug), 303)
    return _placing(forum, form, chosen)


def _chosen() -> list[int | None]:
    given = request.form.getlist("place")
    return [int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None for text in given]


def _choosing(forum: Forum, form: SeveralForm) -> ResponseReturnValue:
    pending = pieces.under_way(f"account:{g.actor.id}", desk_purpose(forum))
    return show("materials/several.html", forum=forum, form=form, pending=pending, status=form.status)


def _placing(forum: Forum, form: PlacesForm, chosen: Sequence[int | None]) -> ResponseReturnValue:
    received: list[Received] = form.files.data
    rows = list(zip(received, [*chosen, *[None] * len(received)], strict=False))
    offered = [(None, _("（フォーラム全体の文書）")), *queries.places(forum)]
    return show(
        "materials/several_places.html",
        forum=forum,
        form=form,
        rows=rows,
        offered=offered,
        status=form.status,
    )
