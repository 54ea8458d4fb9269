"""A group work with people of several organisations, some with rare kanji, who sit in its groups."""

from dataclasses import dataclass, field

from forumapp.core.actor import SYSTEM
from forumapp.forums.models import Mode
from forumapp.groupwork.services import publishing
from forumapp.groupwork.services.arranging import Chair, Seat, arranging, hold
from forumapp.registration import receipts
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, make_venue
from tests.groupwork.factories import make_person, make_work

VARIANT = "葛\U000e0100城"
"""A name whose first kanji carries a variation selector (IVS)."""
PEOPLE = (
    ("佐世保市", "髙﨑", "一郎", "タカサキ", "イチロウ", Mode.ON_SITE),
    ("長崎市", "𠮷野", "花子", "ヨシノ", "ハナコ", Mode.WEB),
    ("諫早市", VARIANT, "健", "カツラギ", "ケン", Mode.ON_SITE),
    ("長崎市", "山田", "太郎", "ヤマダ", "タロウ", Mode.WEB),
    ("長崎市", "山田", "次郎", "ヤマダ", "ジロウ", Mode.WEB),
    ("大村市", "青木", "美咲", "アオキ", "ミサキ", Mode.ON_SITE),
)
CODES = {"長崎市": "422011", "佐世保市": "422029", "諫早市": "422045", "大村市": "422053"}


@dataclass
class Seated:
    """The group work, its people and its forum's address."""

    work: object
    people: list = field(default_factory=list)

    @property
    def forum(self):
        return self.work.forum

    @property
    def groups(self):
        return self.work.groups

    @property
    def row(self):
        """The row of ``group_work``."""
        return self.groups[0].work

    @property
    def page(self):
        return f"/desk/forums/{self.forum.slug}/groupwork/items/{self.work.item.id}/papers"


def make_seated(*, slug="one", groups=3, rounds=1, publish=False, **group_values):
    """Seat PEOPLE in turn: the first in group 1, the second in group 2, …; in round 2 one table further."""
    forum = make_forum(slug=slug, venue=make_venue())
    work = make_work(forum=forum, groups=groups, **group_values)
    made = Seated(work)
    for organisation, family, given, family_kana, given_kana, mode in PEOPLE:
        made.people.append(
            make_person(
                forum,
                family,
                given,
                organisation_name=organisation,
                sort_code=f"{CODES[organisation]} {organisation}",
                sort_kana=f"{family_kana} {given_kana}",
                family_kana=family_kana,
                given_kana=given_kana,
                unit="企画課",
                mode=mode,
                receipt=receipts.draw(),
            )
        )
    if groups:
        seat(made, {person.id: number % groups for number, person in enumerate(made.people)})
    if rounds > 1:
        with writing():
            hold(made.row).rounds = rounds
        shifted = {person.id: (number + 1) % groups for number, person in enumerate(made.people)}
        seat(made, shifted, round_=2)
    if publish:
        with writing():
            publishing.publish(made.row, by=SYSTEM)
    return made


def seat(made, places, *, round_=1, pinned=()):
    """Seat people: {registration id: place of the group in ``groups``, or None}."""
    with writing(), arranging(made.row, by=SYSTEM, action="arrangement.members_set") as draft:
        for ident, place in places.items():
            draft.seats.pop(Chair(round_, ident), None)
            if place is not None:
                draft.seats[Chair(round_, ident)] = Seat(made.groups[place].id, ident in pinned)
