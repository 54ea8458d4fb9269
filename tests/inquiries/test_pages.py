"""The clerk's pages behind the link: a reply from the first row to the receipt, without JavaScript."""

import re

import pytest

from forumapp.inquiries.queries.inquiries import token_of
from tests.forums.pages import fresh, send, text_of
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
