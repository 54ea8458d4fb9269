"""Slides, recordings, group work and impressions, as a document says them."""

from typing import Any

import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core import files as store
from forumapp.core.db import db
from forumapp.exchange.attachments import Files
from forumapp.exchange.services.ledger import Ledger
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.forums.models import Forum
from forumapp.forums.revision import touch
from forumapp.materials.models import Audience, Material, Recording, UnrecordedItem

Values = dict[str, Any]


def write_materials(
    forum: Forum, given: list[Values], items: dict[str, int], files: Files, ledger: Ledger
) -> None:
    """Write slides and documents; ``items`` tells the ids of keys."""
    wanted = []
    for row in given:
        file = files[row["file"], row.get("filename", "")]
        values = {
            "item_id": items[row["item"]] if "item" in row else None,
            "own_title": row.get("title", ""),
            "file_digest": store.keep(file.written, file.content_type).digest,
            "filename": file.filename,
            "audience": Audience(row.get("audience", "public")),
        }
        wanted.append(((values["item_id"], values["own_title"], file.filename), values))
    _number(wanted)
    known = db.session.scalars(sa.select(Material).where(Material.forum_id == forum.id).order_by(Material.id))
    ledger.match(
        "material",
        [((row.item_id, row.own_title, row.filename), row) for row in known],
        wanted,
        lambda: Material(forum_id=forum.id, added_at=clock.now()),
    )


def write_recordings(
    forum: Forum, given: list[Values], items: dict[str, int], files: Files, ledger: Ledger
) -> None:
    """Write recordings: stored videos with captions, or addresses elsewhere."""
    wanted = []
    for row in given:
        values: Values = {
            "item_id": items[row["item"]] if "item" in row else None,
            "own_title": row.get("title", ""),
            "url": row.get("url"),
            "file_digest": None,
            "filename": "",
            "captions_digest": None,
            "captions_language": row.get("captions_language", "ja"),
            "poster_digest": None,
            "seconds": row.get("seconds"),
            "day": row.get("day", 1) - 1,
            "began": row.get("began"),
            "audience": Audience(row.get("audience", "public")),
        }
        if "file" in row:
            file = files[row["file"], row.get("filename", "")]
            values["file_digest"] = store.keep(file.written, file.content_type).digest
            values["filename"] = file.filename
            values["seconds"] = row.get("seconds", file.seconds)
        if "captions" in row:
            captions = files[row["captions"], ""]
            values["captions_digest"] = store.keep(captions.written, captions.content_type).digest
        if "poster" in row:
            poster = files[row["poster"], ""]
            values["poster_digest"] = store.keep(poster.written, poster.content_type).digest
        wanted.append(((values["item_id"], values["url"], values["filename"]), values))
    _number(wanted)
    known = db.session.scalars(
        sa.select(Recording).where(Recording.forum_id == forum.id).order_by(Recording.id)
    )
    ledger.match(
        "recording",
        [((row.item_id, row.url, row.filename), row) for row in known],
        wanted,
        lambda: Recording(forum_id=forum.id, added_at=clock.now()),
    )


def write_not_recorded(forum: Forum, given: list[str], items: dict[str, int], ledger: Ledger) -> None:
    """Mark the items of which there is no recording, and no others."""
    rows = db.session.scalars(sa.select(UnrecordedItem).where(UnrecordedItem.forum_id == forum.id))
    known = {row.item_id: row for row in rows}
    for key in given:
        if known.pop(items[key], None) is None:
            made = UnrecordedItem(item_id=items[key], forum_id=forum.id, marked_at=clock.now())
            ledger.add(made, f"not_recorded {key}")
    for row in known.values():
        ledger.delete(row, f"not_recorded {row.item_id}")


def _number(wanted: list[tuple[Any, Values]]) -> None:
    """Give each its position among those of the same item, in the order of the document."""
    places: dict[int | None, int] = {}
    for _key, values in wanted:
        place = places[values["item_id"]] = places.get(values["item_id"], -1) + 1
        values["position"] = place


def write_impressions(forum: Forum, given: list[Values], ledger: Ledger) -> None:
    """Write the published comments; one that is no longer in the document is withheld, not deleted."""
    adopted = sa.select(Impression).where(
        Impression.forum_id == forum.id, Impression.state == ImpressionState.ADOPTED
    )
    known: dict[tuple[str, str], list[Impression]] = {}
    for row in db.session.scalars(adopted.order_by(Impression.position, Impression.id)):
        known.setdefault((row.original, row.text), []).append(row)
    before = dict(ledger.changes)
    for position, wanted in enumerate(given):
        text: str = wanted["text"]
        original: str = wanted.get("original", text)
        values: Values = {"position": position, "consent": wanted.get("consent", "")}
        same = known.get((original, text), [])
        if same:
            ledger.put(same.pop(0), f"impression {text}", **values)
        else:
            _add(forum, original, text, values, ledger)
    for rows in known.values():
        for gone in rows:
            values = {"state": ImpressionState.WITHHELD, "decided_at": clock.now()}
            ledger.put(gone, f"impression {gone.text}", **values)
    if before != ledger.changes:
        db.session.flush()
        touch(forum)


def _add(forum: Forum, original: str, text: str, values: Values, ledger: Ledger) -> None:
    made = Impression(
        forum_id=forum.id,
        original=original,
        text=text,
        state=ImpressionState.ADOPTED,
        may_publish=True,
        decided_at=clock.now(),
        **values,
    )
    ledger.add(made, f"impression {text}")
