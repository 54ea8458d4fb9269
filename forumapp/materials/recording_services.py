"""What organisers do with recordings: added, changed; moved, withdrawn and restored like slides (services)."""

from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.uploads.received import Received
from forumapp.forums.models import Forum
from forumapp.materials import moments
from forumapp.materials.errors import UnusableAddress, UnusableFile, WrongPlace
from forumapp.materials.models import Audience, Recording
from forumapp.materials.moments import AT_ONCE, Plan
from forumapp.materials.services import item_of, kept, next_position, refuse_twice


def add_recording(
    forum: Forum,
    *,
    by: Actor,
    item_id: int | None,
    file: Received | None,
    captions: Received | None,
    url: str,
    audience: Audience,
    plan: Plan = AT_ONCE,
) -> Recording:
    """Add a recording to an item: a video with or without captions, or an address elsewhere."""
    item = item_of(forum, item_id)
    if item is None:
        raise WrongPlace(_("次第の項目を選んでください。"), "item_id")
    _check_source(file is not None, url, has_captions=captions is not None)
    if file is not None:
        refuse_twice(Recording, forum, item_id, file)
    recording = Recording(
        forum_id=forum.id,
        item_id=item_id,
        item=item,
        position=next_position(Recording, forum, item_id),
        url=url or None,
        audience=audience,
        added_at=clock.now(),
        **plan.values,
        **(_video(file) if file else {}),
        captions_digest=kept(captions) if captions else None,
    )
    db.session.add(recording)
    audit.record(by, "recording.added", recording, changes={"source": [None, url or recording.filename]})
    moments.write_boundaries(forum)
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
    plan: Plan | None = None,
) -> None:
    """Change who sees a recording, its captions, or replace the video by another or by an address."""
    stays = recording.file_digest is not None and not url
    _check_source(file is not None or stays, url, has_captions=captions is not None)
    values: dict[str, object] = {"audience": audience, "url": url or None, **(plan.values if plan else {})}
    if url:
        values |= {"file_digest": None, "filename": "", "seconds": None, "captions_digest": None}
    elif file is not None:
        values |= _video(file)
    if captions is not None:
        values["captions_digest"] = kept(captions)
    elif drop_captions:
        values["captions_digest"] = None
    changes = audit.difference(recording, values)
    if changes:
        audit.record(by, "recording.changed", recording, changes=changes)
    if plan is not None:
        moments.write_boundaries(db.session.get_one(Forum, recording.forum_id))


def _check_source(has_file: bool, url: str, *, has_captions: bool) -> None:
    if has_file == bool(url):
        raise UnusableFile(_("動画ファイルかアドレスの、どちらか一方を指定してください。"), "file")
    if url and has_captions:
        raise UnusableAddress(_("ほかのサイトの動画には字幕を付けられません。"), "captions")


def _video(file: Received) -> dict[str, object]:
    return {"file_digest": kept(file), "filename": file.filename, "seconds": file.seconds}
