"""Letters: what they say, in which language, and when they have become pointless."""

import sqlalchemy as sa

from forumapp.accounts import queries, services
from forumapp.accounts.notices import link_to_set_password
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.mail.letters import build
from forumapp.mail.models import Letter
from tests.accounts.factories import make_account


def only_letter():
    return db.session.scalars(sa.select(Letter)).one()


def invite(transaction, by=SYSTEM, **values):
    with transaction():
        return services.invite("new@city.example.jp", "新人 一", by=by, **values)


def test_an_invitation_names_who_invites_and_carries_a_link_that_works(app, transaction):
    account = invite(transaction, by=Actor("account", 9, "管理 花"))
    content = build(only_letter())
    link = link_to_set_password(account)
    assert content.subject == "【forumapp】アカウントのご案内：パスワードを設定してください"
    assert "新人 一 様" in content.text
    assert "管理 花さんの依頼で" in content.text
    assert f"\n{link}\n" in content.text
    assert f'href="{link}"' in content.html
    assert link.startswith("http://forum.test/password/fa_")
    assert "令和6年7月8日(月) 9:00(日本時間)" in content.text
    assert queries.holder_of_link(link.split("/")[-2]) == (
        account,
        Actor("link", account.id, "新人 一"),
    )


def test_the_program_itself_is_not_named_as_a_person(app, transaction):
    invite(transaction)
    content = build(only_letter())
    assert "さんの依頼" not in content.text
    assert "forumappのアカウントができました" in content.text


def test_a_lost_password_is_answered_with_another_subject(app, transaction):
    account = make_account(password_hash="a hash")
    with transaction():
        services.ask_for_link(account.email)
    content = build(only_letter())
    assert content.subject == "【forumapp】パスワードの設定し直し"
    assert link_to_set_password(account) in content.text


def test_a_letter_whose_link_is_used_out_of_time_or_disabled_is_not_sent(app, transaction, clock):
    account = invite(transaction)
    assert build(only_letter()) is not None
    with transaction():
        account.disabled_at = clock.instant
    assert build(only_letter()) is None
    with transaction():
        account.disabled_at = None
        account.link_generation += 1
    assert build(only_letter()) is None
    with transaction():
        account.link_generation -= 1
    assert build(only_letter()) is not None
    clock.advance(days=7)
    assert build(only_letter()) is None


def test_a_changed_password_is_told_with_its_time(app, transaction, clock):
    account = make_account(password_hash="a hash", name="山田 太郎")
    with transaction():
        services.change_password(account, "new", known="a hash", keep=None, by=account.actor)
    clock.advance(hours=5)
    content = build(only_letter())
    assert content.subject == "【forumapp】パスワードが変更されました"
    assert "令和6年7月1日(月) 9:00(日本時間)に、forumappのパスワードが変更されました。" in content.text
    assert "\nhttp://forum.test/password/lost\n" in content.text
    assert "山田 太郎 様" in content.html


def test_dates_follow_the_language_of_the_letter(app, transaction):
    invite(transaction, language="en")
    assert "Monday, 8 July 2024 9:00" in build(only_letter()).text
