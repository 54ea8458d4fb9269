"""Waiting, being offered a seat, approval: what people see and press, and that nothing typed is lost on the way."""

import re

import pytest
import sqlalchemy as sa

from forumapp.campaigns.audience import Audience, Source
from forumapp.campaigns.queries.people import registered
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.forums.services import publication
from forumapp.mail import letters
from forumapp.mail.models import Letter
from forumapp.registration.errors import Ended
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.registrations import place_in_queue, token_of
from forumapp.registration.services import changing, finding, offers, substituting, waiting
from tests.accounts.factories import writing
from tests.forums.factories import make_forum
from tests.registration.factories import make_attendee, make_registration, set_rules
from tests.registration.test_entry_views import PERSON, hidden, registrations, start, text_of, token

FULL = "満席（キャンセル待ち1名）"
WISH = "満席のときは、キャンセル待ちに登録する"


def own(registration, path=""):
    return f"/registrations/{token_of(registration)}/{path}"


def kinds(registration):
    found = sa.select(Letter).where(Letter.address == registration.email).order_by(Letter.id)
    return [letter.kind.partition(".")[2] for letter in db.session.scalars(found)]


def full_forum(**rules):
    """Make a forum of one seat at the venue, which is taken, and one who waits for it."""
    forum = make_forum(seats_on_site=1, seats_web=5)
    set_rules(forum, has_waiting=True, **rules)
    return forum, make_registration(forum), make_registration(forum, waits=True)


def test_a_full_mode_is_chosen_only_with_the_wish_to_wait_and_nothing_typed_is_lost(client):
    forum, _holder, _first = full_forum()
    path = f"/forums/{forum.slug}/registration"
    form = text_of(client.get(path))
    assert (FULL in form, WISH in form) == (True, True)
    refused = client.post(f"{path}/confirmation", data={**PERSON, **start(client, forum)})
    page = text_of(refused)
    assert refused.status_code == 422
    assert "会場参加は満席です。Web参加は残り5席です。" in page
    assert "満席の参加方法でお待ちになるときは、ここに印を付けてください。" in page
    assert 'value="髙橋"' in page


def test_check_page_receipt_and_personal_page_say_the_place_in_the_list(client):
    forum, _holder, _first = full_forum()
    path = f"/forums/{forum.slug}/registration"
    data = {**PERSON, **start(client, forum), "waits": "y"}
    check = client.post(f"{path}/confirmation", data=data)
    assert "キャンセル待ち2番目として受け付けます" in text_of(check)
    sent = client.post(path, data=hidden(text_of(check)))
    again = client.post(path, data=hidden(text_of(check)))
    registration = registrations()[-1]
    assert (sent.location, len(registrations())) == (again.location, 3)
    assert (registration.state, place_in_queue(registration)) == (RegistrationState.WAITING, 2)
    page = text_of(client.get(sent.location))
    assert ["キャンセル待ちに登録しました" in page, "キャンセル待ち2番目です" in page] == [True, True]
    assert ["カレンダーに追加" in page, "受付用コード" in page, "出欠の返事" in page] == [False, False, False]
    assert kinds(registration) == ["waiting"]


def test_a_seat_gone_between_check_and_sending_ends_in_words_and_the_choice_to_wait(client):
    forum = make_forum(seats_on_site=1, seats_web=1)
    set_rules(forum, has_waiting=True)
    path = f"/forums/{forum.slug}/registration"
    checked = hidden(text_of(client.post(f"{path}/confirmation", data={**PERSON, **start(client, forum)})))
    make_registration(forum)
    refused = client.post(path, data=checked)
    page = text_of(refused)
    assert (refused.status_code, len(registrations())) == (422, 1)
    assert ["会場参加は満席です。" in page, WISH in page, 'value="髙橋"' in page] == [True, True, True]
    waiting = client.post(path, data={**checked, "waits": "y"})
    assert waiting.status_code == 303
    assert registrations()[-1].state is RegistrationState.WAITING


def test_whoever_waits_leaves_the_list_by_their_link_and_those_behind_move_up(client, app):
    forum, _holder, first = full_forum()
    second = make_registration(forum, waits=True)
    page = text_of(client.get(own(first)))
    assert "キャンセル待ちを取り消す" in page
    asked = text_of(client.get(own(first, "cancellation")))
    assert "キャンセル待ちを取り消しますか" in asked
    client.post(own(first, "cancellation"), data={"csrf_token": token(client, own(first, "cancellation"))})
    db.session.expire_all()
    assert (first.state, place_in_queue(second)) == (RegistrationState.CANCELLED, 1)


@pytest.fixture
def offer(app):
    """Somebody to whom a seat was offered until 13:00 tomorrow."""
    _forum, holder, first = full_forum(offer_hours=28)
    with writing():
        changing.cancel(holder, by=SYSTEM)
    assert first.state is RegistrationState.OFFERED
    return first


def test_an_offer_says_until_when_and_is_taken_in_one_tap(client, offer):
    page = text_of(client.get(own(offer)))
    assert "席をご用意しました" in page
    assert "令和6年7月2日(火) 13:00までに「参加する」を押してください。" in page
    data = {"csrf_token": token(client, own(offer))}
    answers = [client.post(own(offer, "seat"), data=data) for _twice in range(2)]
    db.session.expire_all()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (offer.state, kinds(offer)) == (RegistrationState.CONFIRMED, ["waiting", "offered", "received"])
    assert "カレンダーに追加" in text_of(client.get(own(offer)))


def test_an_offer_is_declined_after_one_question_and_goes_to_the_next(client, offer):
    second = make_registration(offer.forum, waits=True)
    path = own(offer, "cancellation")
    assert "ご案内した席を辞退しますか" in text_of(client.get(path))
    client.post(path, data={"csrf_token": token(client, path)})
    db.session.expire_all()
    assert (offer.state, second.state) == (RegistrationState.CANCELLED, RegistrationState.OFFERED)


def test_after_the_deadline_the_page_says_so_before_and_after_the_job(client, offer, clock):
    data = {"csrf_token": token(client, own(offer))}
    clock.advance(hours=28)
    words = "席のご案内の期限（令和6年7月2日(火) 13:00）が過ぎた"
    assert words in text_of(client.get(own(offer)))
    late = client.post(own(offer, "seat"), data=data)
    assert (late.status_code, "ご案内した席の受付期限が過ぎました。" in text_of(late)) == (422, True)
    with writing():
        assert offers.end_lapsed() == 1
    page = text_of(client.get(own(offer)))
    assert (offer.state, words in page, "「参加する」" in page) == (RegistrationState.CANCELLED, True, False)
    assert kinds(offer)[-1] == "offer_lapsed"


def test_a_lapsed_offer_gives_neither_the_other_mode_nor_a_substitute(offer, clock):
    clock.advance(hours=28)
    with pytest.raises(Ended), writing():
        changing.change_mode(offer, by=SYSTEM, mode=Mode.WEB)
    with pytest.raises(Ended), writing():
        substituting.substitute(
            offer, by=SYSTEM, attendee=make_attendee(organisation=offer.organisation_name)
        )
    db.session.expire_all()
    assert offer.state is RegistrationState.OFFERED


def test_an_offer_of_a_forum_that_is_called_off_cannot_be_taken(offer):
    with writing():
        publication.cancel(offer.forum, by=SYSTEM, reason="台風のため")
    with pytest.raises(Ended), writing():
        waiting.accept(offer, by=SYSTEM)


def test_whoever_waits_may_take_the_other_mode_or_wait_for_it(client, app):
    _forum, _holder, first = full_forum()
    data = {"csrf_token": token(client, own(first, "mode")), "mode": "web"}
    assert client.post(own(first, "mode"), data=data).status_code == 303
    db.session.expire_all()
    assert (first.state, first.mode) == (RegistrationState.CONFIRMED, Mode.WEB)


def test_whoever_waits_for_a_closed_mode_may_still_change_to_the_open_one(client, clock):
    forum, _holder, first = full_forum()
    with writing():
        forum.closes_web = forum.closes.replace(day=30)
    clock.advance(days=26)
    page = text_of(client.get(own(first)))
    assert ["参加方法を変更" in page, "登録内容・配慮の希望を変更" in page] == [True, False]
    data = {"csrf_token": token(client, own(first, "mode")), "mode": "web"}
    assert client.post(own(first, "mode"), data=data).status_code == 303
    db.session.expire_all()
    assert (first.state, first.mode) == (RegistrationState.CONFIRMED, Mode.WEB)
    assert client.get(own(first, "mode")).status_code == 403  # back to the venue is closed


def test_the_lost_link_finds_those_who_wait_and_says_where_they_stand(app):
    _forum, _holder, first = full_forum()
    with writing():
        finding.send_links(first.forum, email=first.email.upper())
    letter = db.session.scalars(sa.select(Letter).order_by(Letter.id.desc())).first()
    text = letters.build(letter).text
    assert (letter.kind, letter.address) == ("registration.link", first.email)
    assert "■ 状態\nキャンセル待ち\n" in text
    assert "出席する" not in text


def test_everybody_who_waits_hears_that_the_forum_is_called_off(app):
    forum, _holder, first = full_forum()
    with writing():
        publication.cancel(forum, by=SYSTEM, reason="台風のため")
    assert kinds(first)[-1] == "forum_cancelled"
    letter = db.session.scalars(
        sa.select(Letter).where(Letter.address == first.email).order_by(Letter.id.desc())
    ).first()
    assert "台風のため" in letters.build(letter).text


def test_stored_states_are_never_shown_as_codes(client):
    _forum, _holder, first = full_forum()
    for state in RegistrationState:
        with writing():
            db.session.get_one(Registration, first.id).state = state
        page = text_of(client.get(own(first)))
        assert re.findall(rf">\s*{state.value}\s*<", page) == []


def test_an_address_with_several_registrations_is_spoken_for_by_the_one_with_a_seat(app):
    forum = make_forum(seats_on_site=1, seats_web=5)
    set_rules(forum, has_waiting=True)
    shared = {"email": "office@city.example.jp"}
    holder = make_registration(forum, family_name="席", **shared)
    make_registration(forum, waits=True, family_name="待", **shared)
    wanted = Audience(sources=(Source.REGISTRATIONS,), states=tuple(RegistrationState))
    with writing():
        holder.sort_kana = "ン"
    assert next(registered(forum, wanted)).subject_id == holder.id


def test_a_wish_to_wait_where_no_list_is_changes_nothing(client):
    forum = make_forum(seats_on_site=1, seats_web=1)
    make_registration(forum)
    path = f"/forums/{forum.slug}/registration"
    assert WISH not in text_of(client.get(path))
    answer = client.post(path, data={**PERSON, **start(client, forum), "waits": "y"})
    assert (answer.status_code, len(registrations())) == (422, 1)
    assert "会場参加は満席です。Web参加は残り1席です。" in text_of(answer)


def test_two_places_are_given_in_the_order_of_waiting_and_each_place_is_said_anew(client, app):
    _forum, holder, first = full_forum()
    second, third = (make_registration(holder.forum, waits=True) for _twice in range(2))
    with writing():
        changing.cancel(holder, by=SYSTEM)
    db.session.expire_all()
    assert [one.state.value for one in (first, second, third)] == ["confirmed", "waiting", "waiting"]
    assert "キャンセル待ち1番目です" in text_of(client.get(own(second)))
    assert "キャンセル待ち2番目です" in text_of(client.get(own(third)))
