"""Answers of calendar programs, from the octets that come in to what the organisers see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from forumapp.calendar import services as calendar
from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.mail import tokens
from forumapp.mail.models import Received
from forumapp.mail.receiving import inbox
from forumapp.mail.receiving.inbox import Outcome
from forumapp.registration.errors import Ended
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.rsvps import Reply, standing
from forumapp.registration.rsvp import Participation, Rsvp, RsvpChannel, RsvpKind
from forumapp.registration.services import answering, changing
from tests.calendar.clients import CLIENTS, Guest, gmail, holiday, plain
from tests.conftest import PRESENT
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration

ACCEPTED, DECLINED, TENTATIVE = Participation.ACCEPTED, Participation.DECLINED, Participation.TENTATIVE


@pytest.fixture
def one(app, monkeypatch, clock):
    """Somebody who is registered; answers come back an hour later."""
    monkeypatch.setitem(app.config, "MAIL_INBOX", "forum@forum.test")
    registration = make_registration(make_forum(), email="hanako@city.example.jp")
    clock.advance(hours=2)
    return registration


def address(registration):
    return tokens.tagged_address(tokens.RSVP, registration.id, registration.link_generation)


def guest(registration, **values):
    entry = calendar.find("registration", registration.id)
    return replace(Guest(), uid=entry.uid, address=registration.email, inbox=address(registration), **values)


def kept():
    """(kind, participation, sequence, minutes after nine, comment) of everything that is kept, oldest first."""
    db.session.rollback()
    return [
        (
            one.kind,
            one.participation,
            one.sequence,
            (one.answered_at - PRESENT) // timedelta(minutes=1),
            one.comment,
        )
        for one in db.session.scalars(sa.select(Rsvp).order_by(Rsvp.id))
    ]


def take(registration, client=gmail, **values):
    made = guest(registration, **values)
    return inbox.receive(client(made), made.inbox)


REPLY = RsvpKind.REPLY


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_the_answer_of_every_program_counts(one, client):
    assert take(one, client, partstat="TENTATIVE", comment="途中まで") is Outcome.ANSWERED
    assert kept() == [(REPLY, TENTATIVE, 0, 60, "途中まで")]
    counting = standing(one)
    assert (counting.reply, counting.answered_at) == (Reply.TENTATIVE, datetime(2024, 7, 1, 1, tzinfo=UTC))


def test_the_same_message_twice_is_one_answer(one):
    assert [take(one), take(one)] == [Outcome.ANSWERED, Outcome.DUPLICATE]
    assert [take(one, message_id=""), take(one, message_id="")] == [Outcome.ANSWERED, Outcome.DUPLICATE]
    assert len(kept()) == 2
    assert [row.outcome for row in db.session.scalars(sa.select(Received))] == ["answered"] * 2


def test_the_newest_answer_counts_whatever_the_order_of_arrival(one):
    take(one, partstat="DECLINED", stamp="20240701T013000Z", message_id="<b@x>")
    take(one, partstat="ACCEPTED", stamp="20240701T010000Z", message_id="<a@x>")
    assert [(row[1], row[3]) for row in kept()] == [(DECLINED, 90), (ACCEPTED, 60)]
    assert standing(one).participation is DECLINED
    take(one, partstat="TENTATIVE", stamp="20240701T013000Z", message_id="<c@x>")
    assert standing(one).participation is TENTATIVE


def test_a_clock_that_is_wrong_is_not_believed(one):
    take(one, stamp="20300101T000000Z", message_id="<future@x>")
    take(one, stamp="19991231T000000Z", message_id="<past@x>")
    take(one, stamp="19991231T000000Z", date="Fri, 31 Dec 1999 00:00:00 +0000", message_id="<both@x>")
    assert [row[3] for row in kept()] == [120, 60, 120]


def test_an_answer_for_the_old_time_says_so(one, transaction):
    with transaction():
        changing.change_mode(one, by=SYSTEM, mode=Mode.WEB)
    take(one, sequence=0)
    assert (kept(), standing(one).reply) == ([(REPLY, ACCEPTED, 0, 60, "")], Reply.STALE)
    take(one, sequence=1, stamp="20240701T014000Z", message_id="<again@x>")
    assert standing(one).reply is Reply.ACCEPTED


def test_a_sequence_that_is_still_to_come_is_the_present_one(one, transaction):
    take(one, sequence=99)
    assert kept()[0][2] == 0
    with transaction():
        changing.change_mode(one, by=SYSTEM, mode=Mode.WEB)
    assert standing(one).reply is Reply.STALE


def test_a_decline_cancels_nobody(one):
    take(one, partstat="DECLINED")
    db.session.expire_all()
    assert (db.session.get_one(Registration, one.id).state, standing(one).reply) == (
        RegistrationState.CONFIRMED,
        Reply.DECLINED,
    )


def test_another_attendee_is_noted_and_not_added(one):
    made = replace(guest(one), address="taro@town.example.jp", comment="花子の代わりです")
    assert inbox.receive(gmail(made), made.inbox) is Outcome.ANSWERED
    note = "登録とは別のアドレス（taro@town.example.jp）からの返事です。\n花子の代わりです"
    assert kept() == [(REPLY, ACCEPTED, 0, 60, note)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Registration)) == 1


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        (["DTSTART:20240802T010000Z", "DTEND:20240802T030000Z"], "希望する日時：令和6年8月2日(金) 10:00〜12:00"),
        (["DTSTART;TZID=Tokyo Standard Time:20240802T100000", "DURATION:PT90M"], "希望する日時：令和6年8月2日(金) 10:00〜11:30"),
        (["DTSTART;TZID=America/New_York:20240801T210000"], "希望する日時：令和6年8月2日(金) 10:00"),
        (["DTSTART:20240802T100000", "DTEND:20240803T120000"], "希望する日時：令和6年8月2日(金) 10:00〜令和6年8月3日(土) 12:00"),
        (["DTSTART;VALUE=DATE:20240802"], "希望する日時：令和6年8月2日(金)"),
        (["DTSTART:21991231T235959Z", "DURATION:P999W"], "希望する日時：令和182年1月1日(水) 08:59〜令和201年2月24日(水) 08:59"),
        (["SUMMARY:午後なら"], "別の日時の希望がありました。"),
    ],
)  # fmt: skip
def test_a_counter_is_noted_in_words(one, lines, note):
    made = guest(one)
    attendee = f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{made.address}"
    raw = plain(
        made,
        f"UID:{made.uid}",
        attendee,
        "DTSTAMP:20240701T010000Z",
        "COMMENT:ご検討ください",
        *lines,
        method="COUNTER",
    )
    assert inbox.receive(raw, made.inbox) is Outcome.NOTED
    assert kept() == [(RsvpKind.COUNTER, None, 0, 60, f"{note}\nご検討ください")]
    assert standing(one) is None


def test_a_delegation_is_noted_and_nobody_is_added(one):
    made = guest(one)
    attendee = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:taro@city.example.jp":mailto:{made.address}'
    raw = plain(made, f"UID:{made.uid}", attendee, "DTSTAMP:20240701T010000Z")
    assert inbox.receive(raw, made.inbox) is Outcome.NOTED
    note = "代理の方：taro@city.example.jp（参加登録はされていません。）"
    assert (kept(), standing(one)) == ([(RsvpKind.DELEGATION, None, 0, 60, note)], None)
    actions = db.session.execute(
        sa.select(AuditEntry.action, AuditEntry.actor_kind, AuditEntry.changes)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).one()
    assert tuple(actions) == ("registration.answer_noted", "link", {})


def ignored(registration):
    """Messages to the right address that change nothing."""
    made = guest(registration, message_id="")
    other = make_registration(make_forum())
    foreign = calendar.find("registration", other.id).uid
    return {
        "from the holidays": holiday(made),
        "another's entry": gmail(replace(made, uid=foreign)),
        "no entry": gmail(replace(made, uid="")),
        "no answer yet": gmail(replace(made, partstat="NEEDS-ACTION")),
        "an unknown answer": gmail(replace(made, partstat="MAYBE")),
        "nobody": plain(made, f"UID:{made.uid}", "DTSTAMP:20240701T010000Z"),
        "an invitation": plain(made, f"UID:{made.uid}", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{made.address}", method="REQUEST"),
        "nothing": b"",
    }  # fmt: skip


def test_what_is_no_answer_changes_nothing(one):
    found = {what: inbox.receive(raw, address(one)) for what, raw in ignored(one).items()}
    assert (set(found.values()), kept()) == ({Outcome.IGNORED}, [])
    assert take(one, message_id="<good@x>") is Outcome.ANSWERED


def test_who_cancelled_or_was_there_answers_no_more(one, transaction, clock):
    with transaction():
        changing.cancel(one, by=SYSTEM)
    assert (take(one, partstat="DECLINED"), kept()) == (Outcome.IGNORED, [])
    late = make_registration(make_forum())
    clock.advance(days=40)
    assert (take(late), kept()) == (Outcome.IGNORED, [])
    with pytest.raises(Ended), transaction():
        answering.answer(late, by=SYSTEM, channel=RsvpChannel.WEB, participation=ACCEPTED)


def test_a_revoked_or_forged_token_is_refused(one, transaction):
    made = guest(one)
    forged = made.inbox.replace("+r", "+b")
    with transaction():
        changing.revoke_link(one, by=SYSTEM)
    for recipient in (
        made.inbox,
        forged,
        "forum@forum.test",
        "",
        "\udcff@x",
        "forum+r1-0-" + "a" * 20 + "@forum.test",
    ):
        assert inbox.receive(gmail(made), recipient) is Outcome.REFUSED
        assert not inbox.is_expected(recipient)
    assert (kept(), db.session.scalars(sa.select(Received)).all()) == ([], [])
    assert inbox.is_expected(address(one))
    assert take(one) is Outcome.ANSWERED


def test_a_letter_in_capitals_from_a_gateway_is_known(one):
    made = guest(one)
    assert inbox.receive(gmail(made), made.inbox.upper()) is Outcome.ANSWERED


def test_an_answer_behind_a_huge_attachment_is_not_looked_for(one):
    made = guest(one)
    answer = gmail(made).replace(
        b"--00007a\r\nContent-Type: multipart/alternative",
        b"--00007a\r\nX: x\r\n\r\n" + b"x" * 300_000 + b"\r\n--00007a\r\nContent-Type: multipart/alternative",
    )
    assert len(answer) > 300_000
    assert (inbox.receive(answer, made.inbox), kept()) == (Outcome.IGNORED, [])


def test_the_log_says_nothing_of_who_answered(one, caplog):
    with caplog.at_level("DEBUG"):
        assert take(one, comment="体調が悪いため") is Outcome.ANSWERED
        inbox.receive(b"\xff", address(one))
    text = caplog.text + "".join(map(str, (record.args for record in caplog.records)))
    assert [word for word in ("hanako", "体調", "forum+") if word in text] == []
