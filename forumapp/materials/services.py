"""What organisers and speakers do with slides, documents and recordings. Nothing is deleted: it is withdrawn, and can come back."""

from typing import Literal

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda.models import Item
from forumapp.core import audit, clock, files
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.uploads.received import Received
from forumapp.forums.models import Forum
from forumapp.materials import queries, versions
from forumapp.materials.errors import SameFile, UnusableAddress, UnusableFile, WrongPlace
from forumapp.materials.models import Audience, Material, Recording


def add_material(
    forum: Forum, *, by: Actor, file: Received, item_id: int | None, own_title: str, audience: Audience
) -> Material:
    """Add slides to an item, or a document with a title of its own to the forum."""
    item = _item_of(forum, item_id)
    if item is None and not own_title:
        raise WrongPlace(_("文書の名前を入力するか、次第の項目を選んでください。"), "own_title")
    _refuse_twice(Material, forum, item_id, file)
    material = Material(
        forum_id=forum.id,
        item_id=item_id,
        item=item,
        position=_next_position(Material, forum, item_id),
        own_title="" if item else own_title,
        file_digest=files.keep(file.written, file.content_type).digest,
        filename=file.filename,
        audience=audience,
        added_at=clock.now(),
    )
    _begin_history(material, by)
    audit.record(by, "material.added", material, changes={"filename": [None, file.filename]})
    return material


def change_material(
    material: Material, *, by: Actor, file: Received | None, own_title: str, audience: Audience
) -> None:
    """Change who sees a material, a document's title, or replace the file; the address stays."""
    if material.item_id is None and not own_title:
        raise WrongPlace(_("文書の名前を入力してください。"), "own_title")
    values: dict[str, object] = {"audience": audience}
    if material.item_id is None:
        values["own_title"] = own_title
    changes = audit.difference(material, values)
    if file is not None:
        changes |= _replace(material, file, by)
    if changes:
        audit.record(by, "material.changed", material, changes=changes)


def _replace(material: Material, file: Received, by: Actor) -> dict[str, list[object]]:
    """Show the file as the newest version; returns what changed for the record. The file that is shown already is none."""
    before = (material.file_digest, material.filename)
    if before == (file.digest, file.filename):
        return {}
    version = versions.add(material, digest=_kept(file), filename=file.filename, added_by=by.label)
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

    What the same speaker sent before for the item, and nobody published, is withdrawn; what was published stays until
    the organisers change it. The same file again changes only ``may_publish``.
    """
    item = _item_of(forum, item_id)
    earlier = queries.handed_in(forum.id, person_id, item_id)
    same = next((one for one in earlier if one.file_digest == file.digest), None)
    if same is not None and same.may_publish != may_publish:
        changes = audit.difference(same, {"may_publish": may_publish})
        audit.record(by, "material.changed", same, changes=changes)
        return same
    _refuse_twice(Material, forum, item_id, file)
    for former in earlier:
        if former.audience is Audience.ORGANISERS:
            withdraw(former, by=by)
    material = Material(
        forum_id=forum.id,
        item_id=item_id,
        item=item,
        position=_next_position(Material, forum, item_id),
        file_digest=files.keep(file.written, file.content_type).digest,
        filename=file.filename,
        audience=Audience.ORGANISERS,
        person_id=person_id,
        may_publish=may_publish,
        added_at=clock.now(),
    )
    _begin_history(material, by)
    audit.record(by, "material.handed_in", material, changes={"filename": [None, file.filename]})
    return material


def take_back(material: Material, *, by: Actor) -> None:
    """Let a speaker withdraw what they sent. Raises WrongPlace for what the organisers have published."""
    if material.audience is not Audience.ORGANISERS:
        raise WrongPlace(_("公開された資料は、事務局だけが取り下げられます。事務局へご連絡ください。"))
    withdraw(material, by=by)


def add_recording(
    forum: Forum,
    *,
    by: Actor,
    item_id: int | None,
    file: Received | None,
    captions: Received | None,
    url: str,
    audience: Audience,
) -> Recording:
    """Add a recording to an item: a video with or without captions, or an address elsewhere."""
    item = _item_of(forum, item_id)
    if item is None:
        raise WrongPlace(_("次第の項目を選んでください。"), "item_id")
    _check_source(file is not None, url, has_captions=captions is not None)
    if file is not None:
        _refuse_twice(Recording, forum, item_id, file)
    recording = Recording(
        forum_id=forum.id,
        item_id=item_id,
        item=item,
        position=_next_position(Recording, forum, item_id),
        url=url or None,
        audience=audience,
        added_at=clock.now(),
        **(_video(file) if file else {}),
        captions_digest=_kept(captions) if captions else None,
    )
    db.session.add(recording)
    audit.record(by, "recording.added", recording, changes={"source": [None, url or recording.filename]})
    return recording


def change_recording(
    recording: Recording,
    *,
    by: Actor,
    file: Received | None,
    captions: Received | None,
    drop_captions: bool,
    url: str,
    audience: Audience,
) -> None:
    """Change who sees a recording, its captions, or replace the video by another or by an address."""
    stays = recording.file_digest is not None and not url
    _check_source(file is not None or stays, url, has_captions=captions is not None)
    values: dict[str, object] = {"audience": audience, "url": url or None}
    if url:
        values |= {"file_digest": None, "filename": "", "seconds": None, "captions_digest": None}
    elif file is not None:
        values |= _video(file)
    if captions is not None:
        values["captions_digest"] = _kept(captions)
    elif drop_captions:
        values["captions_digest"] = None
    changes = audit.difference(recording, values)
    if changes:
        audit.record(by, "recording.changed", recording, changes=changes)


def move(thing: Material | Recording, *, by: Actor, direction: Literal["up", "down"]) -> bool:
    """Exchange places with the neighbour above or below; False at the end of the list."""
    row: list[Material | Recording] = [*queries.siblings(thing)]
    here = row.index(thing)
    there = here - 1 if direction == "up" else here + 1
    if not 0 <= there < len(row):
        return False
    row[here], row[there] = row[there], row[here]
    for position, sibling in enumerate(row):
        sibling.position = position
    audit.record(by, f"{thing.__tablename__}.moved", thing, changes={"position": [here, there]})
    return True


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


def _item_of(forum: Forum, item_id: int | None) -> Item | None:
    if item_id is None:
        return None
    item = db.session.get(Item, item_id)
    if item is None or item.forum_id != forum.id or item.withdrawn_at is not None:
        raise WrongPlace(_("この次第の項目には登録できません。選び直してください。"), "item_id")
    return item


def _refuse_twice(
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


def _check_source(has_file: bool, url: str, *, has_captions: bool) -> None:
    if has_file == bool(url):
        raise UnusableFile(_("動画ファイルかアドレスの、どちらか一方を指定してください。"), "file")
    if url and has_captions:
        raise UnusableAddress(_("ほかのサイトの動画には字幕を付けられません。"), "captions")


def _next_position(kind: type[Material] | type[Recording], forum: Forum, item_id: int | None) -> int:
    last = sa.select(sa.func.max(kind.position)).where(
        kind.forum_id == forum.id, kind.item_id.is_not_distinct_from(item_id)
    )
    found = db.session.scalar(last)
    return 0 if found is None else found + 1


def _kept(file: Received) -> str:
    return files.keep(file.written, file.content_type).digest


def _video(file: Received) -> dict[str, object]:
    return {"file_digest": _kept(file), "filename": file.filename, "seconds": file.seconds}
