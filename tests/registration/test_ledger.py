"""The ledger: one rule for each lack, and the promise to organisations as a property, against a formula of its own."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Allotment, Audience, AudienceKind, Entry, Quota, SeatRules
from forumapp.registration.queries.ledger import Lack, Ledger, Seat, Waiting

HALL, WEB = Mode.ON_SITE, Mode.WEB
CITY, TOWN = 1, 2


def quota(ident, seats, owner, mode=None, kind=AudienceKind.ORGANISATION):
    return Quota(id=ident, seats=seats, mode=mode, audience=Audience(kind=kind, organisation_id=owner))


def ledger(*quotas, hall=10, web=10, mode=Mode.BOTH, waiting=(), allotments=(), **rules):
    given_rules = SeatRules(**{"entry": Entry.BOTH, "has_waiting": bool(waiting), **rules})
    forum = Forum(mode=mode, seats_on_site=hall, seats_web=web)
    return Ledger(forum, given_rules, Counter(), quotas, allotments, waiting)


@pytest.mark.parametrize(
    ("book", "seat", "lack"),
    [
        (ledger(hall=0), Seat(HALL), Lack.ROOM),
        (ledger(hall=None), Seat(HALL), None),
        (ledger(quota(1, 0, CITY)), Seat(HALL, 1, CITY), Lack.QUOTA),
        (ledger(quota(1, 5, CITY, HALL)), Seat(WEB, 1, CITY), Lack.OTHER_MODE),
        (ledger(), Seat(HALL, 9, CITY), Lack.QUOTA),
        (ledger(open_on_site=0), Seat(HALL), Lack.OPEN),
        (ledger(open_on_site=0, entry=Entry.INDIVIDUALS), Seat(HALL), None),
        (ledger(quota(1, 10, CITY, HALL)), Seat(HALL), Lack.PROMISED),
        (ledger(quota(1, 10, CITY, HALL)), Seat(WEB), None),
        (ledger(quota(1, 10, CITY, HALL)), Seat(HALL, 1, CITY), None),
        (ledger(quota(1, 20, CITY)), Seat(WEB), Lack.PROMISED),
        (ledger(quota(1, 19, CITY)), Seat(WEB), None),
        (ledger(quota(1, 10, CITY, HALL), quota(2, 1, TOWN)), Seat(HALL, 2, TOWN), Lack.PROMISED),
        (ledger(quota(1, 10, CITY, HALL), quota(2, 1, TOWN)), Seat(WEB, 2, TOWN), None),
        (ledger(quota(1, 10, CITY), web=None), Seat(HALL), None),
        (ledger(quota(1, 10, CITY), mode=HALL, web=None), Seat(HALL), Lack.PROMISED),
        (ledger(quota(1, 10, CITY, HALL), entry=Entry.INDIVIDUALS), Seat(HALL), None),
    ],
)  # fmt: skip
def test_a_seat_is_refused_for_the_reason_that_holds(book, seat, lack):
    assert book.lacks(seat) is lack


def test_an_organisations_own_number_counts_instead_of_the_quotas():
    own = [Allotment(quota_id=1, organisation_id=CITY, seats=1)]
    book = ledger(quota(1, 3, CITY), allotments=own)
    book.take(Seat(HALL, 1, CITY))
    assert book.lacks(Seat(HALL, 1, CITY)) is Lack.QUOTA
    book.allot(1, CITY, 2)
    assert book.lacks(Seat(HALL, 1, CITY)) is None


def test_seats_for_anybody_are_shared_by_all_organisations():
    book = ledger(quota(1, 2, None, kind=AudienceKind.ANYBODY))
    for owner in (CITY, TOWN):
        book.take(Seat(HALL, 1, owner))
    assert book.lacks(Seat(HALL, 1, CITY)) is Lack.QUOTA


def test_those_wait_for_the_same_seat_who_want_the_same_mode_of_the_same_quota():
    waiting = [Waiting(1, Seat(HALL)), Waiting(2, Seat(HALL, 1, CITY)), Waiting(3, Seat(WEB))]
    book = ledger(quota(1, 2, CITY), waiting=waiting)
    assert [book.queue(seat) for seat in (Seat(HALL), Seat(WEB), Seat(HALL, 1, CITY), Seat(WEB, 1, CITY))] == [
        1, 1, 1, 0,
    ]  # fmt: skip
    book.leave_queue(1)
    assert book.queue(Seat(HALL)) == 0


def test_more_is_promised_than_there_is():
    assert ledger(quota(1, 12, CITY, HALL), open_web=9).shortage() == {(HALL,): 2, (HALL, WEB): 1}
    assert ledger(quota(1, 10, CITY, HALL), open_web=10).shortage() == {}


sizes = st.integers(0, 6)
modes = st.sampled_from([HALL, WEB])


@st.composite
def worlds(draw):
    """A forum whose quotas fit into its seats, and people who come in some order."""
    quotas = [
        quota(number, draw(st.integers(0, 4)), number, draw(st.sampled_from([None, HALL, WEB])))
        for number in range(1, draw(st.integers(0, 4)) + 1)
    ]
    book = ledger(*quotas, hall=draw(sizes), web=draw(sizes))
    owners = st.sampled_from([None, *range(1, len(quotas) + 1)])
    people = draw(st.lists(st.tuples(modes, owners), max_size=30))
    return book, [Seat(mode, owner, owner) for mode, owner in people]


def is_kept(book, taken):
    """Say whether every seat that is still promised can be had: counted from what was taken, without the ledger."""
    free = {HALL: book.forum.seats_on_site, WEB: book.forum.seats_web}
    owed = Counter()
    for one in book.quotas.values():
        owed[one.mode] += one.seats - sum(seat.quota_id == one.id for seat in taken)
    for seat in taken:
        free[seat.mode] -= 1
    rest = free[HALL] - owed[HALL] + free[WEB] - owed[WEB]
    return free[HALL] >= owed[HALL] and free[WEB] >= owed[WEB] and rest >= owed[None]


@given(worlds())
def test_whoever_comes_every_promised_seat_can_still_be_had_and_none_is_withheld(world):
    book, people = world
    if book.shortage():
        return
    taken = []
    for seat in people:
        lack = book.lacks(seat)
        if lack is None:
            book.take(seat)
            taken.append(seat)
        if lack is Lack.PROMISED:
            assert not is_kept(book, [*taken, seat])
        assert is_kept(book, taken)
