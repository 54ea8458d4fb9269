"""The letter to a speaker: their page, printed line, item, time and place, as long as there is something to check."""

from datetime import date, time

import pytest

from forumapp.agenda import profiles, queries
from forumapp.agenda.services import appearances, items, speakers
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.services import facts, publication
from forumapp.mail import letters
from forumapp.mail import services as mail
from tests.accounts.factories import writing
from tests.agenda.factories import add_speaker, seed_programme
from tests.forums.factories import make_forum, make_venue


@pytest.fixture
def forum(app):
    return make_forum(title="試験のフォーラム", venue=make_venue(), contact_email="forum@pref.example.jp")


def request_to(forum, person_id, language="ja"):
    with writing():
        profile = speakers.set_address(
            forum, person_id, by=SYSTEM, email="speaker@pref.example.jp", language=language
        )
        return mail.send(
            "agenda.speaker_request",
            dedupe=f"speaker:{profile.id}:request:1",
            address=profile.email,
            language=language,
            forum_id=forum.id,
            profile=profile.id,
            generation=profile.link_generation,
        )


def facts_in(text):
    lines = text.splitlines()
    return {line[2:]: lines[place + 1] for place, line in enumerate(lines) if line.startswith("■ ")}


def test_a_speaker_gets_the_link_and_checks_printed_line_item_time_and_place(forum):
    speaker = seed_programme(forum).damaged
    content = letters.build(request_to(forum, speaker.person_id))
    assert content.subject == "【ご確認のお願い】試験のフォーラム：ご登壇の内容"
    assert facts_in(content.text) == {
        "登壇者用ページ": profiles.link_of(profiles.profile_of(forum.id, speaker.person_id)),
        "フォーラム": "試験のフォーラム",
        "掲載するご所属・お名前": "長崎県企画部デジタル戦略課 課長 ??橋　圭氏",
        "ご登壇の項目": "長崎県説明",
        "日時": "令和6年8月1日(木) 14:30〜14:40",
        "場所": "出島メッセ長崎 (長崎県長崎市尾上町4−1)",
        "問い合わせ先": "メール：forum@pref.example.jp",
    }
    assert content.reply_to == "forum@pref.example.jp"
    assert "ページを開けないときは、このメールに返信してお知らせください。" in content.text.splitlines()


def test_one_letter_tells_of_all_that_a_person_does(forum):
    seed = seed_programme(forum)
    known = {"organisation": "総務省", "title": "DXアドバイザー", "honorific": "氏"}
    again = add_speaker(seed.answers, "齋藤", "正樹", **known)
    text = letters.build(request_to(forum, again.person_id)).text
    assert [line for line in text.splitlines() if line.startswith("■ ご登壇の項目")] == [
        "■ ご登壇の項目1",
        "■ ご登壇の項目2",
    ]
    assert "令和6年8月1日(木) 15:05〜15:20" in text


def test_the_letter_is_written_in_english_too(forum):
    content = letters.build(request_to(forum, seed_programme(forum).damaged.person_id, "en"))
    assert "Speaker page" in content.text
    assert "Thursday, 1 August 2024 14:30〜14:40" in content.text


def test_the_letter_says_what_is_true_when_it_is_sent(forum):
    letter = request_to(forum, seed_programme(forum).damaged.person_id)
    with writing():
        facts.set_date(forum, by=SYSTEM, day=date(2024, 8, 5), starts=time(13, 30), ends=time(17, 0))
    assert "令和6年8月5日(月) 14:30〜14:40" in letters.build(letter).text


@pytest.mark.parametrize("end", ["speaker", "item", "forum", "over", "link"])
def test_nobody_is_asked_about_what_will_not_take_place(forum, clock, end):
    seed = seed_programme(forum)
    letter = request_to(forum, seed.damaged.person_id)
    assert letters.build(letter) is not None
    with writing():
        if end == "speaker":
            appearances.withdraw_appearance(queries.appearance(forum.id, seed.damaged.id), by=SYSTEM)
        if end == "item":
            items.withdraw_item(queries.item(forum.id, seed.prefecture.id), by=SYSTEM)
        if end == "forum":
            publication.cancel(db.session.get_one(Forum, forum.id), by=SYSTEM, reason="台風のため")
        if end == "link":
            speakers.renew_link(profiles.profile_of(forum.id, seed.damaged.person_id), by=SYSTEM)
    clock.advance(days=40 if end == "over" else 0)
    assert letters.build(letter) is None
