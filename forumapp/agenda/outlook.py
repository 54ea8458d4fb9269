"""What a release would mean: what differs, whom it concerns, and how the letters read. Reads only."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from forumapp.agenda import queries
from forumapp.agenda.cautioning import in_words
from forumapp.agenda.checks.cautions import Caution
from forumapp.agenda.difference_words import Line, lines, sentences
from forumapp.agenda.differences import Difference, compare
from forumapp.agenda.models import Release
from forumapp.agenda.programme import Programme, Speaker, from_json
from forumapp.agenda.questions import Concern, Concerned, Side, concerned
from forumapp.agenda.supposing import supposing
from forumapp.agenda.surroundings import reviewed_draft
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.mail import letters
from forumapp.mail.letters import Content
from forumapp.mail.models import Letter

UNSENT = 0
"""Id of a letter that is only looked at: it is no sample, and lies in no outbox."""


@dataclass(frozen=True)
class Group:
    """Those of a concern for whom the same becomes the same."""

    about: str
    before: Side | None
    after: Side | None
    who: Sequence[Concerned]

    @property
    def unreachable(self) -> list[Concerned]:
        """Return those without an address."""
        return [one for one in self.who if not one.is_reachable]


@dataclass(frozen=True)
class Outlook:
    """A draft beside what the public sees (``last``, None before the first release)."""

    forum: Forum
    last: Release | None
    programme: Programme
    cautions: Sequence[tuple[Caution, str]]
    concerns: Sequence[Concern]
    version: int

    @cached_property
    def difference(self) -> Difference:
        """Return what visitors will see differently."""
        released = from_json(self.last.content) if self.last else Programme()
        return compare(released, self.programme.for_the_public())

    @property
    def is_pending(self) -> bool:
        """Say whether there is anything to release."""
        return is_other(self.last, self.programme)

    @property
    def lines(self) -> list[Line]:
        """Return the changed rows, old and new side by side."""
        return lines(self.difference)

    @property
    def sentences(self) -> list[str]:
        """Return the changes in sentences."""
        return sentences(self.difference)

    @property
    def withheld(self) -> list[Speaker]:
        """Return the speakers whose damaged names stay out."""
        return [one for item in self.programme.walk() for one in item.speakers if one.is_damaged]

    @property
    def seen(self) -> str:
        """Return the fingerprint of what an organiser looked at."""
        return fingerprint(self.programme, self.concerns, self.last, self.version)


def outlook(forum: Forum) -> Outlook:
    """Read the draft, what the public sees, and whom the difference concerns."""
    programme, cautions = reviewed_draft(forum)
    last = queries.last_release(forum.id)
    concerns = concerned(forum, programme) if is_other(last, programme) else []
    said = [(caution, in_words(caution)) for caution in cautions]
    return Outlook(forum, last, programme, said, concerns, queries.version(forum.id))


def is_other(last: Release | None, programme: Programme) -> bool:
    """Say whether the public would see something else."""
    return queries.differs(programme, last)


def fingerprint(programme: Programme, concerns: Sequence[Concern], last: Release | None, version: int) -> str:
    """Return a short digest of a release before it is made: the programme, and whose letters say what."""
    people = [
        [
            concern.kind,
            one.label,
            one.about,
            one.letter and [one.letter.dedupe, one.letter.address, one.letter.recipe],
        ]
        for concern in concerns
        for one in concern.who
    ]
    content = [last.number if last else 0, version, programme.for_the_public().to_json(), people]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def groups(concern: Concern) -> list[Group]:
    """Return who is concerned, those with the same change together, the largest group first."""
    found: dict[tuple[str, Side | None, Side | None], list[Concerned]] = {}
    for one in concern.who:
        found.setdefault((one.about, one.before, one.after), []).append(one)
    return sorted((Group(*same, who) for same, who in found.items()), key=lambda group: -len(group.who))


def letter_to(outlook: Outlook, one: Concerned, message: str) -> Content | None:
    """Build the letter that ``one`` would get, as it would read after the release."""
    if one.letter is None:
        return None
    recipe = {**one.letter.recipe, "message": message} if message else dict(one.letter.recipe)
    letter = Letter(
        id=UNSENT,
        kind=one.letter_kind,
        forum_id=outlook.forum.id,
        address=one.letter.address,
        name=one.letter.name,
        language=one.letter.language,
        recipe=recipe,
    )
    with supposing(outlook.forum, outlook.programme.for_the_public()), db.session.no_autoflush:
        return letters.build(letter)
