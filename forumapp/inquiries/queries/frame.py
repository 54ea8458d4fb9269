"""What an organisation may fill: its quotas with their seats, modes, tracks and questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.agenda import queries as agenda
from forumapp.agenda.models import TrackDepartment
from forumapp.agenda.queries import ReleasedTrack
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.forums.states import takes
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries.inquiries import quotas_of
from forumapp.registration.models import FieldKind, Question, Quota, SeatRules
from forumapp.registration.queries import ledger
from forumapp.registration.queries.audience import questions
from forumapp.registration.queries.ledger import MODES


@dataclass(frozen=True)
class Frame:
    """What one organisation may fill. ``caps``: its seats in each quota, by the quota's id.

    ``by_department``: the tracks that a department belongs in. ``questions``: those that a clerk can answer for others;
    files are sent by each person's own link.
    """

    inquiry: Inquiry
    rules: SeatRules
    quotas: Sequence[Quota]
    caps: dict[int, int]
    tracks: Sequence[ReleasedTrack]
    by_department: dict[int, list[int]]
    questions: Sequence[Question]

    def quota(self, ident: int | None) -> Quota | None:
        """Return one of its quotas."""
        return next((one for one in self.quotas if one.id == ident), None)

    def modes(self, quota: Quota | None) -> tuple[Mode, ...]:
        """Return how one may take part on a seat of ``quota``."""
        offered = tuple(mode for mode in MODES if takes(self.inquiry.forum, mode))
        if quota is None or quota.mode in {None, Mode.BOTH}:
            return offered
        return tuple(mode for mode in offered if mode is quota.mode)

    def track_of(self, quota: Quota | None) -> int | None:
        """Return the track that a seat of ``quota`` is in, by name or by department; None if it must be asked."""
        if quota is None:
            return None
        if quota.track_id is not None:
            return quota.track_id
        fitting = self.by_department.get(quota.department_id or 0, [])
        return fitting[0] if len(fitting) == 1 else None


def frame_of(inquiry: Inquiry) -> Frame:
    """Read what the organisation of ``inquiry`` may fill."""
    book, quotas = ledger.read(inquiry.forum), quotas_of(inquiry)
    caps = {
        quota.id: book.cap(quota.id, inquiry.organisation_id) if quota.id in book.quotas else quota.seats
        for quota in quotas
    }
    tracks = agenda.released_tracks(inquiry.forum_id)
    asked = [one for one in questions(inquiry.forum) if one.kind is not FieldKind.FILE]
    return Frame(inquiry, book.rules, quotas, caps, tracks, _by_department(tracks), asked)


def _by_department(tracks: Sequence[ReleasedTrack]) -> dict[int, list[int]]:
    if not tracks:
        return {}
    found: dict[int, list[int]] = {}
    named = sa.select(TrackDepartment.department_id, TrackDepartment.track_id).where(
        TrackDepartment.track_id.in_([track.id for track in tracks])
    )
    for department_id, track_id in db.session.execute(named.order_by(TrackDepartment.track_id)).tuples():
        found.setdefault(department_id, []).append(track_id)
    return found
