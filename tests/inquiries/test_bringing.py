"""Many attendees at once, pasted or from last time: who stands already keeps whatever was not said."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.inquiries.models import InquiryRow
from forumapp.inquiries.queries.frame import frame_of
from forumapp.inquiries.queries.inquiries import inquiry_to, token_of
from forumapp.inquiries.queries.recall import last_time
from forumapp.inquiries.services.rows import difference
from forumapp.registration.models import Registration
from tests.accounts.factories import writing
from tests.forums.factories import make_forum
from tests.forums.pages import form_on, text_of
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import enter, make_inquiry, someone, someone_before, submit
from tests.registration.factories import make_question

AOKI = {
    "family_kana": "アオキ",
    "given_kana": "ハナコ",
    "unit": "総務課",
    "email": "aoki@city.example.jp",
    "needs": "車いす",
    "may_list": True,
}


@pytest.fixture
def reply(asked):
    inquiry, quotas = asked
    return f"/replies/{token_of(inquiry)}/", inquiry, quotas


def look(client, page, text, **values):
    """Look at pasted rows; returns the page, and the form that would take them over."""
    form = {**form_on(client, f"{page}pasting", f"{page}pasting/preview"), "rows": text, **values}
    return text_of(client.post(f"{page}pasting/preview", data=form)), form


def paste(client, page, text, **values):
    """Take pasted rows over."""
    _shown, form = look(client, page, text, **values)
    return client.post(f"{page}pasting", data=form)


def test_of_registered_people_a_paste_changes_what_it_says_and_nothing_else(client, reply):
    page, inquiry, (policy, finance, _personnel) = reply
    question = make_question(inquiry.forum, label="昼食")
    enter(inquiry, someone("青木", policy, Mode.WEB, answers={question.id: "要る"}, **AOKI))
    submit(inquiry)
    text = "氏名\t部署\n青木　花子\t財政課"
    shown, form = look(client, page, text, quota_id=finance.id, mode="on_site")
    assert "部署名：総務課 → 財政課" in shown
    assert ("車いす →" in shown, "Web参加 →" in shown, "財政担当部門 アオキ" in shown) == (False,) * 3
    assert client.post(f"{page}pasting", data=form).status_code == 303
    submit(inquiry)
    one = db.session.scalar(sa.select(Registration))
    assert (one.quota_id, one.mode, one.unit) == (policy.id, Mode.WEB, "財政課")
    assert {name: getattr(one, name) for name in AOKI} == {**AOKI, "unit": "財政課"}
    assert [answer.value for answer in one.answers] == ["要る"]


def test_a_paste_that_says_quota_and_mode_moves_people_and_the_look_says_so(client, reply):
    page, inquiry, (policy, finance, _personnel) = reply
    (row,) = enter(inquiry, someone("青木", policy, **AOKI))
    text = "氏名\t参加枠\t参加方法\n青木 花子\t財政担当部門\tWeb"
    shown, form = look(client, page, text)
    assert "参加枠：情報政策担当部門 → 財政担当部門" in shown
    assert "参加方法：会場参加 → Web参加" in shown
    assert client.post(f"{page}pasting", data=form).status_code == 303
    row = db.session.scalar(sa.select(InquiryRow).execution_options(populate_existing=True))
    assert (row.quota_id, row.mode, row.needs, row.may_list) == (finance.id, Mode.WEB, "車いす", True)


def test_a_name_in_one_piece_does_not_undo_how_it_was_split(client, reply):
    page, inquiry, (policy, *_others) = reply
    enter(inquiry, someone("青木", policy, **AOKI))
    shown, _form = look(client, page, "氏名\tフリガナ\n青木花子\tアオキハナコ")
    assert "入力済みと同じ 1名" in shown


def test_who_is_new_gets_the_quota_and_mode_chosen_for_all(client, reply):
    page, _inquiry, (_policy, finance, _personnel) = reply
    assert paste(client, page, "新人 一郎", quota_id=finance.id, mode="web").status_code == 303
    row = db.session.scalar(sa.select(InquiryRow))
    assert (row.quota_id, row.mode) == (finance.id, Mode.WEB)


def test_who_stands_already_in_whatever_quota_is_not_offered_from_last_time(client, reply):
    page, inquiry, (_policy, finance, _personnel) = reply
    with writing():
        before = make_forum(day=date(2023, 8, 1), owner=inquiry.forum.owner)
        for name in ("青木", "井上"):
            someone_before(before, inquiry.organisation_id, name, given_name="花子")
    enter(inquiry, someone("青木", finance, needs="車いす"))
    shown = text_of(client.get(f"{page}last-time"))
    assert ("井上　花子" in shown, "青木　花子" in shown) == (True, False)


def test_who_registered_alone_last_time_is_not_shown_to_the_organisations_clerk(client, reply):
    page, inquiry, _quotas = reply
    with writing():
        before = make_forum(day=date(2023, 8, 1), owner=inquiry.forum.owner)
        someone_before(
            before, inquiry.organisation_id, "私人", quota_id=None, email="private@mail.example.jp"
        )
    assert last_time(frame_of(inquiry)) is None
    with writing():
        someone_before(before, inquiry.organisation_id, "前回")
    shown = text_of(client.get(f"{page}last-time"))
    assert ("前回" in shown, "私人" in shown) == (True, False)


def test_who_was_in_the_reply_of_last_time_is_offered_without_a_quota_too(client, reply):
    page, inquiry, _quotas = reply
    with writing():
        forum = make_forum(day=inquiry.forum.day - timedelta(days=1), owner=inquiry.forum.owner)
    enter(make_inquiry(forum), someone("前回"))
    submit(inquiry_to(forum, inquiry.organisation_id))
    assert db.session.scalar(sa.select(Registration.quota_id)) is None
    assert "前回　花子" in text_of(client.get(f"{page}last-time"))


def test_whoever_was_entered_while_last_times_people_were_looked_at_stays_as_entered(reply):
    _page, inquiry, (_policy, finance, _personnel) = reply
    with writing():
        before = make_forum(day=date(2023, 8, 1), owner=inquiry.forum.owner)
        someone_before(before, inquiry.organisation_id, "青木", given_name="花子")
    (offered,) = last_time(frame_of(inquiry)).people
    enter(inquiry, someone("青木", finance, needs="車いす"))
    assert difference(inquiry, [offered.entered], whole=False).is_empty
