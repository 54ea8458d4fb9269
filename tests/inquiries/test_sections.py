"""Another department sees the rows of its own quota and nothing else; it says when it is done, the clerk submits."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.inquiries.models import InquiryRow, InquirySection
from forumapp.inquiries.queries.inquiries import section_token_of, token_of
from forumapp.inquiries.services import drafting, passing
from forumapp.inquiries.services.rows import difference
from forumapp.mail.models import Letter
from forumapp.registration.services import audience
from tests.accounts.factories import writing
from tests.forums.pages import form_on, fresh, send, text_of
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import enter, someone


@pytest.fixture
def passed(asked):
    inquiry, quotas = asked
    rows = enter(inquiry, someone("秘密", quotas[0]), someone("財政", quotas[1]))
    with writing():
        section = passing.pass_on(
            inquiry, by=SYSTEM, quota_id=quotas[1].id, address="zaisei@city.example.jp", name="財政課"
        )
    return f"/reply-sections/{section_token_of(section)}/", inquiry, section, rows


def test_only_the_own_quota_is_seen(client, passed):
    page, _inquiry, _section, (secret, own) = passed
    shown = text_of(client.get(page))
    assert ("財政　花子" in shown, "秘密" in shown, "情報政策担当部門" in shown) == (True, False, False)
    assert client.get(f"{page}people/{own.id}").status_code == 200
    token = form_on(client, f"{page}people/{own.id}")["csrf_token"]
    for way in ("", "/action", "/substitute"):
        answer = client.post(f"{page}people/{secret.id}{way}", data={"csrf_token": token, "do": "remove"})
        assert answer.status_code == 404
    assert fresh(secret).removed_at is None


def test_a_row_cannot_be_moved_into_another_quota(client, passed):
    page, _inquiry, section, (secret, own) = passed
    form = form_on(client, f"{page}people/{own.id}")
    client.post(f"{page}people/{own.id}", data={**form, "quota_id": secret.quota_id, "unit": "財政課"})
    assert (fresh(own).quota_id, own.unit) == (section.quota_id, "財政課")
    client.post(
        f"{page}people/new",
        data={**form, "quota_id": secret.quota_id, "family_name": "新人", "given_name": "一"},
    )
    rows = db.session.scalars(sa.select(InquiryRow).order_by(InquiryRow.id)).all()
    assert [row.quota_id for row in rows] == [secret.quota_id, section.quota_id, section.quota_id]


def test_pasted_rows_go_into_the_own_quota_whatever_they_say(client, passed):
    page, _inquiry, section, _rows = passed
    text = "氏名\t参加枠\n新人 一郎\t情報政策担当部門"
    preview = client.post(
        f"{page}pasting/preview",
        data={**form_on(client, f"{page}pasting", f"{page}pasting/preview"), "rows": text},
    )
    assert preview.status_code == 200
    data = {**form_on(client, f"{page}pasting", f"{page}pasting/preview"), "rows": text}
    assert client.post(f"{page}pasting", data=data).status_code == 303
    row = db.session.scalars(sa.select(InquiryRow).order_by(InquiryRow.id.desc())).first()
    assert (row.family_name, row.quota_id) == ("新人", section.quota_id)


def test_who_stands_in_another_quota_is_neither_found_nor_moved_by_pasting_their_name(client, passed):
    page, _inquiry, section, (secret, _own) = passed
    with writing():
        secret.email, secret.needs = "himitsu@city.example.jp", "車いす"
    text = "氏名\t部署\n秘密 花子\t財政課"
    form = {**form_on(client, f"{page}pasting", f"{page}pasting/preview"), "rows": text}
    shown = text_of(client.post(f"{page}pasting/preview", data=form))
    assert "追加 1名、内容の変更 0名、入力済みと同じ 0名" in shown
    assert client.post(f"{page}pasting", data=form).status_code == 303
    kept = fresh(secret)
    assert (kept.quota_id != section.quota_id, kept.email, kept.needs) == (
        True,
        "himitsu@city.example.jp",
        "車いす",
    )
    rows = db.session.scalars(sa.select(InquiryRow).where(InquiryRow.family_name == "秘密")).all()
    assert sorted(row.quota_id for row in rows) == sorted([secret.quota_id, section.quota_id])


def test_nothing_in_another_quota_is_taken_over_for_a_department(passed):
    _page, inquiry, section, _rows = passed
    moved = difference(inquiry, [someone("秘密", section.quota, unit="財政課")], whole=False)
    with writing(), pytest.raises(DomainError):
        drafting.take_over(inquiry, moved, SYSTEM, quota_id=section.quota_id)


def test_it_says_that_it_is_done_and_the_clerk_sees_it(client, passed):
    page, inquiry, section, _rows = passed
    assert send(client, f"{page}done", page=page).status_code == 303
    assert fresh(section).done_at is not None
    assert "財政課が入力を完了しました" in text_of(client.get(f"/replies/{token_of(inquiry)}/"))


def test_the_link_of_a_quota_that_was_withdrawn_opens_nothing_and_leaves_the_reply_whole(client, passed):
    page, _inquiry, section, _rows = passed
    form = form_on(client, f"{page}people/new")
    with writing():
        audience.withdraw(section.quota, by=SYSTEM)
    assert client.get(page).status_code == 404
    sent = {**form, "family_name": "新人", "given_name": "一"}
    assert client.post(f"{page}people/new", data=sent).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).where(InquiryRow.family_name == "新人")) == 0


def test_what_was_taken_back_or_passed_to_another_opens_nothing(client, passed):
    page, inquiry, section, _rows = passed
    clerk = f"/replies/{token_of(inquiry)}/"
    send(client, f"{clerk}departments", quota_id=section.quota_id, address="other@city.example.jp", name="")
    assert client.get(page).status_code == 404
    again = f"/reply-sections/{section_token_of(fresh(section))}/"
    assert client.get(again).status_code == 200
    with writing():
        passing.take_back(db.session.get(InquirySection, section.id), by=SYSTEM)
    assert client.get(again).status_code == 404
    letters = db.session.scalars(
        sa.select(Letter).where(Letter.kind == "inquiries.section").order_by(Letter.id)
    )
    assert [(one.address, one.state.value) for one in letters] == [
        ("zaisei@city.example.jp", "aborted"),
        ("other@city.example.jp", "aborted"),
    ]


def test_a_clerks_link_writes_to_other_departments_twenty_times_an_hour_and_then_says_so(
    client, passed, clock
):
    _page, inquiry, section, _rows = passed
    path = f"/replies/{token_of(inquiry)}/departments"
    form = {**form_on(client, path), "quota_id": section.quota_id, "name": "財政課"}

    def ask(number):
        return client.post(path, data={**form, "address": f"anybody{number}@city.example.jp"})

    assert {ask(number).status_code for number in range(20)} == {303}
    refused = ask(20)
    assert (refused.status_code, "1時間ほどおいて" in text_of(refused)) == (422, True)
    assert "anybody20@city.example.jp" in text_of(refused)
    assert fresh(section).address == "anybody19@city.example.jp"
    clock.advance(minutes=61)
    assert ask(21).status_code == 303
