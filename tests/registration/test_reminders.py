"""Letters before and on the day: what they hold, and when they have nothing to say any more."""

from datetime import time

import pytest

from forumapp.core.actor import SYSTEM
from forumapp.forums.models import Mode
from forumapp.forums.services import facts, publication
from forumapp.mail import letters
from forumapp.mail import services as mail
from forumapp.registration.queries.registrations import link_of, printed_receipt
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_registration

JOIN = "https://meet.example.jp/secret"


@pytest.fixture
def forum(app):
    forum = make_forum(
        title="試験のフォーラム",
        venue=make_venue(access="JR長崎駅から徒歩1分"),
        ends=None,
        join_url=JOIN,
        join_note="パスコード 1234",
        contact_email="forum@pref.example.jp",
    )
    forum.seed = seed_programme(forum)
    return forum


def letter_of(kind, registration):
    with writing():
        return mail.send(
            f"registration.{kind}",
            dedupe=f"{kind}:{registration.id}",
            address=registration.email,
            forum_id=registration.forum_id,
            registration=registration.id,
        )


def parts(text):
    """Return the titled parts of a letter: {title: lines}."""
    found = {}
    for block in text.partition("\n-- \n")[0].split("\n\n"):
        if block.startswith("■ "):
            title, *lines = block.removeprefix("■ ").splitlines()
            found[title] = lines
    return found


def test_a_reminder_holds_the_own_programme_the_needs_and_the_way_to_change(forum):
    person = make_registration(forum, track_id=forum.seed.second.id, needs="手話通訳を希望します")
    content = letters.build(letter_of("reminder", person))
    found = parts(content.text)
    assert content.subject == f"【まもなく開催】試験のフォーラム（受付番号 {printed_receipt(person)}）"
    assert found["当日の次第"][0] == "13:30〜13:45 挨拶・全体説明"
    assert found["当日の次第"][-1] == "15:05〜15:20 登壇発表者との質疑応答"
    assert len(found["当日の次第"]) == 7
    assert found["場所"] == ["出島メッセ長崎 (長崎県長崎市尾上町4−1)", "〒850-0058", "JR長崎駅から徒歩1分"]
    assert found["お知らせいただいた配慮のご希望"] == ["手話通訳を希望します"]
    assert found["変更・キャンセル"] == [
        "参加方法や登録内容は、参加用ページから変更できます。",
        "変更の期限：令和6年7月25日(木) 17:00",
        "欠席されるときは、開始時刻まで参加用ページからキャンセルできます。",
    ]
    assert found["出欠の連絡"][1] == f"{link_of(person)}#answer"
    assert JOIN not in content.text


def test_on_the_morning_of_the_day_it_says_today(forum, clock):
    person = make_registration(forum)
    clock.advance(days=30, hours=22, minutes=30)
    content = letters.build(letter_of("reminder", person))
    assert content.subject.startswith("【本日開催】")
    assert parts(content.text)["変更・キャンセル"] == [
        "参加方法や登録内容の変更は、問い合わせ先へご連絡ください。",
        "欠席されるときは、開始時刻まで参加用ページからキャンセルできます。",
    ]


@pytest.mark.parametrize("kind", ["reminder", "join_information"])
@pytest.mark.parametrize("end", ["cancelled", "forum cancelled", "over"])
def test_nothing_is_said_before_a_day_that_does_not_come(forum, clock, kind, end):
    letter = letter_of(kind, person := make_registration(forum, Mode.WEB))
    assert letters.build(letter) is not None
    with writing():
        if end == "cancelled":
            changing.cancel(person, by=SYSTEM)
        if end == "forum cancelled":
            publication.cancel(forum, by=SYSTEM, reason="台風のため")
    clock.advance(days=40 if end == "over" else 0)
    assert letters.build(letter) is None


def test_a_reminder_is_pointless_once_the_forum_has_begun_or_lost_its_day(forum, clock):
    letter = letter_of("reminder", make_registration(forum))
    clock.advance(days=31, hours=4, minutes=29)
    assert letters.build(letter) is not None
    clock.advance(minutes=1)
    assert letters.build(letter) is None
    clock.advance(days=-31)
    with writing():
        facts.set_date(forum, by=SYSTEM, day=None, starts=None, ends=None)
    assert letters.build(letter) is None


def test_the_join_link_is_written_when_the_page_would_show_it_and_not_a_minute_before(forum, clock):
    letter = letter_of("join_information", make_registration(forum, Mode.WEB))
    clock.advance(days=31, hours=3, minutes=29)
    early = letters.build(letter)
    clock.advance(minutes=1)
    late = parts(letters.build(letter).text)
    assert [JOIN in text or "1234" in text for text in (early.text, early.html)] == [False, False]
    assert parts(early.text)["Webでの参加方法"] == [
        "当日の12:30から、参加用ページの「会議に参加する」を押して参加してください。"
    ]
    assert (late["Web会議のリンク"], late["参加される方へ"]) == ([JOIN], ["パスコード 1234"])


def test_nobody_at_the_venue_reads_how_to_join(forum):
    person = make_registration(forum, track_id=forum.seed.first.id)
    assert letters.build(letter_of("join_information", person)) is None


def test_who_cancelled_reads_how_to_come_back_while_there_is_a_seat(forum, clock):
    person = make_registration(forum)
    with writing():
        changing.cancel(person, by=SYSTEM)
    letter = letter_of("cancelled", person)
    again = parts(letters.build(letter).text)["もう一度参加を希望されるとき"]
    assert again == [
        "次のページから、もう一度お申し込みください。",
        "会場参加（申込期限 令和6年7月25日(木) 17:00）",
        "Web参加（申込期限 令和6年7月25日(木) 17:00）",
        f"http://forum.test/forums/{forum.slug}/",
    ]
    clock.advance(days=26)
    assert "もう一度参加を希望されるとき" not in parts(letters.build(letter).text)


def test_an_end_past_midnight_and_a_whole_day_are_told_as_people_say_them(app):
    late = make_forum(starts=time(22, 0), ends=time(1, 30))
    whole = make_forum(starts=None, ends=None)
    found = [
        parts(letters.build(letter_of("received", make_registration(forum))).text)["日時"]
        for forum in (late, whole)
    ]
    assert found == [["令和6年8月1日(木) 22:00〜25:30"], ["令和6年8月1日(木)"]]


def test_the_letter_before_the_start_brings_the_link_of_the_own_track(forum, clock, transaction):
    own = "https://meet.example.jp/track"
    with transaction() as session:
        session.merge(forum.seed.second).join_url = own
    mine, other = (
        make_registration(forum, Mode.WEB, track_id=track.id)
        for track in (forum.seed.second, forum.seed.first)
    )
    clock.advance(days=31, hours=3, minutes=31)
    told = [letters.build(letter_of("join_information", one)).text for one in (mine, other)]
    assert [parts(text)["Web会議のリンク"] for text in told] == [[own], [JOIN]]
