"""Announcements of a series: to those who subscribed and nobody else, with a way out in every letter."""

from email import message_from_bytes
from email.policy import default

import pytest
import sqlalchemy as sa

from forumapp.campaigns.models import Campaign, CampaignState
from forumapp.campaigns.services import announcing, subscribing
from forumapp.campaigns.services.announcing import Words
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Mode, Visibility
from forumapp.mail import letters, maildir, postman
from forumapp.mail.models import Letter, LetterState
from tests.accounts.factories import make_account, sign_in
from tests.campaigns.announcing import letters_of, make_announcement, send
from tests.campaigns.subscribing import make_series, make_subscriber, one_click
from tests.forums.factories import make_forum
from tests.forums.pages import text_of
from tests.groupwork.pages import post
from tests.registration.factories import make_registration

DESK = "/desk/series/renkei/announcements"
READER = "reader@city.example.jp"


@pytest.fixture
def series(app):
    return make_series(slug="renkei", title_en="Regional forums")


@pytest.fixture
def forum(series):
    """A public forum of the series, with somebody who takes part and has not subscribed."""
    made = make_forum(
        slug="second", title="第2回フォーラム", series_id=series.id, contact_email="forum@example.jp"
    )
    make_registration(made, Mode.WEB, email="participant@city.example.jp")
    return made


@pytest.fixture
def owner(client, series):
    """Somebody of the organisation that owns the series."""
    sign_in(client, make_account(may_create=True, organisation_id=series.owner_id, email="clerk@example.jp"))
    return client


def states(announcement):
    db.session.expire_all()
    return [(letter.address, letter.state) for letter in letters_of(announcement)]


def test_it_reaches_those_who_confirmed_and_nobody_else(series, forum, transaction):
    make_subscriber(series, READER)
    make_subscriber(series, "waiting@city.example.jp", confirmed=False)
    make_subscriber(make_series(), "elsewhere@city.example.jp")
    with transaction():
        subscribing.end(make_subscriber(series, "gone@city.example.jp"), by=SYSTEM)
    sent = send(make_announcement(series, about=forum))
    assert [letter.address for letter in sent] == [READER]


def test_nothing_is_sent_while_nobody_has_subscribed(series):
    with pytest.raises(DomainError):
        send(make_announcement(series))


def test_the_letter_carries_the_way_out_in_headers_that_are_not_folded(
    series, forum, clock, app, tmp_path, monkeypatch
):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    reader = make_subscriber(series, READER)
    way_out = f"http://forum.test{one_click(reader)}"
    send(make_announcement(series, about=forum))
    clock.advance(minutes=4)
    postman.deliver_due()
    clock.advance(minutes=1)
    before = set(maildir.files())
    assert postman.deliver_due() == 1
    [path] = set(maildir.files()) - before
    head = path.read_bytes().replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].split(b"\n")
    assert f"List-Unsubscribe: <{way_out}>".encode() in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert mail["Reply-To"] == "office@example.jp"
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    for line in (
        "ぜひご参加ください。",
        "第2回フォーラム",
        "令和6年8月1日(木) 13:30〜16:10",
        "http://forum.test/forums/second/",
    ):
        assert line in text
        assert line in html
    assert way_out in text
    assert f'<a href="{way_out}">' in html
    assert '<a href="https://www.example.jp/plan">' in html


def test_no_other_letter_has_such_a_header(series, app):
    make_subscriber(series, READER)
    letter = db.session.scalars(sa.select(Letter)).one()
    assert letters.build(letter).headers == {}


def test_who_unsubscribes_within_the_five_minutes_gets_nothing(series, client, app):
    reader, other = make_subscriber(series, READER), make_subscriber(series, "other@city.example.jp")
    made = make_announcement(series)
    send(made)
    app.test_client(use_cookies=False).post(one_click(reader), data={"List-Unsubscribe": "One-Click"})
    assert other.id != reader.id
    assert states(made) == [("", LetterState.ABORTED), ("other@city.example.jp", LetterState.QUEUED)]
    names = "".join(str(vars(row)) for row in db.session.scalars(sa.select(Letter)))
    assert "other@city.example.jp" in names
    assert READER not in names


def test_the_last_look_finds_who_ended_and_a_forum_called_off(series, forum, transaction):
    reader = make_subscriber(series, READER)
    [letter] = send(make_announcement(series, about=forum))
    assert letters.build(letter) is not None
    with transaction():
        db.session.merge(forum).visibility = Visibility.LINK
    assert letters.build(db.session.get(Letter, letter.id)) is None
    with transaction():
        db.session.merge(forum).visibility = Visibility.PUBLIC
        db.session.merge(reader).ended_at = reader.confirmed_at
    assert letters.build(db.session.get(Letter, letter.id)) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subject": "{氏名}"}, "subject"),
        ({"body": "{フォーラム}"}, "body"),
        ({"body": "閉じない{"}, "body"),
    ],
)
def test_merge_fields_are_refused(series, values, field):
    with pytest.raises(DomainError) as refused:
        make_announcement(series, **values)
    assert refused.value.field == field


def test_doubled_braces_stand_for_themselves(series):
    make_subscriber(series, READER)
    [letter] = send(make_announcement(series, subject="{{速報}}", body="「{{」"))
    content = letters.build(letter)
    assert (content.subject, content.text.splitlines()[0]) == ("{速報}", "「{」")


@pytest.mark.parametrize("what", ["draft", "hidden", "cancelled", "of another series"])
def test_a_forum_that_not_everybody_may_see_cannot_be_announced(series, forum, clock, transaction, what):
    with transaction():
        row = db.session.merge(forum)
        if what == "draft":
            row.published_at = None
        elif what == "hidden":
            row.visibility = Visibility.INVITATION
        elif what == "cancelled":
            row.cancelled_at = clock.instant
        else:
            row.series_id = None
    with pytest.raises(DomainError) as refused:
        make_announcement(series, about=forum)
    assert refused.value.field == "about_id"


def test_a_sent_one_cannot_be_changed(series, transaction):
    make_subscriber(series, READER)
    made = make_announcement(series)
    send(made)
    with pytest.raises(DomainError), transaction():
        announcing.write(made, by=SYSTEM, words=Words("別の件名", "本文", "office@example.jp"))


def test_from_the_series_page_to_the_outbox_and_back(owner, series, forum, clock):
    make_subscriber(series, READER)
    assert f'href="{DESK}"' in owner.get("/desk/series/renkei/").text
    assert "いま受け取りを申し込んでいる方：1名" in text_of(owner.get(DESK))
    assert 'value="clerk@example.jp"' in owner.get(f"{DESK}/new").text
    answer = post(
        owner,
        f"{DESK}/new",
        subject="開催のお知らせ",
        body="本文です。",
        about_id=str(forum.id),
        reply_to="office@example.jp",
    )
    check = answer.location
    assert (answer.status_code, check.endswith("/check")) == (303, True)
    page = text_of(owner.get(check))
    assert "1名へ送信します" in page
    assert "令和6年8月1日(木) 13:30〜16:10" in page
    answer = post(owner, check, number="1")
    assert (answer.status_code, answer.location) == (303, check.removesuffix("/check"))
    shown = text_of(owner.get(answer.location))
    assert "それまでは取り消せます" in shown
    assert "送信待ち" in text_of(owner.get(DESK))
    back = post(owner, f"{answer.location}/recall", answer.location)
    assert (back.status_code, back.location) == (303, f"{answer.location}/text")
    assert db.session.scalars(sa.select(Campaign.state)).all() == [CampaignState.DRAFT]
    post(owner, check, number="1")
    clock.advance(minutes=5)
    late = post(owner, f"{answer.location}/recall", DESK + "/new")
    assert late.location == answer.location
    assert db.session.scalars(sa.select(Campaign.state)).all() == [CampaignState.SENT]


def test_another_number_than_the_one_agreed_to_is_shown_again(owner, series):
    made = make_announcement(series)
    make_subscriber(series, READER)
    path = f"{DESK}/{made.id}/check"
    answer = post(owner, path, number="5")
    assert answer.status_code == 422
    assert "いまは1名" in answer.text
    assert 'name="number" type="hidden" value="1"' in answer.text
    assert letters_of(made) == []


def test_what_a_colleague_saved_meanwhile_is_shown_beside_what_was_typed(owner, series, transaction):
    made = make_announcement(series)
    path = f"{DESK}/{made.id}/text"
    with transaction():
        announcing.write(made, by=SYSTEM, words=Words("先に保存", "本文", "office@example.jp"))
    sent = {"subject": "わたしの件名", "body": "本文", "reply_to": "office@example.jp"}
    answer = post(owner, path, version="1", **sent)
    assert answer.status_code == 422
    assert "先に保存" in answer.text
    assert 'value="わたしの件名"' in answer.text
    assert post(owner, path, version="2", **sent).status_code == 303


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"body": ""}, "body"),
        ({"reply_to": "x"}, "reply_to"),
        ({"about_id": "999"}, "about_id"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(owner, series, fields, field):
    given = {"subject": "件名", "body": "本文", "about_id": "", "reply_to": "office@example.jp", **fields}
    answer = post(owner, f"{DESK}/new", **given)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_strangers_to_the_series_are_kept_out(client, series):
    made = make_announcement(series)
    sign_in(client, make_account(may_create=True))
    for path in (DESK, f"{DESK}/new", f"{DESK}/{made.id}", f"{DESK}/{made.id}/check"):
        assert client.get(path).status_code == 403
    assert client.get("/desk/series/nowhere/announcements").status_code == 404
