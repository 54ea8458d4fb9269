"""Versions of the report: what was published stands, taking away is at once, corrections are told, old ones can be read."""

import json
import re

import pytest
import sqlalchemy as sa

from forumapp.agenda.services.items import change_item
from forumapp.core import audit, jobs
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback.models import Impression
from forumapp.feedback.services.impressions import edit
from forumapp.forums.models import Forum, Mode, Role
from forumapp.forums.revision import touch
from forumapp.materials import services as materials
from forumapp.materials.models import Material
from forumapp.publishing.models import ReportVersion
from forumapp.publishing.report.contents import digest_of
from forumapp.publishing.services import versions as services
from tests.accounts.factories import writing
from tests.accounts.pages import token_on
from tests.agenda.factories import let_see
from tests.forums.factories import make_forum, sign_in_as
from tests.publishing.factories import (
    IMPRESSIONS,
    add_impression,
    add_photograph,
    report,
)
from tests.publishing.page_tree import tree

PAGE = "/forums/nagasaki-2024/report"
DESK = "/desk/forums/nagasaki-2024/report"


@pytest.fixture
def world(held):
    report(held)
    return held


def publish(client, **fields):
    path = f"{DESK}/publication"
    return client.post(path, data={"csrf_token": token_on(client, path), "publish_when": "now", **fields})


def text(client, path=PAGE):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def instants(client):
    """When the entry of the feed was published and updated."""
    feed = text(client, "/reports.atom")
    return [
        re.search(rf"<{name}>(.*?)</{name}>", feed[feed.index("<entry>") :])[1]
        for name in ("published", "updated")
    ]


def correct(world, client, note="意見の概要の表現を改めました。", **fields):
    """Change a title that the report shows and publish the next version."""
    with writing() as session:
        change_item(session.merge(world.programme.case), by=SYSTEM, title="広島県の取組の紹介")
    let_see(world.forum)
    return publish(client, note=note, **fields)


def test_what_changes_after_the_publication_waits_for_the_next_version(world, client):
    before = text(client)
    with writing() as session:
        change_item(session.merge(world.programme.case), by=SYSTEM, title="広島県の取組の紹介")
        one = session.query(Impression).filter_by(text=IMPRESSIONS[0]).one()
        edit(one, forum=world.forum, by=SYSTEM, version=one.version, text="別の言葉")
        session.merge(world.forum).title = "別の題名"
        session.merge(world.forum).venue.name = "別の会場"
        session.merge(world.forum).mode = Mode.WEB
    let_see(world.forum)
    add_impression(world.forum, "あとから採用した感想", position=9)
    after = text(client)

    def main(page):
        return re.sub(r"<nav.*?</nav>", "", page[page.index('<div class="report">') :], flags=re.DOTALL)

    assert main(after) == main(before)
    for form in ("md", "json"):
        assert "別の" not in text(client, f"{PAGE}.{form}")


@pytest.mark.parametrize("what", ["material", "impression"])
def test_what_is_taken_away_is_gone_at_once_from_every_version_and_cache(world, client, what):
    sign_in_as(client, world.forum)
    assert correct(world, client).status_code == 303
    paths = (PAGE, f"{PAGE}/versions/1", f"{PAGE}.md", f"{PAGE}.json")
    assert all(IMPRESSIONS[0] in text(client, path) for path in paths)
    with writing() as session:
        if what == "material":
            slides = session.query(Material).filter_by(item_id=world.programme.case.id).one()
            slides.may_publish = False
        else:
            one = session.query(Impression).filter_by(text=IMPRESSIONS[0]).one()
            one.may_publish, one.state = False, "withheld"
            touch(session.merge(world.forum))
    for path in (PAGE, f"{PAGE}/versions/1"):
        page = tree(text(client, path))
        if what == "material":
            assert len(page.one("#materials").all("a")) == 4  # three, and the ZIP
        else:
            assert page.one("#impressions").texts("blockquote") == IMPRESSIONS[1:]
    if what == "impression":
        assert [IMPRESSIONS[0] in text(client, f"{PAGE}.{form}") for form in ("md", "json")] == [False, False]
    else:
        assert len(json.loads(text(client, f"{PAGE}.json"))["materials"]) == 3


def test_a_correction_is_version_2_with_its_note_and_the_first_can_still_be_read(world, client):
    sign_in_as(client, world.forum)
    assert publish(client, note="何も変えていません。").status_code == 422
    refused = correct(world, client, note="")
    assert (refused.status_code, 'id="note-error"' in refused.get_data(as_text=True)) == (422, True)
    assert publish(client, note="題名を正しました。", note_en="A title was corrected.").status_code == 303
    page = text(client)
    assert ("広島県の取組の紹介" in page, "題名を正しました。" in page) == (True, True)
    assert "令和6年9月1日(日)（第2版）" in tree(page).one("main").text.replace("(第2版)", "（第2版）")
    first = text(client, f"{PAGE}/versions/1")
    assert ("広島県取組事例についてのご紹介" in first, "題名を正しました。" in first) == (True, False)
    assert "これは以前の版（第1版）です。" in first
    assert '<meta name="robots" content="noindex">' in first
    assert "これは以前の版" not in page
    assert "A title was corrected." in text(client, f"{PAGE}?lang=en")
    assert client.get(f"{PAGE}/versions/3").status_code == 404
    assert "訂正（令和6年9月1日(日)、第2版）：題名を正しました。" in text(client, f"{PAGE}.md?lang=ja")


def test_a_version_can_take_the_earlier_ones_out_of_the_publics_sight(world, client):
    sign_in_as(client, world.forum)
    assert correct(world, client, hides_earlier="y").status_code == 303
    assert client.get(f"{PAGE}/versions/1").status_code == 404
    assert "広島県取組事例についてのご紹介" in text(client, f"{DESK}/versions/1")
    assert "第1版" not in text(client)


def test_unpublishing_needs_a_reason_takes_every_version_back_and_the_next_one_counts_on(world, client):
    sign_in_as(client, world.forum)
    path = f"{DESK}/withdrawal"
    assert client.post(path, data={"csrf_token": token_on(client, path)}).status_code == 422
    sent = {"csrf_token": token_on(client, path), "why": "数字を確かめるため"}
    assert client.post(path, data=sent).status_code == 303
    assert [client.get(one).status_code for one in (PAGE, f"{PAGE}/versions/1")] == [404, 404]
    assert "数字を確かめるため" in text(client, f"{DESK}/versions")
    assert publish(client).status_code == 303
    assert [client.get(f"{PAGE}/versions/{number}").status_code for number in (1, 2)] == [404, 200]
    assert [one.action for one in audit.of_forum(world.forum.id)][:2] == [
        "report.published",
        "report.unpublished",
    ]


def test_the_desk_says_in_words_what_the_next_version_changes(world, client):
    sign_in_as(client, world.forum)
    assert "最後に公開した版から変わったところはありません。" in text(client, DESK)
    with writing() as session:
        slides = session.query(Material).filter_by(item_id=world.programme.case.id).one()
        materials.withdraw(slides, by=SYSTEM)
        one = session.query(Impression).filter_by(text=IMPRESSIONS[0]).one()
        edit(one, forum=world.forum, by=SYSTEM, version=one.version, text="別の言葉")
    page = tree(text(client, DESK))
    section = next(
        one for one in page.all("section") if one.attributes.get("aria-labelledby") == "changes-title"
    )
    assert section.texts("li") == [
        "説明資料：「広島県取組事例についてのご紹介」を削除",
        "感想：1件の文を変更",
    ]


def test_a_report_that_was_public_before_there_were_versions_is_frozen_by_the_worker(world, client):
    with writing() as session:
        session.execute(sa.delete(ReportVersion))
        touch(world.forum)
    before = text(client)
    at = db.session.get(Forum, world.forum.id).reported_at
    assert client.get(f"{PAGE}/versions/1").status_code == 404
    _minutes, freeze, _is_quick = client.application.extensions[jobs.EXTENSION]["every"]["report.freeze"]
    with writing():
        assert freeze() == 1
    db.session.expire_all()
    (made,) = db.session.scalars(sa.select(ReportVersion)).all()
    assert (made.number, made.published_at, made.digest) == (1, at, digest_of(made.content))
    assert text(client) == before
    with writing():
        assert services.freeze_old() == 0


def test_photographs_of_a_report_that_is_frozen_by_the_worker_can_be_opened(world, client):
    with writing() as session:
        session.execute(sa.delete(ReportVersion))
        one = add_photograph(session.merge(world.forum))
    with writing():
        assert services.freeze_old() == 1
    assert f"/photographs/{one.id}/large" in text(client)
    assert client.get(f"/forums/nagasaki-2024/photographs/{one.id}/large", buffered=True).status_code == 200


@pytest.mark.parametrize("path", [f"{DESK}/versions", f"{DESK}/versions/1"])
def test_old_versions_are_for_the_team(world, client, path):
    assert client.get(path).status_code == 303
    sign_in_as(client, world.forum, Role.VIEWER)
    assert client.get(path).status_code == 200


def test_the_list_of_versions_is_sound_with_none_one_and_two(world, client):
    made = make_forum(slug="no-report")
    sign_in_as(client, made)
    assert "<li" in text(client, "/desk/forums/no-report/report/versions")
    sign_in_as(client, world.forum)
    assert "広島県の取組の紹介" not in text(client, f"{DESK}/versions")
    assert correct(world, client).status_code == 303
    assert "広島県の取組の紹介" in text(client, f"{DESK}/versions")


def test_the_feed_tells_the_first_version_from_the_newest(world, client, clock):
    first = "2024-09-01T00:00:00Z"
    assert instants(client) == [first, first]
    sign_in_as(client, world.forum)
    clock.advance(days=3)
    assert correct(world, client).status_code == 303
    assert instants(client) == [first, "2024-09-04T00:00:00Z"]
    with writing() as session:
        services.unpublish_report(session.merge(world.forum), by=SYSTEM, why="誤り")
    assert "<entry>" not in text(client, "/reports.atom")
