"""The wording of a bullet: a page of its own, and with JavaScript the composer on the board."""

from collections.abc import Sequence

from flask import g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core.access import role
from forumapp.core.pages import show
from forumapp.core.text.mentions import pieces, told
from forumapp.forums.models import Forum
from forumapp.groupwork import merging
from forumapp.groupwork.forms.summary import BulletForm, NewBulletForm, WordingForm, numbers
from forumapp.groupwork.models import Note, SummaryBullet, Theme
from forumapp.groupwork.queries import bullets, people, sheets
from forumapp.groupwork.services import summary as services
from forumapp.groupwork.views.merging.places import DESK, back, bp, bullet_of, kept, theme_of


@bp.route(DESK + "/themes/<id:theme>/bullets/new", methods=["GET", "POST"])
@role("owner", "editor")
def new_bullet(forum: Forum, theme: int) -> ResponseReturnValue:
    """Make a bullet of picked notes: the ids come as ``note`` in the address, that of a bullet to be split as ``out``."""
    found = theme_of(forum, theme)
    form = NewBulletForm(
        notes=numbers(request.args.getlist("note")), split=request.args.get("out", 0, type=int)
    )
    sources = merging.central_first(sheets.notes_by_id(found, form.notes.data or []))
    if not form.is_submitted() and sources:
        form.text.data = sources[0].text
    is_sound = form.accepted()
    if not form.takes_over(sources) and is_sound:
        split = bullet_of(forum, form.split.data) if form.split.data else None
        with form.refusals():
            made = services.add_bullet(found, by=g.actor, out_of=split, **form.values())
            return back(forum, found.id, _("下書きに加えました。"), [made, split] if split else [made])
    return _compose(form, forum, found, sources)


@bp.route(DESK + "/bullets/<id:bullet>", methods=["GET", "POST"])
@role("owner", "editor")
def bullet(forum: Forum, bullet: int) -> ResponseReturnValue:
    """Change a wording; after an edit by somebody else both texts are shown."""
    found = bullet_of(forum, bullet)
    form = BulletForm(obj=found)
    sources = merging.central_first([source.note for source in found.sources])
    is_sound = form.accepted()
    if not form.takes_over(sources) and is_sound:
        with form.refusals():
            before = found.version
            services.change_bullet(found, by=g.actor, **form.values())
            return back(
                forum, found.theme_id, _("文を保存しました。"), [found] if found.version > before else []
            )
    return _compose(form, forum, found.theme, sources, found, is_stale=form.catch_up(found))


def _compose(
    form: WordingForm,
    forum: Forum,
    theme: Theme,
    sources: Sequence[Note],
    bullet: SummaryBullet | None = None,
    *,
    is_stale: bool = False,
) -> ResponseReturnValue:
    names = people.names(forum.id)
    rows = bullets.of_theme(theme)
    places = merging.used_places([one for one in rows if one.withdrawn_at is None and one is not bullet])
    return show(
        "groupwork/bullet.html",
        piece="groupwork/_composer.html",
        status=form.status,
        form=form,
        forum=forum,
        theme=theme,
        bullet=bullet,
        is_stale=is_stale,
        rows=[
            merging.NoteRow(note, tuple(pieces(note.text, names)), places.get(note.id, ()))
            for note in sources
        ],
        found=told(f"{form.text.data or ''}\n{form.remark.data or ''}", names),
        kept=kept(),
    )
