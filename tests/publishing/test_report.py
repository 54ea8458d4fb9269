"""The report: 404 until it is published; its sections; publishing from the desk, with its checks."""

import re

import pytest

from forumapp.agenda.services.items import withdraw_item
from forumapp.core import audit
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.forums.models import Forum, Role
from forumapp.forums.states import state_of
from forumapp.materials import services as materials
from forumapp.materials.models import Material, Recording
from tests.accounts.factories import writing
from tests.accounts.pages import token_on
from tests.agenda.factories import let_see
from tests.forums.factories import make_forum, sign_in_as
from tests.materials.factories import DEMO
from tests.materials.looking import looked_at
from tests.publishing.factories import (
    AFTER,
    IMPRESSIONS,
    THEMES,
    add_impression,
    report,
    seed_world,
)
from tests.publishing.page_tree import tree

PAGE = "/forums/nagasaki-2024/report"
DESK = "/desk/forums/nagasaki-2024/report"


def headings(answer):
    html = answer.get_data(as_text=True)
    return re.findall(r"<h2 id=\"(?!contents|saving)[^\"]+\">(.*?)</h2>", html)


# --- what it shows ----------------------------------------------------------------------------------------


def test_a_report_is_404_until_it_is_published(held, client):
    assert client.get(PAGE).status_code == 404
    report(held)
    assert client.get(PAGE).status_code == 200


def test_the_five_sections_appear_in_order_and_in_the_contents(held, client):
    report(held)
    answer = client.get(PAGE)
    expected = [
        "次第",
        "各講演者説明資料",
        "グループワークでの意見の概要",
        "イベント開催に対する自治体の皆様のご感想",
        "イベント当日の模様（録画）",
    ]
    assert headings(answer) == expected
    contents = answer.get_data(as_text=True).split('class="contents', 1)[1].split("</nav>")[0]
    found = re.findall(r"<a href=\"#(\w+)\"><span class=\"num\">(\d) </span>(.*?)</a>", contents)
    anchors = ["programme", "materials", "summary", "impressions", "recordings"]
    assert found == [(anchor, str(n + 1), expected[n]) for n, anchor in enumerate(anchors)]


def test_sections_without_content_are_left_out_and_the_rest_counts_on(held, client):
    report(held)
    with writing() as session:
        for one in session.query(Material).all():
            materials.withdraw(one, by=SYSTEM)
        for one in session.query(Impression).all():
            one.state = ImpressionState.WITHHELD
    answer = client.get(PAGE)
    assert headings(answer) == ["次第", "グループワークでの意見の概要", "イベント当日の模様（録画）"]
    assert re.findall(r"<span class=\"num\">(\d) </span>", answer.get_data(as_text=True)) == ["1", "2", "3"]


def test_the_summary_and_the_impressions_stand_as_they_were_curated(held, client):
    report(held)
    html = client.get(PAGE).get_data(as_text=True)
    bullets = [
        re.sub(r"<[^>]+>", "", item)
        for block in re.findall(r"<ul class=\"bullets\">(.*?)</ul>", html, re.DOTALL)
        for item in re.findall(r"<li>(.*?)</li>", block, re.DOTALL)
    ]
    expected = [
        f"{text} （{remark}）" if remark else text for rows in THEMES.values() for text, remark in rows
    ]
    assert bullets == expected
    assert re.findall(r"<blockquote>(.*?)</blockquote>", html) == IMPRESSIONS


@pytest.mark.parametrize("state", [ImpressionState.INBOX, ImpressionState.WITHHELD])
def test_comments_that_were_not_adopted_stay_out(held, client, state):
    report(held)
    add_impression(held.forum, "採用していない声", state=state)
    assert "採用していない声" not in client.get(PAGE).get_data(as_text=True)


def test_every_recording_has_its_player_and_its_captions(held, client):
    report(held)
    html = client.get(PAGE).get_data(as_text=True)
    videos = re.findall(r"<source src=\"([^\"]+)\" type=\"video/mp4\">", html)
    tracks = re.findall(r"<track kind=\"captions\"[^>]* src=\"([^\"]+)\"", html)
    assert (len(videos), len(tracks)) == (4, 4)
    opening = client.get(videos[0], buffered=True)
    assert opening.data == (DEMO / "nagasaki-opening.mp4").read_bytes()
    assert client.get(tracks[0], buffered=True).data == (DEMO / "nagasaki-opening.vtt").read_bytes()


def test_slides_of_a_withdrawn_item_leave_the_report(held, client):
    report(held)
    with writing() as session:
        withdraw_item(session.merge(held.programme.case), by=SYSTEM)
    assert "広島県取組事例" in client.get(PAGE).get_data(as_text=True)
    let_see(held.forum)
    page = tree(client.get(PAGE).get_data(as_text=True))
    titles = [link.text for part in ("#materials", "#recordings") for link in page.one(part).all("a")]
    assert [title for title in titles if "広島県" in title] == []
    assert "広島県取組事例についてのご紹介" in page.one("#programme").texts("h4")


# --- publishing -------------------------------------------------------------------------------------------


def publish(client, **fields):
    path = f"{DESK}/publication"
    return client.post(path, data={"csrf_token": token_on(client, path), "publish_when": "now", **fields})


def actions(forum):
    return [entry.action for entry in audit.of_forum(forum.id) if entry.action.startswith("report.")]


def test_publishing_and_taking_back(held, client):
    sign_in_as(client, held.forum)
    assert publish(client).location == DESK
    assert client.get(PAGE).status_code == 200
    assert "非公開に戻す" in client.get(DESK).get_data(as_text=True)
    path = f"{DESK}/withdrawal"
    why = {"csrf_token": token_on(client, path), "why": "内容を確認するため"}
    assert client.post(path, data=why).location == DESK
    assert client.get(PAGE).status_code == 404
    assert actions(held.forum) == ["report.unpublished", "report.published"]
    db.session.expire_all()
    assert state_of(db.session.get(Forum, held.forum.id)).value == "held"


def test_publishing_twice_or_taking_back_what_is_not_there_is_refused(held, client):
    sign_in_as(client, held.forum)
    path = f"{DESK}/withdrawal"
    why = {"csrf_token": token_on(client, path), "why": "内容を確認するため"}
    assert client.post(path, data=why).status_code == 422
    publish(client)
    assert publish(client).status_code == 422
    assert actions(held.forum) == ["report.published"]


def test_a_forum_that_is_still_to_come_cannot_be_reported(app, client):
    world = seed_world()
    sign_in_as(client, world.forum)
    answer = publish(client)
    assert answer.status_code == 422
    assert "フォーラムが終わってから公開できます" in answer.get_data(as_text=True)
    assert client.get(PAGE).status_code == 404


def test_an_unconfirmed_name_asks_for_a_recorded_confirmation(app, client, clock):
    world = seed_world()
    clock.instant = AFTER
    sign_in_as(client, world.forum)
    page = client.get(DESK).get_data(as_text=True)
    assert "長崎県企画部デジタル戦略課 課長 ??橋\u3000圭氏" in page
    refused = publish(client)
    assert (refused.status_code, 'id="without_names-error"' in refused.get_data(as_text=True)) == (422, True)
    assert client.get(PAGE).status_code == 404
    assert publish(client, without_names="y").status_code == 303
    assert "橋\u3000圭" not in client.get(PAGE).get_data(as_text=True)
    (entry,) = [one for one in audit.of_forum(world.forum.id) if one.action == "report.published"]
    blank = [None, "長崎県企画部デジタル戦略課 課長 ??橋\u3000圭氏"]
    assert entry.changes == {"number": [None, 1], "names_left_blank": blank}


def test_the_desk_names_talks_without_slides_and_films_without_captions(held, client):
    with writing() as session:
        slides = session.query(Material).filter_by(item_id=held.programme.case.id).one()
        materials.withdraw(slides, by=SYSTEM)
        film = session.query(Recording).filter_by(item_id=held.programme.talk.id).one()
        film.captions_digest = None
        digests = [one.file_digest for one in session.query(Material)]
    for digest in digests:
        looked_at(digest)
    sign_in_as(client, held.forum)
    lists = re.findall(
        r"<div class=\"inset\">(.*?)</div>", client.get(DESK).get_data(as_text=True), re.DOTALL
    )
    assert [re.findall(r"<li>(.*?)</li>", one) for one in lists] == [
        ["広島県取組事例についてのご紹介"],
        ["デジタル人材確保の課題について"],
    ]


def test_the_preview_is_the_report_that_the_public_will_see(held, client):
    def body(answer):
        return (
            answer.get_data(as_text=True)
            .split('<div class="report">')[1]
            .split('<section class="section no-print"')[0]
        )

    sign_in_as(client, held.forum, Role.VIEWER)
    preview = client.get(f"{DESK}/preview")
    assert preview.headers["Cache-Control"] == "no-store"
    report(held)
    assert body(preview) == body(client.get(PAGE))


@pytest.mark.parametrize(
    ("role", "read", "write"),
    [(Role.OWNER, 200, 200), (Role.EDITOR, 200, 200), (Role.FACILITATOR, 200, 403), (Role.VIEWER, 200, 403)],
)
def test_who_may_see_and_publish(held, client, role, read, write):
    assert client.get(DESK).status_code == 303
    sign_in_as(client, held.forum, role)
    assert [client.get(DESK).status_code, client.get(f"{DESK}/preview").status_code] == [read, read]
    assert client.get(f"{DESK}/publication").status_code == write
    assert client.get(f"{DESK}/withdrawal").status_code == write


def test_an_editor_of_another_forum_sees_no_report_in_the_making(held, client):
    sign_in_as(client, make_forum(slug="other"))
    assert client.get(f"{DESK}/preview").status_code == 404
