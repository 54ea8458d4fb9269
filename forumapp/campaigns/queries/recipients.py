"""Whom a campaign reaches: everybody its saved filter means, one letter a person. Nothing chosen reaches nobody."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from forumapp.campaigns import audience as filters
from forumapp.campaigns import merging
from forumapp.campaigns.audience import Audience, Source
from forumapp.campaigns.models import Campaign, CampaignRecipient
from forumapp.campaigns.queries import people
from forumapp.campaigns.queries.people import Candidate
from forumapp.core.db import db
from forumapp.mail.models import Suppression

_BLANKS = re.compile(r"\s+|様$")


@dataclass(frozen=True)
class Recipient:
    """One person with one address. ``subject`` and ``subject_id``: the row that the letter is about.

    ``who`` tells people apart: the address in lower case, and the name unless everybody there reads the same.
    """

    who: str
    address: str
    name: str
    language: str
    subject: str
    subject_id: int
    organisation: str = ""


@dataclass(frozen=True)
class Reach:
    """Who gets the letter, and who of those meant does not, by reason. Each person stands in one list."""

    people: tuple[Recipient, ...] = ()
    without_address: tuple[Recipient, ...] = ()
    suppressed: tuple[Recipient, ...] = ()
    excluded: tuple[Recipient, ...] = ()
    already: tuple[Recipient, ...] = ()


@dataclass
class _Sieve:
    """Sorts candidates, the surest route to a person first."""

    audience: Audience
    is_personal: bool
    blocked: frozenset[str]
    sent: frozenset[str]
    people: dict[str, Recipient] = field(default_factory=dict)
    aside: dict[str, dict[str, Recipient]] = field(default_factory=dict)
    persons: set[int] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    def take(self, one: Candidate) -> None:
        """Put one candidate where it belongs; nobody twice."""
        if one.person_id is not None and one.person_id in self.persons:
            return
        made = _recipient(one)
        reason = self._reason(made)
        whole = made if self.is_personal or not made.address else replace(made, who=made.address.lower())
        if reason:
            self.aside.setdefault(reason, {})[whole.who] = whole
        elif whole.who in self.people:
            self._share(whole)
        elif made.name or made.address.lower() not in self.addresses:
            self.people[whole.who] = whole
            self.addresses.add(made.address.lower())
        if one.person_id is not None and made.address and reason != "suppressed":
            self.persons.add(one.person_id)

    def _reason(self, one: Recipient) -> str:
        address = one.address.lower()
        if not address:
            return "without_address"
        if {one.who, address} & {*self.audience.excluded, *self.audience.excluded_addresses}:
            return "excluded"
        if address in self.blocked:
            return "suppressed"
        return "already" if one.who in self.sent or (not self.is_personal and address in self.sent) else ""

    def _share(self, one: Recipient) -> None:
        """Leave the name out where one letter is for several people."""
        first = self.people[one.who]
        if one.name and first.name and plain_name(one.name) != plain_name(first.name):
            self.people[one.who] = replace(first, name="")

    def reach(self) -> Reach:
        """Return what came of it; whoever another route reaches is not missed."""
        reached = {(plain_name(one.name), one.organisation) for one in self.people.values()}
        lost = self.aside.get("without_address", {}).values()
        missed = [one for one in lost if (plain_name(one.name), one.organisation) not in reached]
        rest = ("suppressed", "excluded", "already")
        return Reach(
            people=tuple(self.people.values()),
            without_address=tuple(missed),
            **{name: tuple(self.aside.get(name, {}).values()) for name in rest},
        )


def recipients(campaign: Campaign, *, occasion: str = "") -> list[Recipient]:
    """Return who gets a letter now; on this ``occasion`` nobody gets a second one."""
    return list(reach(campaign, occasion=occasion).people)


def reach(campaign: Campaign, wanted: Audience | None = None, *, occasion: str = "") -> Reach:
    """Return whom the campaign, or another filter ``wanted`` in its place, reaches; as many statements for any number."""
    wanted = filters.read(campaign.filter) if wanted is None else wanted
    if wanted.is_empty:
        return Reach()
    sieve = _Sieve(
        wanted,
        bool(campaign.letter_kind) or _is_personal(campaign),
        frozenset(db.session.scalars(sa.select(Suppression.address))),
        _sent(campaign, occasion),
    )
    for one in _in_order(_candidates(campaign, wanted)):
        sieve.take(one)
    return sieve.reach()


def plain_name(name: str) -> str:
    """Return a name as it is compared: without blanks and 様."""
    return _BLANKS.sub("", name)


def _recipient(one: Candidate) -> Recipient:
    name = plain_name(one.name)
    who = f"{one.address.lower()} {name}".strip() if one.address else f"{one.subject}:{one.subject_id}"
    return Recipient(
        who[:400], one.address, one.name, one.language, one.subject, one.subject_id, one.organisation
    )


def _candidates(campaign: Campaign, wanted: Audience) -> Iterator[Candidate]:
    forum = campaign.forum
    if forum is not None:
        for source, find in people.OF_FORUM.items():
            if wanted.means(source):
                yield from find(forum, wanted)
    if wanted.means(Source.SUBSCRIBERS) and campaign.series_id is not None:
        yield from people.subscribers(campaign.series_id)


def _in_order(found: Iterable[Candidate]) -> list[Candidate]:
    """Put those without a name last: they may be somebody named already."""
    return sorted(found, key=lambda one: not one.name)


def _is_personal(campaign: Campaign) -> bool:
    try:
        return merging.is_personal(campaign.subject, campaign.body)
    except merging.BadField:
        return True


def _sent(campaign: Campaign, occasion: str) -> frozenset[str]:
    """Return who, and which addresses, have had a letter on this occasion."""
    if campaign.id is None:
        return frozenset()
    rows = db.session.execute(
        sa.select(CampaignRecipient.who, CampaignRecipient.address).where(
            CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.occasion == occasion
        )
    )
    return frozenset(text for who, address in rows for text in (who, address.lower()))
