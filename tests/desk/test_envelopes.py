"""Without a mail server a letter is read where it lies: as its recipient would see it, with the secrets blanked."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
import sqlalchemy as sa
from flask import current_app
from icalendar import Calendar

from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.mail import maildir, postman
from forumapp.mail.models import Letter
from forumapp.registration.queries.registrations import printed_receipt
from tests.accounts.pages import text_of
from tests.desk.conftest import DESK
from tests.forums.factories import make_forum, make_venue, sign_in_as
from tests.registration.factories import make_registration

SECRET = re.compile(r"fa_[0-9a-z]+_|\+r[0-9a-z]+-\d")


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", venue=make_venue(), contact_email="forum@pref.example.jp")


@pytest.fixture
def letter(forum, app, monkeypatch, tmp_path):
    """The receipt of one registration, delivered into a Maildir."""
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    monkeypatch.setitem(app.config, "MAIL_INBOX", "rsvp@forum.test")
    registration = make_registration(
        forum, family_name="髙橋", given_name="桃子", email="momo@city.example.jp"
    )
    with current_app.app_context():
        postman.deliver_due()
    db.session.rollback()
    found = db.session.scalars(sa.select(Letter).order_by(Letter.id).limit(1)).one()
    found.receipt = printed_receipt(registration)
    return found


def summary(page):
    """Return what the lists of (name, value) say."""
    return dict(re.findall(r"<div><dt>([^<]+)</dt><dd>([^<]*)</dd></div>", page))


def test_the_page_shows_headers_text_calendar_and_files(client, editor, forum, letter):
    page = text_of(client.get(f"{DESK}/letters/{letter.id}"))
    told = summary(page)
    assert "データフォルダーの maildir に保存されています。" in page
    assert told["返信先"] == "forum@pref.example.jp"
    assert told["件名"] == forum.title
    assert f"【受付完了】{forum.title}（受付番号 {letter.receipt}）" in page
    assert {name: told[name] for name in ("種類", "開始", "終了", "場所", "改訂番号")} == {
        "種類": "招待または更新 (METHOD:REQUEST)",
        "開始": "令和6年8月1日(木) 13:30",
        "終了": "令和6年8月1日(木) 16:10",
        "場所": "出島メッセ長崎 (長崎県長崎市尾上町4−1)",
        "改訂番号": "0 (SEQUENCE)",
    }
    assert re.findall(r"<li>(invite\.ics)（[\d,]+バイト）</li>", page) == ["invite.ics"]


def test_page_html_and_file_hold_no_secret(client, editor, letter):
    shown = [
        text_of(client.get(f"{DESK}/letters/{letter.id}")),
        text_of(client.get(f"{DESK}/letters/{letter.id}/message.html")),
    ]
    raw = maildir.find(letter).read_bytes()
    file = client.get(f"{DESK}/letters/{letter.id}/message.eml").data
    decoded = [
        part.get_payload(decode=True).decode().replace("\r\n ", "")
        for content in (raw, file)
        for part in message_from_bytes(content).walk()
        if not part.is_multipart()
    ]
    assert [bool(SECRET.search(text)) for text in decoded] == [True] * 4 + [False] * 4
    assert [bool(SECRET.search(text)) for text in shown] == [False, False]
    assert ["registrations/fa_…/" in text for text in shown] == [True, True]


def test_the_file_opens_in_mail_programs_like_the_letter(client, editor, letter):
    answer = client.get(f"{DESK}/letters/{letter.id}/message.eml")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="letter-{letter.id}.eml"'
    raw = message_from_bytes(maildir.find(letter).read_bytes(), policy=default)
    found = message_from_bytes(answer.data, policy=default)
    assert (found["Subject"], found["To"], found["Message-ID"]) == (
        raw["Subject"],
        raw["To"],
        raw["Message-ID"],
    )
    assert [part.get_content_type() for part in found.walk()] == [
        part.get_content_type() for part in raw.walk()
    ]
    calendar = next(part for part in found.walk() if part.get_content_type() == "text/calendar")
    octets = calendar.get_payload(decode=True)
    assert max(map(len, octets.split(b"\r\n"))) <= 75
    assert Calendar.from_ical(octets).walk("VEVENT")[0]["SEQUENCE"] == 0


def test_the_html_can_neither_run_nor_load_anything(client, editor, letter):
    answer = client.get(f"{DESK}/letters/{letter.id}/message.html")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none';")


def test_in_the_demo_the_links_can_be_tried(app, client, editor, letter, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", True)
    page = text_of(client.get(f"{DESK}/letters/{letter.id}"))
    (path,) = set(re.findall(r"http://forum\.test(/registrations/fa_\S+/)$", page, re.MULTILINE))
    assert client.get(path).status_code == 200
    assert client.get(f"{DESK}/letters/{letter.id}/message.eml").data == maildir.find(letter).read_bytes()


def test_a_letter_that_opens_an_account_stays_closed_in_the_maildir_too(client, editor, letter, transaction):
    with transaction():
        db.session.merge(letter).kind = "accounts.set_password"
    assert "本文は表示しません。" in text_of(client.get(f"{DESK}/letters/{letter.id}"))
    for name in ("message.html", "message.eml"):
        assert client.get(f"{DESK}/letters/{letter.id}/{name}").status_code == 404


def test_a_letter_without_a_file_is_built_anew(client, editor, letter):
    maildir.find(letter).unlink()
    page = text_of(client.get(f"{DESK}/letters/{letter.id}"))
    assert ("現在の情報から作り直した文面です。" in page, "maildir" in page) == (True, False)
    assert client.get(f"{DESK}/letters/{letter.id}/message.eml").status_code == 404


def test_letters_of_another_forum_cannot_be_downloaded(client, letter):
    other = make_forum()
    sign_in_as(client, other, Role.OWNER)
    for name in ("message.html", "message.eml"):
        assert client.get(f"/desk/forums/{other.slug}/letters/{letter.id}/{name}").status_code == 404
