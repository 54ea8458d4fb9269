"""Substitutes (交代) by the personal link and at the desk: checked first, told to both, everything moves along."""

import pytest
import sqlalchemy as sa

from forumapp.calendar.services import find
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode, Role
from forumapp.groupwork.queries import people
from forumapp.groupwork.services import publishing, setup
from forumapp.mail import letters
from forumapp.mail.models import Letter
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries import ledger
from forumapp.registration.services import finding
from forumapp.registration.services.registering import enter
from forumapp.registration.services.seating import seats_of
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, sign_in_as
from tests.groupwork.factories import make_work
from tests.registration.factories import (
    make_attendee,
    make_line,
    make_quota,
    make_registration,
    set_rules,
)
from tests.registration.test_desk_views import desk, form_token
from tests.registration.test_entry_views import hidden, registrations, text_of, token
from tests.registration.test_waiting_views import kinds, own

OTHER = {
    "family_name": "交野",
    "given_name": "代",
    "family_kana": "カタノ",
    "given_kana": "ダイ",
    "title": "係長",
    "email": "dai@city.example.jp",
}


@pytest.fixture
def goes(app):
    """Somebody on the only seat at the venue who cannot come."""
    forum = make_forum(seats_on_site=1)
    return make_registration(forum, family_name="前任", given_name="一郎", email="ichiro@city.example.jp")


def send(client, registration):
    """Walk from the form over the check page; returns the last answer and what was sent."""
    path = own(registration, "substitution")
    given = {**OTHER, "csrf_token": token(client, path)}
    check = client.post(f"{path}/confirmation", data=given)
    assert check.status_code == 200, text_of(check)
    sent = hidden(text_of(check))
    return client.post(path, data=sent), sent


def test_the_full_house_takes_a_substitute_and_both_are_told(client, goes):
    page = text_of(client.get(own(goes)))
    assert "別の方と交代" in page
    answer, _sent = send(client, goes)
    other = registrations()[-1]
    db.session.expire_all()
    assert answer.status_code == 303
    assert (goes.state, other.state, other.replaces_id) == (
        RegistrationState.SUBSTITUTED,
        RegistrationState.CONFIRMED,
        goes.id,
    )
    assert (other.organisation_id, other.receipt != goes.receipt) == (goes.organisation_id, True)
    assert ledger.read(goes.forum).counted[Mode.ON_SITE] == 1
    assert (kinds(goes)[-1], kinds(other)) == ("substituted", ["received"])


def test_the_old_page_says_so_and_shows_nothing_of_the_other(client, goes):
    send(client, goes)
    page = text_of(client.get(own(goes)))
    assert "別の方と交代しました。" in page
    secrets = (OTHER["family_name"], OTHER["email"], registrations()[-1].receipt[:4])
    assert [secret in page for secret in secrets] == [False] * 3
    assert [client.get(own(goes, path)).status_code for path in ("details", "mode")] == [403, 403]


def test_nothing_is_written_before_the_check_page_is_sent_and_twice_is_once(client, goes):
    path = own(goes, "substitution")
    given = {**OTHER, "csrf_token": token(client, path)}
    check = client.post(f"{path}/confirmation", data=given)
    assert ("交野" in text_of(check), len(registrations())) == (True, 1)
    sent = hidden(text_of(check))
    answers = [client.post(path, data=sent) for _twice in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, own(goes))] * 2
    assert len(registrations()) == 2


def test_the_old_entry_is_cancelled_and_the_other_gets_one_of_their_own(client, goes):
    former = find("registration", goes.id).uid
    send(client, goes)
    other = registrations()[-1]
    old, new = find("registration", goes.id), find("registration", other.id)
    assert (old.uid, old.facts["status"], old.sequence) == (former, "CANCELLED", 1)
    assert (new.uid != former, new.facts["status"], new.sequence) == (True, "CONFIRMED", 0)
    sent = {letter.kind: letter for letter in db.session.scalars(sa.select(Letter))}
    told = letters.build(sent["registration.substituted"])
    assert "METHOD:CANCEL" in told.calendar.decode()
    assert "■ 交代された方\n交野　代 様\n" in told.text


def test_groups_move_to_whoever_comes_instead(client, goes):
    work = make_work(forum=goes.forum, groups=1)
    with writing():
        setup.set_members(work.groups[0], by=SYSTEM, members=[goes.id])
        publishing.publish(work.groups[0].work, by=SYSTEM)
    assert "1班" in text_of(client.get(own(goes)))
    send(client, goes)
    other = registrations()[-1]
    seated = people.members(goes.forum)[work.groups[0].id]
    assert [person.id for person in seated] == [other.id]
    assert "1班" in text_of(client.get(own(other)))
    assert "1班" not in text_of(client.get(own(goes)))


def test_errors_stand_at_their_field_and_keep_what_was_typed(client, goes):
    path = own(goes, "substitution")
    given = {**OTHER, "csrf_token": token(client, path), "email": "dai", "family_kana": "交野"}
    answer = client.post(f"{path}/confirmation", data=given)
    page = text_of(answer)
    assert answer.status_code == 422
    assert ["フリガナはカタカナで入力してください。" in page, 'value="dai"' in page] == [True, True]


def test_after_the_start_nobody_is_exchanged_by_link(client, goes, clock):
    clock.advance(days=31, hours=5)
    assert client.get(own(goes, "substitution")).status_code == 403
    assert "別の方と交代" not in text_of(client.get(own(goes)))


def test_whoever_waits_cannot_hand_over_what_they_do_not_have(client, app):
    forum = make_forum(seats_on_site=1)
    set_rules(forum, has_waiting=True)
    make_registration(forum)
    waits = make_registration(forum, waits=True)
    assert client.get(own(waits, "substitution")).status_code == 403


def test_the_desk_exchanges_also_for_another_organisation_and_shows_both_ways(client, goes):
    sign_in_as(client, goes.forum, Role.RECEPTION)
    path = desk(goes.forum, f"registrations/{goes.id}")
    form = f"{path}/substitution"
    given = {**form_token(client, form), "family_name": "他県", "organisation": "佐世保市"}
    answer = client.post(form, data=given)
    other = registrations()[-1]
    assert (answer.status_code, other.organisation_name) == (303, "佐世保市")
    assert "他県" in text_of(client.get(path))
    assert "前任" in text_of(client.get(desk(goes.forum, f"registrations/{other.id}")))
    again = client.post(form, data=given)
    assert (again.status_code, len(registrations())) == (303, 2)


@pytest.fixture
def by_a_clerk(app):
    """Somebody whom the clerk of 長崎市 named for the one seat of its quota."""
    forum = make_forum(seats_on_site=30)
    set_rules(forum, entry="organisations")
    quota = make_quota(make_line(forum), seats=1)
    with writing(), seats_of(forum) as claims:
        return enter(claims, by=SYSTEM, attendee=make_attendee(), mode=Mode.ON_SITE, quota=quota)


def test_whom_a_clerk_named_changes_their_details_but_not_the_organisation(client, by_a_clerk):
    path = own(by_a_clerk, "details")
    page = text_of(client.get(path))
    assert ['name="organisation"' in page, "<strong>長崎市</strong>" in page] == [False, True]
    data = {"csrf_token": token(client, path), "version": "1", "family_name": "改姓", "given_name": "花"}
    data |= {"family_kana": "カイセイ", "given_kana": "ハナ", "email": "hana@city.example.jp"}
    data |= {"needs": "手話通訳", "organisation": "佐世保市"}
    assert client.post(path, data=data).status_code == 303
    db.session.expire_all()
    assert (by_a_clerk.family_name, by_a_clerk.needs, by_a_clerk.organisation_name) == (
        "改姓",
        "手話通訳",
        "長崎市",
    )


def test_what_somebody_named_by_a_clerk_cancels_is_free_for_the_organisation_again(client, by_a_clerk):
    path = own(by_a_clerk, "cancellation")
    client.post(path, data={"csrf_token": token(client, path)})
    book = ledger.read(by_a_clerk.forum)
    assert book.held(by_a_clerk.quota_id, by_a_clerk.organisation_id) == 0


def test_whom_a_clerk_named_gets_a_lost_link_at_their_address(client, by_a_clerk):
    with writing():
        finding.send_links(by_a_clerk.forum, email=by_a_clerk.email)
    assert kinds(by_a_clerk)[-1] == "link"
    assert client.get(own(by_a_clerk)).status_code == 200


def test_whom_a_clerk_named_hands_the_seat_to_a_colleague(client, by_a_clerk):
    send(client, by_a_clerk)
    other = registrations()[-1]
    assert (other.quota_id, other.organisation_name) == (by_a_clerk.quota_id, "長崎市")
