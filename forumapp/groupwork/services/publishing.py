"""Publishing an arrangement: from then on people see their group."""

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.groupwork import telling
from forumapp.groupwork.arrangement import PublishedPlacement
from forumapp.groupwork.errors import ArrangementChanged
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries import people
from forumapp.groupwork.queries.changes import changes, published
from forumapp.groupwork.queries.draft import seating
from forumapp.groupwork.services.arranging import hold, seats_of


def publish(work: GroupWork, *, by: Actor, version: int | None = None, tells: bool = False) -> set[int]:
    """Let people see the draft; returns the registrations for whom a group of a round is another than before.

    With ``tells`` these get a letter. ``version`` is the one that the page showed. Raises ArrangementChanged.
    """
    arrangement = hold(work)
    if version is not None and version != arrangement.version:
        raise ArrangementChanged(
            _("ほかの人が先に班編成を変更したため、公開していません。今の班編成を確認してください。")
        )
    present = {one.id for one in people.candidates(work.item)}
    after = {
        (chair.round, chair.registration_id): seat.group_id
        for chair, seat in seats_of(work.id).items()
        if chair.registration_id in present and chair.round <= arrangement.rounds
    }
    before = published(work.id)
    news = changes(seating(work), before)
    db.session.execute(sa.delete(PublishedPlacement).where(PublishedPlacement.work_id == work.id))
    rows = [
        {"work_id": work.id, "round": round_, "registration_id": person, "group_id": group}
        for (round_, person), group in after.items()
    ]
    if rows:
        db.session.execute(sa.insert(PublishedPlacement), rows)
    db.session.add(arrangement)
    arrangement.published_version, arrangement.published_at = arrangement.version, clock.now()
    changed = {key[1] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    told = telling.send(work, news) if tells else 0
    audit.record(
        by,
        "arrangement.published",
        work,
        changes={"seated_people": [None, len(changed)], "recipients": [None, told]},
    )
    return changed
