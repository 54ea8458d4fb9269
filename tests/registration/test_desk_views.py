"""The organisers' pages: list, one person, export, audience, invitations; and who may open them."""

import csv
import re
from io import BytesIO, StringIO

import openpyxl
import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.links import make_token
from forumapp.directory.queries import ranks
from forumapp.forums.models import Mode
from forumapp.mail.models import Letter
from forumapp.registration.models import (
    Audience,
    FieldKind,
    Invitation,
    Quota,
    Registration,
    RegistrationState,
)
from forumapp.registration.queries import listing as found
from forumapp.registration.queries.listing import Filter
from forumapp.registration.services import changing
from tests.counting import statements
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import (
    make_lists,
    make_question,
    make_registration,
)


def desk(forum, path=""):
    return f"/desk/forums/{forum.slug}/{path}"


def form_token(client, path):
    html = client.get(path).get_data(as_text=True)
    return {"csrf_token": re.search(r'name="csrf_token"[^>]* value="([^"]+)"', html)[1]}


def names(forum, **wanted):
    return [one.family_name for one in found.page(forum, Filter(**wanted), 1).rows]


@pytest.fixture
def people(app, transaction):
    """Make four people: 佐々木 and 青木 of 長崎市, 王 of a company by Web, 海老原 who cancelled."""
    forum = make_forum()
    make_registration(forum, family_name="佐々木", family_kana="ササキ", given_kana="ケイ", unit="財政課")
    make_registration(forum, Mode.WEB, family_name="王", family_kana="オウ", organisation="株式会社みなと")
    make_registration(forum, family_name="青木", family_kana="アオキ", organisation="佐世保市", title="課長")
    gone = make_registration(forum, family_name="海老原", family_kana="エビハラ")
    with transaction():
        changing.cancel(gone, by=SYSTEM)
    return forum


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ({}, ["佐々木", "青木", "王"]),
        ({"order": "kana"}, ["青木", "王", "佐々木"]),
        ({"order": "received"}, ["青木", "王", "佐々木"]),
        ({"state": None, "order": "kana"}, ["青木", "海老原", "王", "佐々木"]),
        ({"state": RegistrationState.CANCELLED}, ["海老原"]),
        ({"mode": Mode.WEB}, ["王"]),
        ({"organisation": "佐世保"}, ["青木"]),
        ({"text": "ささき"}, ["佐々木"]),
        ({"text": "佐々木花子"}, ["佐々木"]),
        ({"text": "財政 佐々木"}, ["佐々木"]),
        ({"text": "100%"}, []),
    ],
)
def test_the_list_is_filtered_and_ordered(people, wanted, shown):
    assert names(people, **wanted) == shown


def test_ranks_order_from_the_highest(app):
    make_lists()
    forum = make_forum()
    rank = {one.name: one.id for one in ranks()}
    make_registration(forum, family_name="係員", rank_id=rank["係員"])
    make_registration(forum, family_name="不明")
    make_registration(forum, family_name="部長", rank_id=rank["部長級"])
    assert names(forum, order="rank") == ["部長", "係員", "不明"]


def test_the_list_takes_the_same_statements_for_one_person_and_for_thirty(app):
    small, large = make_forum(), make_forum()
    make_registration(small)
    for _person in range(30):
        make_registration(large)
    costs = []
    for forum in (small, large):
        db.session.expire_all()
        costs.append(statements(lambda forum=forum: [
            (one.organisation, one.track, one.rank, one.department) for one in found.page(forum, Filter(), 1).rows
        ]))  # fmt: skip
    assert costs[0] == costs[1]


def test_fifty_people_fill_a_page(app):
    forum = make_forum()
    for _person in range(51):
        make_registration(forum)
    pages = [found.page(forum, Filter(), number) for number in (1, 2, 99)]
    assert [(page.number, page.pages, len(page.rows), page.total) for page in pages] == [
        (1, 2, 50, 51),
        (2, 2, 1, 51),
        (2, 2, 1, 51),
    ]


def test_the_list_page_keeps_the_filter_in_its_links(client, people):
    sign_in_as(client, people, "viewer")
    page = client.get(desk(people, "registrations?mode=web&text=王&page=7&state=bogus")).get_data(
        as_text=True
    )
    assert ("王" in page, "青木" in page) == (True, False)
    assert "registrations/export" not in page


def test_the_workbook_holds_exactly_what_is_filtered_with_codes_as_text(client, people):
    sign_in_as(client, people, "reception")
    asked = make_question(people, FieldKind.TEXT, "交通手段")
    kept = form_token(client, desk(people, "registrations"))
    answer = client.post(desk(people, "registrations/export?mode=on_site"), data=kept)
    book = openpyxl.load_workbook(BytesIO(answer.data))
    sheet = book.active
    assert (sheet.freeze_panes, sheet.max_row, sheet.cell(1, sheet.max_column).value) == (
        "A2",
        3,
        asked.label,
    )
    assert [[cell.value for cell in row[1:3]] for row in sheet.iter_rows(min_row=2)] == [
        ["422011", "長崎市"],
        ["422029", "佐世保市"],
    ]
    assert sheet["B2"].data_type == "s"
    taken = db.session.scalar(
        sa.select(AuditEntry.changes).where(AuditEntry.action == "registration.exported")
    )
    assert taken == {"rows": [None, 2]}


def test_the_csv_opens_in_excel_and_runs_nothing(client, app):
    forum = make_forum()
    make_registration(forum, family_name="髙橋", unit="=1+1", title="@SUM(A1)", needs="+81 95-822-1111")
    sign_in_as(client, forum, "owner")
    kept = form_token(client, desk(forum, "registrations"))
    answer = client.post(desk(forum, "registrations/export"), data={**kept, "kind": "csv"})
    assert answer.data.startswith(b"\xef\xbb\xbf")
    heading, row = csv.reader(StringIO(answer.data.decode("utf-8-sig")))
    cells = dict(zip(heading, row, strict=True))
    assert [cells[name] for name in ("姓", "所属", "役職", "配慮が必要なこと")] == [
        "髙橋",
        "'=1+1",
        "'@SUM(A1)",
        "+81 95-822-1111",
    ]


def test_somebody_is_added_moved_changed_and_cancelled_by_hand(client, app, clock):
    forum = make_forum()
    clock.advance(days=28)
    sign_in_as(client, forum, "reception")
    kept = form_token(client, desk(forum, "registrations/new"))
    answer = client.post(
        desk(forum, "registrations/new"),
        data={**kept, "mode": "on_site", "family_name": "飛入", "organisation": "長崎市"},
    )
    one = db.session.scalars(sa.select(Registration)).one()
    own = desk(forum, f"registrations/{one.id}")
    assert answer.location == own
    assert client.get(own).status_code == 200
    steps = {
        "mode": {"mode": "web"},
        "details": {"family_name": "飛入", "organisation": "佐世保市", "version": "2"},
        "cancellation": {},
    }
    for step, data in steps.items():
        assert client.get(f"{own}/{step}").status_code == 200
        assert client.post(f"{own}/{step}", data={**kept, **data}).location == own
    db.session.refresh(one)
    assert (one.mode, one.organisation_name, one.state) == (Mode.WEB, "佐世保市", RegistrationState.CANCELLED)


def test_the_audience_is_set_up_in_plain_forms(client, app):
    forum = make_forum()
    sign_in_as(client, forum, "editor")
    assert client.get(desk(forum, "audience")).status_code == 200
    kept = form_token(client, desk(forum, "audience/lines/new"))
    line = {**kept, "kind": "municipalities", "label": "長崎県内市町", "prefecture": "42"}
    assert client.post(desk(forum, "audience/lines/new"), data=line).location == desk(forum, "audience")
    ident = db.session.scalar(sa.select(Audience.id))
    quota = {**kept, "label": "財政部門", "seats": "２"}
    assert client.post(desk(forum, f"audience/lines/{ident}/quotas/new"), data=quota).status_code == 303
    page = client.get(desk(forum, "audience")).get_data(as_text=True)
    assert ("財政部門(2名)" in page, "21団体、合わせて42席" in page) == (True, True)
    number = db.session.scalar(sa.select(Quota.id))
    wrong = client.post(desk(forum, f"audience/quotas/{number}"), data={**quota, "seats": "-1"})
    assert wrong.status_code == 422
    assert (
        client.post(desk(forum, f"audience/quotas/{number}"), data={**quota, "seats": "3"}).status_code == 303
    )
    question = {**kept, "label": "昼食", "kind": "choice", "choices": "要る"}
    assert client.post(desk(forum, "audience/questions/new"), data=question).status_code == 422
    question["choices"] = "要る\n要らない"
    assert client.post(desk(forum, "audience/questions/new"), data=question).status_code == 303
    assert client.post(desk(forum, f"audience/lines/{ident}/withdrawal"), data=kept).status_code == 303
    assert (
        "長崎県内市町"
        not in client.get(desk(forum, "audience")).get_data(as_text=True).split("<main")[1].split("</h1>")[1]
    )


def test_invitations_are_looked_at_and_then_sent_once_per_address(client, app):
    forum = make_forum()
    sign_in_as(client, forum, "owner")
    kept = form_token(client, desk(forum, "invitations"))
    pasted = "a@city.example.jp\t長崎市\t試験 花子\nb@city.example.jp\nA@city.example.jp\n住所なし\n"
    data = {**kept, "addresses": pasted, "message": "", "language": "ja"}
    preview = client.post(desk(forum, "invitations/preview"), data=data).get_data(as_text=True)
    assert "新しい宛先 2件、案内済み 0件、重複 1件、読み取れない行 1件" in preview
    assert db.session.scalars(sa.select(Invitation)).all() == []
    for _time in range(2):
        assert client.post(desk(forum, "invitations"), data=data).status_code == 303
    sent = db.session.scalars(sa.select(Letter.address).order_by(Letter.id)).all()
    assert list(sent) == ["a@city.example.jp", "b@city.example.jp"]
    first = db.session.scalars(sa.select(Invitation).order_by(Invitation.id)).first()
    assert (first.organisation.name, first.name) == ("長崎市", "試験 花子")
    token = make_token("invitation", first.id, first.link_generation)
    assert client.get(f"/invitations/{token}/").status_code == 200
    assert client.post(desk(forum, f"invitations/{first.id}/withdrawal"), data=kept).status_code == 303
    assert client.get(f"/invitations/{token}/").status_code == 404


def test_nobody_is_invited_to_a_draft(client, app):
    forum = make_forum(draft=True)
    sign_in_as(client, forum, "owner")
    kept = form_token(client, desk(forum, "invitations"))
    data = {**kept, "addresses": "a@city.example.jp", "language": "ja"}
    assert client.post(desk(forum, "invitations"), data=data).status_code == 422
    assert db.session.scalars(sa.select(Letter)).all() == []
