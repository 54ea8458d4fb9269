"""The quota board: organisations × departments with seats and people, what is missing, more seats, reminders."""

import re
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.directory.models import Organisation
from forumapp.directory.queries import departments
from forumapp.directory.services import organisation_by_code
from forumapp.forums.models import Mode
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries import board as queries
from forumapp.inquiries.queries.board import Wanted
from forumapp.inquiries.queries.board_rows import CellState
from forumapp.mail.models import Letter
from forumapp.registration.models import Allotment, AudienceKind, Registration, RegistrationState
from forumapp.registration.services import registering
from forumapp.registration.services.seating import seats_of
from tests.accounts.factories import writing
from tests.counting import statements
from tests.forums.factories import make_forum, sign_in_as
from tests.inquiries.factories import make_inquiry
from tests.registration.factories import make_attendee, make_line, make_lists, make_quota, make_rules
from tests.registration.test_desk_views import desk, form_token

NAGASAKI, SASEBO, NAGAYO = "422011", "422029", "423076"


@pytest.fixture
def forum(app):
    """Make the quotas of the seed: 2+1+1 for each of 21 municipalities, 5+1+1 for the prefecture; 91 seats."""
    make_lists()
    made = make_forum(seats_on_site=200, seats_web=100)
    kinds = {row.slug: row.id for row in departments()}
    line = make_line(made)
    prefecture = make_line(made, AudienceKind.ORGANISATION, "長崎県", organisation="420000")
    made.test_quotas = {}
    for name, here, there in (("information-policy", 2, 5), ("finance", 1, 1), ("personnel", 1, 1)):
        made.test_quotas[name] = make_quota(line, name, here, department_id=kinds[name])
        make_quota(prefecture, f"県の{name}", there, department_id=kinds[name])
    make_rules(made, entry="both", has_waiting=True)
    return made


def enter(forum, quota, organisation="長崎市", **values):
    with writing(), seats_of(forum) as claims:
        attendee = make_attendee(organisation=organisation, **values)
        quota = forum.test_quotas[quota]
        return registering.enter(
            claims, by=SYSTEM, attendee=attendee, mode=Mode.ON_SITE, quota=quota, waits=True
        )


def ask(forum, *codes):
    """Ask organisations by mail."""
    for code in codes:
        make_inquiry(forum, code, f"clerk{code}@example.jp")


def shown(forum, **wanted):
    db.session.rollback()
    board = queries.board(forum, Wanted(**wanted))
    board.seats.fill(board.rows)
    return board


def row(forum, ref):
    return next(one for one in shown(forum).rows if one.ref == ref)


def cells(one):
    return [(cell.held, cell.seats, cell.state.value) for cell in one.cells.values()]


def test_the_quotas_of_the_seed_are_91_seats_of_22_organisations(forum):
    board = shown(forum)
    assert (len(board.rows), board.total.seats, board.total.held) == (22, 91, 0)
    assert [column.department.slug for column in board.columns] == [
        "information-policy",
        "finance",
        "personnel",
    ]
    assert [board.totals[column.key].seats for column in board.columns] == [47, 22, 22]
    assert [one.name for one in board.rows[:3]] == ["長崎県", "長崎市", "佐世保市"]
    assert db.session.scalar(sa.select(sa.func.count()).where(Organisation.code == SASEBO)) == 0


def test_a_person_in_two_quotas_is_one_person_in_two_seats(forum):
    same = {"family_name": "兼務", "given_name": "花子", "email": "both@city.example.jp"}
    enter(forum, "finance", **same)
    enter(forum, "personnel", **same)
    enter(forum, "information-policy")
    nagasaki = row(forum, NAGASAKI)
    assert (nagasaki.total.held, len(nagasaki.total.people)) == (3, 2)
    board = shown(forum)
    assert (board.total.held, len(board.total.people)) == (3, 2)
    assert [len(board.totals[column.key].people) for column in board.columns] == [1, 1, 1]


def test_cells_say_full_over_and_who_waits(forum):
    for _person in range(3):
        enter(forum, "information-policy")
    assert cells(row(forum, NAGASAKI))[0] == (2, 2, "waiting")
    with writing():
        waiting = db.session.scalars(
            sa.select(Registration).where(Registration.state == RegistrationState.WAITING)
        ).one()
        waiting.state = RegistrationState.CANCELLED
    assert cells(row(forum, NAGASAKI)) == [(2, 2, "full"), (0, 1, "free"), (0, 1, "free")]
    with writing():
        owner = organisation_by_code(NAGASAKI).id
        quota = forum.test_quotas["information-policy"]
        db.session.add(Allotment(forum_id=forum.id, quota_id=quota.id, organisation_id=owner, seats=1))
    assert cells(row(forum, NAGASAKI))[0] == (2, 1, "over")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"text": "長与"}, ["長与町"]),
        ({"text": "4220"}, ["長崎市", "佐世保市", "島原市", "諫早市", "大村市", "平戸市", "松浦市"]),
        ({"cell": CellState.FULL}, ["長崎市"]),
        ({"stand": "waiting"}, ["佐世保市"]),
        ({"stand": "answered"}, []),
        ({"prefecture": "13"}, []),
        ({"text": "長崎", "stand": "unasked"}, ["長崎県", "長崎市"]),
    ],
)
def test_the_board_is_filtered(forum, wanted, found):
    enter(forum, "finance")
    ask(forum, SASEBO)
    assert [one.name for one in shown(forum, **wanted).rows][:7] == found


def test_lines_are_a_filter_and_shared_seats_a_row_of_their_own(forum):
    anybody = make_line(forum, AudienceKind.ANYBODY, "関係者")
    forum.test_quotas["guests"] = make_quota(anybody, "関係者枠", 10)
    enter(forum, "guests", organisation="株式会社みなと")
    board = shown(forum, line=anybody.id)
    assert [(one.name, one.total.held, one.total.seats) for one in board.rows] == [("関係者", 1, 10)]
    assert shown(forum).rows[-1].is_shared


def test_the_board_costs_the_same_for_one_organisation_and_for_all(forum, client):
    small = make_forum()
    make_quota(make_line(small, AudienceKind.ORGANISATION, "長与町", organisation=NAGAYO))
    make_rules(small, entry="both")
    sign_in_as(client, small)
    few = statements(lambda: client.get(desk(small, "board")))
    enter(forum, "finance")
    ask(forum, SASEBO, NAGAYO)
    sign_in_as(client, forum)
    assert statements(lambda: client.get(desk(forum, "board"))) == few
    assert 10 < few <= 18


def test_the_page_links_to_everything_that_can_be_done(forum, client):
    enter(forum, "finance")
    ask(forum, SASEBO)
    sign_in_as(client, forum)
    page = client.get(desk(forum, "board")).text
    asked = db.session.scalars(sa.select(Inquiry)).one()
    assert "22団体" in page
    assert "1/91" in page
    assert desk(forum, f"inquiries/{asked.id}") in page
    assert desk(forum, f"board/seats/{forum.test_quotas['finance'].id}/{NAGASAKI}") in page
    assert desk(forum, f"board/organisations/{NAGAYO}/reply") in page
    assert desk(forum, "seat-rules/release") in page
    assert page.count("未照会") >= 20
    sign_in_as(client, forum, "viewer")
    watched = client.get(desk(forum, "board")).text
    assert "1/91" in watched
    assert "board/seats" not in watched
    assert 'name="picked"' not in watched


def test_seats_are_added_to_one_cell_and_who_waits_moves_up(forum, client):
    enter(forum, "finance")
    waiting = enter(forum, "finance")
    sign_in_as(client, forum)
    path = desk(forum, f"board/seats/{forum.test_quotas['finance'].id}/{NAGASAKI}?stand=unasked")
    page = client.get(path).text
    assert "長崎市" in page
    assert 'value="1"' in page
    token = form_token(client, path)
    answer = client.post(path, data={**token, "seats": "2"})
    assert answer.location.endswith("board?stand=unasked")
    db.session.expire_all()
    assert db.session.get(Registration, waiting.id).state is RegistrationState.CONFIRMED
    assert row(forum, NAGASAKI).total.seats == 5

    many = client.post(path, data={**token, "seats": "999"})
    assert many.status_code == 422
    assert "定員を超えるため、席を増やせません。" in many.text
    assert 'value="999"' in many.text
    assert row(forum, NAGASAKI).total.seats == 5
    for bad in ("", "-1", "たくさん"):
        assert client.post(path, data={**token, "seats": bad}).status_code == 422


@pytest.mark.parametrize("ref", ["131016", "999999", "o1", "line-1", "x"])
def test_seats_of_an_organisation_that_is_not_meant_are_not_found(forum, client, ref):
    sign_in_as(client, forum)
    assert client.get(desk(forum, f"board/seats/{forum.test_quotas['finance'].id}/{ref}")).status_code == 404
    other = make_forum()
    quota = make_quota(make_line(other))
    assert client.get(desk(forum, f"board/seats/{quota.id}/{NAGASAKI}")).status_code == 404


def test_who_answers_for_an_organisation_is_led_to_its_reply(forum, client):
    sign_in_as(client, forum, "reception")
    token = form_token(client, desk(forum, "board"))
    answer = client.post(desk(forum, f"board/organisations/{NAGAYO}/reply"), data=token)
    made = db.session.scalars(sa.select(Organisation).where(Organisation.code == NAGAYO)).one()
    assert answer.location.endswith(f"/inquiries/organisations/{made.id}")
    assert client.get(answer.location).status_code == 200
    assert client.post(desk(forum, "board/organisations/131016/reply"), data=token).status_code == 404


def reminders(client, forum, query="", **form):
    token = form_token(client, desk(forum, "board"))
    return client.post(desk(forum, f"board/reminders/preview{query}"), data={**token, **form})


def test_exactly_those_who_can_answer_are_reminded(forum, client):
    ask(forum, SASEBO, NAGAYO)
    sign_in_as(client, forum)
    page = reminders(client, forum, scope="all")
    assert page.status_code == 200
    assert "2団体に督促のメールを送ります。" in page.text
    assert "送らない団体（20団体）" in page.text
    assert "長崎市：照会を送っていません。" in page.text
    before = db.session.scalar(sa.select(sa.func.count(Letter.id)))
    inner = re.search(r'<form class="buttons".*?</form>', page.text, re.DOTALL)[0]
    fields = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', inner))

    ask(forum, NAGASAKI)
    late = client.post(desk(forum, "board/reminders"), data=fields)
    assert late.status_code == 422
    assert "3団体に送る" in late.text
    sent = db.session.scalar(sa.select(sa.func.count(Letter.id)))
    assert sent == before + 1

    inner = re.search(r'<form class="buttons".*?</form>', late.text, re.DOTALL)[0]
    fields = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', inner))
    assert client.post(desk(forum, "board/reminders"), data=fields).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == sent + 3


def test_nobody_is_reminded_where_nobody_can_be(forum, client):
    sign_in_as(client, forum)
    for form in ({}, {"scope": "ticked", "picked": [NAGASAKI]}, {"scope": "all"}, {"scope": "nonsense"}):
        answer = reminders(client, forum, **form)
        assert answer.status_code == 422
        assert "督促できる団体が選ばれていません。" in answer.text


def test_the_board_leaves_as_a_workbook_with_its_totals(forum, client):
    enter(forum, "finance")
    sign_in_as(client, forum)
    token = form_token(client, desk(forum, "board"))
    answer = client.post(desk(forum, "board/export?text=長崎"), data=token)
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert rows[0][:4] == ["団体コード", "都道府県", "団体名", "回答の状態"]
    assert [line[:3] for line in rows[1:3]] == [
        ["420000", "長崎県", "長崎県"],
        [NAGASAKI, "長崎県", "長崎市"],
    ]
    assert rows[2][-3:] == [1, 4, 1]
    assert rows[3][2] == "合計"
    assert rows[3][-3:] == [1, 11, 1]
    assert sheet["A2"].data_type == "s"
    assert sheet.freeze_panes == "D2"
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "board.exported")).one()
    assert entry.changes == {"rows": [None, 2]}
