"""Approval by a second person and publication at a moment: what was approved is what goes out, or nothing does."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forumapp.agenda.services.items import change_item
from forumapp.core import audit, jobs
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.forums.models import Forum, Role
from forumapp.mail import letters as building
from forumapp.mail.models import Letter
from forumapp.materials.models import Material
from forumapp.publishing.models import ReportVersion, VersionState
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.services.preparing import prepare
from tests.accounts.factories import writing
from tests.accounts.pages import token_on
from tests.agenda.factories import let_see
from tests.forums.factories import make_forum, make_membership, sign_in_as
from tests.publishing.factories import AFTER, IMPRESSIONS

PAGE = "/forums/nagasaki-2024/report"
DESK = "/desk/forums/nagasaki-2024/report"
PLAIN = {"outline": "", "outline_en": "", "figures": (), "fewest": 5}


@pytest.fixture
def approving(held):
    """The forum wants a second person."""
    with writing() as session:
        prepare(session.merge(held.forum), by=SYSTEM, version=0, needs_approval=True, **PLAIN)
    return held


@pytest.fixture
def browsers(app, approving):
    """The browsers of two editors and their accounts."""
    made = [app.test_client() for _number in range(2)]
    return [(client, sign_in_as(client, approving.forum, Role.EDITOR)) for client in made]


def post(client, path, **fields):
    return client.post(path, data={"csrf_token": token_on(client, path), **fields})


def hand_in(client, **fields):
    return post(client, f"{DESK}/publication", **{"publish_when": "now", **fields})


def decide(client, decision, **fields):
    path = f"{DESK}/approval"
    seen = waiting().mark
    return post(client, path, decision=decision, seen=seen, **fields)


def call_back(client):
    token = {"csrf_token": token_on(client, f"{DESK}/approval")}
    return client.post(f"{DESK}/approval/calling-back", data=token)


def waiting():
    db.session.expire_all()
    wanted = sa.select(ReportVersion).order_by(ReportVersion.id.desc()).limit(1)
    return db.session.scalars(wanted).one()


def letters(kind):
    return db.session.scalars(sa.select(Letter).where(Letter.kind == f"publishing.report_{kind}")).all()


def test_what_was_approved_is_what_goes_out_and_by_another_person(approving, browsers, client):
    (maker, account), (other, second) = browsers
    assert hand_in(maker, asks="ご確認ください").status_code == 303
    version = waiting()
    assert (version.state, client.get(PAGE).status_code) == (VersionState.SUBMITTED, 404)
    (letter,) = letters("asked")
    assert letter.address == second.email
    content = building.build(letter)
    assert ("ご確認ください" in content.text, f"{DESK}/approval" in content.text) == (True, True)
    looked_at = maker.get(f"{DESK}/approval").get_data(as_text=True)
    assert ("依頼した本人は承認できません" in looked_at, "ReportVersion" in looked_at) == (True, False)
    refused = decide(maker, "approve")
    assert (refused.status_code, waiting().state) == (422, VersionState.SUBMITTED)
    with writing() as session:
        change_item(session.merge(approving.programme.case), by=SYSTEM, title="あとで変えた題名")
    let_see(approving.forum)
    shown = other.get(f"{DESK}/approval/content").get_data(as_text=True)
    assert ("あとで変えた題名" in shown, "広島県取組事例についてのご紹介" in shown) == (False, True)
    assert decide(other, "approve").status_code == 303
    page = client.get(PAGE).get_data(as_text=True)
    assert ("あとで変えた題名" in page, "広島県取組事例についてのご紹介" in page) == (False, True)
    actions = [one.action for one in audit.of_forum(approving.forum.id)]
    assert [one for one in actions if one.startswith("report.")][:3] == [
        "report.published",
        "report.approved",
        "report.submitted",
    ]
    (told,) = letters("decided")
    assert (told.address, "承認されました" in building.build(told).text) == (account.email, True)
    assert building.build(letter) is None


def test_a_version_is_sent_back_with_a_word_and_another_can_be_handed_in(approving, browsers, client):
    (maker, account), (other, _second) = browsers
    hand_in(maker)
    assert decide(other, "return").status_code == 422
    assert decide(other, "return", answer="図を直してください。").status_code == 303
    assert (waiting().state, client.get(PAGE).status_code) == (VersionState.RETURNED, 404)
    assert "図を直してください。" in maker.get(DESK).get_data(as_text=True)
    (told,) = letters("decided")
    assert (told.address, "図を直してください。" in building.build(told).text) == (account.email, True)
    assert hand_in(maker).status_code == 303
    assert waiting().state is VersionState.SUBMITTED


def test_only_what_was_looked_at_can_be_decided(approving, browsers, client):
    (maker, _account), (other, _second) = browsers
    hand_in(maker)
    assert post(other, f"{DESK}/approval", decision="approve", seen="0" * 64).status_code == 422
    seen = waiting().mark
    assert post(maker, f"{DESK}/approval", decision="approve", seen=seen).status_code == 422
    assert call_back(maker).status_code == 303
    assert waiting().state is VersionState.CALLED_BACK
    assert post(other, f"{DESK}/approval", decision="approve", seen=seen).status_code == 422
    assert client.get(PAGE).status_code == 404
    assert building.build(letters("asked")[0]) is None


def test_the_same_content_with_another_note_is_looked_at_anew(approving, browsers, client):
    (maker, _account), (other, _second) = browsers
    hand_in(maker)
    seen = waiting().mark
    call_back(maker)
    hand_in(maker, note="直しました。", note_en="Corrected.", hides_earlier="y")
    assert waiting().digest in seen
    assert post(other, f"{DESK}/approval", decision="approve", seen=seen).status_code == 422
    assert client.get(PAGE).status_code == 404
    page = other.get(f"{DESK}/approval").get_data(as_text=True)
    told = ("直しました。", "Corrected.", "公開されると、以前の版は読めなくなります。")
    assert [one for one in told if one not in page] == []


def test_while_one_waits_no_other_is_handed_in_and_the_overview_says_so(approving, browsers):
    (maker, _account), (other, _second) = browsers
    hand_in(maker)
    assert hand_in(other).status_code == 422
    others, makers = (
        "開催報告の公開が、あなたの承認を待っています。",
        "開催報告の公開が、ほかの担当者の承認を待っています。",
    )
    pages = [one.get("/desk/forums/nagasaki-2024/").get_data(as_text=True) for one in (other, maker)]
    assert [[text in page for text in (others, makers)] for page in pages] == [[True, False], [False, True]]
    assert all(f'<a href="{DESK}/approval">' in page for page in pages)


def test_a_scheduled_version_goes_out_at_its_moment(held, client, clock):
    sign_in_as(client, held.forum)
    fields = {"publish_when": "at", "publish_time": "9:00"}
    path = f"{DESK}/publication"
    assert post(client, path, **fields).status_code == 422
    assert post(client, path, publish_day="2024-08-20", **fields).status_code == 422
    assert post(client, path, publish_day="2024-09-10", **fields).status_code == 303
    jobs.run_due()
    assert (waiting().state, client.get(PAGE).status_code) == (VersionState.SCHEDULED, 404)
    clock.advance(days=9, hours=1)
    jobs.run_due()
    db.session.expire_all()
    assert (waiting().state, client.get(PAGE).status_code) == (VersionState.PUBLISHED, 200)


def test_a_scheduled_version_that_was_called_back_stays_in(held, client, clock):
    sign_in_as(client, held.forum)
    fields = {"publish_when": "at", "publish_day": "2024-09-10"}
    post(client, f"{DESK}/publication", **fields)
    token = {"csrf_token": token_on(client, f"{DESK}/approval")}
    assert client.post(f"{DESK}/approval/calling-back", data=token).status_code == 303
    clock.advance(days=20)
    jobs.run_due()
    assert (waiting().state, client.get(PAGE).status_code) == (VersionState.CALLED_BACK, 404)


@pytest.mark.parametrize("what", ["consent", "cancelled"])
def test_what_no_longer_may_be_shown_stops_it_with_a_letter(held, client, clock, what):
    account = sign_in_as(client, held.forum)
    post(client, f"{DESK}/publication", publish_when="at", publish_day="2024-09-10")
    with writing() as session:
        if what == "consent":
            slides = session.query(Material).filter_by(item_id=held.programme.case.id).one()
            slides.may_publish = False
        else:
            session.get(Forum, held.forum.id).cancelled_at = clock.instant
    clock.advance(days=10)
    jobs.run_due()
    assert (waiting().state, client.get(PAGE).status_code) == (VersionState.STOPPED, 404)
    (letter,) = letters("stopped")
    text = building.build(letter).text
    expected = "広島県取組事例についてのご紹介" if what == "consent" else "中止"
    assert (letter.address, expected in text) == (account.email, True)


def test_a_comment_taken_back_meanwhile_is_counted_but_not_written_into_letter_and_audit(held, client, clock):
    sign_in_as(client, held.forum)
    post(client, f"{DESK}/publication", publish_when="at", publish_day="2024-09-10")
    with writing() as session:
        comment = session.query(Impression).filter_by(text=IMPRESSIONS[0]).one()
        comment.may_publish, comment.state = False, ImpressionState.WITHHELD
    clock.advance(days=10)
    jobs.run_due()
    assert waiting().answer == "公開できなくなった資料や感想が含まれています：感想1件"
    (letter,) = letters("stopped")
    assert "感想1件" in building.build(letter).text
    (entry,) = db.session.query(audit.AuditEntry).filter_by(action="report.stopped")
    assert entry.changes == {"reason": [None, waiting().answer]}


def test_what_nobody_approved_stops_where_approval_became_necessary_meanwhile(held, client, clock):
    account = sign_in_as(client, held.forum)
    post(client, f"{DESK}/publication", publish_when="at", publish_day="2024-09-10")
    with writing() as session:
        prepare(session.merge(held.forum), by=SYSTEM, version=0, needs_approval=True, **PLAIN)
    clock.advance(days=10)
    jobs.run_due()
    assert (waiting().state, client.get(PAGE).status_code) == (VersionState.STOPPED, 404)
    (letter,) = letters("stopped")
    text = building.build(letter).text
    assert (letter.address, "この版は承認されていません。" in text) == (account.email, True)


def test_approved_for_a_moment_it_waits_for_it(approving, browsers, client, clock):
    (maker, _account), (other, _second) = browsers
    post(maker, f"{DESK}/publication", publish_when="at", publish_day="2024-09-10")
    assert decide(other, "approve").status_code == 303
    assert (waiting().state, client.get(PAGE).status_code) == (VersionState.SCHEDULED, 404)
    clock.advance(days=10)
    jobs.run_due()
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 200), (Role.VIEWER, 403)])
def test_editors_alone_decide(approving, client, role, status):
    sign_in_as(client, approving.forum, role)
    assert client.get(f"{DESK}/approval").status_code == status


def test_editors_of_another_forum_find_nothing_to_decide(approving, browsers, client):
    hand_in(browsers[0][0])
    sign_in_as(client, make_forum(slug="other"))
    assert client.get(f"{DESK}/approval").status_code == 404


def test_what_waits_for_its_moment_is_called_back_with_the_report(held, client):
    sign_in_as(client, held.forum, Role.OWNER)
    assert hand_in(client).status_code == 303
    with writing() as session:
        session.merge(held.forum).title = "直した題名"
    day = (AFTER + timedelta(days=3)).date().isoformat()
    assert (
        hand_in(client, publish_when="at", publish_day=day, publish_time="09:00", note="題名").status_code
        == 303
    )
    assert waiting().state is VersionState.SCHEDULED
    assert post(client, f"{DESK}/withdrawal", why="誤りがあった").status_code == 303
    assert waiting().state is VersionState.CALLED_BACK
    assert client.get(PAGE).status_code == 404


def test_nothing_is_scheduled_for_more_than_a_year_ahead(held, client):
    sign_in_as(client, held.forum, Role.OWNER)
    answer = hand_in(client, publish_when="at", publish_day="2117-08-01", publish_time="09:00")
    assert (answer.status_code, "1年以内の日時にしてください" in answer.get_data(as_text=True)) == (422, True)


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 422), (Role.OWNER, 303)])
def test_only_an_owner_does_without_the_second_person_again(approving, client, role, status):
    sign_in_as(client, approving.forum, role)
    path = f"{DESK}/preparation"
    fields = {"outline": "", "outline_en": "", "fewest": "5"}
    assert post(client, path, **fields).status_code == status
    assert preparation_of(approving.forum.id).needs_approval == (status == 422)


def test_nobody_is_asked_where_there_is_nobody_else_and_the_page_says_what_to_do(approving, client):
    """The version would wait for ever, and whoever handed it in would believe that somebody was told."""
    sign_in_as(client, approving.forum, Role.OWNER)
    make_membership(approving.forum, role=Role.VIEWER)
    answer = hand_in(client, asks="ご確認ください")
    assert (answer.status_code, "承認できる人がほかにいません" in answer.text) == (422, True)
    assert "ご確認ください" in answer.text
    assert db.session.query(ReportVersion).all() == []
    make_membership(approving.forum)
    assert hand_in(client).status_code == 303
