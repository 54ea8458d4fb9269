"""The merge board: which notes are proposed together, which are used where, and how far all groups are heard. Pure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from forumapp.core.text.mentions import Kind, pieces
from forumapp.core.text.words import plain
from forumapp.groupwork.models import Group, Note, SummaryBullet, SummaryEdition
from forumapp.groupwork.queries.bullets import SummaryLine, is_changed
from forumapp.groupwork.similarity.clusters import by_centre, liken


@dataclass(frozen=True)
class NoteRow:
    """A note: its words cut up where they may give somebody away, and the places (1, 2, …) of the bullets that use it."""

    note: Note
    pieces: tuple[tuple[str, Kind | None], ...]
    used_in: tuple[int, ...]


@dataclass(frozen=True)
class Proposal:
    """Notes that may become one sentence, the most central first, with opposed ones to be looked at.

    ``bullet`` already rests on a note that is like them.
    """

    digest: str
    rows: tuple[NoteRow, ...]
    opposed: tuple[NoteRow, ...]
    bullet: SummaryBullet | None


@dataclass(frozen=True)
class Coverage:
    """Groups whose notes are used, whose are not yet, and who have written nothing; and numbers of notes."""

    used: tuple[Group, ...]
    unused: tuple[Group, ...]
    silent: tuple[Group, ...]
    notes_used: int
    notes: int


@dataclass(frozen=True)
class Choice:
    """What of the notes is shown: those with ``words``, and only the unused ones."""

    words: str = ""
    only_unused: bool = False

    def admits(self, row: NoteRow) -> bool:
        """Say whether a note is shown."""
        if self.only_unused and row.used_in:
            return False
        flat = plain(row.note.text)
        return all(plain(word) in flat for word in self.words.split())


@dataclass(frozen=True)
class MergeBoard:
    """The left half of the board, and its coverage. ``rest`` holds the notes of no proposal by group."""

    proposals: tuple[Proposal, ...]
    rest: tuple[tuple[Group, tuple[NoteRow, ...]], ...]
    dropped: tuple[Proposal, ...]
    coverage: Coverage
    hidden: int


def assemble(
    notes: Sequence[Note],
    bullets: Sequence[SummaryBullet],
    *,
    groups: Sequence[Group],
    names: Sequence[tuple[str, str]],
    dropped: Collection[str],
    choice: Choice,
) -> MergeBoard:
    """Lay out the board of a theme: its living notes and bullets, all groups of the work, the names of people."""
    places = used_places(bullets)
    rows = [NoteRow(note, tuple(pieces(note.text, names)), places.get(note.id, ())) for note in notes]
    found = _proposals(rows, bullets)
    shown = [(one, kept) for one in found if one.digest not in dropped and (kept := _kept(one, choice))]
    proposed = {row.note.id for one, _kept_rows in shown for row in one.rows}
    rest: dict[int, list[NoteRow]] = defaultdict(list)
    for row in rows:
        if row.note.id not in proposed and choice.admits(row):
            rest[row.note.group_id].append(row)
    seen = sum(len(kept.rows) for _one, kept in shown) + sum(map(len, rest.values()))
    return MergeBoard(
        proposals=tuple(kept for _one, kept in shown),
        rest=tuple((one, tuple(rest[one.id])) for one in groups if rest[one.id]),
        dropped=tuple(one for one in found if one.digest in dropped),
        coverage=coverage(rows, groups),
        hidden=len(rows) - seen,
    )


def used_places(bullets: Sequence[SummaryBullet]) -> dict[int, tuple[int, ...]]:
    """Return {note id: places of the bullets that rest on it}, counted from 1."""
    places: dict[int, tuple[int, ...]] = {}
    for place, bullet in enumerate(bullets, start=1):
        for source in bullet.sources:
            places[source.note_id] = (*places.get(source.note_id, ()), place)
    return places


def coverage(rows: Sequence[NoteRow], groups: Sequence[Group]) -> Coverage:
    """Say which groups are heard in the summary."""
    wrote = {row.note.group_id for row in rows}
    used = {row.note.group_id for row in rows if row.used_in}
    return Coverage(
        used=tuple(one for one in groups if one.id in used),
        unused=tuple(one for one in groups if one.id in wrote - used),
        silent=tuple(one for one in groups if one.id not in wrote),
        notes_used=sum(1 for row in rows if row.used_in),
        notes=len(rows),
    )


def digest_of(idents: Collection[int]) -> str:
    """Return the digest by which a dropped proposal is known: of the ids of its notes in order."""
    return sha256(",".join(map(str, sorted(idents))).encode()).hexdigest()


def _proposals(rows: Sequence[NoteRow], bullets: Sequence[SummaryBullet]) -> list[Proposal]:
    """Return what is proposed: similar notes, of which two are not used yet, or one and a bullet uses others of them."""
    found = []
    rows = [row for row in rows if row.note.text]  # the retention may be over
    for cluster in liken(tuple(row.note.text for row in rows)).clusters:
        inside = [rows[place] for place in cluster.places]
        free = tuple(row for row in inside if not row.used_in)
        near = [place for row in inside for place in row.used_in]
        if len(free) < (1 if near else 2):
            continue
        found.append(
            Proposal(
                digest=digest_of([row.note.id for row in inside]),
                rows=free,
                opposed=tuple(rows[place] for place in cluster.opposed),
                bullet=bullets[near[0] - 1] if near else None,
            )
        )
    return sorted(found, key=_weight)


def _weight(one: Proposal) -> tuple[int, int]:
    return -len({row.note.group_id for row in one.rows}), -len(one.rows)


def _kept(one: Proposal, choice: Choice) -> Proposal | None:
    rows = tuple(row for row in one.rows if choice.admits(row))
    return Proposal(one.digest, rows, one.opposed, one.bullet) if rows else None


@dataclass(frozen=True)
class SourceRow:
    """A note that a bullet rests on; ``before`` is what it said when it was chosen, None unless it changed since."""

    note: Note
    pieces: tuple[tuple[str, Kind | None], ...]
    is_changed: bool
    before: str | None


@dataclass(frozen=True)
class BulletRow:
    """A bullet of the right half: cut up like a note, with its sources and the wording that is approved."""

    bullet: SummaryBullet
    pieces: tuple[tuple[str, Kind | None], ...]
    sources: tuple[SourceRow, ...]
    groups: tuple[Group, ...]
    approved: SummaryEdition | None

    @property
    def is_pending(self) -> bool:
        """Say whether something waits for approval."""
        return self.bullet.approved_version != self.bullet.version

    @property
    def is_reworded(self) -> bool:
        """Say whether the public sees other words than these."""
        edition = self.approved
        return edition is not None and (edition.text, edition.remark) != (
            self.bullet.text,
            self.bullet.remark,
        )


def bullet_rows(
    bullets: Sequence[SummaryBullet], names: Sequence[tuple[str, str]], former: Mapping[int, str]
) -> list[BulletRow]:
    """Return the right half of the board; ``former`` says what notes said that changed since they were chosen."""
    return [
        BulletRow(
            bullet,
            tuple(pieces(bullet.text, names)),
            tuple(
                SourceRow(
                    one.note, tuple(pieces(one.note.text, names)), is_changed(one), former.get(one.note_id)
                )
                for one in sorted(bullet.sources, key=lambda one: (one.note.group.number, one.note_id))
            ),
            tuple(sorted({one.note.group for one in bullet.sources}, key=lambda one: (one.number, one.id))),
            approved_edition(bullet),
        )
        for bullet in bullets
    ]


def approved_edition(bullet: SummaryBullet) -> SummaryEdition | None:
    """Return what the public sees of a bullet."""
    return next((one for one in bullet.editions if one.version == bullet.approved_version), None)


def lines_after(bullets: Sequence[SummaryBullet], fresh: Collection[SummaryBullet]) -> list[SummaryLine]:
    """Return what the public will see of a theme once ``fresh`` are approved."""
    lines = []
    for bullet in bullets:
        shown = bullet if bullet in fresh else approved_edition(bullet)
        if shown is not None:
            lines.append(SummaryLine(shown.text, shown.remark))
    return lines


def central_first(notes: Sequence[Note]) -> list[Note]:
    """Return notes with the one first that is most like all others."""
    return [notes[place] for place in by_centre([note.text for note in notes])]
