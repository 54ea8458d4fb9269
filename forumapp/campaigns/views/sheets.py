"""What the composer's pages show: a page of people to tick off, one letter among many, the check before sending."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from forumapp.campaigns import audience as filters
from forumapp.campaigns import merging, wording
from forumapp.campaigns.audience import Audience
from forumapp.campaigns.forms.composing import AudienceForm, ReleaseForm
from forumapp.campaigns.models import Campaign
from forumapp.campaigns.notices.letter import preview
from forumapp.campaigns.queries.recipients import Recipient, plain_name, reach
from forumapp.campaigns.services import sending
from forumapp.campaigns.values import gaps
from forumapp.core.errors import DomainError
from forumapp.core.links import redact
from forumapp.forums.models import Forum
from forumapp.mail.letters import Content

PER_PAGE = 50


@dataclass(frozen=True)
class People:
    """One page of those whom the filter means; ``rows`` are (mark, recipient, gets it)."""

    rows: Sequence[tuple[str, Recipient, bool]]
    total: int
    kept: int
    number: int
    pages: int


@dataclass(frozen=True)
class Shown:
    """A letter as one recipient would get it; ``number`` counts from 1."""

    number: int
    recipient: Recipient
    content: Content | None
    text: str


def mark(recipient: Recipient) -> str:
    """Return what stands for a recipient in a form: no address in the page's fields."""
    return sha256(recipient.who.encode()).hexdigest()[:16]


def wanted(form: AudienceForm, campaign: Campaign) -> Audience:
    """Return what the form means; those taken out one by one stay out."""
    return replace(form.audience(), excluded=filters.read(campaign.filter).excluded)


def people(campaign: Campaign, number: int) -> People:
    """Return one page of everybody who is meant, also of those who were taken out."""
    saved = filters.read(campaign.filter)
    everybody = reach(campaign, replace(saved, excluded=())).people
    reached = {one.who for one in reach(campaign).people}
    pages = max(1, -(-len(everybody) // PER_PAGE))
    number = min(max(1, number), pages)
    shown = everybody[(number - 1) * PER_PAGE : number * PER_PAGE]
    return People(
        [(mark(one), one, one.who in reached) for one in shown],
        len(everybody),
        sum(one.who in reached for one in everybody),
        number,
        pages,
    )


def ticked(campaign: Campaign, shown: Sequence[str], keep: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return who stood on the page and who of them was ticked, from their marks.

    An entry of the other form ("address" or "address name", before the words became personal or no longer were) is
    settled with the rows of its address: it counts as ticked, and whoever is out by it and not ticked stays out.
    """
    saved = filters.read(campaign.filter)
    everybody = reach(campaign, replace(saved, excluded=())).people
    known = {mark(one): one.who for one in everybody}
    stood = {known[one] for one in shown if one in known}
    kept = {known[one] for one in keep if one in known} & stood
    addresses = {_address(who) for who in stood}
    former = {who for who in saved.excluded if who not in known.values() and _address(who) in addresses}
    beside = {one.who for one in everybody if _address(one.who) in former}
    settled = {who for who in former if " " not in who or _address(who) in kept}
    return stood | beside | settled, kept | settled


def _address(who: str) -> str:
    return who.partition(" ")[0]


def place(people: Sequence[Recipient], number: int, name: str) -> int:
    """Return which of ``people`` is meant, from 0: by ``name`` (or organisation, or address) if one fits, else by number."""
    number = min(max(1, number), max(1, len(people))) - 1
    word = plain_name(name).lower()
    if not word:
        return number
    fitting = (
        index
        for index, one in enumerate(people)
        if word in plain_name(f"{one.name}{one.organisation}{one.address}").lower()
    )
    return next(fitting, number)


def letter_to(campaign: Campaign, people: Sequence[Recipient], index: int) -> Shown | None:
    """Return the letter to one of ``people``, with personal links blanked; None without recipients or words."""
    if not people or not (campaign.subject or campaign.body):
        return None
    try:
        content = preview(campaign, people[index])
    except merging.BadField:
        content = None
    return Shown(index + 1, people[index], content, redact(content.text) if content else "")


def check(forum: Forum, campaign: Campaign, form: ReleaseForm) -> dict[str, Any]:
    """Return what the check page restates, and put the present number into its form."""
    reached = reach(campaign)
    form.number.data = str(len(reached.people))
    problem = None
    try:
        sending.check_words(campaign)
    except DomainError as error:
        problem = error.message
    return {
        "campaign": campaign,
        "reach": reached,
        "meant": wording.meant(forum, filters.read(campaign.filter)),
        "gaps": {} if problem else gaps(campaign, reached.people),
        "problem": problem,
        "letter": letter_to(campaign, reached.people, 0),
    }
