"""Organisations come into being by code or by name; the default lists."""

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.directory import queries, services
from forumapp.directory.models import Department, Organisation, OrganisationKind, Rank


@pytest.fixture
def writing(app, transaction):
    with app.test_request_context(), transaction():
        yield


def count():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Organisation))


def test_a_code_makes_the_organisation_of_the_register_once(writing):
    first = services.organisation_by_code("422011")
    assert (first.name, first.kana, first.kind, first.prefecture) == (
        "長崎市",
        "ナガサキシ",
        OrganisationKind.CITY,
        "42",
    )
    assert services.organisation_by_code("422011") is first
    assert count() == 1


def test_a_code_that_nobody_has_is_refused(writing):
    with pytest.raises(services.NoSuchCode) as refused:
        services.organisation_by_code("999999", field="owner")
    assert (refused.value.field, count()) == ("owner", 0)


def test_a_free_entry_is_made_once_per_name_and_kind(writing):
    ministry = services.organisation_named("総務省", OrganisationKind.MINISTRY)
    assert services.organisation_named("　総務省 ", OrganisationKind.MINISTRY) is ministry
    company = services.organisation_named("総務省", OrganisationKind.COMPANY)
    assert (company.kind, count()) == (OrganisationKind.COMPANY, 2)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("長崎県", "420000"),
        ("４２２０１１", "422011"),
        ("42201", "422011"),
        ("長与町", "423076"),
        ("北海道伊達市", "012335"),
        (" 長崎市 ", "422011"),
    ],
)
def test_what_somebody_typed_is_found_in_the_register(writing, typed, code):
    assert services.organisation_meant(typed).code == code


def test_a_name_that_several_have_asks_for_the_prefecture(writing):
    with pytest.raises(services.AmbiguousName) as refused:
        services.organisation_meant("府中市", field="organisation")
    assert refused.value.field == "organisation"
    assert refused.value.message.endswith("東京都府中市(132063)、広島県府中市(342084)")


def test_a_name_that_several_have_is_never_taken_for_the_one_in_use(writing):
    services.organisation_by_code("132063")
    with pytest.raises(services.AmbiguousName):
        services.organisation_meant("府中市")


def test_a_new_name_needs_a_kind(writing):
    with pytest.raises(services.UnknownName):
        services.organisation_meant("地方公共団体情報システム機構")
    made = services.organisation_meant("地方公共団体情報システム機構", kind=OrganisationKind.ASSOCIATION)
    assert made.kind is OrganisationKind.ASSOCIATION
    assert services.organisation_meant("地方公共団体情報システム機構") is made


def test_a_name_with_a_slip_is_answered_with_close_ones(writing):
    with pytest.raises(services.UnknownName) as refused:
        services.organisation_meant("長崎")
    assert "長崎県、長崎県長崎市" in refused.value.message


def test_the_defaults_come_once_and_leave_changes_alone(writing):
    services.ensure_defaults()
    db.session.scalar(sa.select(Department).where(Department.slug == "finance")).name = "財政・契約"
    services.ensure_defaults()
    assert [department.name for department in queries.departments()] == ["情報政策", "財政・契約", "人事"]
    assert [rank.name for rank in queries.ranks()] == [
        "部長級",
        "課長級",
        "補佐級",
        "係長級",
        "主査・主任",
        "係員",
    ]
    assert [rank.name_en == "" for rank in db.session.scalars(sa.select(Rank))] == [False] * 6


def test_organisations_come_in_code_order_and_free_entries_last(writing):
    services.organisation_named("総務省", OrganisationKind.MINISTRY)
    services.organisation_by_code("422011")
    services.organisation_by_code("420000")
    assert [one.name for one in queries.organisations()] == ["長崎県", "長崎市", "総務省"]
    offered = queries.suggestions()
    assert offered[:4] == ["長崎県", "長崎市", "総務省", "北海道"]
    assert len(offered) == 47 + 2
