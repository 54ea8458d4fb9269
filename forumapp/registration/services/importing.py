"""Taking a list of participants over (一括取込): looked at as often as one likes, written in one transaction or not at all."""

from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.directory.models import Organisation
from forumapp.directory.services import organisations_by_code
from forumapp.forums.models import Forum
from forumapp.forums.states import over_at
from forumapp.registration.attendee import Attendee
from forumapp.registration.errors import NotOpen
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries import ledger
from forumapp.registration.queries.ledger import Seat
from forumapp.registration.queries.many import of_ids
from forumapp.registration.services import changing
from forumapp.registration.services.claiming import Claims
from forumapp.registration.services.creating import Entrance, create_many
from forumapp.registration.services.seating import seats_of
from forumapp.registration.sheets import choices as lists
from forumapp.registration.sheets.finding import Found
from forumapp.registration.sheets.known import FIELDS
from forumapp.registration.sheets.owners import Owner, Owners
from forumapp.registration.sheets.planning import Difference, Newcomer, Plan, Planner
from forumapp.registration.sheets.reading import Reader


class ListRefused(DomainError):
    """Rows that cannot be taken; nothing may be committed."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(_("取り込めない行があるため、何も保存していません。"), "file")
        self.plan = plan


class ListOutdated(DomainError):
    """Somebody registered or changed something since the list was looked at."""

    def __init__(self) -> None:
        super().__init__(
            _("確認した後に参加登録が変わったため、取り込む内容が変わりました。もう一度確認してください。")
        )


def look(forum: Forum, found: Found, *, waits: bool = False) -> Plan:
    """Return what taking the list over would do; writes nothing, promises nothing. Raises NotOpen."""
    over = over_at(forum)
    if forum.cancelled_at is not None or (over is not None and clock.now() >= over):
        raise NotOpen(_("このフォーラムは終了または中止されているため、取り込めません。"), "file")
    choices, owners = lists.read(forum), Owners(forum)
    reader = Reader(found, choices, owners, clock.today())
    planner = Planner(forum, reader, choices, ledger.read(forum), waits=waits)
    return planner.make(reader.read())


def take(
    forum: Forum, found: Found, *, by: Actor, waits: bool = False, tells: bool = True, seen: str = ""
) -> Plan:
    """Register who is new and change what differs; ``seen`` is the digest of the plan that was looked at.

    Raises ListRefused with every row that cannot be taken, ListOutdated, NotOpen.
    """
    with seats_of(forum) as claims:
        plan = look(forum, found, waits=waits)
        if plan.notes.faults:
            raise ListRefused(plan)
        if seen and seen != plan.digest:
            raise ListOutdated
        organisations = _organisations(plan)
        for difference, registration in _changed(forum, plan):
            _change(claims, difference, registration, organisations, by=by)
        entrances = [_entrance(claims, one, organisations) for one in plan.new]
        create_many(claims, entrances, by=by, tells=tells)
    if plan.new or plan.changed:
        numbers = {"rows": plan.rows, "new": len(plan.new), "changed": len(plan.changed)}
        changes = {name: [None, number] for name, number in numbers.items()}
        audit.record(by, "registration.imported", None, forum_id=forum.id, changes=changes)
    return plan


def _organisations(plan: Plan) -> dict[str, Organisation]:
    """Return the organisations of the list that have a code, those that are new made."""
    owners = [*(one.owner for one in plan.new), *(one.owner for one in plan.changed if one.owner)]
    codes = {owner.organisation.code for owner in owners if owner.organisation and owner.organisation.code}
    return organisations_by_code(sorted(codes))


def _real(owner: Owner, organisations: dict[str, Organisation]) -> Organisation | None:
    known = owner.organisation
    return organisations[known.code] if known is not None and known.code else known


def _changed(forum: Forum, plan: Plan) -> list[tuple[Difference, Registration]]:
    """Return what differs with the registrations; those who move come first, as the plan gave the seats."""
    rows = of_ids(forum, [one.known.id for one in plan.changed])
    ordered = sorted(plan.changed, key=lambda one: one.mode is None)
    return [(one, rows[one.known.id]) for one in ordered]


def _change(
    claims: Claims,
    difference: Difference,
    registration: Registration,
    organisations: dict[str, Organisation],
    *,
    by: Actor,
) -> None:
    if difference.mode is not None:
        changing.move(claims, registration, by=by, mode=difference.mode, by_hand=True)
    if difference.values or difference.answers or difference.owner:
        kept = {name: getattr(registration, name) for name in FIELDS}
        owner = difference.owner
        organisation = _real(owner, organisations) if owner else registration.organisation
        text = (organisation.code or organisation.name) if organisation else registration.organisation_name
        if owner and organisation is None:
            text = owner.text
        values = {**kept, **difference.values, "organisation": text, "answers": difference.answers}
        changing.change_details(
            registration, by=by, attendee=Attendee(**values), version=registration.version, by_hand=True
        )


def _entrance(claims: Claims, one: Newcomer, organisations: dict[str, Organisation]) -> Entrance:
    organisation = _real(one.owner, organisations)
    seat = Seat(one.mode, one.quota.id if one.quota else None, organisation.id if organisation else None)
    if not one.waits:
        claims.claim(seat)
    state = RegistrationState.WAITING if one.waits else RegistrationState.CONFIRMED
    values = {"track_id": one.quota.track_id if one.quota else None, **one.wanted.values}
    attendee = Attendee(organisation=one.owner.text, answers=one.wanted.answers, **values)
    claims.check_track(attendee.track_id)
    return Entrance(attendee, seat, state, organisation)
