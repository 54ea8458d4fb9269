"""What organisers do with recordings: added, changed, captions edited, items without one marked.

Moved, withdrawn and restored they are like slides (services).
"""

import io
from collections.abc import Mapping

from flask_babel import gettext as _

from forumapp.agenda.models import Item
from forumapp.core import audit, clock, files
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.transaction import lock
from forumapp.core.uploads.received import Received
from forumapp.forums.models import Forum
from forumapp.materials import captions as captions_text
from forumapp.materials import moments
from forumapp.materials.errors import ChangedMeanwhile, UnusableAddress, UnusableFile, WrongPlace
from forumapp.materials.models import Audience, Recording, UnrecordedItem
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
    **shown: object,
) -> Recording:
    """Add a recording to an item, or one of a whole day: a video with or without captions, or an address elsewhere.

    ``shown``: own_title, captions_language, poster (:class:`Received`), day and began.
    """
    item = item_of(forum, item_id)
    if item is None and not shown.get("own_title"):
        raise WrongPlace(_("次第の項目を選ぶか、録画の名前を入力してください。"), "item_id")
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
        **_shown(shown, has_item=item is not None),
        **(_video(file) if file else {}),
        captions_digest=_kept_captions(captions) if captions else None,
    )
    db.session.add(recording)
    if item is not None:
        _forget_mark(item)
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
    drop_poster: bool = False,
    **shown: object,
) -> None:
    """Change who sees a recording, its captions and poster, or replace the video by another or by an address."""
    stays = recording.file_digest is not None and not url
    if recording.item_id is None and "own_title" in shown and not shown["own_title"]:
        raise WrongPlace(_("録画の名前を入力してください。"), "own_title")
    _check_source(file is not None or stays, url, has_captions=captions is not None)
    values: dict[str, object] = {"audience": audience, "url": url or None, **(plan.values if plan else {})}
    values |= _shown(shown, has_item=recording.item_id is not None)
    if url:
        values |= {"file_digest": None, "filename": "", "seconds": None, "captions_digest": None}
    elif file is not None:
        values |= _video(file)
    if captions is not None:
        values["captions_digest"] = _kept_captions(captions)
    elif drop_captions:
        values["captions_digest"] = None
    if drop_poster and "poster_digest" not in values:
        values["poster_digest"] = None
    changes = audit.difference(recording, values)
    if changes:
        audit.record(by, "recording.changed", recording, changes=changes)
        _let_go(changes)
    if plan is not None:
        moments.write_boundaries(db.session.get_one(Forum, recording.forum_id))


def write_captions(recording: Recording, *, by: Actor, text: str, language: str, seen: str) -> None:
    """Write captions as text (WebVTT, or SubRip that is turned into it); ``seen``: the digest of what stood on the page.

    Raises ChangedMeanwhile when other captions were saved since: nothing of either is lost. UnusableCaptions.
    """
    if recording.file_digest is None:
        raise UnusableAddress(_("ほかのサイトの動画には字幕を付けられません。"), "text")
    lock(db.session.get_one(Forum, recording.forum_id), recording)
    if (recording.captions_digest or "") != seen:
        raise ChangedMeanwhile
    text = captions_text.tidy(captions_text.as_webvtt(text.encode()))
    captions_text.read(text)
    values = {"captions_digest": _stored(text), "captions_language": language}
    changes = audit.difference(recording, values)
    if changes:
        audit.record(by, "recording.captions_written", recording, changes=changes)
        _let_go(changes)


def _let_go(changes: Mapping[str, list[object]]) -> None:
    """Forget film, captions and poster that others took the place of: recordings have no history (slides have)."""
    former = {str(values[0]) for name, values in changes.items() if name.endswith("_digest") and values[0]}
    db.session.flush()
    files.forget(former)


def mark_unrecorded(forum: Forum, item_id: int, *, by: Actor) -> None:
    """Write down that there is no recording of the item (録画なし); a second time changes nothing."""
    item = item_of(forum, item_id)
    if item is not None and db.session.get(UnrecordedItem, item.id) is None:
        db.session.add(UnrecordedItem(item_id=item.id, forum_id=forum.id, marked_at=clock.now()))
        audit.record(by, "item.unrecorded", item)


def expect_recording(forum: Forum, item_id: int, *, by: Actor) -> None:
    """Take the mark back."""
    item = item_of(forum, item_id)
    if item is not None and _forget_mark(item):
        audit.record(by, "item.recording_expected", item)


def _forget_mark(item: Item) -> bool:
    mark = db.session.get(UnrecordedItem, item.id)
    if mark is not None:
        db.session.delete(mark)
    return mark is not None


def _check_source(has_file: bool, url: str, *, has_captions: bool) -> None:
    if has_file == bool(url):
        raise UnusableFile(_("動画ファイルかアドレスの、どちらか一方を指定してください。"), "file")
    if url and has_captions:
        raise UnusableAddress(_("ほかのサイトの動画には字幕を付けられません。"), "captions")


def _video(file: Received) -> dict[str, object]:
    return {"file_digest": kept(file), "filename": file.filename, "seconds": file.seconds}


def _shown(given: dict[str, object], *, has_item: bool) -> dict[str, object]:
    """Return the columns of what a form says beside the sources; a poster that was not sent stays as it is."""
    values = {name: value for name, value in given.items() if name != "poster"}
    if has_item and "own_title" in values:
        values["own_title"] = ""
    poster = given.get("poster")
    return values | ({"poster_digest": kept(poster)} if isinstance(poster, Received) else {})


def _kept_captions(file: Received) -> str:
    """Keep captions that were sent; SubRip is turned into WebVTT."""
    with files.opened(file.digest) as stream:
        raw = stream.read()
    if raw.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return kept(file)
    return _stored(captions_text.tidy(captions_text.as_webvtt(raw)))


def _stored(text: str) -> str:
    written = files.write(io.BytesIO(text.encode()), limit=captions_text.LARGEST_STORED)
    return files.keep(written, captions_text.CONTENT_TYPE).digest
