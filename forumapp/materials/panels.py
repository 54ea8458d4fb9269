"""Slides, documents and recordings on a personal page."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.programme import Programme
from forumapp.core.i18n import language
from forumapp.core.uploads import contents
from forumapp.materials import policy, queries
from forumapp.materials.models import Material, Recording
from forumapp.registration.models import Registration
from forumapp.registration.panels import Panel, Row
from forumapp.registration.queries.registrations import token_of


def own_files(registration: Registration) -> Panel | None:
    """Return what lies at the items that this person attends, and the forum's documents."""
    if not policy.takes_part(registration, registration.forum_id):
        return None
    token = token_of(registration)
    programme = queries.attended(registration)
    things = queries.for_participants(registration.forum, programme)
    slides = [thing for thing in things if isinstance(thing, Material)]
    names = _names(programme)
    rows = [_row(thing, token, names) for thing in things]
    if len(slides) > 1:
        rows.insert(len(slides), _together(slides, token))
    return Panel(_("資料・録画"), rows) if rows else None


def _together(slides: Sequence[Material], token: str) -> Row:
    """Return the row that leads to all slides in one file."""
    number = len(slides)
    size = contents.size_text(sum(one.file.size for one in slides))
    return Row(
        _("資料すべて"),
        ngettext("%(num)d件をまとめてダウンロード", "%(num)d件をまとめてダウンロード", number),
        url_for("material_bundles.participants", token=token),
        _("ZIP %(size)s", size=size),
    )


def _names(programme: Programme) -> Mapping[int, str]:
    """Return what items are called on a page in English, as far as they have such a name."""
    return programme.titles_en if language() == "en" else {}


def _row(thing: Material | Recording, token: str, names: Mapping[int, str]) -> Row:
    name = names.get(thing.item_id or 0) or thing.title
    if isinstance(thing, Recording) and thing.file is None:
        return Row(name, _("動画を見る"), thing.url or "")
    if isinstance(thing, Recording):
        page = url_for("watching.index", token=token, _anchor=f"recording-{thing.id}")
        return Row(name, _("録画を見る"), page)
    url = url_for("registered.material", material=thing.id, token=token, filename=thing.filename)
    picture = (
        url_for("material_previews.participants", material=thing.id, token=token) if thing.preview else ""
    )
    return Row(name, thing.filename, url, contents.size_text(thing.file.size), picture)
