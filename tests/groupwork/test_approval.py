"""Approval: the public sees approved wordings only, whatever is edited later, and its pages change only then."""

import pytest
import sqlalchemy as sa

from forumapp.agenda.queries import released_programme
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum
from forumapp.groupwork.errors import EditedMeanwhile, NamesFound
from forumapp.groupwork.models import DroppedProposal, SummaryBullet, SummarySource
from forumapp.groupwork.queries import bullets
from forumapp.groupwork.services import approving, going_back, notes, summary
from forumapp.groupwork.services.notes import Line
from tests.groupwork.factories import add_bullet, add_note, approve, draft_bullet, key, make_person, make_work

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def work():
    return make_work(themes=2, groups=3)


@pytest.fixture
def written(work):
    return [add_note(group, work.themes[0], f"人材が足りない({group.number})") for group in work.groups]


def public(work):
    """Return the texts that the report shows."""
    programme = released_programme(work.forum.id)
    return [line.text for theme in bullets.summary(work.forum.id, programme) for line in theme.bullets]


def revision(work):
    return db.session.scalar(sa.select(Forum.revision).where(Forum.id == work.forum.id))


def edit(transaction, group, note, text):
    """Let somebody write ``text`` over a note; an empty one withdraws it."""
    with transaction():
        line = Line(note.theme_id, note.client_key, note.version, text)
        notes.save(group, [line], editor=key(), by=SYSTEM)


def sources(bullet):
    found = sa.select(SummarySource.note_id).where(SummarySource.bullet_id == bullet.id)
    return db.session.scalars(found.order_by(SummarySource.note_id)).all()


def test_a_draft_is_not_public_until_it_is_approved(work, written):
    bullet = draft_bullet(work.themes[0], "人材が必要。", *written)
    assert public(work) == []
    approve(bullet)
    assert (public(work), bullet.approved_version, bullet.approved_by) == (["人材が必要。"], 1, SYSTEM.label)


def test_a_later_edit_waits_for_approval_and_keeps_its_sources(work, written, transaction):
    bullet = add_bullet(work.themes[0], "人材が必要。", *written)
    with transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=1, text="人材が要る。", remark="急ぐ")
    assert (public(work), len(sources(bullet))) == (["人材が必要。"], 3)
    approve(bullet)
    assert public(work) == ["人材が要る。"]
    assert [(one.version, one.text, len(one.sources)) for one in bullet.editions] == [
        (1, "人材が必要。", 3),
        (2, "人材が要る。", 3),
    ]


def test_only_what_the_public_sees_raises_the_revision(work, written, transaction):
    before = revision(work)
    bullet = draft_bullet(work.themes[0], "人材が必要。", written[0])
    other = draft_bullet(work.themes[0], "予算が必要。", written[1])
    with transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=1, text="人材が要る。")
        summary.add_notes(bullet, by=SYSTEM, notes=[written[1].id])
        summary.move_bullet(other, by=SYSTEM, direction="up")
        summary.withdraw_bullet(other, by=SYSTEM)
    assert revision(work) == before
    approve(bullet)
    raised = revision(work)
    with transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=bullet.version, text="人材がほしい。")
    assert (raised > before, revision(work)) == (True, raised)
    with transaction():
        approving.withdraw_approval(bullet, by=SYSTEM)
    assert (revision(work) > raised, public(work)) == (True, [])


def test_the_order_of_approved_bullets_and_a_withdrawal_are_public_at_once(work, written, transaction):
    one, two = (add_bullet(work.themes[0], text, written[0]) for text in ("一", "二"))
    before = revision(work)
    with transaction():
        summary.move_bullet(two, by=SYSTEM, direction="up")
    assert (public(work), revision(work) > before) == (["二", "一"], True)
    with transaction():
        summary.withdraw_bullet(one, by=SYSTEM)
    assert public(work) == ["二"]


def test_what_changed_while_one_looked_is_not_approved(work, written, transaction):
    bullet = draft_bullet(work.themes[0], "人材が必要。", *written)
    with transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=1, text="別の文")
    with pytest.raises(EditedMeanwhile), transaction():
        approving.approve(work.themes[0], {bullet.id: 1}, by=SYSTEM)
    assert public(work) == []


def test_a_name_that_was_registered_later_must_be_confirmed_at_approval(work, written, transaction):
    bullet = draft_bullet(work.themes[0], "出島花子の話。", *written)
    make_person(work.forum, "出島", "花子")
    with pytest.raises(NamesFound), transaction():
        approving.approve(work.themes[0], {bullet.id: 1}, by=SYSTEM)
    with transaction():
        approving.approve(work.themes[0], {bullet.id: 1}, by=SYSTEM, names_checked=True)
    assert public(work) == ["出島花子の話。"]


@pytest.mark.parametrize(
    "text", ["本市では人が足りない。", "弊社に連絡を。", "電話は095-822-1234。", "a@city.example.jpまで。"]
)
def test_what_points_to_the_writer_must_be_confirmed_too(work, written, text):
    with pytest.raises(NamesFound):
        draft_bullet(work.themes[0], text, *written)
    assert draft_bullet(work.themes[0], text, *written, names_checked=True).text == text


def test_a_bullet_without_a_source_is_not_approved(work, written, transaction):
    bullet = draft_bullet(work.themes[0], "人材が必要。", written[0])
    with transaction() as session:
        session.execute(sa.delete(SummarySource))
        session.expire_all()
    with pytest.raises(DomainError, match="もとになる意見"), transaction():
        approving.approve(work.themes[0], {bullet.id: 1}, by=SYSTEM)


def test_the_last_source_stays(work, written, transaction):
    bullet = draft_bullet(work.themes[0], "人材が必要。", *written[:2])
    with transaction():
        summary.remove_note(bullet, by=SYSTEM, note=written[0].id)
    with pytest.raises(DomainError), transaction():
        summary.remove_note(bullet, by=SYSTEM, note=written[1].id)
    assert sources(bullet) == [written[1].id]


def test_a_split_takes_the_notes_along(work, written, transaction):
    bullet = draft_bullet(work.themes[0], "人材が必要。", *written)
    with transaction():
        fresh = summary.add_bullet(
            work.themes[0], by=SYSTEM, text="別の文", notes=[written[2].id], out_of=bullet
        )
    assert (sources(bullet), sources(fresh)) == ([one.id for one in written[:2]], [written[2].id])


def test_a_step_is_undone_with_all_that_it_did(work, written, transaction):
    bullet = draft_bullet(work.themes[0], "人材が必要。", *written)
    with transaction():
        fresh = summary.add_bullet(
            work.themes[0], by=SYSTEM, text="別の文", notes=[written[2].id], out_of=bullet
        )
    with transaction():
        going_back.undo(work.forum.id, [(bullet.id, 2), (fresh.id, 1)], by=SYSTEM)
    assert (len(sources(bullet)), bullet.text, fresh.withdrawn_at is None) == (3, "人材が必要。", False)


def test_a_step_that_somebody_built_upon_is_not_undone(work, written, transaction):
    bullet = draft_bullet(work.themes[0], "人材が必要。", *written)
    with transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=1, text="ベンの文")
    with pytest.raises(EditedMeanwhile), transaction():
        going_back.undo(work.forum.id, [(bullet.id, 1)], by=SYSTEM)
    assert bullet.text == "ベンの文"


def test_a_step_of_another_forum_is_not_undone(work, written, transaction):
    bullet = draft_bullet(work.themes[0], "人材が必要。", *written)
    other = make_work()
    with pytest.raises(EditedMeanwhile), transaction():
        going_back.undo(other.forum.id, [(bullet.id, 1)], by=SYSTEM)


def test_a_withdrawn_bullet_comes_back_as_a_draft(work, written, transaction):
    bullet = add_bullet(work.themes[0], "人材が必要。", *written)
    with transaction():
        summary.withdraw_bullet(bullet, by=SYSTEM)
    with transaction():
        going_back.restore(bullet, by=SYSTEM, version=1)
    assert (bullet.withdrawn_at, bullet.version, len(sources(bullet)), public(work)) == (None, 3, 3, [])


def test_a_note_that_changed_after_it_was_used_is_flagged_until_it_was_read(work, written, transaction):
    bullet = draft_bullet(work.themes[0], "人材が必要。", *written)
    assert bullets.former_words(bullet.sources) == {}
    edit(transaction, work.groups[0], written[0], "人材は足りている")
    edit(transaction, work.groups[1], written[1], "")
    changed = [one for one in bullet.sources if bullets.is_changed(one)]
    assert bullets.former_words(changed) == {
        written[0].id: "人材が足りない(1)",
        written[1].id: "人材が足りない(2)",
    }
    with transaction():
        summary.mark_read(bullet, by=SYSTEM, note=written[0].id)
        summary.mark_read(bullet, by=SYSTEM, note=written[1].id)
    assert [bullets.is_changed(one) for one in bullet.sources] == [False, False, False]


def test_a_dropped_proposal_is_remembered_and_comes_back(work, transaction):
    theme = work.themes[0]
    for service, count in (
        (going_back.drop_proposal, 1),
        (going_back.drop_proposal, 1),
        (going_back.bring_back, 0),
    ):
        with transaction():
            service(theme, "a" * 64, by=SYSTEM)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(DroppedProposal)) == count


def test_a_bullet_knows_who_approved_it(work, written, transaction):
    bullet = add_bullet(work.themes[0], "人材が必要。", *written)
    with transaction():
        approving.withdraw_approval(bullet, by=SYSTEM)
    found = [(one.action, one.changes["approved_version"]) for one in bullets.approvals(bullet.id)]
    assert found == [("summary.approved", [None, 1]), ("summary.approval_withdrawn", [1, None])]
    assert db.session.scalars(sa.select(SummaryBullet.approved_by)).all() == [""]
