"""A campaign on its way: two presses at once, a server that refuses two, the call back, the purge."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from forumapp.campaigns.models import Campaign, CampaignRecipient
from forumapp.campaigns.queries import campaigns as queries
from forumapp.campaigns.services import sending
from forumapp.campaigns.wording import condition, reason
from forumapp.core import clock
from forumapp.core import transaction as transactions
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.exchange.services import purging
from forumapp.mail import postman
from forumapp.mail.models import Letter, Suppression
from forumapp.mail.transport import PatientMail
from tests.campaigns.factories import letters, make_campaign, meaning, reached, release
from tests.forums.factories import make_forum
from tests.groupwork.factories import make_person
from tests.mail.smtp_sink import Behaviour, smtp_sink


@pytest.fixture
def forum(app):
    return make_forum()


@pytest.fixture
def campaign(forum):
    for name in ("青木", "井上", "上田", "江口"):
        make_person(forum, name, "一郎", email=f"{ord(name[0]):x}@{ord(name[0]):x}.example.jp")
    return make_campaign(forum)


@pytest.fixture
def server(app, monkeypatch):
    rules = Behaviour()
    with smtp_sink(rules) as port:
        for name, value in {
            "MAIL_SERVER_SET": True,
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": port,
            "TESTING": False,
        }.items():
            monkeypatch.setitem(app.config, name, value)
        monkeypatch.setitem(app.extensions, "mail", app.extensions["mail"])
        monkeypatch.setitem(app.extensions, "forumapp.mail", PatientMail(app))
        yield rules


def again(campaign):
    """Return the campaign as it stands, also after a postman has closed the session."""
    ident = sa.inspect(campaign).identity
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Campaign, ident)


def states(campaign):
    campaign = again(campaign)
    return [letter.state.value for letter in letters(campaign)]


# --- two presses at once ----------------------------------------------------------------------------------


def press(app, ident, start):
    """Send a campaign in a transaction of its own; returns how many letters, or what stood against it."""
    with app.app_context():
        start.wait()
        try:
            with transactions.transaction() as session:
                return sending.release(session.get(Campaign, ident), by=SYSTEM, goes_at=clock.now())
        except (DomainError, sa.exc.IntegrityError) as error:
            return type(error).__name__


def presses(app, campaign, number):
    start, ident = Barrier(number), campaign.id
    db.session.rollback()
    with ThreadPoolExecutor(number) as pool:
        return sorted(
            str(one.result()) for one in [pool.submit(press, app, ident, start) for _ in range(number)]
        )


def test_of_several_presses_at_once_one_sends(app, campaign):
    assert presses(app, campaign, 4) == ["4", "DomainError", "DomainError", "DomainError"]
    assert len(letters(campaign)) == len(reached(campaign)) == 4


@pytest.mark.only_on_postgres
def test_without_the_lock_both_get_past_the_check_and_the_unique_key_lets_one_through(
    app, campaign, monkeypatch
):
    both = Barrier(2)
    monkeypatch.setattr(transactions, "lock", lambda *_rows: both.wait())
    assert presses(app, campaign, 2) == ["4", "IntegrityError"]
    assert len(letters(campaign)) == len(reached(campaign)) == 4


# --- delivery ---------------------------------------------------------------------------------------------


def test_two_that_are_refused_are_told_with_reasons_and_sent_again_alone(
    campaign, server, transaction, clock
):
    first, second = (f"{ord(name):x}@{ord(name):x}.example.jp" for name in "青井")
    server.answers = {
        f"RCPT {first}": "554 5.7.1 looks like spam",
        f"RCPT {second}": "552 5.2.2 mailbox full",
    }
    release(campaign)
    assert postman.deliver_due() == 0
    clock.advance(minutes=5)
    assert postman.deliver_due() == 4
    campaign = again(campaign)
    assert states(campaign) == ["failed", "failed", "sent", "sent"]
    assert condition(campaign, queries.progress(campaign))[0] == "届かない宛先あり"
    assert {row.name[:2]: reason(letter) for row, letter in queries.lost(campaign)} == {
        "青木": "相手のサーバーが受け取りを断りました。",
        "井上": "宛先のメールボックスがいっぱいです。",
    }
    server.answers = {}
    with transaction():
        assert sending.resend_failed(campaign, by=SYSTEM) == 2
    clock.advance(minutes=1)
    postman.deliver_due()
    campaign = again(campaign)
    assert states(campaign) == ["sent"] * 4
    assert sorted(one.recipient for one in server.taken) == sorted(
        address for address, _name in reached(campaign)
    )
    assert condition(campaign, queries.progress(campaign)) == ("送信済", "success")


def test_an_address_that_does_not_exist_is_not_tried_again(campaign, server, transaction, clock):
    gone = f"{ord('青'):x}@{ord('青'):x}.example.jp"
    server.answers = {f"RCPT {gone}": "550 5.1.1 no such user"}
    release(campaign)
    clock.advance(minutes=5)
    postman.deliver_due()
    assert db.session.scalars(sa.select(Suppression.address)).all() == [gone]
    campaign = again(campaign)
    with transaction():
        assert sending.resend_failed(campaign, by=SYSTEM) == 0
    assert release(make_campaign(campaign.forum)) == 3


def test_who_was_called_back_gets_no_letter(campaign, server, transaction, clock):
    release(campaign)
    clock.advance(minutes=4)
    with transaction():
        assert sending.call_back(campaign, by=SYSTEM) == 4
    clock.advance(minutes=10)
    postman.deliver_due()
    assert (server.taken, states(campaign)) == ([], ["aborted"] * 4)


# --- the end of retention ---------------------------------------------------------------------------------


def test_the_purge_reaches_recipients_and_filters_and_takes_letters_back(forum, campaign, transaction):
    with transaction():
        campaign.filter = {**campaign.filter, "excluded": ["x@city.example.jp 試験"]}
    release(campaign)
    draft = make_campaign(forum, audience=meaning())
    with transaction():
        purging.purge(forum, by=SYSTEM)
    db.session.expire_all()
    rows = db.session.scalars(sa.select(CampaignRecipient).order_by(CampaignRecipient.id)).all()
    assert [(row.who, row.address, row.name) for row in rows] == [(str(row.id), "", "") for row in rows]
    assert (len(rows), campaign.filter, draft.filter, draft.created_by) == (4, {}, {}, "")
    assert states(campaign) == ["aborted"] * 4
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Letter).where(Letter.address != "")) == 0
    with pytest.raises(DomainError):
        release(draft)
