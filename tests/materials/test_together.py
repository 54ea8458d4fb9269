"""Two who change the same material or recording: who saves second takes back nothing of what the first saved."""

import pytest

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.materials import services
from forumapp.materials.models import Audience, Material, Recording
from tests.agenda.factories import add_item
from tests.at_once import at_once
from tests.forums.factories import sign_in_as
from tests.forums.pages import form_on
from tests.materials.factories import add_material, add_recording


def opened_at(client, path):
    """Return what a browser sends of the page as it stands, without a file."""
    return {name: value for name, value in form_on(client, path).items() if "file" not in name}


def test_who_saves_a_page_that_was_opened_before_gives_no_consent_back(forum, client, transaction):
    material = add_material(forum, may_publish=True)
    sign_in_as(client, forum)
    own = f"/desk/forums/nagasaki/materials/{material.id}"
    opened = opened_at(client, own)
    with transaction():
        services.set_consent(db.session.get_one(Material, material.id), by=SYSTEM, may_publish=False)
    assert client.post(own, data={**opened, "own_title": "新しい名前"}).status_code == 303
    db.session.expire_all()
    found = db.session.get_one(Material, material.id)
    assert (found.may_publish, found.title) == (False, "新しい名前")


def test_where_both_changed_the_same_nothing_is_saved_and_both_are_shown(forum, client, transaction):
    material = add_material(forum, may_publish=None)
    sign_in_as(client, forum)
    own = f"/desk/forums/nagasaki/materials/{material.id}"
    opened = {**opened_at(client, own), "may_publish": "yes"}
    with transaction():
        services.set_consent(db.session.get_one(Material, material.id), by=SYSTEM, may_publish=False)
    answer = client.post(own, data=opened)
    assert (answer.status_code, "先に保存された内容と重なりました" in answer.text) == (422, True)
    db.session.expire_all()
    assert db.session.get_one(Material, material.id).may_publish is False


def test_an_audience_that_another_narrowed_stays_narrow(forum, client, transaction):
    film = add_recording(forum, add_item(forum, start="13:30", minutes=15))
    sign_in_as(client, forum)
    own = f"/desk/forums/nagasaki/recordings/{film.id}"
    opened = opened_at(client, own)
    with transaction():
        db.session.get_one(Recording, film.id).audience = Audience.ORGANISERS
    assert client.post(own, data={**opened, "captions_language": "en"}).status_code == 303
    db.session.expire_all()
    found = db.session.get_one(Recording, film.id)
    assert (found.audience, found.captions_language) == (Audience.ORGANISERS, "en")


@pytest.mark.only_on_postgres
def test_of_two_who_save_captions_at_the_same_moment_one_is_shown_the_other_s(app, forum):
    film = add_recording(forum, add_item(forum, start="13:30", minutes=15))
    path, clients = f"/desk/forums/nagasaki/recordings/{film.id}/captions", [app.test_client() for _ in "ab"]
    for client in clients:
        sign_in_as(client, forum)

    def save(client, word):
        with app.app_context():
            text = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{word}\n"
            return client.post(path, data={**form_on(client, path), "text": text}).status_code

    assert at_once(forum, save, list(zip(clients, "甲乙", strict=True))) == [303, 409]
