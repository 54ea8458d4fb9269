"""What organisers and speakers do with slides, documents and recordings. Nothing is deleted: it is withdrawn, and can come back."""

from typing import Literal

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda.models import Item
from forumapp.core import audit, clock, files
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.ordering import Direction, step
from forumapp.core.transaction import lock
from forumapp.core.uploads.received import Received
from forumapp.forums.models import Forum
from forumapp.materials import moments, queries, versions
from forumapp.materials.errors import SameFile, WrongPlace
from forumapp.materials.models import Audience, Material, MaterialVersion, Recording
from forumapp.materials.moments import AT_ONCE, Plan


def add_material(
    forum: Forum,
    *,
    by: Actor,
    file: Received,
    item_id: int | None,
    own_title: str,
    audience: Audience,
    may_publish: bool | None = None,
    plan: Plan = AT_ONCE,
) -> Material:
    """Add slides to an item, or a document with a title of its own to the forum."""
    item = item_of(forum, item_id)
    if item is None and not own_title:
        raise WrongPlace(_("文書の名前を入力するか、次第の項目を選んでください。"), "own_title")
    refuse_twice(Material, forum, item_id, file)
    material = Material(
        forum_id=forum.id,
        item_id=item_id,
        item=item,
        position=next_position(Material, forum, item_id),
        own_title="" if item else own_title,
        file_digest=files.keep(file.written, file.content_type).digest,
        filename=file.filename,
        audience=audience,
        may_publish=may_publish,
        added_at=clock.now(),
        **plan.values,
    )
    _begin_history(material, by)
    audit.record(by, "material.added", material, changes={"filename": [None, file.filename]})
    moments.write_boundaries(forum)
    return material


def change_material(
    material: Material,
    *,
    by: Actor,
    file: Received | None,
    own_title: str,
    audience: Audience,
    may_publish: bool | Literal["as it is"] | None = "as it is",
    plan: Plan | None = None,
) -> None:
    """Change who sees a material and when, a document's title, or replace the file; the address stays."""
    if material.item_id is None and not own_title:
        raise WrongPlace(_("文書の名前を入力してください。"), "own_title")
    values: dict[str, object] = {"audience": audience, **(plan.values if plan else {})}
    if may_publish != "as it is":
        values["may_publish"] = may_publish
    if material.item_id is None:
        values["own_title"] = own_title
    changes = audit.difference(material, values)
    if file is not None:
        changes |= _replace(material, file, by)
    if changes:
        audit.record(by, "material.changed", material, changes=changes)
    if plan is not None:
        moments.write_boundaries(db.session.get_one(Forum, material.forum_id))


def show_version(material: Material, version: MaterialVersion, *, by: Actor) -> None:
    """Show another version of the material: an older one again, or what a speaker sent since."""
    if version.number == material.version:
        return
    before = [material.version, material.filename]
    versions.show(material, version)
    changes = {"version": [before[0], version.number], "filename": [before[1], version.filename]}
    audit.record(by, "material.version_shown", material, changes=changes)


def _replace(material: Material, file: Received, by: Actor) -> dict[str, list[object]]:
    """Show the file as the newest version; returns what changed for the record. The file that is shown already is none."""
    before = (material.file_digest, material.filename)
    if before == (file.digest, file.filename):
        return {}
    version = versions.add(material, digest=kept(file), filename=file.filename, added_by=by.label)
    versions.show(material, version)
    return {"filename": [before[1], file.filename], "file_digest": [before[0], file.digest]}


def _begin_history(material: Material, by: Actor) -> None:
    db.session.add(material)
    db.session.flush()
    versions.add(material, digest=material.file_digest, filename=material.filename, added_by=by.label)


def hand_in(
    forum: Forum, *, by: Actor, person_id: int, item_id: int, file: Received, may_publish: bool
) -> Material:
    """Take slides from a speaker. Organisers alone see them until they publish them, as ``may_publish`` allows.

    What the same speaker sends again for the item is a new version. It is shown at once unless the organisers have
    published the former one: then that stays until they show the new one. The same file again changes only
    ``may_publish``; taking the consent back closes the file at once.
    """
    lock(forum)
    item = item_of(forum, item_id)
    material = next(iter(queries.handed_in(forum.id, person_id, item_id)), None)
    if material is not None:
        _hand_in_again(material, by=by, file=file, may_publish=may_publish)
        return material
    refuse_twice(Material, forum, item_id, file)
    material = Material(
        forum_id=forum.id,
        item_id=item_id,
        item=item,
        position=next_position(Material, forum, item_id),
        file_digest=kept(file),
        filename=file.filename,
        audience=Audience.ORGANISERS,
        person_id=person_id,
        may_publish=may_publish,
        added_at=clock.now(),
    )
    _begin_history(material, by)
    audit.record(by, "material.handed_in", material, changes={"filename": [None, file.filename]})
    return material


def _hand_in_again(material: Material, *, by: Actor, file: Received, may_publish: bool) -> None:
    newest = versions.history(material)[0]
    wish = audit.difference(material, {"may_publish": may_publish})
    if newest.file_digest == file.digest:
        if not wish:
            raise SameFile(_("同じ内容のファイルがすでに登録されています。"), "file")
        audit.record(by, "material.changed", material, changes=wish)
        return
    version = versions.add(material, digest=kept(file), filename=file.filename, added_by=by.label)
    if material.audience is Audience.ORGANISERS:
        versions.show(material, version)
    changes = {"filename": [newest.filename, file.filename], **wish}
    audit.record(by, "material.handed_in", material, changes=changes)


def set_consent(material: Material, *, by: Actor, may_publish: bool) -> None:
    """Let a speaker change what they said of publishing: taken back, the file is closed to all but organisers at once."""
    lock(db.session.get_one(Forum, material.forum_id), material)
    changes = audit.difference(material, {"may_publish": may_publish})
    if changes:
        audit.record(by, "material.changed", material, changes=changes)


def take_back(material: Material, *, by: Actor) -> None:
    """Let a speaker withdraw what they sent. Raises WrongPlace for what the organisers have published."""
    lock(db.session.get_one(Forum, material.forum_id), material)
    if material.audience is not Audience.ORGANISERS:
        raise WrongPlace(_("公開された資料は、事務局だけが取り下げられます。事務局へご連絡ください。"))
    withdraw(material, by=by)


def move(thing: Material | Recording, *, by: Actor, direction: Direction) -> bool:
    """Exchange places with the neighbour above or below; False at the end of the list."""
    lock(db.session.get_one(Forum, thing.forum_id))
    places = step([*queries.siblings(thing)], thing, direction)
    if places:
        audit.record(by, f"{thing.__tablename__}.moved", thing, changes={"position": list(places)})
    return places is not None


def withdraw(thing: Material | Recording, *, by: Actor) -> None:
    """Take a material or recording out of sight at once; a second time changes nothing."""
    if thing.withdrawn_at is None:
        thing.withdrawn_at = clock.now()
        audit.record(by, f"{thing.__tablename__}.withdrawn", thing)


def restore(thing: Material | Recording, *, by: Actor) -> None:
    """Bring a withdrawn material or recording back."""
    if thing.withdrawn_at is not None:
        thing.withdrawn_at = None
        audit.record(by, f"{thing.__tablename__}.restored", thing)


def item_of(forum: Forum, item_id: int | None) -> Item | None:
    if item_id is None:
        return None
    item = db.session.get(Item, item_id)
    if item is None or item.forum_id != forum.id or item.withdrawn_at is not None:
        raise WrongPlace(_("この次第の項目には登録できません。選び直してください。"), "item_id")
    return item


def refuse_twice(
    kind: type[Material] | type[Recording], forum: Forum, item_id: int | None, file: Received
) -> None:
    same = sa.select(sa.literal(1)).where(
        kind.forum_id == forum.id,
        kind.item_id.is_not_distinct_from(item_id),
        kind.file_digest == file.digest,
        kind.withdrawn_at.is_(None),
    )
    if db.session.scalar(same.limit(1)):
        raise SameFile(_("同じ内容のファイルがすでに登録されています。"), "file")


def next_position(kind: type[Material] | type[Recording], forum: Forum, item_id: int | None) -> int:
    last = sa.select(sa.func.max(kind.position)).where(
        kind.forum_id == forum.id, kind.item_id.is_not_distinct_from(item_id)
    )
    found = db.session.scalar(last)
    return 0 if found is None else found + 1


def kept(file: Received) -> str:
    return files.keep(file.written, file.content_type).digest
