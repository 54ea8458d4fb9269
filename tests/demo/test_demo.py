"""The demo worlds: complete, loaded once, and only where the demo is wanted."""

from datetime import date

import pytest
import sqlalchemy as sa

from forumapp.accounts import services as accounts
from forumapp.core.db import Model, db
from forumapp.demo.people import ACCOUNTS, PASSWORD
from forumapp.forums.models import Forum, Membership, Mode, State
from forumapp.forums.states import is_open_for, state_of
from forumapp.inquiries.queries.overview import overview
from forumapp.registration.models import Registration
from tests.exchange.factories import snapshot


@pytest.fixture
def run(app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", True)
    return app.test_cli_runner().invoke


def forum(slug):
    return db.session.scalar(sa.select(Forum).where(Forum.slug == slug))


def test_it_is_refused_where_no_demo_is_wanted(app):
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert (result.exit_code, "FORUMAPP_DEMO=1" in result.output) == (1, True)
    assert db.session.scalar(sa.select(sa.func.count(Forum.id))) == 0


def test_the_invented_forum_is_three_weeks_ahead_and_open_for_registration(run, clock):
    assert run(args=["demo", "load"]).exit_code == 0
    aoba = forum("aoba")
    assert aoba.day == date(2024, 7, 22)
    assert [is_open_for(aoba, mode, clock()) for mode in (Mode.ON_SITE, Mode.WEB)] == [True, True]
    modes = db.session.execute(
        sa.select(Registration.mode, sa.func.count()).group_by(Registration.mode)
    ).all()
    assert sorted((mode.value, number) for mode, number in modes) == [("on_site", 25), ("web", 16)]


def test_the_replies_of_the_invented_forum_stand_in_every_state(run):
    run(args=["demo", "load"])
    assert {line.inquiry.organisation.name: line.stand.value for line in overview(forum("aoba"))} == {
        "あおば県": "answered",
        "あおば市": "waiting",
        "かわせ市": "draft",
        "みさき町": "nobody",
        "やまおく村": "unsent",
    }


def test_the_other_worlds_are_the_seed_and_the_event_of_which_nothing_is_known(run):
    run(args=["demo", "load"])
    states = [state_of(forum(slug)) for slug in ("nagasaki-2024", "hitori-josys")]
    assert states == [State.REPORTED, State.PLANNED]
    assert forum("nagasaki-2024").series_id == forum("hitori-josys").series_id


def test_loading_again_changes_no_row(run):
    run(args=["demo", "load"])
    db.session.rollback()
    before = snapshot(db.session, Model.metadata.sorted_tables)
    db.session.rollback()
    again = run(args=["demo", "load"])
    db.session.rollback()
    assert (again.exit_code, snapshot(db.session, Model.metadata.sorted_tables) == before) == (0, True)
    assert [line for line in again.output.splitlines() if line.startswith("+")] == []


def test_what_somebody_tried_out_is_kept(run, transaction):
    run(args=["demo", "load"])
    with transaction():
        forum("nagasaki-2024").title = "試した題"
    run(args=["demo", "load"])
    assert forum("nagasaki-2024").title == "試した題"


def test_everybody_of_the_table_can_sign_in_with_the_printed_password(run):
    output = run(args=["demo", "load"]).output
    assert PASSWORD in output
    for email, _name, role in ACCOUNTS:
        assert email in output
        account, _hash = accounts.verified(email, PASSWORD)
        roles = db.session.scalars(
            sa.select(Membership.role).where(Membership.account_id == account.id)
        ).all()
        assert (set(roles), account.is_admin) == ({role} if role else set(), role is None)


def test_the_printed_addresses_open(run, client):
    output = run(args=["demo", "load"]).output
    addresses = [line.split("http://forum.test")[1] for line in output.splitlines() if "http://" in line]
    assert len(addresses) == 9
    assert [client.get(address).status_code for address in addresses] == [200] * 9
