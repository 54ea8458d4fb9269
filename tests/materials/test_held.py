"""A file that is published at once is seen by others only when it was looked into; what is active is not seen at all."""

from urllib.parse import quote

import pytest

from forumapp.core import jobs
from forumapp.core.db import db
from forumapp.core.uploads.models import FileInspection, InspectionState
from forumapp.materials import inspections
from forumapp.materials.models import Audience, Material
from forumapp.registration.queries.registrations import token_of
from tests.conftest import PRESENT
from tests.forums.factories import make_forum, sign_in_as
from tests.materials import papers
from tests.materials.factories import WEBM, add_material, add_recording
from tests.registration.factories import make_registration

BOARD = "/desk/forums/nagasaki/materials"
PUBLIC = "/forums/nagasaki/"


@pytest.fixture
def forum(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    return make_forum(slug="nagasaki")


@pytest.fixture
def worker(app):
    jobs.beat("postman")


def ways(forum, material, token):
    """Every address at which others than the team could get the file."""
    name = quote(material.filename)
    return [
        f"/forums/nagasaki/materials/{material.id}/{name}",
        "/forums/nagasaki/materials/slides.zip",
        f"/registrations/{token}/materials/{material.id}/{name}",
        f"/registrations/{token}/slides.zip",
    ]


def statuses(client, paths):
    return {client.get(path, buffered=True).status_code for path in paths}


@pytest.fixture
def token(forum):
    return token_of(make_registration(forum))


def test_nobody_but_the_team_opens_a_file_before_it_was_looked_into(forum, token, worker, client):
    slides = add_material(forum, content=papers.SLIDES, name="説明.pdf", title="挨拶の資料")
    before = client.get(PUBLIC)
    assert statuses(client, ways(forum, slides, token)) == {404}
    assert "挨拶の資料" not in before.text
    jobs.run_due()
    after = client.get(PUBLIC, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, "挨拶の資料" in after.text) == (200, True)
    assert statuses(client, ways(forum, slides, token)) == {200}


def test_organisers_read_that_it_is_looked_into_and_open_it_meanwhile(forum, worker, client):
    slides = add_material(forum, content=papers.SLIDES, name="a.pdf", title="資料")
    sign_in_as(client, forum)
    assert "検査中：終わると見られるようになります" in client.get(BOARD).text
    assert client.get(f"{BOARD}/{slides.id}/file/a.pdf", buffered=True).status_code == 200
    assert "検査中、またはプログラム入りのため" in client.get("/desk/forums/nagasaki/report").text
    jobs.run_due()
    page = client.get(BOARD).text
    assert ("検査中" in page, "検査が止まっています" in page) == (False, False)


def test_without_a_worker_it_is_shown_and_the_organisers_are_told(forum, token, client, clock):
    slides = add_material(forum, content=papers.SLIDES, name="a.pdf", title="資料")
    assert statuses(client, ways(forum, slides, token)) == {200}
    sign_in_as(client, forum)
    assert "検査が止まっています" in client.get(BOARD).text
    jobs.beat("postman")
    assert statuses(client, ways(forum, slides, token)) == {404}
    clock.advance(minutes=6)  # the worker has died
    assert statuses(client, ways(forum, slides, token)) == {200}


def test_a_worker_that_lags_holds_a_file_for_an_hour_at_most(forum, token, client, clock):
    slides = add_material(forum, content=papers.SLIDES, name="a.pdf", title="資料")
    clock.advance(minutes=59)
    jobs.beat("postman")
    assert statuses(client, ways(forum, slides, token)) == {404}
    clock.advance(minutes=2)
    assert statuses(client, ways(forum, slides, token)) == {200}


@pytest.mark.parametrize("finding", ["javascript", "launch", "active_x"])
def test_what_is_active_stays_with_the_team_with_a_worker_or_without(
    forum, token, client, transaction, finding
):
    slides = add_material(forum, content=papers.SLIDES, name="a.pdf", title="動く資料")
    with transaction() as session:
        session.add(
            FileInspection(
                digest=slides.file_digest, asked_at=PRESENT, state=InspectionState.DONE, findings=[finding]
            )
        )
    assert statuses(client, ways(forum, slides, token)) == {404}
    assert "動く資料" not in client.get(PUBLIC).text
    sign_in_as(client, forum)
    assert "プログラム入りのため事務局だけ" in client.get(BOARD).text


def test_a_real_script_is_never_public(forum, token, worker, client):
    slides = add_material(forum, content=papers.pdf(papers.with_script), name="a.pdf", title="資料")
    assert statuses(client, ways(forum, slides, token)) == {404}
    jobs.run_due()
    assert statuses(client, ways(forum, slides, token)) == {404}


def test_an_inspection_that_failed_shows_the_file_and_makes_the_pages_anew(
    forum, token, worker, client, transaction
):
    slides = add_material(forum, content=papers.SLIDES, name="a.pdf", title="重い資料")
    with transaction() as session:
        begun = [inspections.BEGUN] * inspections.MOST_TRIES
        session.add(FileInspection(digest=slides.file_digest, asked_at=PRESENT, findings=begun))
    before = client.get(PUBLIC)
    jobs.run_due()
    after = client.get(PUBLIC, headers={"If-None-Match": before.headers["ETag"]})
    assert ("重い資料" in before.text, after.status_code, "重い資料" in after.text) == (False, 200, True)
    assert statuses(client, ways(forum, slides, token)) == {200}


def test_what_nobody_can_look_into_and_what_is_looked_into_again_is_not_held(
    forum, token, worker, client, clock, transaction
):
    film = add_recording(forum, None, content=WEBM, name="録画.webm", own_title="全編")
    path = f"/forums/nagasaki/recordings/{film.id}/{quote(film.filename)}"
    assert client.get(path, buffered=True).status_code == 200
    slides = add_material(forum, content=papers.SLIDES, name="a.pdf", title="資料")
    jobs.run_due()
    clock.advance(hours=2)
    jobs.beat("postman")
    with transaction() as session:
        material = session.get_one(Material, slides.id)
        assert material.audience is Audience.PUBLIC
        session.get_one(FileInspection, slides.file_digest).state = InspectionState.WAITING
    db.session.rollback()
    assert statuses(client, ways(forum, slides, token)) == {200}
