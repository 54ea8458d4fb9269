"""Hearing of a series: asked on the public page, confirmed by the mailed link, forgotten when it ends."""

from email import message_from_bytes
from email.policy import default

import pytest
import sqlalchemy as sa

from forumapp.campaigns.models import Subscriber
from forumapp.campaigns.queries.subscribers import confirmed
from forumapp.campaigns.services import subscribing
from forumapp.core import jobs
from forumapp.core.actor import STRANGER, SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.mail import letters, maildir, postman
from forumapp.mail.models import Letter, LetterState
from tests.campaigns.subscribing import make_series, make_subscriber, one_click, page
from tests.groupwork.pages import post, token_in

ADDRESS = "reader@city.example.jp"


@pytest.fixture
def series(app):
    return make_series(slug="renkei", title_en="Regional forums")


@pytest.fixture
def maildrop(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))


def subscribers():
    return db.session.scalars(sa.select(Subscriber).order_by(Subscriber.id)).all()


def letters_to(address=ADDRESS):
    return db.session.scalars(sa.select(Letter).where(Letter.address == address).order_by(Letter.id)).all()


def subscribe(client, address=ADDRESS):
    path = "/series/renkei/subscription"
    return client.post(path, data={"csrf_token": token_in(client, path), "email": address})


def test_the_page_of_a_series_leads_to_the_form_and_carries_none_itself(client, series):
    html = client.get("/series/renkei/").text
    assert '<a href="/series/renkei/subscription">' in html
    assert "<form" not in html


def test_whoever_asks_gets_a_letter_and_counts_only_after_confirming(client, series, maildrop):
    answer = subscribe(client, "Reader@City.Example.JP")
    assert (answer.status_code, answer.location) == (303, "/series/renkei/subscription/sent")
    [asked] = subscribers()
    assert (asked.address, asked.confirmed_at, confirmed(series.id)) == (ADDRESS, None, [])
    own = page(asked)
    assert postman.deliver_due() == 1
    [path] = maildir.files()
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert mail["Subject"] == "【ご確認ください】地域連携フォーラム：お知らせの受け取り"
    text = mail.get_body(["plain"]).get_content()
    assert f"http://forum.test{own}" in text
    assert "List-Unsubscribe" not in mail
    assert client.get(own).status_code == 200
    assert db.session.scalars(sa.select(Subscriber.confirmed_at)).all() == [None]  # scanners open every link
    answer = post(client, f"{own}confirmation", own)
    assert (answer.status_code, answer.location) == (303, own)
    assert db.session.scalars(sa.select(Subscriber.confirmed_at)).one() is not None


def test_the_answer_is_the_same_for_known_and_unknown_addresses(client, series):
    make_subscriber(series, ADDRESS)
    known, unknown = subscribe(client), subscribe(client, "nobody@city.example.jp")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert known.data == unknown.data
    sent = client.get(known.location)
    assert ADDRESS not in sent.text
    assert sent.headers["Cache-Control"] == "no-store"


def test_who_has_subscribed_already_is_told_so_and_stays_subscribed(client, series):
    made = make_subscriber(series, ADDRESS)
    subscribe(client)
    content = letters.build(letters_to()[-1])
    assert content.subject == "【お知らせの受け取り】地域連携フォーラム：すでに登録されています"
    assert len(subscribers()) == 1
    db.session.refresh(made)
    assert made.confirmed_at is not None


def test_the_letter_is_written_in_the_language_of_the_page(client, series):
    path = "/series/renkei/subscription"
    token = token_in(client, path)
    client.post(path, data={"csrf_token": token, "email": ADDRESS}, headers={"Accept-Language": "en"})
    assert [letter.language for letter in letters_to()] == ["en"]
    assert "Regional forums" in letters.build(letters_to()[0]).subject


@pytest.mark.parametrize(
    "address", ["", "reader", "a..b@city.example.jp", "a@b@c.example.jp", "x" * 250 + "@e.jp"]
)
def test_what_is_no_address_is_refused_beside_its_field(client, series, address):
    answer = subscribe(client, address)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert subscribers() == []


def test_nobody_can_have_a_mailbox_filled(client, series, clock):
    for _time in range(5):
        clock.advance(seconds=1)
        assert subscribe(client).status_code == 303
    assert len(letters_to()) == 3
    for number in range(10):
        assert subscribe(client, f"other{number}@city.example.jp").status_code == 303
    assert len(subscribers()) == 6  # ten requests an hour from one address of the net, five of them above


def test_an_unknown_series_has_no_form(client, series):
    assert client.get("/series/nowhere/subscription").status_code == 404
    assert client.get("/series/nowhere/subscription/sent").status_code == 404


def test_what_nobody_confirms_is_forgotten_after_seven_days(app, series, clock):
    waiting, reading = make_subscriber(series, ADDRESS, confirmed=False), make_subscriber(series)
    kept = reading.address
    jobs.run_due()
    clock.advance(days=7)
    jobs.run_due()
    db.session.expire_all()
    assert [one.ended_at for one in subscribers()] == [None, None]
    clock.advance(days=1, minutes=1)
    jobs.run_due()
    db.session.expire_all()
    assert [one.address for one in subscribers()] == [str(waiting.id), kept]
    assert letters_to() == []


def test_asking_again_gives_seven_more_days(app, series, clock, transaction):
    made = make_subscriber(series, ADDRESS, confirmed=False)
    clock.advance(days=6)
    make_subscriber(series, ADDRESS, confirmed=False)
    clock.advance(days=6)
    with transaction():
        assert subscribing.sweep() == 0
        subscribing.confirm(made, by=SYSTEM)
    assert len(subscribers()) == 1


def test_ending_forgets_the_address_and_takes_back_what_waits(app, series, transaction):
    made = make_subscriber(series, ADDRESS)
    assert [letter.state for letter in letters_to()] == [LetterState.QUEUED]
    with transaction():
        subscribing.end(made, by=SYSTEM)
    db.session.expire_all()
    assert made.address == str(made.id)
    assert [(one.state, one.address) for one in db.session.scalars(sa.select(Letter))] == [
        (LetterState.ABORTED, "")
    ]
    words = " ".join(str(vars(entry)) for entry in db.session.scalars(sa.select(AuditEntry)))
    assert "subscriber.ended" in words
    assert ADDRESS not in words


def test_an_ended_subscription_cannot_be_confirmed_but_asked_for_anew(client, series, transaction):
    made = make_subscriber(series, ADDRESS, confirmed=False)
    with transaction():
        subscribing.end(made, by=SYSTEM)
    with pytest.raises(DomainError), transaction():
        subscribing.confirm(made, by=SYSTEM)
    again = make_subscriber(series, ADDRESS)
    assert (again.id == made.id, again.address) == (False, ADDRESS)
    assert client.get(page(made)).text.count("お知らせは停止しています") == 2
    assert client.get(page(again)).text.count("お知らせを受け取っています") == 2


def test_confirming_after_the_end_says_so(client, series, transaction):
    made = make_subscriber(series, ADDRESS, confirmed=False)
    token = token_in(client, page(made))
    with transaction():
        subscribing.end(made, by=SYSTEM)
    answer = client.post(page(made, "confirmation"), data={"csrf_token": token})
    assert answer.status_code == 422
    assert "もう一度お申し込みください" in answer.text


def test_somebody_may_hear_of_two_series(app, series):
    other = make_series()
    first, second = make_subscriber(series, ADDRESS), make_subscriber(other, ADDRESS)
    assert first.id != second.id
    assert [len(confirmed(one.id)) for one in (series, other)] == [1, 1]


def test_the_pages_of_a_subscription_are_kept_by_no_cache_and_no_search(client, series):
    made = make_subscriber(series, ADDRESS)
    for path in ("/series/renkei/subscription", page(made), one_click(made)):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex">' in answer.text


def test_asking_refuses_what_mail_cannot_reach(app, series, transaction):
    with pytest.raises(DomainError) as refused, transaction():
        subscribing.ask(series, by=STRANGER, address="a@-.example.jp", language="ja")
    assert refused.value.field == "email"
