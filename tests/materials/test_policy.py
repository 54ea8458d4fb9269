"""Visibility × role × time × consent × state × address: one table that is worked out twice, by the policy and by the pages."""

from datetime import UTC, datetime, timedelta
from itertools import product
from urllib.parse import quote

import pytest

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.files import StoredFile, Verdict
from forumapp.forums.models import ForumBoundary, Role
from forumapp.materials import services
from forumapp.materials.models import Audience, Material, MaterialVersion, PublishWhen, Recording
from forumapp.materials.moments import Plan
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.registrations import token_of
from tests.accounts.factories import writing
from tests.agenda.factories import add_item
from tests.forums.factories import make_forum, sign_in_as
from tests.materials.factories import add_material, add_recording
from tests.materials.looking import looked_at
from tests.registration.factories import make_registration

TALK_ENDS = datetime(2024, 8, 1, 5, 15, tzinfo=UTC)
"""14:15 in Japan: the talk of the forum of these tests begins at 13:30 and takes 45 minutes."""
LATER = TALK_ENDS + timedelta(days=3)
PLANS = {
    "now": Plan(),
    "after_talk": Plan(PublishWhen.AFTER_TALK),
    "at": Plan(PublishWhen.AT, LATER),
}
TIMES = {"before": TALK_ENDS - timedelta(minutes=1), "after": TALK_ENDS, "later": LATER}
OPEN = {"now": {"before", "after", "later"}, "after_talk": {"after", "later"}, "at": {"later"}}
ROLES = ("stranger", "participant", "cancelled", "viewer", "elsewhere")


def expected(role, audience, plan, time, consent):
    """Return whether the file is handed out, as the issue says it and not as the code does."""
    if role in {"cancelled", "elsewhere"}:
        return False
    if role == "viewer":
        return True
    if consent is False or time not in OPEN[plan]:
        return False
    return audience is Audience.PUBLIC or (role == "participant" and audience is Audience.REGISTERED)


@pytest.fixture
def stage(app, transaction):
    """A forum with a talk, its slides and recording, and everybody who may come."""
    forum = make_forum(slug="nagasaki", day=TALK_ENDS.date())
    item = add_item(forum, "講演", start="13:30", minutes=45)
    slides, film = add_material(forum, item), add_recording(forum, item)
    looked_at(slides.file_digest)
    with transaction():
        mine = make_registration(forum)
        gone = make_registration(forum)
        gone.state = RegistrationState.CANCELLED
        tokens = {"participant": token_of(mine), "cancelled": token_of(gone)}
    return forum, slides, film, tokens


@pytest.fixture
def clients(app, stage, clock):
    """A client of each role."""
    clock.instant = TIMES["before"]
    made = {role: app.test_client() for role in ROLES}
    sign_in_as(made["viewer"], stage[0], Role.VIEWER)
    sign_in_as(made["elsewhere"], make_forum(slug="elsewhere"), Role.OWNER)
    return made


def addresses(role, stage):
    """Return every address at which the role could ask for the files, their pictures, captions and the ZIP."""
    _forum, slides, film, tokens = stage
    name, film_name = quote(slides.filename), quote(film.filename)
    files = [f"materials/{slides.id}/{name}", f"recordings/{film.id}/{film_name}"]
    captions, picture = f"recordings/{film.id}/captions.vtt", f"materials/{slides.id}/preview.webp"
    if role in tokens:
        return [f"/registrations/{tokens[role]}/{one}" for one in (*files, picture, "slides.zip")]
    if role in {"viewer", "elsewhere"}:
        version = f"materials/{slides.id}/versions/1"
        own = [f"materials/{slides.id}/file/{name}", f"recordings/{film.id}/file/{film_name}", captions]
        own += [f"{version}/{name}", f"{version}/preview.webp", "materials/slides.zip"]
        return [f"/desk/forums/nagasaki/{one}" for one in own]
    everybody = (*files, captions, picture, "materials/slides.zip")
    return [f"/forums/nagasaki/{one}" for one in everybody]


def arrange(stage, **values):
    with writing():
        for kind, row in ((Material, stage[1]), (Recording, stage[2])):
            fresh = db.session.get_one(kind, row.id)
            for name, value in values.items():
                if hasattr(kind, name):
                    setattr(fresh, name, value)


@pytest.mark.parametrize("plan", PLANS)
def test_every_address_answers_as_the_table_says(stage, clients, clock, plan):
    wrong = []
    for audience, consent in product(Audience, (None, True, False)):
        arrange(stage, audience=audience, may_publish=consent, **PLANS[plan].values)
        for (time, instant), role in product(TIMES.items(), ROLES):
            clock.instant = instant
            for path in addresses(role, stage):
                consents = None if "/recordings/" in path else consent
                answer = clients[role].get(path, buffered=True)
                if (answer.status_code == 200) != expected(role, audience, plan, time, consents):
                    wrong.append((role, audience.value, time, consent, path, answer.status_code))
    assert wrong == []


CLOSING = {
    "consent": {"may_publish": False},
    "withdrawn": {"withdrawn_at": TALK_ENDS},
    "audience": {"audience": Audience.ORGANISERS},
    "moment": {"publish_when": PublishWhen.AT, "publish_at": LATER},
}


@pytest.mark.parametrize("why", CLOSING)
@pytest.mark.parametrize("role", ["stranger", "participant"])
def test_what_is_closed_is_closed_at_once_also_to_whom_keeps_a_copy(stage, clients, clock, role, why):
    clock.instant, client = TALK_ENDS, clients[role]
    paths = [path for path in addresses(role, stage) if why != "consent" or "/recordings/" not in path]
    kept = {path: client.get(path, buffered=True) for path in paths}
    assert {answer.status_code for answer in kept.values()} == {200}
    assert all(
        "no-cache" in one.headers["Cache-Control"] or "no-store" in one.headers["Cache-Control"]
        for one in kept.values()
    )
    asked = {
        path: {"If-None-Match": one.headers.get("ETag", "*"), "If-Modified-Since": one.headers.get("Date")}
        for path, one in kept.items()
    }
    tagged = {path for path, one in kept.items() if "ETag" in one.headers}
    assert {client.get(path, headers=asked[path], buffered=True).status_code for path in tagged} == {304}
    arrange(stage, **CLOSING[why])
    answers = [
        client.get(path, headers={**asked[path], "Range": "bytes=0-3"}, buffered=True) for path in paths
    ]
    assert [(one.status_code, "ETag" in one.headers) for one in answers] == [(404, False)] * len(paths)


@pytest.mark.parametrize("role", ["stranger", "participant", "viewer"])
def test_no_address_of_the_store_itself_leads_anywhere(stage, clients, clock, role):
    clock.instant, digest = LATER, stage[1].file_digest
    for path in (
        f"/files/{digest[:2]}/{digest}",
        f"/stored-files/{digest[:2]}/{digest}",
        f"/assets/{digest}/x.pdf",
        "/uploads/x",
    ):
        assert clients[role].get(path).status_code == 404


@pytest.mark.parametrize("role", ["stranger", "participant", "viewer"])
def test_what_a_scanner_found_is_handed_out_to_nobody(stage, clients, clock, transaction, role):
    clock.instant = LATER
    with transaction():
        for row in stage[1:3]:
            db.session.get_one(StoredFile, row.file_digest).verdict = Verdict.INFECTED
    paths = [path for path in addresses(role, stage) if "captions" not in path]
    assert len(paths) >= 3
    assert {clients[role].get(path).status_code for path in paths} == {404}


def test_a_consent_taken_back_closes_the_file_and_the_pages_at_once(stage, clients, clock, transaction):
    clock.instant = TALK_ENDS
    client, page, path = clients["stranger"], "/forums/nagasaki/", addresses("stranger", stage)[0]
    with client.get(path) as answer:
        etag = answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "no-cache"
    kept = client.get(page)
    assert quote("資料.pdf") in kept.get_data(as_text=True)
    assert client.get(page, headers={"If-None-Match": kept.headers["ETag"]}).status_code == 304
    with transaction():
        services.set_consent(db.session.get_one(Material, stage[1].id), by=SYSTEM, may_publish=False)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 404
    fresh = client.get(page, headers={"If-None-Match": kept.headers["ETag"]})
    assert (fresh.status_code, quote("資料.pdf") in fresh.get_data(as_text=True)) == (200, False)


def test_the_pages_show_a_file_when_its_talk_is_over_without_anybody_doing_anything(
    stage, clients, clock, transaction
):
    clock.instant = TIMES["before"]
    with transaction():
        material = db.session.get_one(Material, stage[1].id)
        services.change_material(
            material, by=SYSTEM, file=None, own_title="", audience=Audience.PUBLIC, plan=PLANS["after_talk"]
        )
    marks = [(one.what, one.at) for one in db.session.query(ForumBoundary).filter_by(forum_id=stage[0].id)]
    assert (f"file-m{stage[1].id}", TALK_ENDS) in marks
    client, page = clients["stranger"], "/forums/nagasaki/"
    before = client.get(page)
    assert quote("資料.pdf") not in before.get_data(as_text=True)
    clock.instant = TALK_ENDS
    after = client.get(page, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, quote("資料.pdf") in after.get_data(as_text=True)) == (200, True)


def test_an_older_version_can_be_shown_again(stage, clients, transaction, clock):
    clock.instant = LATER
    with transaction() as session:
        first = session.query(MaterialVersion).filter_by(material_id=stage[1].id).one()
        services.show_version(session.get_one(Material, stage[1].id), first, by=SYSTEM)
    assert clients["stranger"].get(addresses("stranger", stage)[0], buffered=True).status_code == 200
