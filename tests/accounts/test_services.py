"""Services of accounts: each refusal and each effect."""

import pytest
import sqlalchemy as sa

from forumapp.accounts import passwords, queries, services
from forumapp.accounts.errors import (
    AccountDisabled,
    AddressTaken,
    OwnAccount,
    SignInRefused,
)
from forumapp.accounts.models import Account, SignIn
from forumapp.accounts.policy import may_administer, may_create_forums, may_disable
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.jobs import run_due
from forumapp.core.throttle import Attempt
from forumapp.mail.models import Letter
from tests.accounts.factories import PASSWORD, make_account
from tests.accounts.pages import fresh, letters

HASH = passwords._hasher.hash(PASSWORD)
COLLEAGUE = Actor("account", 999, "管理 花")


def actions():
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


def open_sign_in(account, **values):
    secret = services.open_sign_in(account, HASH, **{"browser": "Edge / Windows", **values})
    return db.session.scalar(sa.select(SignIn).where(SignIn.secret_hash == queries.hashed(secret)))


def alive(account):
    return [row.id for row in queries.sign_ins_of(account)]


def test_creating_keeps_the_address_in_lower_case_and_is_recorded(app, transaction):
    with transaction():
        account = services.create(" Yamada@City.Example.jp ", "山田 太郎", by=COLLEAGUE, may_create=True)
    assert (account.email, account.may_create, account.is_admin, account.password_hash) == (
        "yamada@city.example.jp",
        True,
        False,
        None,
    )
    entry = db.session.scalar(sa.select(AuditEntry))
    assert (entry.action, entry.subject, entry.subject_id, entry.actor_label) == (
        "account.created",
        "account",
        account.id,
        "管理 花",
    )
    assert letters() == []


def test_an_address_has_one_account(app, transaction):
    make_account(email="yamada@city.example.jp")
    with pytest.raises(AddressTaken) as refusal, transaction():
        services.create("YAMADA@city.example.jp", "山田", by=SYSTEM)
    assert refusal.value.field == "email"
    assert db.session.scalar(sa.select(sa.func.count(Account.id))) == 1


def test_an_invited_colleague_gets_a_letter_and_a_link_of_seven_days(app, transaction, clock):
    with transaction():
        account = services.invite("new@city.example.jp", "新人 一", by=COLLEAGUE, language="en")
    letter = db.session.scalar(sa.select(Letter))
    assert (letter.kind, letter.address, letter.language, letter.recipe["invited_by"]) == (
        "accounts.set_password",
        "new@city.example.jp",
        "en",
        "管理 花",
    )
    assert (fresh(account).link_until - clock.instant).days == 7
    assert actions() == ["account.created", "account.link_sent"]


def test_finding_or_inviting_finds_who_is_there_and_changes_nothing(app, transaction):
    there = make_account(email="there@city.example.jp", name="元の名", language="en")
    with transaction():
        assert services.find_or_invite("There@city.example.jp", "別の名", by=SYSTEM, language="ja") is there
    assert (fresh(there).name, there.language) == ("元の名", "en")
    assert letters() == []


def test_finding_or_inviting_invites_who_is_not(app, transaction):
    with transaction():
        account = services.find_or_invite("new@city.example.jp", "新人 一", by=COLLEAGUE)
    assert account.name == "新人 一"
    assert letters() == [("accounts.set_password", "new@city.example.jp")]


def test_a_disabled_colleague_is_neither_found_nor_written_to(app, transaction, clock):
    account = make_account(disabled_at=clock.instant)
    with pytest.raises(AccountDisabled), transaction():
        services.find_or_invite(account.email, "名", by=SYSTEM)
    with pytest.raises(AccountDisabled), transaction():
        services.send_link(account, by=SYSTEM)
    assert letters() == []


def test_verifying_returns_the_account_and_its_hash(app):
    account = make_account(password_hash=HASH)
    assert services.verified(account.email.upper(), PASSWORD) == (account, HASH)


def test_verifying_refuses_everything_else_alike(app, clock):
    right = make_account(password_hash=HASH)
    without = make_account()
    disabled = make_account(password_hash=HASH, disabled_at=clock.instant)
    tries = [
        (right.email, "wrong password"),
        (without.email, PASSWORD),
        (without.email, "nobody's password"),
        (disabled.email, PASSWORD),
        ("nobody@city.example.jp", PASSWORD),
    ]
    said = set()
    for email, password in tries:
        with pytest.raises(SignInRefused) as refusal:
            services.verified(email, password)
        said.add((refusal.value.message, refusal.value.field))
    assert said == {("メールアドレスまたはパスワードが違います。", None)}


def test_a_sign_in_keeps_a_hash_lasts_fourteen_days_and_ends_the_former(app, transaction, clock):
    account = make_account(password_hash=HASH)
    with transaction():
        former = open_sign_in(account)
    with transaction():
        secret = services.open_sign_in(account, HASH, browser="Edge / Windows", instead_of=former)
    (row,) = queries.sign_ins_of(account)
    assert (row.secret_hash, row.browser) == (queries.hashed(secret), "Edge / Windows")
    assert len(secret) >= 43
    assert secret not in row.secret_hash
    assert (row.expires_at - clock.instant).days == 14
    assert fresh(former).ended_at == clock.instant


@pytest.mark.parametrize("what", ["password", "disabled"])
def test_what_was_verified_must_still_hold_when_the_sign_in_is_written(app, transaction, clock, what):
    account = make_account(password_hash=HASH)
    with transaction():
        if what == "password":
            account.password_hash = "changed meanwhile"
        else:
            account.disabled_at = clock.instant
    with pytest.raises(SignInRefused), transaction():
        services.open_sign_in(account, HASH, browser="")
    assert db.session.scalar(sa.select(sa.func.count(SignIn.id))) == 0


def test_signing_out_everywhere_ends_all_of_ones_own(app, transaction):
    account, other = make_account(password_hash=HASH), make_account(password_hash=HASH)
    with transaction():
        open_sign_in(account), open_sign_in(account)
        others = open_sign_in(other)
    assert len(alive(account)) == 2
    with transaction():
        services.sign_out_everywhere(account, by=account.actor)
    assert (alive(account), alive(other)) == ([], [others.id])
    assert actions() == ["account.signed_out_everywhere"]


def test_a_changed_profile_is_recorded_and_an_unchanged_one_is_not(app, transaction):
    account = make_account(name="山田 太郎")
    with transaction():
        services.change_profile(account, name="山田 太郎", language="ja", by=account.actor)
    assert actions() == []
    with transaction():
        services.change_profile(account, name="山田 一郎", language="en", by=account.actor)
    entry = db.session.scalar(sa.select(AuditEntry))
    assert entry.changes == {"name": ["山田 太郎", "山田 一郎"], "language": ["ja", "en"]}
    assert (fresh(account).name, account.language) == ("山田 一郎", "en")


def test_disabling_ends_sign_ins_links_and_letters_and_enabling_brings_none_back(app, transaction):
    account = make_account(password_hash=HASH)
    with transaction():
        open_sign_in(account)
        services.ask_for_link(account.email)
    with transaction():
        services.disable(account, by=COLLEAGUE)
    assert (fresh(account).disabled_at is not None, account.link_until, alive(account)) == (True, None, [])
    assert db.session.scalar(sa.select(Letter)).state.value == "aborted"
    with transaction():
        services.disable(account, by=COLLEAGUE)
        services.enable(account, by=COLLEAGUE)
        services.enable(account, by=COLLEAGUE)
    assert (fresh(account).disabled_at, alive(account)) == (None, [])
    assert actions() == ["account.disabled", "account.enabled"]


def test_nobody_disables_themselves(app, transaction):
    account = make_account(is_admin=True)
    with pytest.raises(OwnAccount), transaction():
        services.disable(account, by=account.actor)
    assert fresh(account).disabled_at is None


def test_the_right_to_create_is_given_taken_and_recorded_once_each(app, transaction):
    account = make_account()
    with transaction():
        services.set_rights(account, may_create=True, by=COLLEAGUE)
        services.set_rights(account, may_create=True, by=COLLEAGUE)
    assert fresh(account).may_create is True
    entry = db.session.scalar(sa.select(AuditEntry))
    assert (actions(), entry.changes) == (["account.changed"], {"may_create": [False, True]})


def test_policy_by_kind_of_account(app):
    admin, creator, plain = make_account(is_admin=True), make_account(may_create=True), make_account()
    table = {
        "administer": [may_administer(who) for who in (admin, creator, plain)],
        "create": [may_create_forums(who) for who in (admin, creator, plain)],
        "disable plain": [may_disable(who, plain) for who in (admin, creator, plain)],
        "disable admin": [may_disable(who, admin) for who in (admin, creator, plain)],
    }
    assert table == {
        "administer": [True, False, False],
        "create": [True, True, False],
        "disable plain": [True, False, False],
        "disable admin": [False, False, False],
    }


def test_the_daily_work_sweeps_old_attempts_and_sign_ins(app, transaction, clock):
    account = make_account(password_hash=HASH)
    with transaction() as session:
        open_sign_in(account)
        ended = open_sign_in(account)
        ended.ended_at = clock.instant
        session.add(Attempt(scope="old", key_hash="x", at=clock.instant))
    clock.advance(days=13)
    with transaction() as session:
        session.add(Attempt(scope="new", key_hash="x", at=clock.instant))
        recent = open_sign_in(account)
        recent.ended_at = clock.instant
        kept = {recent.id, *alive(account)}
    assert len(kept) == 2
    run_due()
    assert set(db.session.scalars(sa.select(SignIn.id))) == kept
    assert list(db.session.scalars(sa.select(Attempt.scope))) == ["new"]
    clock.advance(days=16)
    run_due()
    assert list(db.session.scalars(sa.select(SignIn.id))) == []
