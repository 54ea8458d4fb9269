"""Every page of the report in a real browser: sound at all widths in both languages, in each state that it has."""

import io

import pytest
from PIL import Image

from forumapp.agenda.services.items import change_item
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.materials.models import Material
from forumapp.publishing.models import ReportPhotograph
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.services.preparing import prepare
from tests.accounts.factories import writing
from tests.accounts.pages import token_on
from tests.agenda.factories import let_see
from tests.forums.factories import make_membership, sign_in_as
from tests.journeys.watching import check_pages
from tests.materials.looking import looked_at
from tests.publishing.factories import AFTER, confirm_names, report, seed_world
from tests.serving import hand_over

pytestmark = pytest.mark.browser
PAGE = "/forums/nagasaki-2024/report"
DESK = "/desk/forums/nagasaki-2024/report"
OUTLINE = {"outline": "## 趣旨\n\n県と市町村の連携を話し合いました。", "outline_en": "What it was about."}


@pytest.fixture
def world(app, clock):
    made = seed_world()
    clock.instant = AFTER
    return made


@pytest.fixture
def team(world, client):
    sign_in_as(client, world.forum, Role.EDITOR)
    return client


@pytest.fixture
def context(browser, address, team):
    made = browser.new_context(locale="ja-JP")
    hand_over(team, made, address)
    yield made
    made.close()


def say(world, **values):
    with writing() as session:
        plain = {**OUTLINE, "figures": ["people"], "fewest": 5, "needs_approval": False}
        version = preparation_of(world.forum.id).version
        prepare(session.merge(world.forum), by=SYSTEM, version=version, **{**plain, **values})


def add_photograph(client, **fields):
    content, path = io.BytesIO(), f"{DESK}/photographs/new"
    Image.effect_noise((1200, 800), 40).convert("RGB").save(content, "JPEG", quality=30)
    content.seek(0)
    sent = {"csrf_token": token_on(client, path), "file": (content, "IMG_0001.jpg"), "caption": "", **fields}
    assert client.post(path, data=sent, content_type="multipart/form-data").status_code == 303
    return max(one.id for one in db.session.query(ReportPhotograph))


def test_the_pages_before_publication(world, team, context, address):
    digests = [one.file_digest for one in db.session.query(Material).order_by(Material.id)]
    looked_at(digests[0], findings=["javascript", "embedded"], people={"author": "神無月"})
    looked_at(digests[1], findings=["no_title", "not_tagged"])
    say(world)
    picture = add_photograph(team, alt="班に分かれて話し合う参加者", has_consent="y")
    add_photograph(team, alt="会場の様子", caption="開会の前")
    parts = ("publication", "preparation", "photographs", "photographs/new", f"photographs/{picture}")
    others = ("preview", "versions", "approval", "export")
    check_pages(context, address, [DESK, *(f"{DESK}/{part}" for part in (*parts, *others))])


def test_the_pages_of_what_is_public_corrected_and_awaited(world, team, context, address):
    confirm_names(world)
    say(world)
    add_photograph(team, alt="班に分かれて話し合う参加者", has_consent="y")
    report(world)
    with writing() as session:
        change_item(session.merge(world.programme.case), by=SYSTEM, title="広島県の取組の紹介")
    let_see(world.forum)
    path = f"{DESK}/publication"
    sent = {"csrf_token": token_on(team, path), "publish_when": "now", "note": "題名を改めました。"}
    assert team.post(path, data=sent).status_code == 303
    say(world, outline="概要を改めました。", needs_approval=True)
    make_membership(world.forum)
    sent = {"csrf_token": token_on(team, path), "publish_when": "now", "note": "概要を改めました。"}
    assert team.post(path, data={**sent, "asks": "ご確認ください。"}).status_code == 303
    desk = ("", "/approval", "/approval/content", "/versions", "/versions/1", "/withdrawal")
    paths = [f"{DESK}{part}" for part in desk]
    check_pages(context, address, [*paths, PAGE, f"{PAGE}/versions/1", "/desk/forums/nagasaki-2024"])
    sign_in_as(team, world.forum, Role.OWNER)  # somebody else, who may decide
    hand_over(team, context, address)
    check_pages(context, address, [f"{DESK}/approval"])
