"""The letter to a speaker: their printed line, item, time and place, as long as there is something to check."""

from datetime import date, time

import pytest

from forumapp.agenda.services import appearances, items
from forumapp.core.actor import SYSTEM
from forumapp.forums.services import facts, publication
from forumapp.mail import letters
from forumapp.mail import services as mail
from tests.accounts.factories import writing
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum, make_venue


@pytest.fixture
def forum(app):
    return make_forum(title="試験のフォーラム", venue=make_venue(), contact_email="forum@pref.example.jp")


def request_to(appearance):
    with writing():
        return mail.send(
            "agenda.speaker_request",
            dedupe=f"speaker:{appearance.id}",
            address="speaker@pref.example.jp",
            forum_id=appearance.forum_id,
            appearance=appearance.id,
        )


def test_a_speaker_checks_the_printed_line_the_item_its_time_and_place(forum):
    speaker = seed_programme(forum).damaged
    content = letters.build(request_to(speaker))
    lines = content.text.splitlines()
    told = {line[2:]: lines[place + 1] for place, line in enumerate(lines) if line.startswith("■ ")}
    assert content.subject == "【ご確認のお願い】試験のフォーラム：ご登壇の内容"
    assert told == {
        "フォーラム": "試験のフォーラム",
        "掲載するご所属・お名前": "長崎県企画部デジタル戦略課 課長 ??橋　圭氏",
        "ご登壇の項目": "長崎県説明",
        "日時": "令和6年8月1日(木) 14:30〜14:40",
        "場所": "出島メッセ長崎 (長崎県長崎市尾上町4−1)",
        "問い合わせ先": "メール：forum@pref.example.jp",
    }
    assert content.reply_to == "forum@pref.example.jp"
    assert "ご確認の結果を、このメールに返信してお知らせください。" in lines


def test_the_letter_says_what_is_true_when_it_is_sent(forum):
    speaker = seed_programme(forum).damaged
    letter = request_to(speaker)
    with writing():
        facts.set_date(forum, by=SYSTEM, day=date(2024, 8, 5), starts=time(13, 30), ends=time(17, 0))
    assert "令和6年8月5日(月) 14:30〜14:40" in letters.build(letter).text


@pytest.mark.parametrize("end", ["speaker", "item", "forum", "over"])
def test_nobody_is_asked_about_what_will_not_take_place(forum, clock, end):
    seed = seed_programme(forum)
    letter = request_to(seed.damaged)
    assert letters.build(letter) is not None
    with writing():
        if end == "speaker":
            appearances.withdraw_appearance(seed.damaged, by=SYSTEM)
        if end == "item":
            items.withdraw_item(seed.prefecture, by=SYSTEM)
        if end == "forum":
            publication.cancel(forum, by=SYSTEM, reason="台風のため")
    clock.advance(days=40 if end == "over" else 0)
    assert letters.build(letter) is None
