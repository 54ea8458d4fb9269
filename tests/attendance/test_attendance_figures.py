"""How many came of how many, by mode, kind and organisation; and how many will come."""

from datetime import UTC, date, datetime, timedelta

import pytest

from forumapp.attendance.queries.figures import Forecast, Rate, figures, forecast, has_evidence, rates
from forumapp.attendance.queries.final import final
from forumapp.core.db import db
from forumapp.directory.models import OrganisationKind
from forumapp.forums.models import Mode
from forumapp.forums.services import series as series_services
from tests.accounts.factories import writing
from tests.attendance.factories import MORNING, after, arrival, check_in
from tests.attendance.people import CLERK, register
from tests.forums.factories import make_forum, make_organisation


@pytest.fixture
def forum(app, clock):
    clock.instant = MORNING + timedelta(hours=2)
    return make_forum()


def test_the_numbers_by_mode_kind_and_organisation(forum):
    city, other = (
        make_organisation("422011"),
        make_organisation(name="株式会社テスト", kind=OrganisationKind.COMPANY),
    )
    people = [register(forum, f"市民 {n}", city.name, mode=Mode.ON_SITE) for n in range(3)]
    people += [register(forum, f"社員 {n}", other.name) for n in range(2)]
    check_in(forum, arrival(people[0], at=after(1)), arrival(people[1], at=after(2)))

    found = figures(final(forum))

    assert found.whole == Rate(5, 2)
    assert found.modes == {Mode.ON_SITE: Rate(3, 2), Mode.WEB: Rate(2, 0)}
    assert found.kinds == {OrganisationKind.CITY: Rate(3, 2), OrganisationKind.COMPANY: Rate(2, 0)}
    assert [(one.name, one.rate, one.modes[Mode.ON_SITE]) for one in found.organisations] == [
        (city.name, Rate(3, 2), 2),
        (other.name, Rate(2, 0), 0),
    ]
    assert [one.name for one in found.absent] == [other.name]
    assert [rate.per_cent for rate in (Rate(211, 171), Rate(190, 153), Rate(0, 0))] == [81, 81, None]
    assert rates(forum) == found.modes


def test_the_numbers_stand_in_one_order_whoever_registered_first(forum):
    company, city = (
        make_organisation(name="株式会社テスト", kind=OrganisationKind.COMPANY),
        make_organisation("422011"),
    )
    register(forum, "参加 1", company.name, mode=Mode.WEB)
    register(forum, "参加 2", city.name, mode=Mode.WEB)
    register(forum, "参加 3", city.name, mode=Mode.ON_SITE)

    found = figures(final(forum))

    assert list(found.modes) == [Mode.ON_SITE, Mode.WEB]
    assert list(found.kinds) == [OrganisationKind.CITY, OrganisationKind.COMPANY]


def test_without_earlier_forums_the_usual_rate_is_expected(forum):
    for number in range(10):
        register(forum, f"参加 {number}")

    assert forecast(forum) == Forecast(8, 10, {Mode.ON_SITE: 81, Mode.WEB: 81})
    assert not has_evidence(forum)


def test_earlier_forums_of_the_series_say_how_many_come(forum, clock):
    from_before = make_forum(day=date(2024, 7, 1), series_id=None)
    with writing():
        series = _series(forum, from_before)
    clock.instant = datetime(2024, 7, 1, 5, 0, tzinfo=UTC)
    people = [register(from_before, f"以前 {number}") for number in range(10)]
    check_in(from_before, *map(arrival, people[:6]))
    for number in range(20):
        register(forum, f"参加 {number}", mode=Mode.WEB if number < 10 else Mode.ON_SITE)

    found = forecast(forum)

    assert series is not None
    assert (found.expected, found.registered, found.rates) == (14, 20, {Mode.ON_SITE: 81, Mode.WEB: 60})
    assert [one.id for one in found.forums] == [from_before.id]


def _series(*forums):
    from_services = make_organisation(name="総務省", kind=OrganisationKind.MINISTRY)
    made = series_services.create_series(owner=from_services, slug="series", by=CLERK, title="連携")
    db.session.flush()
    for one in forums:
        db.session.merge(one).series_id = made.id
    return made
