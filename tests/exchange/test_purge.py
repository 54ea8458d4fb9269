"""After the purge nothing of a person is left of a forum: no column can be forgotten."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forumapp.core import clock as clocks
from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import Model, db
from forumapp.core.jobs import run_due
from forumapp.core.uploads.models import FileInspection
from forumapp.directory.models import Person
from forumapp.exchange.services import purging
from forumapp.forums.models import Forum, Mode
from forumapp.mail import bounces, maildir
from forumapp.mail.models import Bounce, Hardness, Letter, LetterState
from forumapp.registration.attendee import Attendee
from forumapp.registration.models import Invitation, Registration
from forumapp.registration.services.registering import register
from tests.exchange.factories import load_small
from tests.forums.factories import make_forum
from tests.materials.factories import add_material

MARK = "SECRET"


def personal_columns():
    return [
        (table, column)
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if column.info.get("personal")
    ]


def test_every_table_with_personal_columns_is_reached(app):
    without = {table.name for table, _column in personal_columns() if "forum_id" not in table.columns}
    assert without == set(purging.REACHED_OTHERWISE)


def test_every_personal_column_of_a_table_with_forum_id_has_an_empty_value(app):
    for table, column in personal_columns():
        if "forum_id" in table.columns:
            value = purging.empty(column)
            assert value in (None, "", {}), f"{table.name}.{column.name}"
            assert column.nullable or value is not None, f"{table.name}.{column.name}"


def test_the_columns_that_hold_people_are_marked(app):
    marks = {f"{table.name}.{column.name}" for table, column in personal_columns()}
    expected = {
        *(f"registration.{name}" for name in ("family_name", "given_name", "family_kana", "given_kana", "email", "needs")),
        "answer.value", "audit_entry.actor_label", "audit_entry.changes", "letter.address", "letter.recipe",
        "letter.subject", "invitation.address", "note.text", "impression.original", "work_group.facilitator",
        "person.email", "account.email",
    }  # fmt: skip
    assert expected - marks == set()


def attendee(email, **values):
    return Attendee(
        family_name=f"{MARK}姓", given_name=f"{MARK}名", organisation=f"{MARK}団体", unit=f"{MARK}課", email=email,
        needs=f"{MARK}配慮", **values,
    )  # fmt: skip


@pytest.fixture
def forum(app, transaction, tmp_path):
    """A small forum with a registration, its letters and a stored file of one."""
    load_small(tmp_path)
    with transaction():
        forum = db.session.scalar(sa.select(Forum))
        register(
            forum, by=SYSTEM, mode=Mode.WEB, attendee=attendee(f"{MARK.lower()}@example.jp"), by_hand=True
        )
    return forum


def tables_with_mark():
    db.session.rollback()
    return {
        f"{table.name}.{column.name}"
        for table, column in personal_columns()
        for value in db.session.scalars(sa.select(column))
        if MARK.lower() in str(value).lower()
    }


def purge(transaction, forum):
    with transaction():
        return purging.purge(db.session.get_one(Forum, forum.id), by=SYSTEM)


def test_names_go_and_counts_stay(transaction, forum):
    assert "registration.family_name" in tables_with_mark()
    purge(transaction, forum)
    assert tables_with_mark() == set()
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 1
    assert db.session.get_one(Forum, forum.id).purged_at == clocks.now()


def test_a_person_whom_another_forum_needs_stays(transaction, forum, tmp_path):
    other = make_forum()
    with transaction():
        register(
            db.session.get_one(Forum, other.id), by=SYSTEM, mode=Mode.WEB, attendee=attendee("secret@example.jp"),
            by_hand=True,
        )  # fmt: skip
    purge(transaction, forum)
    assert [person.email for person in db.session.scalars(sa.select(Person).where(Person.email != ""))] == [
        "secret@example.jp"
    ]
    purge(transaction, other)
    assert tables_with_mark() == set()


def test_letters_not_yet_sent_are_taken_back_and_the_log_forgets_who(transaction, forum):
    purge(transaction, forum)
    letters = db.session.scalars(sa.select(Letter).where(Letter.forum_id == forum.id)).all()
    assert [(letter.state, letter.address, letter.recipe) for letter in letters] == [
        (LetterState.ABORTED, "", {})
    ]
    of_forum = sa.select(AuditEntry).where(AuditEntry.forum_id == forum.id)
    entries = db.session.scalars(of_forum.order_by(AuditEntry.id)).all()
    assert {(entry.actor_label, str(entry.changes)) for entry in entries[:-1]} == {("", "{}")}
    assert entries[-1].action == "forum.purged"


def test_stored_mail_of_the_forum_is_removed_and_that_of_others_stays(transaction, forum):
    mine = db.session.scalar(sa.select(Letter.message_id).where(Letter.forum_id == forum.id))
    db.session.rollback()
    for ident in (mine, "<another@forum.test>"):
        maildir.keep(f"Message-ID: {ident}\r\nTo: x\r\n\r\n{mine}".encode(), ident)
    purge(transaction, forum)
    [left] = maildir.files()
    left.unlink()
    assert left.name == maildir.name_of("<another@forum.test>")


def test_bounces_of_the_forum_forget_the_address_and_those_of_others_do_not(transaction, forum):
    with transaction():
        mine = db.session.scalar(sa.select(Letter).where(Letter.forum_id == forum.id))
        for letter, address in ((mine, f"{MARK}@example.jp"), (None, "other@example.jp")):
            bounces.record(letter, address=address, hardness=Hardness.SOFT, code="4.2.2", text=address)
    purge(transaction, forum)
    kept = db.session.execute(sa.select(Bounce.address, Bounce.text, Bounce.code).order_by(Bounce.id)).all()
    assert kept == [("", "", "4.2.2"), ("other@example.jp", "other@example.jp", "4.2.2")]


def test_the_daily_job_purges_what_is_over_and_nothing_else(transaction, forum, clock):
    day = forum.day
    clock.instant = clocks.to_utc(clocks.to_wall(clock.instant, "Asia/Tokyo"), "Asia/Tokyo").replace(
        year=day.year, month=day.month, day=day.day
    ) + timedelta(days=365)
    run_due()
    assert db.session.get_one(Forum, forum.id).purged_at is None
    db.session.rollback()
    clock.advance(days=1, hours=1)
    run_due()
    assert db.session.get_one(Forum, forum.id).purged_at == clock.instant


def test_the_shell_asks_for_the_slug(app, forum):
    run = app.test_cli_runner().invoke
    refused = run(args=["forum", "purge", "small"], input="smal\n")
    assert (refused.exit_code, "registration.family_name" in tables_with_mark()) == (1, True)
    accepted = run(args=["forum", "purge", "small"], input="small\n")
    assert (accepted.exit_code, tables_with_mark()) == (0, set())


def test_addresses_that_must_differ_within_a_forum_stay_apart_without_telling_whose_they_were(
    transaction, forum
):
    with transaction() as session:
        for number in (1, 2):
            session.add(
                Invitation(
                    forum_id=forum.id,
                    address=f"{MARK}{number}@example.jp",
                    name=MARK,
                    invited_at=clocks.now(),
                )
            )
    purge(transaction, forum)
    kept = db.session.execute(sa.select(Invitation.id, Invitation.address, Invitation.name)).all()
    assert [(address, name) for _ident, address, name in kept] == [(str(ident), "") for ident, *_rest in kept]
    assert len(kept) == 2


def test_who_wrote_the_slides_is_forgotten_and_the_slides_stay(transaction, forum):
    material = add_material(forum)
    with transaction() as session:
        inspection = FileInspection(digest=material.file_digest, asked_at=clocks.now())
        inspection.people, inspection.text = {"author": f"{MARK}姓"}, f"{MARK}氏のお話"
        session.add(inspection)
    assert "file_inspection.people" in tables_with_mark()
    purge(transaction, forum)
    assert tables_with_mark() == set()
    kept = db.session.execute(sa.select(FileInspection.digest, FileInspection.people, FileInspection.text))
    assert [tuple(row) for row in kept] == [(material.file_digest, {}, "")]
