"""The clerk's pages behind the link: a reply from the first row to the receipt, without JavaScript."""

import re
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.inquiries.models import InquiryRow
from forumapp.inquiries.queries.inquiries import token_of
from forumapp.inquiries.queries.overview import Stand, stand_of
from forumapp.inquiries.services import asking
from forumapp.mail.models import Letter
from forumapp.registration.models import FieldKind, Registration
from forumapp.registration.services import changing, rules
from tests.accounts.factories import writing
from tests.counting import statements
from tests.forums.factories import make_forum
from tests.forums.pages import errors_on, form_on, fresh, send, text_of
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import enter, registered, someone, someone_before, submit
from tests.registration.factories import make_question


@pytest.fixture
def reply(asked):
    inquiry, quotas = asked
    return f"/replies/{token_of(inquiry)}/", inquiry, quotas


def test_a_whole_reply_by_hand(client, reply):
    page, inquiry, (policy, *_others) = reply
    first = text_of(client.get(page))
    assert "情報政策担当部門 0/2、財政担当部門 0/1、人事担当部門 0/1" in first
    assert client.get(page).headers["Cache-Control"] == "no-store"
    send(client, f"{page}contact", contact_name="代表 太郎", contact_email="daihyo@city.example.jp")
    answer = send(
        client,
        f"{page}people/new?quota={policy.id}",
        quota_id=policy.id,
        mode="web",
        family_name="青木",
        given_name="花子",
        family_kana="あおき",
    )
    assert answer.status_code == 303
    second = text_of(client.get(page))
    assert "青木　花子" in second
    assert "アオキ" in second
    assert "情報政策担当部門 1/2" in second
    check = text_of(client.get(f"{page}check"))
    assert "まだ提出していません" in check
    answer = send(client, f"{page}check", **hidden(check))
    assert answer.location.endswith("/done")
    done = text_of(client.get(answer.location))
    receipt = fresh(inquiry).receipt
    assert f"{receipt[:4]}-{receipt[4:]}" in done
    assert "daihyo@city.example.jp" in done
    assert registered() == [("青木", policy.id, "confirmed")]


def hidden(page):
    names = ("form_key", "seen")
    return {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in names}


def test_last_times_people_are_recalled(client, reply):
    page, inquiry, (policy, finance, _personnel) = reply
    with writing():
        before = make_forum(day=date(2023, 8, 1), owner=inquiry.forum.owner)
        someone_before(before, inquiry.organisation_id, "前回")
        someone_before(before, inquiry.organisation_id, "今回は出ない人")
    assert "前回の参加者から選ぶ" in text_of(client.get(page))
    offered = text_of(client.get(f"{page}last-time"))
    assert "今回は出ない人" in offered
    chosen = re.search(r'value="(\d+)"[^>]*>\s*<label[^>]*>前回', offered)[1]
    answer = send(client, f"{page}last-time", people=chosen)
    assert errors_on(answer) == []
    names = [(row.family_name, row.quota_id) for row in db.session.scalars(sa.select(InquiryRow))]
    assert names == [("前回", policy.id)]
    assert finance.id != policy.id


def test_two_clerks_at_once_see_both_values_and_lose_neither(client, reply):
    page, inquiry, (policy, *_others) = reply
    (row,) = enter(inquiry, someone("青木", policy, unit="総務課"))
    here = f"{page}people/{row.id}"
    stale = form_on(client, here)
    send(client, here, unit="財政課")
    answer = client.post(here, data={**stale, "unit": "人事課", "title": "主査"})
    assert answer.status_code == 422
    shown = text_of(answer)
    assert ("先に保存された値" in shown, "財政課" in shown, "人事課" in shown) == (True, True, True)
    assert fresh(row).unit == "財政課"
    decided = client.post(here, data={**stale, "title": "主査"})
    assert decided.status_code == 303
    assert (fresh(row).unit, row.title) == ("財政課", "主査")


def test_who_was_taken_out_meanwhile_comes_back_only_if_that_is_meant(client, reply):
    page, inquiry, (policy, *_others) = reply
    (row,) = enter(inquiry, someone("青木", policy))
    stale = form_on(client, f"{page}people/{row.id}")
    client.post(f"{page}people/{row.id}/action", data={"csrf_token": stale["csrf_token"], "do": "remove"})
    assert fresh(row).removed_at is not None
    answer = client.post(f"{page}people/{row.id}", data={**stale, "unit": "総務課"})
    assert answer.status_code == 422
    assert "回答から外しました" in text_of(answer)
    again = client.post(f"{page}people/{row.id}", data={**stale, "unit": "総務課", "removed": "1"})
    assert again.status_code == 303
    assert (fresh(row).removed_at, row.unit) == (None, "総務課")


def test_the_same_new_attendee_sent_twice_is_entered_once(client, reply):
    page, _inquiry, (policy, *_others) = reply
    form = form_on(client, f"{page}people/new?quota={policy.id}")
    sent = {**form, "family_name": "青木", "given_name": "花子"}
    assert client.post(f"{page}people/new", data=sent).status_code == 303
    assert errors_on(client.post(f"{page}people/new", data=sent)) == [
        ("姓", "青木　花子さんは、この参加枠に入力済みです。")
    ]
    assert db.session.scalar(sa.select(sa.func.count(InquiryRow.id))) == 1


def test_nobody_in_one_tap_and_one_confirmation(client, reply):
    page, inquiry, _quotas = reply
    assert "どなたも参加しない" in text_of(client.get(page))
    answer = send(client, f"{page}nobody")
    assert "参加者なしと回答しました。" in text_of(client.get(answer.location))
    assert fresh(inquiry).is_nobody
    assert "参加者なしと回答しています。" in text_of(client.get(page))


def test_a_second_tap_on_submit_gives_the_same_receipt(client, reply):
    page, inquiry, (policy, *_others) = reply
    enter(inquiry, someone("青木", policy))
    send(client, f"{page}contact", contact_name="代表 太郎", contact_email="daihyo@city.example.jp")
    form = form_on(client, f"{page}check")
    assert client.post(f"{page}check", data=form).status_code == 303
    receipt = fresh(inquiry).receipt
    assert client.post(f"{page}check", data=form).status_code == 303
    assert fresh(inquiry).receipt == receipt
    assert len(registered()) == 1


def test_beyond_the_quota_the_page_says_at_whom_and_nothing_is_done(client, reply):
    page, inquiry, (_policy, finance, _personnel) = reply
    enter(inquiry, someone("青木", finance), someone("井上", finance))
    send(client, f"{page}contact", contact_name="代表 太郎", contact_email="daihyo@city.example.jp")
    shown = text_of(client.get(f"{page}check"))
    assert "この参加枠は1名までです。" in shown
    assert "この内容で提出する</button>" not in shown
    token = form_on(client, f"{page}contact")["csrf_token"]
    answer = client.post(f"{page}check", data={"csrf_token": token, "seen": fresh(inquiry).version})
    assert (
        errors_on(answer) == [("", "井上　花子さん：この参加枠は1名までです。")] or answer.status_code == 422
    )
    assert registered() == []


def test_after_the_deadline_the_reply_can_be_read_and_not_changed(client, reply, clock):
    page, inquiry, (policy, *_others) = reply
    (row,) = enter(inquiry, someone("青木", policy))
    submit(inquiry)
    form = form_on(client, f"{page}people/{row.id}")
    with writing():
        rules.change_rules(inquiry.forum, by=SYSTEM, reply_due=datetime(2024, 7, 1, 9, 0))
    shown = text_of(client.get(page))
    assert "回答の受付は終了しました" in shown
    assert "青木" in shown
    for prompt in ("変更する", "回答の手順", "確認して提出する"):
        assert prompt not in shown
    assert client.get(f"{page}people/{row.id}").location == page
    assert client.post(f"{page}people/{row.id}", data={**form, "unit": "総務課"}).status_code == 422
    assert fresh(row).unit == ""
    assert client.get(f"{page}done").status_code == 200


def test_a_link_ends_a_month_after_the_forum_and_when_it_is_revoked(client, reply, clock):
    page, inquiry, _quotas = reply
    clock.advance(days=63)
    assert client.get(page).status_code == 404
    clock.advance(days=-62)
    assert client.get(page).status_code == 200
    with writing():
        asking.revoke(inquiry, by=SYSTEM)
    assert client.get(page).status_code == 404
    assert client.get(f"/replies/{token_of(inquiry)}/").status_code == 200


def test_who_cancelled_by_their_own_link_is_shown_and_their_seat_is_free(client, reply):
    page, inquiry, (_policy, finance, _personnel) = reply
    enter(inquiry, someone("青木", finance))
    submit(inquiry)
    with writing():
        changing.cancel(db.session.scalar(sa.select(Registration)), by=SYSTEM)
    shown = text_of(client.get(page))
    assert "ご本人または事務局が取り消した方" in shown
    assert "財政担当部門 0/1" in shown


def test_questions_of_the_organiser_are_asked_and_must_be_answered_before_submitting(client, reply):
    page, inquiry, (policy, *_others) = reply
    question = make_question(
        inquiry.forum, FieldKind.CHOICE, "昼食", choices="要る\n要らない", is_required=True
    )
    here = f"{page}people/new?quota={policy.id}"
    send(client, here, family_name="青木", given_name="花子")
    assert "「昼食」に答えてください。" in text_of(client.get(f"{page}check"))
    row = db.session.scalar(sa.select(InquiryRow))
    send(client, f"{page}people/{row.id}", **{f"question_{question.id}": "要る"})
    assert "「昼食」に答えてください。" not in text_of(client.get(f"{page}check"))


def test_a_lost_link_is_mailed_and_the_answer_is_the_same_for_everybody(client, reply):
    _page, inquiry, _quotas = reply
    lost = f"/forums/{inquiry.forum.slug}/replies/lost-link"
    told = [
        text_of(client.get(send(client, lost, email=email).location))
        for email in ("CLERK@city.example.jp", "stranger@city.example.jp")
    ]
    assert told[0] == told[1]
    letters = db.session.scalars(sa.select(Letter).where(Letter.kind == "inquiries.link")).all()
    assert [one.address for one in letters] == ["CLERK@city.example.jp"]


def test_who_answers_may_change_without_a_new_submission(client, reply):
    page, inquiry, _quotas = reply
    send(client, f"{page}nobody")
    send(client, f"{page}contact", contact_name="後任 花子", contact_email="konin@city.example.jp")
    assert fresh(inquiry).is_nobody
    assert stand_of(inquiry) is Stand.NOBODY


def test_the_page_costs_the_same_for_one_and_for_many(client, reply):
    page, inquiry, (policy, finance, _personnel) = reply
    enter(inquiry, someone("青木", policy))
    submit(inquiry)
    client.get(page)
    few = statements(lambda: client.get(page))
    enter(inquiry, *(someone(f"試験{number}", finance) for number in range(12)))
    assert statements(lambda: client.get(page)) == few
