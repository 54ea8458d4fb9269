"""The clerk's pages behind the link: a reply from the first row to the receipt, without JavaScript."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.inquiries.models import InquiryRow
from forumapp.inquiries.queries.inquiries import token_of
from forumapp.registration.models import Registration
from tests.accounts.factories import writing
from tests.forums.factories import make_forum
from tests.forums.pages import errors_on, fresh, send, text_of
from tests.inquiries.factories import asked as asked
from tests.inquiries.factories import registered


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


def someone_before(forum, organisation_id, family_name):
    now = clock.now()
    db.session.add(
        Registration(
            forum=forum,
            receipt=f"L{family_name[:3]}",
            mode=Mode.WEB,
            family_name=family_name,
            organisation_id=organisation_id,
            registered_at=now,
            changed_at=now,
            answers=[],
        )
    )
