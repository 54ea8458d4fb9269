"""What organisers and speakers do with a profile: addresses and links, approval, correction, what is told for the day."""

import pytest

from forumapp.agenda import profiles, queries
from forumapp.agenda.appearing import Approval, parts_of
from forumapp.agenda.models import CommandState
from forumapp.agenda.services import appearances, speakers, undoing
from forumapp.core import audit
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory.models import Person
from forumapp.forums.models import Forum
from forumapp.forums.services import publication
from tests.agenda.factories import add_item, add_speaker
from tests.personal.factories import ADDRESS, LINE, make_stage

CORRECTED = {
    "organisation": "広島県",
    "unit": "デジタル基盤整備課",
    "title": "部長",
    "family_name": "山田",
    "given_name": "正彦",
    "family_kana": "ヤマダ",
    "given_kana": "マサヒコ",
}


def forum_of(stage):
    return db.session.get_one(Forum, stage.forum.id)


def approve(stage, seen=LINE):
    speakers.approve(stage.known, stage.fresh, by=stage.actor, seen=seen)


def correct(stage, everywhere=False, **values):
    profile, row = stage.known, queries.appearance(stage.forum.id, stage.appearance.id)
    return speakers.correct(
        profile, row, by=stage.actor, values={**CORRECTED, **values}, everywhere=everywhere
    )


def approval(stage):
    db.session.expire_all()
    (part,) = parts_of(forum_of(stage), stage.known.person_id)
    return part.approval, part.line


def test_a_speaker_approves_the_line_and_another_line_needs_another_yes(stage, transaction):
    assert approval(stage) == (Approval.OPEN, LINE)
    before = queries.version(stage.forum.id)
    with transaction():
        approve(stage)
    assert approval(stage) == (Approval.GIVEN, LINE)
    assert queries.version(stage.forum.id) == before
    with transaction():
        appearances.change_appearance(
            queries.appearance(stage.forum.id, stage.appearance.id), by=SYSTEM, title="部長"
        )
    assert approval(stage) == (Approval.OUTDATED, "広島県総務局 部長 山田　正彦氏")


def test_nobody_approves_a_line_that_was_not_seen(stage, transaction):
    with pytest.raises(DomainError, match="このページを開いたあとに変わりました"), transaction():
        approve(stage, seen="広島県 主任 山田　正彦氏")
    assert approval(stage) == (Approval.OPEN, LINE)


def test_a_correction_is_one_command_in_the_speakers_name_and_counts_as_approved(stage, transaction):
    with transaction():
        correct(stage)
    corrected = "広島県デジタル基盤整備課 部長 山田　正彦氏"
    assert approval(stage) == (Approval.GIVEN, corrected)
    command = queries.last_done(stage.forum.id)
    assert (command.action, command.title, command.actor_label, command.actor_kind) == (
        "appearance.corrected",
        "取組の紹介",
        "山田　正彦",
        "link",
    )
    released = [
        speaker.line for item in queries.released_programme(stage.forum.id).items for speaker in item.speakers
    ]
    assert released == [LINE]


def test_undoing_a_correction_leaves_the_speakers_word_and_asks_again(stage, transaction):
    with transaction():
        correct(stage)
    with transaction():
        undone = undoing.undo(forum_of(stage), by=SYSTEM)
    assert (undone.action, undone.state) == ("appearance.corrected", CommandState.UNDONE)
    assert approval(stage) == (Approval.OUTDATED, LINE)
    with transaction():
        undoing.redo(forum_of(stage), by=SYSTEM)
    assert approval(stage)[0] is Approval.GIVEN


def test_a_corrected_name_stays_the_same_person(stage, transaction):
    person = stage.appearance.person_id
    with transaction():
        correct(stage, family_name="山田", given_name="雅彦")
    assert (stage.fresh.given_name, stage.fresh.person_id) == ("雅彦", person)
    assert db.session.get_one(Person, person).given_name == "正彦"


def test_a_damaged_name_is_not_approved_but_corrected_and_then_confirmed(app, transaction):
    stage = make_stage(family_name="??橋")
    with pytest.raises(DomainError, match="文字が失われています"), transaction():
        approve(stage, seen="広島県総務局 課長 ??橋　正彦氏")
    with transaction():
        correct(stage, family_name="髙橋")
    assert [part.speaker.is_damaged for part in parts_of(forum_of(stage), stage.known.person_id)] == [False]
    assert stage.fresh.confirmed_at is None
    assert db.session.get_one(Person, stage.appearance.person_id).family_name == "髙橋"
    with transaction():
        correct(stage, family_name="\ue000橋")  # a character of the speaker's own office
    assert stage.fresh.confirmed_by == "山田　正彦"
    assert [part.speaker.is_damaged for part in parts_of(forum_of(stage), stage.known.person_id)] == [False]


def test_a_correction_reaches_the_same_line_elsewhere_only_if_asked(stage, transaction):
    line = {"organisation": "広島県", "unit": "総務局", "title": "課長", "honorific": "氏"}
    other = add_speaker(add_item(stage.forum, "討論", minutes=20), "山田", "正彦", **line)
    assert other.person_id == stage.appearance.person_id
    with transaction():
        correct(stage, title="部長")
    assert queries.appearance(stage.forum.id, other.id).title == "課長"
    with transaction():
        appearances.change_appearance(
            queries.appearance(stage.forum.id, stage.appearance.id), by=SYSTEM, **line
        )
    with transaction():
        correct(stage, everywhere=True, title="部長")
    db.session.expire_all()
    assert queries.appearance(stage.forum.id, other.id).title == "部長"


@pytest.mark.parametrize("is_answered", [False, True])
def test_another_address_before_any_answer_makes_the_link_worthless(stage, transaction, is_answered):
    if is_answered:
        with transaction():
            approve(stage)
    token = profiles.token_of(stage.known)
    with transaction():
        speakers.set_address(forum_of(stage), stage.known.person_id, by=SYSTEM, email="other@pref.example.jp")
    assert (profiles.holder_of(token) is not None, stage.known.asked_at is not None) == (
        is_answered,
        is_answered,
    )


def test_a_wrong_address_is_refused_in_words(stage, transaction):
    with pytest.raises(DomainError) as refused, transaction():
        speakers.set_address(forum_of(stage), stage.known.person_id, by=SYSTEM, email="yamada@")
    assert refused.value.field == "email"
    assert stage.known.email == ADDRESS


def test_a_damaged_name_put_right_by_organisers_takes_the_contact_along(app, transaction):
    stage = make_stage(family_name="??橋")
    former = stage.appearance.person_id
    with transaction():
        appearances.change_appearance(
            queries.appearance(stage.forum.id, stage.appearance.id), by=SYSTEM, family_name="髙橋"
        )
    assert stage.known.person_id == stage.fresh.person_id != former


def test_another_name_leaves_the_contact_to_be_handed_over(stage, transaction):
    former = stage.known.person_id
    with transaction():
        appearances.change_appearance(
            queries.appearance(stage.forum.id, stage.appearance.id), by=SYSTEM, family_name="山本"
        )
    assert stage.known.person_id == former != stage.fresh.person_id
    with transaction():
        speakers.hand_over(stage.known, stage.fresh.person_id, by=SYSTEM)
    assert stage.known.person_id == stage.fresh.person_id


def test_a_contact_is_not_handed_over_to_somebody_who_has_one(stage, transaction):
    other = add_speaker(add_item(stage.forum, "討論", minutes=20), "別人", "花子")
    with transaction():
        speakers.set_address(forum_of(stage), other.person_id, by=SYSTEM, email="hanako@pref.example.jp")
    with pytest.raises(DomainError) as refused, transaction():
        speakers.hand_over(stage.known, other.person_id, by=SYSTEM)
    assert refused.value.field == "person_id"


def test_what_is_told_for_the_day_is_kept_and_the_record_does_not_hold_it(stage, transaction):
    with transaction():
        profile = stage.known
        speakers.set_phone(profile, by=stage.actor, phone="090-0000-1111")
        speakers.set_note(profile, by=stage.actor, note="車いすで行きます。")
        speakers.set_unavailable(profile, by=stage.actor, spans=[(1, 0, 1440), (0, 780, 900), (0, 780, 900)])
    known = stage.known
    assert (known.phone, known.note) == ("090-0000-1111", "車いすで行きます。")
    assert known.unavailable == [{"day": 0, "start": 780, "end": 900}, {"day": 1, "start": 0, "end": 1440}]
    entries = [entry for entry in audit.of_forum(stage.forum.id) if entry.subject == "speaker_profile"]
    assert [entry.changes for entry in entries] == [{}] * 4
    assert "speaker.phone_changed" in {entry.action for entry in entries}


@pytest.mark.parametrize("end", ["over", "cancelled"])
def test_what_is_still_possible_after_the_end(stage, transaction, clock, end):
    if end == "over":
        clock.advance(days=40)
    else:
        with transaction():
            publication.cancel(forum_of(stage), by=SYSTEM, reason="台風のため")
    with pytest.raises(DomainError), transaction():
        speakers.set_phone(stage.known, by=stage.actor, phone="090-0000-1111")
    if end == "cancelled":
        with pytest.raises(DomainError), transaction():
            approve(stage)
    else:
        with transaction():
            approve(stage)
    assert (stage.known.phone, stage.fresh.approved_line) == ("", LINE if end == "over" else None)
