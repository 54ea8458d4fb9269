"""Exactly those speakers are told whose item moves, who are printed differently, or who do not appear any more."""

import pytest
import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.models import Appearance, SpeakerProfile
from forumapp.agenda.profiles import link_of, token_of
from forumapp.agenda.questions import SPEAKERS, concerned
from forumapp.agenda.services import appearances, items, releases
from forumapp.agenda.services.telling import NOBODY
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.directory.models import Person
from forumapp.forums.models import Mode, Role
from forumapp.mail import letters
from forumapp.mail.models import Letter, LetterState
from tests.accounts.factories import writing
from tests.accounts.pages import text_of
from tests.agenda.factories import seed_programme
from tests.counting import statements
from tests.forums.factories import make_forum, make_venue, sign_in_as

NAMES = {"志賀　真幸", "齋藤　正樹", "山田　正彦"}


@pytest.fixture
def forum(app):
    return make_forum(venue=make_venue(), ends=None)


@pytest.fixture
def seed(forum):
    """The seed's programme, with an address of each speaker but the one whose name is damaged."""
    made = seed_programme(forum)
    with writing():
        for one in db.session.scalars(sa.select(Appearance).order_by(Appearance.id)).all():
            person = Person(family_name=one.family_name, given_name=one.given_name)
            db.session.add(person)
            db.session.flush()
            one.person_id = person.id
            if one.family_name != "??橋":
                address = f"speaker{person.id}@example.jp"
                db.session.add(SpeakerProfile(forum_id=forum.id, person_id=person.id, email=address))
        releases.release(forum, by=SYSTEM)
    return made


def people_of(forum):
    return {one.kind: one for one in concerned(forum, queries.draft_programme(forum))}[SPEAKERS]


def said(forum):
    """Return (name, item, old time, new time) of each row."""
    return [
        (
            one.label,
            one.about,
            one.before.when.partition(" ")[2] if one.before else None,
            one.after.when.partition(" ")[2] if one.after else None,
        )
        for one in people_of(forum).who
    ]


def release(forum, **values):
    with writing():
        return releases.release(forum, by=SYSTEM, **values)


def waiting():
    found = sa.select(Letter).where(Letter.kind == "agenda.speaker_moved", Letter.state == LetterState.QUEUED)
    return list(db.session.scalars(found.order_by(Letter.id).execution_options(populate_existing=True)))


def test_a_longer_talk_concerns_its_speaker_and_those_after_it(forum, seed):
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=40)
    assert said(forum) == [
        ("山田　正彦", "広島県取組事例についてのご紹介", "14:00〜14:30", "14:00〜14:40"),
        ("長崎県企画部デジタル戦略課 課長", "長崎県説明", "14:30〜14:40", "14:40〜14:50"),
    ]
    assert [one.label for one in people_of(forum).letters] == ["山田　正彦"]
    assert people_of(forum).unreachable == 1


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda seed: items.change_item(seed.talk, by=SYSTEM, title="別の題名"), set()),
        (lambda seed: items.change_item(seed.pause, by=SYSTEM, note="お茶があります"), set()),
        (lambda seed: items.change_item(seed.talk, by=SYSTEM, mode=Mode.WEB), {"齋藤　正樹"}),
        (lambda seed: items.withdraw_item(seed.talk, by=SYSTEM), NAMES - {"志賀　真幸"}),
        (lambda seed: items.change_item(seed.group_work, by=SYSTEM, minutes=80), set()),
    ],
)
def test_a_change_concerns_exactly_those_whose_own_item_is_another(forum, seed, change, names):
    with writing():
        change(seed)
    assert {one.label for one in people_of(forum).letters} == names
    release(forum)
    assert {one.name for one in waiting()} == names
    assert people_of(forum).who == []


def test_another_printed_title_is_told_with_both_lines(forum, seed):
    shiga = seed.greeting.appearances[0]
    with writing():
        appearances.change_appearance(
            db.session.merge(shiga),
            by=SYSTEM,
            family_name="志賀",
            given_name="真幸",
            organisation="総務省",
            unit="自治行政局地域情報化企画室",
            title="企画官",
        )
    release(forum)
    (letter,) = waiting()
    text = letters.build(letter).text
    assert "変更後：総務省自治行政局地域情報化企画室 企画官 志賀　真幸" in text
    assert "日時\n令和6年8月1日(木) 13:30〜13:45（変更なし）" in text


def test_releasing_again_without_a_change_tells_nobody(forum, seed):
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=40)
    assert release(forum).number == release(forum).number
    assert len(waiting()) == 1


def test_who_was_left_out_hears_of_the_time_that_they_knew(forum, seed):
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=40)
    assert release(forum, telling=NOBODY).told == {}
    assert waiting() == []
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=50)
    release(forum)
    (letter,) = waiting()
    assert [point["end"] for point in letter.recipe["before"].values()] == [14 * 60 + 30]


def test_a_letter_that_waits_is_replaced_with_all_that_it_would_have_said(forum, seed):
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=40)
    release(forum)
    with writing():
        items.change_item(seed.case, by=SYSTEM, mode=Mode.WEB)
    release(forum)
    (letter,) = waiting()
    text = letters.build(letter).text
    assert "日時\n変更前：令和6年8月1日(木) 14:00〜14:30" in text
    assert "開催方法\n変更前：会場・Web\n変更後：Webのみ" in text


def test_a_letter_becomes_pointless_when_the_change_is_taken_back(forum, seed):
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=40)
    release(forum)
    (letter,) = waiting()
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=30)
    release(forum)
    assert waiting() == [letter]
    assert letters.build(letter) is None


def test_the_letter_reads_in_english_too(forum, seed):
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=40)
        db.session.execute(sa.update(SpeakerProfile).values(language="en"))
    release(forum)
    content = letters.build(waiting()[0])
    assert content.subject.startswith("[Change]")
    assert "14:00〜14:40" in content.text


def test_the_first_release_tells_no_speaker(app):
    forum = make_forum(venue=make_venue(), ends=None)
    seed_programme(forum)
    assert waiting() == []
    assert people_of(forum).who == []


def test_asking_costs_the_same_for_one_change_and_for_many(forum, seed):
    with writing():
        items.change_item(seed.prefecture, by=SYSTEM, minutes=11)
    few = statements(lambda: people_of(forum))
    with writing():
        items.change_item(seed.greeting, by=SYSTEM, minutes=25)
    assert len(people_of(forum).who) == 4
    assert statements(lambda: people_of(forum)) == few


def test_the_letter_carries_the_speakers_own_page_and_the_check_before_it_does_not_show_it(
    forum, seed, client
):
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=40)
    sign_in_as(client, forum, Role.EDITOR)
    look = text_of(client.get(f"/desk/forums/{forum.slug}/agenda/release"))
    assert "登壇者用ページ" in look
    release(forum)
    (letter,) = waiting()
    profile = db.session.scalar(sa.select(SpeakerProfile).where(SpeakerProfile.email == letter.address))
    assert link_of(profile) in letters.build(letter).text
    assert f"/speakers/{token_of(profile)}" not in look


def test_the_letter_to_an_address_that_is_not_the_speakers_any_more_carries_no_link(forum, seed):
    with writing():
        items.change_item(seed.case, by=SYSTEM, minutes=40)
    release(forum)
    (letter,) = waiting()
    with writing():
        db.session.execute(sa.update(SpeakerProfile).values(email="other@example.jp"))
    assert "/speakers/" not in letters.build(letter).text
