"""The answer in one tap on the personal page, and how the organisers see it."""

import re
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries import listing as found
from forumapp.registration.queries.listing import Filter
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.queries.rsvps import Reply, standings
from forumapp.registration.rsvp import Participation, Rsvp, RsvpChannel, RsvpKind
from forumapp.registration.services import answering, changing
from tests.counting import statements
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import make_registration

ACCEPTED, DECLINED, TENTATIVE = Participation.ACCEPTED, Participation.DECLINED, Participation.TENTATIVE


def own(registration, path=""):
    return f"/registrations/{token_of(registration)}/{path}"


def page(client, path):
    return client.get(path).get_data(as_text=True)


def section(client, registration):
    """The words of the section with the answer, without marks; "" if there is none."""
    html = page(client, own(registration))
    held = re.search(r'<section class="section" id="answer".*?</section>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", held[0]).split()) if held else ""


def press(client, registration, participation, **changes):
    kept = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page(client, own(registration)))[1]
    data = {"csrf_token": kept, "participation": participation, **changes}
    return client.post(own(registration, "answer"), data=data)


def said(registration, participation, **values):
    """Keep an answer as the service does."""
    return answering.answer(
        registration, by=SYSTEM, channel=RsvpChannel.MAIL, participation=participation, **values
    )


BUTTONS = "出席する 欠席する 未定"


def test_one_tap_answers_and_the_page_shows_it(client, app):
    one = make_registration(make_forum())
    asked = "出欠の返事 まだ返事をいただいていません。ボタンを1回押すと、返事が届きます。"
    assert section(client, one) == f"{asked} {BUTTONS}"
    answer = press(client, one, "accepted")
    assert (answer.status_code, answer.location) == (303, own(one) + "#answer")
    assert section(client, one) == f"出欠の返事 今の返事： 出席 {BUTTONS}"
    kept = db.session.scalars(sa.select(Rsvp)).one()
    assert (kept.participation, kept.channel, kept.kind, kept.sequence) == (
        ACCEPTED,
        RsvpChannel.WEB,
        RsvpKind.REPLY,
        0,
    )


def test_an_answer_that_was_given_twice_is_kept_twice_and_the_last_counts(client, app, clock):
    one = make_registration(make_forum())
    for participation in ("tentative", "accepted"):
        press(client, one, participation)
        clock.advance(minutes=1)
    assert section(client, one) == f"出欠の返事 今の返事： 出席 {BUTTONS}"
    changes = db.session.scalars(
        sa.select(AuditEntry.changes)
        .where(AuditEntry.action == "registration.answered")
        .order_by(AuditEntry.id)
    ).all()
    assert list(changes) == [{"answer": [None, "tentative"]}, {"answer": ["tentative", "accepted"]}]


def test_who_declines_stays_registered_and_is_offered_to_cancel(client, app):
    one = make_registration(make_forum())
    letters = db.session.scalar(sa.select(sa.func.count()).select_from(Letter))
    press(client, one, "declined")
    offer = "欠席の返事だけでは、参加登録は取り消されません。席をほかの方にお譲りいただける場合は、キャンセルをお願いします。"
    assert section(client, one) == f"出欠の返事 今の返事： 欠席 {BUTTONS} {offer} キャンセルする"
    assert f'<a href="{own(one, "cancellation")}">キャンセルする</a>' in page(client, own(one))
    db.session.expire_all()
    assert db.session.get_one(Registration, one.id).state is RegistrationState.CONFIRMED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Letter)) == letters


def test_after_a_change_the_answer_is_for_the_earlier_time(client, app, transaction):
    one = make_registration(make_forum())
    press(client, one, "accepted")
    with transaction():
        changing.change_mode(one, by=SYSTEM, mode=Mode.WEB)
    stale = "警告： 前の日時への回答です。今の日時での出欠を、もう一度お知らせください。"
    assert section(client, one) == f"出欠の返事 今の返事： 出席 {stale} {BUTTONS}"
    press(client, one, "accepted")
    assert section(client, one) == f"出欠の返事 今の返事： 出席 {BUTTONS}"


def test_nothing_is_asked_of_who_cancelled_nor_after_the_forum(client, app, transaction, clock):
    gone, late = make_registration(make_forum()), make_registration(make_forum())
    with transaction():
        changing.cancel(gone, by=SYSTEM)
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page(client, own(late)))[1]
    clock.advance(days=40)
    refusal = "出欠の返事の受付は終了しました。欠席される場合などは、事務局へご連絡ください。"
    for one in (gone, late):
        assert section(client, one) == ""
        refused = client.post(own(one, "answer"), data={"csrf_token": token, "participation": "accepted"})
        assert refused.status_code == 422
        assert refusal in refused.get_data(as_text=True)
    assert db.session.scalars(sa.select(Rsvp)).all() == []


@pytest.mark.parametrize("wrong", ["", "delegated", "ACCEPTED", "\x00"])
def test_another_word_is_no_answer(client, app, wrong):
    one = make_registration(make_forum())
    refused = press(client, one, wrong)
    assert (refused.status_code, db.session.scalars(sa.select(Rsvp)).all()) == (422, [])
    assert "欠席する" in refused.get_data(as_text=True)


def test_a_link_scanner_that_opens_the_address_answers_nothing(client, app):
    one = make_registration(make_forum())
    assert client.get(own(one, "answer")).status_code == 405
    assert db.session.scalars(sa.select(Rsvp)).all() == []


@pytest.fixture
def five(app, transaction, clock):
    """出席 (after 欠席), 欠席, 未定, nobody's answer with a note, and 出席 for an earlier place, in this order."""
    forum = make_forum()
    people = [make_registration(forum, family_name=name) for name in "東西南北中"]
    with transaction():
        said(people[0], DECLINED)
        said(people[1], DECLINED)
        said(people[2], TENTATIVE)
        said(people[3], None, kind=RsvpKind.COUNTER, comment="希望する日時：<8月2日>")
        said(people[4], ACCEPTED)
    clock.advance(minutes=1)
    with transaction():
        said(people[0], ACCEPTED)
        changing.change_mode(people[4], by=SYSTEM, mode=Mode.WEB)
    return forum, people


STANDING = {"東": "出席", "西": "欠席", "南": "未定", "北": "未回答", "中": "前の日時への回答"}


@pytest.mark.parametrize(("reply", "name"), list(zip(Reply, "東西南北中", strict=True)))
def test_the_list_is_narrowed_by_the_answer(five, reply, name):
    forum, _people = five
    make_registration(make_forum(), family_name="他")
    assert [one.family_name for one in found.page(forum, Filter(answer=reply), 1).rows] == [name]


def test_the_list_shows_each_answer_and_keeps_the_filter(client, five):
    forum, _people = five
    sign_in_as(client, forum, "viewer")
    html = page(client, f"/desk/forums/{forum.slug}/registrations")
    rows = html.split('<tr role="row" id="registration-')[1:]
    shown = {
        re.search(r">(.)\s*花子", row)[1]: re.findall(r'class="tag[^"]*">(?:<svg.*?</svg>)?([^<]+)<', row)[-1]
        for row in rows
    }
    assert shown == STANDING
    html = page(client, f"/desk/forums/{forum.slug}/registrations?answer=stale")
    assert len(html.split('<tr role="row" id="registration-')) == 2
    assert '<option value="stale" selected>前の日時への回答</option>' in html


def test_the_workbook_has_a_column_with_the_answer(client, five):
    forum, _people = five
    sign_in_as(client, forum, "owner")
    path = f"/desk/forums/{forum.slug}/registrations"
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page(client, path))[1]
    book = openpyxl.load_workbook(BytesIO(client.post(f"{path}/export", data={"csrf_token": token}).data))
    heading, *rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    name, answer = heading.index("姓"), heading.index("出欠の返事")
    assert {row[name]: row[answer] for row in rows} == STANDING


def test_one_registration_shows_everything_that_came(client, five):
    forum, people = five
    sign_in_as(client, forum, "viewer")

    def history(one):
        html = page(client, f"/desk/forums/{forum.slug}/registrations/{one.id}")
        rows = html.split('<tr role="row" id="answer-')[1:]
        return [
            " ".join(re.sub(r"<[^>]+>", " ", row.partition(">")[2].split("</tr>")[0]).split()) for row in rows
        ]

    assert [history(one) for one in people] == [
        ["2024-07-01 09:01 出席 メール（カレンダー）", "2024-07-01 09:00 欠席 メール（カレンダー）"],
        ["2024-07-01 09:00 欠席 メール（カレンダー）"],
        ["2024-07-01 09:00 未定 メール（カレンダー）"],
        ["2024-07-01 09:00 別の日時の希望 メール（カレンダー） 希望する日時：&lt;8月2日&gt;"],
        ["2024-07-01 09:00 出席 前の日時への回答 メール（カレンダー）"],
    ]


def test_thirty_answers_take_the_same_statements_as_one(client, app, transaction):
    costs = []
    for number in (1, 30):
        forum = make_forum()
        people = [make_registration(forum) for _person in range(number)]
        with transaction():
            for one in people:
                said(one, ACCEPTED)
        sign_in_as(client, forum, "viewer")
        page(client, f"/desk/forums/{forum.slug}/registrations")
        costs.append(
            statements(
                lambda forum=forum: client.get(f"/desk/forums/{forum.slug}/registrations?answer=accepted")
            )
        )
    assert costs[0] == costs[1]


def test_the_answers_of_a_whole_forum_are_found_at_once(app, transaction):
    forum = make_forum()
    people = [make_registration(forum) for _person in range(101)]
    with transaction():
        said(people[0], ACCEPTED)
    assert {ident: one.reply for ident, one in standings(people).items()} == {people[0].id: Reply.ACCEPTED}
