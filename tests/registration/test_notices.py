"""Letters: complete as plain text, with the person's own calendar entry, silent when they became pointless."""

import re

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.mail import letters
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.queries.registrations import invitation_link, link_of, printed_receipt
from forumapp.registration.services import changing, inviting
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_invitation, make_line, make_quota, make_registration

JOIN = "https://meet.example.jp/secret"


def seed_forum(**values):
    return make_forum(
        title="地域DX推進体制構築に向けた長崎県・市町村連携フォーラム",
        title_en="Nagasaki forum",
        venue=make_venue(),
        ends=None,
        join_url=JOIN,
        join_note="パスコード 1234",
        contact_email="forum@pref.example.jp",
        contact_phone="095-000-0000",
        **values,
    )


def newest():
    return db.session.scalars(sa.select(Letter).order_by(Letter.id.desc())).first()


def calendar_lines(content):
    return re.sub(r"\r\n ", "", content.calendar.decode()).split("\r\n")


def test_the_receipt_is_complete_as_plain_text(app):
    forum = seed_forum()
    seed = seed_programme(forum)
    registration = make_registration(forum, track_id=seed.first.id, family_name="髙橋", given_name="桃子")
    content = letters.build(newest())
    assert content.subject == (
        "【受付完了】地域DX推進体制構築に向けた長崎県・市町村連携フォーラム"
        f"（受付番号 {printed_receipt(registration)}）"
    )
    assert content.text == "\n".join(
        [
            "髙橋　桃子 様",
            "",
            "参加登録を受け付けました。当日まで、このメールを保存してください。",
            "",
            "■ フォーラム",
            "地域DX推進体制構築に向けた長崎県・市町村連携フォーラム",
            "",
            "■ 受付番号",
            printed_receipt(registration),
            "",
            "■ 日時",
            "令和6年8月1日(木) 13:30〜16:10",
            "",
            "■ 参加方法",
            "会場参加",
            "",
            "■ 場所",
            "出島メッセ長崎 (長崎県長崎市尾上町4−1)",
            "〒850-0058",
            "",
            "■ 部会",
            "情報政策担当部門",
            "",
            "■ 出欠の連絡",
            "ご都合が変わったときは、次のページからお知らせください。",
            f"{link_of(registration)}#answer",
            "「出席する」「欠席する」「未定」のいずれかを押すだけです。",
            "",
            "■ 参加用ページ（確認・変更・キャンセル）",
            link_of(registration),
            "このリンクはご本人専用です。他の方に転送しないでください。",
            "",
            "■ 問い合わせ先",
            "電話：095-000-0000",
            "メール：forum@pref.example.jp",
            "",
            "-- ",
            "このメールはforumappから自動で送信しています。",
            "",
        ]
    )
    assert content.reply_to == "forum@pref.example.jp"


def test_somebody_by_web_reads_how_to_join_but_never_the_join_link(app):
    forum = seed_forum()
    seed = seed_programme(forum)
    make_registration(forum, Mode.WEB, track_id=seed.second.id)
    content = letters.build(newest())
    assert "当日の12:30から、参加用ページの「会議に参加する」を押して参加してください。" in content.text
    assert "令和6年8月1日(木) 13:30〜15:20" in content.text
    told = (content.text, content.html, content.calendar.decode())
    assert [JOIN in text or "1234" in text for text in told] == [False, False, False]


def test_the_calendar_of_the_receipt_asks_this_guest_for_their_own_hours(app):
    forum = seed_forum()
    seed = seed_programme(forum)
    registration = make_registration(forum, Mode.WEB, track_id=seed.second.id, email="kai@city.example.jp")
    content = letters.build(newest())
    lines = calendar_lines(content)
    assert content.method == "REQUEST"
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    told = ("DTSTART", "DTEND", "LOCATION", "SEQUENCE", "STATUS", "URL")
    assert [line for line in event if re.split("[:;]", line)[0] in told] == [
        "SEQUENCE:0",
        "DTSTART;TZID=Asia/Tokyo:20240801T133000",
        "DTEND;TZID=Asia/Tokyo:20240801T152000",
        "LOCATION:Web",
        f"URL:{link_of(registration)}",
        "STATUS:CONFIRMED",
    ]
    assert [line.rsplit("mailto:", 1)[1] for line in lines if line.startswith("ATTENDEE")] == [
        "kai@city.example.jp"
    ]


def test_cancelling_sends_a_cancel_with_the_same_uid_and_a_higher_sequence(app, transaction):
    registration = make_registration(seed_forum())
    request = calendar_lines(letters.build(newest()))
    with transaction():
        newest().state = LetterState.SENT
        changing.cancel(registration, by=SYSTEM)
    content = letters.build(newest())
    cancel = calendar_lines(content)
    uid = next(line for line in request if line.startswith("UID"))
    assert (content.method, uid in cancel, "SEQUENCE:1" in cancel, "STATUS:CANCELLED" in cancel) == (
        "CANCEL",
        True,
        True,
        True,
    )


@pytest.mark.parametrize("kind", ["received", "reminder", "link", "cancelled", "forum_cancelled"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_letter_names_the_forum_and_the_receipt(app, transaction, clock, kind, language):
    forum = seed_forum()
    registration = make_registration(forum, language=language)
    with transaction():
        if kind == "cancelled":
            newest().state = LetterState.SENT
            changing.cancel(registration, by=SYSTEM)
        if kind == "forum_cancelled":
            forum.cancelled_at, forum.cancel_reason = clock.instant, "台風のため"
        letter = newest()
        letter.kind = f"registration.{kind}"
        content = letters.build(letter)
    title = forum.title_en if language == "en" else forum.title
    assert title in content.subject
    assert printed_receipt(registration) in content.subject
    assert link_of(registration) in content.text
    assert content.reply_to == "forum@pref.example.jp"
    assert printed_receipt(registration) in content.text
    assert printed_receipt(registration) in content.html
    assert ("台風のため" in content.text) is (kind == "forum_cancelled")


def test_a_letter_about_a_seat_that_was_given_up_is_not_written(app, transaction):
    registration = make_registration(seed_forum())
    letter = newest()
    with transaction():
        changing.cancel(registration, by=SYSTEM)
    assert letters.build(letter) is None


def test_a_registration_for_a_forum_without_a_day_gets_a_letter_without_calendar(app, transaction):
    forum = seed_forum()
    make_registration(forum)
    with transaction():
        forum.day = forum.starts = None
    content = letters.build(newest())
    assert "調整中" in content.text


def test_the_invitation_holds_the_facts_the_audience_and_the_link(app):
    forum = seed_forum()
    make_quota(make_line(forum), "情報政策担当部門", 2, ranks="課長級・補佐級(係長級)")
    invitation = make_invitation(forum, organisation="長崎市", message="ぜひご参加ください。")
    content = letters.build(newest())
    assert content.subject == "【開催案内】地域DX推進体制構築に向けた長崎県・市町村連携フォーラム"
    assert [line for line in content.text.splitlines() if line] == [
        "長崎市 ご担当者 様",
        "次のフォーラムをご案内します。",
        "参加を希望される方は、下のリンクからお申し込みください。",
        "ぜひご参加ください。",
        "■ フォーラム",
        "地域DX推進体制構築に向けた長崎県・市町村連携フォーラム",
        "■ 日時",
        "令和6年8月1日(木) 13:30〜",
        "■ 会場",
        "出島メッセ長崎",
        "〒850-0058 長崎県長崎市尾上町4−1",
        "■ 参加方法",
        "会場参加（申込期限 令和6年7月25日(木) 17:00）",
        "Web参加（申込期限 令和6年7月25日(木) 17:00）",
        "■ 参加対象者",
        "長崎県内市町",
        "  ・情報政策担当部門(2名 課長級・補佐級(係長級))",
        "■ 詳細・お申込み",
        invitation_link(invitation),
        "■ 問い合わせ先",
        "電話：095-000-0000",
        "メール：forum@pref.example.jp",
        "-- ",
        "このメールはforumappから自動で送信しています。",
    ]


def test_a_withdrawn_invitation_is_not_written(app, transaction):
    invitation = make_invitation(seed_forum())
    letter = newest()
    with transaction():
        inviting.withdraw(invitation, by=SYSTEM)
    assert letters.build(letter) is None


def test_a_guest_at_the_venue_whose_track_is_held_by_web_reads_where_to_join_it(app, transaction):
    forum = seed_forum()
    seed = seed_programme(forum)
    track = make_registration(forum, track_id=seed.second.id).track
    text = letters.build(newest()).text
    assert (track.mode, "■ Webでの参加方法" in text, JOIN in text) == (Mode.WEB, True, False)
    assert "\n\n\n" not in text
