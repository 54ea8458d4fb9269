"""Setting group work up: numbers, members in one group only, links that can be revoked."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Role
from forumapp.groupwork import policy
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.queries import people, works
from forumapp.groupwork.services import setup, taking_back
from forumapp.mail import letters
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.models import RegistrationState
from tests.agenda.factories import add_track
from tests.forums.factories import make_forum, make_membership
from tests.groupwork.factories import add_bullet, add_note, make_person, make_work

pytestmark = pytest.mark.usefixtures("app")


def members(group):
    return {person.id for person in people.members(group.forum).get(group.id, [])}


def outbox():
    return db.session.scalars(sa.select(Letter).order_by(Letter.id)).all()


def test_one_item_has_one_group_work():
    make_work(themes=2, groups=2)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(GroupWork)) == 1


def test_a_number_is_used_once(transaction):
    work = make_work(themes=1, groups=1)
    with pytest.raises(DomainError) as refused, transaction():
        setup.add_theme(work.item, by=SYSTEM, number=1, title="別の話題")
    assert refused.value.field == "number"
    with pytest.raises(DomainError), transaction():
        setup.add_group(work.item, by=SYSTEM, number=1)


def test_the_number_of_a_withdrawn_group_is_free_again(transaction):
    work = make_work(themes=1, groups=1)
    with transaction():
        setup.withdraw_group(work.groups[0], by=SYSTEM)
        setup.add_group(work.item, by=SYSTEM, number=1)
    assert [group.number for group in works.groups(work.forum)] == [1]


def test_what_was_withdrawn_comes_back_with_its_notes_and_no_former_link(transaction):
    work = make_work(themes=1, groups=2)
    note, link = add_note(work.groups[0], work.themes[0], "意見"), works.token_of(work.groups[0])
    with transaction():
        setup.withdraw_group(work.groups[0], by=SYSTEM)
        setup.withdraw_theme(work.themes[0], by=SYSTEM)
    with transaction():
        setup.restore(work.groups[0], by=SYSTEM)
        setup.restore(work.themes[0], by=SYSTEM)
    assert [group.number for group in works.groups(work.forum)] == [1, 2]
    assert [theme.number for theme in works.themes(work.groups[0].work_id)] == [1]
    assert (note.group_id, note.withdrawn_at) == (work.groups[0].id, None)
    assert works.holder_of(link) is None


def test_a_group_that_comes_back_gets_a_new_number_if_its_own_is_taken(transaction):
    work = make_work(themes=1, groups=2)
    with transaction():
        setup.withdraw_group(work.groups[0], by=SYSTEM)
        setup.add_group(work.item, by=SYSTEM, number=1)
        setup.restore(work.groups[0], by=SYSTEM)
    assert work.groups[0].number == 3
    with transaction():
        setup.restore(work.groups[0], by=SYSTEM)  # a second press
    assert work.groups[0].number == 3


def test_taking_a_withdrawal_back_brings_the_group_and_its_people(transaction):
    work = make_work(groups=2)
    group, person = work.groups[0], make_person(work.forum)
    with transaction():
        setup.set_members(group, by=SYSTEM, members=[person.id])
        setup.withdraw_group(group, by=SYSTEM)
    with transaction():
        taking_back.undo(group.work, by=SYSTEM)
    assert (group.withdrawn_at, members(group)) == (None, {person.id})
    with transaction():
        taking_back.redo(group.work, by=SYSTEM)
    assert (group.withdrawn_at is None, members(group)) == (False, set())


def test_who_came_or_went_since_the_page_was_opened_stays_where_they_are(transaction):
    work = make_work(groups=2)
    one, two, three = (make_person(work.forum) for _ in range(3))
    with transaction():
        setup.set_members(work.groups[0], by=SYSTEM, members=[one.id, two.id])
    with transaction():  # somebody else moves one person away and another one in
        setup.set_members(work.groups[1], by=SYSTEM, members=[two.id])
        setup.set_members(work.groups[0], by=SYSTEM, members=[one.id, three.id])
    with transaction():
        setup.set_members(work.groups[0], by=SYSTEM, members=[two.id], seen=[one.id, two.id])
    assert [members(group) for group in work.groups] == [{three.id}, {two.id}]


def test_a_person_sits_in_one_group_only(transaction):
    work = make_work(groups=2)
    one, two = make_person(work.forum), make_person(work.forum)
    with transaction():
        setup.set_members(work.groups[0], by=SYSTEM, members=[one.id, two.id])
        setup.set_members(work.groups[1], by=SYSTEM, members=[two.id])
    assert [members(group) for group in work.groups] == [{one.id}, {two.id}]


def test_only_confirmed_people_of_the_track_can_be_seated(transaction):
    forum = make_forum()
    track, other = add_track(forum, "情報政策担当部門"), add_track(forum, "人事・財政部門")
    work = make_work(forum=forum, track=track, groups=1)
    here = make_person(forum, track_id=track.id)
    strangers = [
        make_person(forum, track_id=other.id),
        make_person(forum, track_id=track.id, state=RegistrationState.CANCELLED),
        make_person(make_forum()),
    ]
    assert [person.id for person in people.candidates(work.item)] == [here.id]
    for stranger in strangers:
        with pytest.raises(DomainError), transaction():
            setup.set_members(work.groups[0], by=SYSTEM, members=[here.id, stranger.id])
    assert members(work.groups[0]) == set()


def test_who_cancels_is_no_longer_shown_in_the_group(transaction):
    work = make_work(groups=1)
    person = make_person(work.forum)
    with transaction():
        setup.set_members(work.groups[0], by=SYSTEM, members=[person.id])
    assert members(work.groups[0]) == {person.id}
    with transaction():
        person.state = RegistrationState.CANCELLED
    assert members(work.groups[0]) == set()


def test_the_link_is_mailed_to_the_facilitator_once_a_minute(transaction, clock):
    work = make_work(groups=1, facilitator="試験 進", facilitator_email="susumu@city.example.jp")
    with transaction():
        setup.send_link(work.groups[0], by=SYSTEM)
        setup.send_link(work.groups[0], by=SYSTEM)
    assert [(letter.kind, letter.address) for letter in outbox()] == [
        ("groupwork.facilitator", "susumu@city.example.jp")
    ]
    clock.advance(minutes=1)
    with transaction():
        setup.send_link(work.groups[0], by=SYSTEM)
    assert len(outbox()) == 2


def test_the_letter_holds_the_link_and_the_themes(transaction):
    work = make_work(groups=1, facilitator="試験 進", facilitator_email="susumu@city.example.jp")
    with transaction():
        setup.send_link(work.groups[0], by=SYSTEM)
    content = letters.build(outbox()[0])
    link = f"http://forum.test/groups/{works.token_of(work.groups[0])}/"
    lines = content.text.splitlines()
    assert content.subject == f"【{work.forum.title}】グループワークの記録ページのご案内"
    assert [lines[0], link in lines, "テーマ1 話題その1" in lines] == ["試験 進 様", True, True]
    assert f'<a href="{link}">' in content.html


def test_without_an_address_no_letter_is_sent(transaction):
    work = make_work(groups=1)
    with pytest.raises(DomainError), transaction():
        setup.send_link(work.groups[0], by=SYSTEM)


@pytest.mark.parametrize("how", ["revoked", "withdrawn", "another address"])
def test_a_link_that_has_ended_is_taken_back_from_the_outbox(transaction, how):
    work = make_work(groups=1, facilitator_email="susumu@city.example.jp")
    group = work.groups[0]
    token = works.token_of(group)
    assert works.holder_of(token)[0].id == group.id
    with transaction():
        setup.send_link(group, by=SYSTEM)
    with transaction():
        if how == "revoked":
            setup.revoke_link(group, by=SYSTEM)
        elif how == "withdrawn":
            setup.withdraw_group(group, by=SYSTEM)
        else:
            setup.change_group(group, by=SYSTEM, facilitator_email="other@city.example.jp")
    assert works.holder_of(token) is None
    assert outbox()[0].state is LetterState.ABORTED
    assert letters.build(outbox()[0]) is None


def test_changing_the_name_leaves_the_link_alone(transaction):
    work = make_work(groups=1, facilitator_email="susumu@city.example.jp")
    token = works.token_of(work.groups[0])
    with transaction():
        setup.change_group(work.groups[0], by=SYSTEM, name="中央")
    assert works.holder_of(token)[0].name == "中央"


def test_an_account_needs_the_role_of_facilitator(transaction):
    work = make_work(groups=1)
    viewer = make_membership(work.forum, role=Role.VIEWER)
    guide = make_membership(work.forum, role=Role.FACILITATOR)
    with pytest.raises(DomainError), transaction():
        setup.change_group(work.groups[0], by=SYSTEM, account_id=viewer.account_id)
    with transaction():
        setup.change_group(work.groups[0], by=SYSTEM, account_id=guide.account_id)
    assert works.groups(work.forum, guide.account_id) == [work.groups[0]]


def test_a_theme_with_a_summary_stays(transaction):
    work = make_work(themes=2, groups=1)
    add_bullet(work.themes[0], "まとめ", add_note(work.groups[0], work.themes[0], "意見"))
    with pytest.raises(DomainError), transaction():
        setup.withdraw_theme(work.themes[0], by=SYSTEM)
    with transaction():
        setup.withdraw_theme(work.themes[1], by=SYSTEM)
    assert [theme.number for theme in works.themes(work.groups[0].work_id)] == [1]


@pytest.mark.parametrize(
    ("role", "arrange", "watch", "write_own", "write_other"),
    [
        ("owner", True, True, True, True),
        ("editor", True, True, True, True),
        ("viewer", False, True, False, False),
        ("facilitator", False, False, True, False),
        ("reception", False, False, False, False),
    ],
)
def test_what_each_role_may_do(role, arrange, watch, write_own, write_other):
    own, other = Group(account_id=7), Group(account_id=8)
    assert (
        policy.may_arrange({role}),
        policy.may_watch({role}),
        policy.may_write({role}, 7, own),
        policy.may_write({role}, 7, other),
    ) == (arrange, watch, write_own, write_other)
