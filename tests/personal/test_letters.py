"""Letters to speakers: only to those selected, once per occasion; reminders of what is missing; the note to organisers."""

import pytest
import sqlalchemy as sa

from forumapp.agenda import profiles
from forumapp.agenda.services import speakers
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, Role
from forumapp.forums.services import publication
from forumapp.mail import letters
from forumapp.mail.models import Letter
from forumapp.materials import services as materials
from forumapp.personal import services
from forumapp.personal.services import Letters
from tests.agenda.factories import add_item, add_speaker
from tests.forums.factories import make_membership
from tests.materials.factories import received
from tests.personal.factories import ADDRESS, LINE, make_stage

KINDS = (
    "agenda.speaker_request",
    "personal.speaker_reminder",
    "personal.speaker_link",
    "personal.speaker_news",
)


@pytest.fixture
def stage(app):
    return make_stage(asked=False)


def forum_of(stage):
    return db.session.get_one(Forum, stage.forum.id)


def send(stage, what, *people):
    return services.send(forum_of(stage), what, set(people), by=SYSTEM)


def put(kind):
    db.session.expire_all()
    return db.session.scalars(sa.select(Letter).where(Letter.kind == kind).order_by(Letter.id)).all()


def test_a_request_goes_to_those_selected_and_only_once(stage, transaction):
    other = add_speaker(stage.item, "別人", "花子")
    me = stage.known.person_id
    with transaction():
        assert send(stage, Letters.REQUEST) == 0
        assert send(stage, Letters.REQUEST, me, other.person_id) == 1
    with transaction():
        assert send(stage, Letters.REQUEST, me) == 0
    assert [(one.address, one.recipe) for one in put("agenda.speaker_request")] == [
        (ADDRESS, {"profile": stage.profile.id, "generation": 1})
    ]
    reasons = services.select(forum_of(stage), Letters.REQUEST, {me, other.person_id}).left_out
    assert [(row.name, reason) for row, reason in reasons] == [
        ("山田　正彦", "依頼済みです。もう一度お願いするときは、督促を送ってください。"),
        ("別人　花子", "メールアドレスが登録されていません。"),
    ]


def test_a_reminder_needs_a_request_goes_once_a_day_and_names_what_is_missing(stage, transaction, clock):
    me = stage.known.person_id
    with transaction():
        assert send(stage, Letters.REMINDER, me) == 0
        send(stage, Letters.REQUEST, me)
    for _again in range(2):
        with transaction():
            send(stage, Letters.REMINDER, me)
    (letter,) = put("personal.speaker_reminder")
    text = letters.build(letter).text
    assert "■ まだいただいていないもの\n掲載内容のご確認\n「取組の紹介」の資料\n" in text
    assert profiles.link_of(stage.known) in text
    clock.advance(days=1)
    with transaction():
        assert send(stage, Letters.REMINDER, me) == 1


def test_a_reminder_is_not_sent_when_everything_came_meanwhile(stage, transaction):
    me = stage.known.person_id
    with transaction():
        send(stage, Letters.REQUEST, me)
        send(stage, Letters.REMINDER, me)
    (letter,) = put("personal.speaker_reminder")
    with transaction():
        speakers.approve(stage.known, stage.fresh, by=stage.actor, seen=LINE)
    assert "「取組の紹介」の資料" in letters.build(letter).text
    with transaction():
        speakers.set_without_slides(stage.known, stage.item.id, by=stage.actor, without=True)
    assert letters.build(letter) is None
    with transaction():
        assert send(stage, Letters.REMINDER, me) == 0


def test_nobody_is_asked_of_a_cancelled_forum(stage, transaction):
    with transaction():
        publication.cancel(forum_of(stage), by=SYSTEM, reason="台風のため")
    with pytest.raises(DomainError, match="中止した"), transaction():
        send(stage, Letters.REQUEST, stage.known.person_id)


def test_a_lost_link_is_mailed_to_the_address_and_nothing_to_others(stage, transaction):
    with transaction():
        services.send_links(forum_of(stage), email="Yamada@Pref.example.jp")
        services.send_links(forum_of(stage), email="yamada@pref.example.jp")
        services.send_links(forum_of(stage), email="nobody@pref.example.jp")
        services.send_links(forum_of(stage), email="")
    (letter,) = put("personal.speaker_link")
    assert profiles.link_of(stage.known) in letters.build(letter).text
    with transaction():
        speakers.renew_link(stage.known, by=SYSTEM)
    assert letters.build(letter) is None


def test_organisers_hear_once_in_a_quarter_of_an_hour_of_all_that_speakers_did(stage, transaction, clock):
    for role in (Role.OWNER, Role.EDITOR, Role.VIEWER):
        make_membership(stage.forum, role=role)
    file = received()
    with transaction():
        values = {
            "organisation": "広島県",
            "unit": "",
            "title": "部長",
            "family_name": "山田",
            "given_name": "正彦",
        }
        values |= {"family_kana": "", "given_kana": ""}
        speakers.correct(stage.known, stage.fresh, by=stage.actor, values=values)
        services.tell_organisers(forum_of(stage))
    clock.advance(minutes=14)
    with transaction():
        materials.hand_in(
            forum_of(stage),
            by=stage.actor,
            person_id=stage.known.person_id,
            item_id=stage.item.id,
            file=file,
            may_publish=True,
        )
        services.tell_organisers(forum_of(stage))
    told = put("personal.speaker_news")
    assert len(told) == 2
    content = letters.build(told[0])
    assert content.subject == "【試験のフォーラム】登壇者からの連絡（2件）"
    assert [line for line in content.text.splitlines() if "山田" in line] == [
        "令和6年7月1日(月) 9:00 山田　正彦さん：掲載内容を訂正しました。",
        "令和6年7月1日(月) 9:14 山田　正彦さん：資料を提出しました。",
    ]
    assert told[0].next_at > clock.instant
    assert content.reply_to == "forum@pref.example.jp"
    clock.advance(minutes=2)
    with transaction():
        services.tell_organisers(forum_of(stage))
    assert len(put("personal.speaker_news")) == 4
    assert letters.build(put("personal.speaker_news")[2]) is None


@pytest.mark.parametrize(
    "kind",
    ["agenda.speaker_request", "personal.speaker_reminder", "personal.speaker_link", "personal.speaker_news"],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_letter_has_a_sample_of_a_forum_without_anything(app, kind, language):
    bare = make_stage().forum
    content = letters.sample(kind, bare.id, language)
    assert content is not None
    assert content.reply_to == "forum@pref.example.jp"


def test_an_item_that_awaits_none_needs_no_slides(stage, transaction):
    greeting = add_item(stage.forum, "挨拶", minutes=5, kind="greeting")
    host = add_speaker(greeting, "主催", "太郎")
    with transaction():
        speakers.set_address(forum_of(stage), host.person_id, by=SYSTEM, email="host@pref.example.jp")
        assert send(stage, Letters.REQUEST, host.person_id) == 1
        send(stage, Letters.REMINDER, host.person_id)
    (letter,) = put("personal.speaker_reminder")
    assert "資料" not in letters.build(letter).text.split("■ フォーラム")[0].split("■ まだ")[1]
