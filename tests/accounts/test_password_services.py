"""Services of passwords: links that set one, and changing it."""

import pytest
import sqlalchemy as sa

from forumapp.accounts import services
from forumapp.accounts.errors import LinkUsed, WrongPassword
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.mail.models import Letter
from tests.accounts.factories import make_account
from tests.accounts.pages import fresh, letters
from tests.accounts.test_services import HASH, actions, alive, open_sign_in


def test_a_lost_password_gets_a_link_of_a_day(app, transaction, clock):
    account = make_account(password_hash=HASH)
    with transaction():
        services.ask_for_link(account.email.upper())
    assert (fresh(account).link_until - clock.instant).total_seconds() == 24 * 3600
    assert letters() == [("accounts.set_password", account.email)]


def test_unknown_and_disabled_addresses_get_no_letter(app, transaction, clock):
    disabled = make_account(disabled_at=clock.instant)
    with transaction():
        services.ask_for_link("nobody@city.example.jp")
        services.ask_for_link(disabled.email)
    assert (letters(), fresh(disabled).link_until) == ([], None)


def test_asking_again_keeps_the_link_that_works_and_never_shortens_it(app, transaction, clock):
    with transaction():
        account = services.invite("new@city.example.jp", "新人 一", by=SYSTEM)
    generation, until = account.link_generation, account.link_until
    with transaction():
        services.ask_for_link(account.email)
    assert (fresh(account).link_generation, account.link_until) == (generation, until)


def test_a_link_out_of_time_does_not_come_back_when_another_is_sent(app, transaction, clock):
    account = make_account()
    with transaction():
        services.ask_for_link(account.email)
    before = account.link_generation
    clock.advance(hours=24)
    with transaction():
        services.ask_for_link(account.email)
    assert fresh(account).link_generation == before + 1


def test_a_password_set_by_link_uses_it_up_ends_sign_ins_and_takes_back_letters(app, transaction, clock):
    account = make_account(password_hash=HASH)
    with transaction():
        open_sign_in(account)
        services.ask_for_link(account.email)
    generation = account.link_generation
    with transaction():
        services.set_password_by_link(account, "another hash", by=SYSTEM)
    assert (fresh(account).password_hash, account.link_until, account.link_generation) == (
        "another hash",
        None,
        generation + 1,
    )
    assert alive(account) == []
    states = {letter.kind: letter.state.value for letter in db.session.scalars(sa.select(Letter))}
    assert states == {"accounts.set_password": "aborted", "accounts.password_changed": "queued"}
    with pytest.raises(LinkUsed), transaction():
        services.set_password_by_link(account, "a third hash", by=SYSTEM)
    assert fresh(account).password_hash == "another hash"


def test_a_first_password_is_not_announced_as_a_change(app, transaction):
    with transaction():
        account = services.invite("new@city.example.jp", "新人 一", by=SYSTEM)
    with transaction():
        services.set_password_by_link(account, HASH, by=SYSTEM)
    assert letters() == [("accounts.set_password", "new@city.example.jp")]


def test_a_link_out_of_time_sets_nothing(app, transaction, clock):
    account = make_account(link_until=clock.instant)
    with pytest.raises(LinkUsed), transaction():
        services.set_password_by_link(account, HASH, by=SYSTEM)
    assert fresh(account).password_hash is None


def test_changing_the_password_keeps_this_browser_only(app, transaction):
    account, other = make_account(password_hash=HASH), make_account(password_hash=HASH)
    with transaction():
        here, _there, others = open_sign_in(account), open_sign_in(account), open_sign_in(other)
    with transaction():
        services.change_password(account, "another hash", known=HASH, keep=here, by=account.actor)
    assert fresh(account).password_hash == "another hash"
    assert (alive(account), alive(other)) == ([here.id], [others.id])
    assert letters() == [("accounts.password_changed", account.email)]
    assert actions() == ["account.password_set"]


def test_a_password_that_changed_meanwhile_is_not_overwritten(app, transaction):
    account = make_account(password_hash=HASH)
    with pytest.raises(WrongPassword), transaction():
        services.change_password(account, "mine", known="an older hash", keep=None, by=account.actor)
    assert fresh(account).password_hash == HASH
