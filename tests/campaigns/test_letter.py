"""The letter to many: merge fields, text and HTML, the last look before it goes."""

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from forumapp.campaigns import merging
from forumapp.campaigns.audience import Source
from forumapp.campaigns.merging import BadField, fields_in, fill, is_personal, language_of
from forumapp.campaigns.queries.recipients import recipients
from forumapp.campaigns.services import trying
from forumapp.campaigns.values import VALUES, gaps
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.links import redact
from forumapp.directory.models import Person
from forumapp.forums.models import Mode
from forumapp.forums.services import places
from forumapp.mail import letters as mail_letters
from forumapp.mail.models import Letter
from forumapp.registration.queries.registrations import invitation_link, link_of, printed_receipt
from tests.agenda.factories import add_item, add_speaker, add_track
from tests.campaigns.factories import letters, make_campaign, meaning, release
from tests.counting import statements
from tests.forums.factories import make_forum, make_venue
from tests.groupwork.factories import make_person
from tests.registration.factories import make_invitation, make_registration

EVERY = "\n".join(f"{name}＝{{{name}}}" for name in merging.FIELDS)


@pytest.fixture
def forum(app):
    return make_forum(
        title="連携フォーラム",
        slug="renkei",
        contact_name="デジタル戦略課",
        contact_phone="095-000-0000",
        contact_email="forum@pref.example.jp",
    )


def built(campaign, place=0):
    return mail_letters.build(letters(campaign)[place])


# --- fields in braces -------------------------------------------------------------------------------------


def test_every_field_has_a_value_and_every_value_is_a_field():
    assert list(VALUES) == list(merging.FIELDS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{氏名} 様", "<氏名> 様"),
        ("{ 氏名 }様", "<氏名>様"),
        ("｛氏名｝様", "<氏名>様"),
        ("{{氏名}}", "{氏名}"),
        ("{{{氏名}}}", "{<氏名>}"),
        ("a } b", "a } b"),
        ("｛参考｝", "｛参考｝"),
        ("", ""),
    ],
)
def test_fields_are_replaced_and_double_braces_are_single_ones(text, told):
    assert fill(text, lambda name: f"<{name}>") == told


@pytest.mark.parametrize(
    ("text", "name"), [("{氏}", "氏"), ("{}", ""), ("{氏名", None), ("{氏\n名}", None), ("{0}", "0")]
)
def test_a_brace_that_is_no_field_is_refused(text, name):
    with pytest.raises(BadField) as refused:
        fields_in(text)
    assert refused.value.name == name


def test_a_value_with_braces_is_put_in_as_it_is():
    assert fill("{氏名}", lambda _name: "{団体}") == "{団体}"


def test_words_tell_whether_a_letter_is_personal_and_its_language():
    assert [is_personal("{フォーラム}", "お知らせ"), is_personal("お知らせ", "{氏名} 様")] == [False, True]
    assert [
        language_of("Notice", "{氏名}"),
        language_of("Notice", "お知らせ"),
        language_of("", "{氏名}"),
    ] == [
        "en",
        "ja",
        "ja",
    ]


# --- what it says -----------------------------------------------------------------------------------------


def test_every_field_says_what_is_true_for_somebody_registered(forum, transaction):
    track = add_track(forum, "情報部会")
    with transaction():
        venue = make_venue()
        places.set_venue(forum, by=SYSTEM, venue=venue, room=venue.rooms[0])
    one = make_registration(
        forum,
        family_name="青木",
        given_name="一郎",
        track_id=track.id,
        organisation="長崎市",
        unit="総務課",
        title="主査",
    )
    campaign = make_campaign(forum, subject="{フォーラム}（{氏名}様）", body=EVERY)
    release(campaign)
    content = built(campaign)
    assert content.subject == "連携フォーラム（青木 一郎様）"
    assert content.text.split("\n\n-- \n")[0].split("\n") == [
        "氏名＝青木\u3000一郎",
        "団体＝長崎市",
        "所属＝総務課",
        "役職＝主査",
        f"受付番号＝{printed_receipt(one)}",
        "参加方法＝会場参加",
        "部会＝情報部会",
        "登壇＝",
        "日時＝令和6年8月1日(木) 13:30〜16:10",
        "終了＝16:10",
        "場所＝出島メッセ長崎 第1会議室 (長崎県長崎市尾上町4−1)",
        f"参加用ページ＝{link_of(one)}",
        "申込用ページ＝http://forum.test/forums/renkei/",
        "フォーラム＝連携フォーラム",
        "フォーラムのページ＝http://forum.test/forums/renkei/",
        "申込期限＝令和6年7月25日(木) 17:00",
        "問い合わせ先＝デジタル戦略課",
        "電話：095-000-0000",
        "メール：forum@pref.example.jp",
    ]
    assert content.text.endswith(
        "\n\n-- \nこのメールは、「連携フォーラム」に参加登録された方へお送りしています。\n"
        "このメールはforumappから自動で送信しています。\n"
    )
    assert (content.reply_to, dict(content.headers)) == ("forum@pref.example.jp", {})


def test_an_invitation_and_a_speaker_read_what_concerns_them(forum, transaction):
    invited = make_invitation(forum, organisation="長崎市")
    with transaction():
        made = add_speaker(add_item(forum, "基調講演"), "佐藤", "美咲", organisation="長崎県")
        made.person = Person(family_name="佐藤", given_name="美咲", email="sato@pref.example.jp")
    body = "{氏名} 様（{団体}）\n{登壇}\n{申込用ページ}"
    campaign = make_campaign(forum, body=body, audience=meaning(Source.INVITED, Source.SPEAKERS))
    release(campaign)
    assert [built(campaign, place).text.split("\n\n-- \n") for place in (0, 1)] == [
        [
            "佐藤\u3000美咲 様（長崎県）\n基調講演\nhttp://forum.test/forums/renkei/",
            "このメールは、「連携フォーラム」に登壇される方へお送りしています。\n"
            "このメールはforumappから自動で送信しています。\n",
        ],
        [
            f"ご担当者 様（長崎市）\n\n{invitation_link(invited)}",
            "このメールは、「連携フォーラム」の開催案内をお送りした方へお送りしています。\n"
            "このメールはforumappから自動で送信しています。\n",
        ],
    ]


def test_html_has_paragraphs_lines_and_links_and_no_markup_of_anybody(forum):
    make_person(forum, "<b>青木", "一郎</b>")
    campaign = make_campaign(
        forum, body="{氏名} 様\n\n<script>alert(1)</script>\n詳しくは(https://www.example.jp/a?b=1&c=2)。"
    )
    release(campaign)
    html = built(campaign).html
    start = html.index("<p>")
    assert html[start : html.index("<hr>")] == (
        "<p>&lt;b&gt;青木 一郎&lt;/b&gt; 様</p>\n"
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;<br>\n"
        '詳しくは(<a href="https://www.example.jp/a?b=1&amp;c=2">https://www.example.jp/a?b=1&amp;c=2</a>)。</p>\n'
    )


def test_an_english_letter_has_english_dates_and_last_lines(forum):
    make_person(forum)
    campaign = make_campaign(forum, subject="Notice", body="Dear {氏名},\n{日時}")
    release(campaign)
    assert [letters(campaign)[0].language, "Thursday, 1 August 2024" in built(campaign).text] == ["en", True]


def test_gaps_are_told_by_field_with_their_recipients(forum, transaction):
    make_person(forum, "青木", "一郎", organisation_name="")
    make_person(forum, "井上", "一郎", mode=Mode.WEB)
    make_invitation(forum)
    campaign = make_campaign(
        forum,
        body="{氏名}{団体}{受付番号}{フォーラム}{部会}",
        audience=meaning(Source.REGISTRATIONS, Source.INVITED),
    )
    found = gaps(campaign, recipients(campaign))
    assert {name: [one.name[:1] for one in some] for name, some in found.items()} == {
        "氏名": [""],
        "団体": ["青", ""],
        "受付番号": [""],
        "部会": ["青", "井", ""],
    }


def test_looking_for_gaps_costs_the_same_for_three_and_for_sixty(forum):
    costs = []
    for number in (3, 57):
        for _ in range(number):
            make_person(forum)
        campaign = make_campaign(forum, body=EVERY)
        people = recipients(campaign)
        db.session.expire_all()
        with force_locale("ja"):
            costs.append(statements(lambda made=campaign, some=people: gaps(made, some)))
    assert costs[0] == costs[1]


# --- a test to oneself ------------------------------------------------------------------------------------


def test_a_test_is_marked_and_opens_nobodys_page(forum, transaction):
    one = make_person(forum, "青木", "一郎")
    campaign = make_campaign(forum, body="{氏名} 様\n{参加用ページ}")
    with transaction():
        trying.send_test(campaign, recipients(campaign)[0], address="me@pref.example.jp", name="試験 花子")
    letter = db.session.scalars(sa.select(Letter)).one()
    content = mail_letters.build(letter)
    assert (letter.kind, letter.address, letter.name) == ("campaigns.test", "me@pref.example.jp", "試験 花子")
    assert content.subject == "【テスト】持ち物のご案内"
    assert content.text.split("\n\n-- ")[0] == f"青木\u3000一郎 様\n{redact(link_of(one))}"
    assert [redact(link_of(one)) in content.html, link_of(one) in content.html] == [True, False]


def test_both_kinds_have_a_sample(forum):
    for kind in ("campaigns.letter", "campaigns.test"):
        assert "例示\u3000太郎 様" in mail_letters.sample(kind, forum.id, "ja").text
