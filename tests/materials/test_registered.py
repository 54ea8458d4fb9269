"""Files for those who take part: on their page, behind their link, and nowhere for others."""

import pytest

from forumapp.core.db import db
from forumapp.materials.models import Audience
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.registrations import token_of
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, add_track, let_see
from tests.forums.factories import make_forum
from tests.materials.factories import PDF, add_material
from tests.materials.looking import looked_at
from tests.registration.factories import make_registration


@pytest.fixture
def forum(app):
    return make_forum()


def own(registration, path=""):
    return f"/registrations/{token_of(registration)}/{path}"


def test_the_page_lists_what_participants_of_this_track_may_open(client, forum):
    mine, other = add_track(forum, "第一部会"), add_track(forum, "第二部会")
    here = add_item(forum, "第一の講演", start="13:30", minutes=10, track=mine)
    there = add_item(forum, "第二の講演", start="13:30", minutes=10, track=other)
    let_see(forum)
    add_material(forum, here, name="第一.pdf", audience=Audience.REGISTERED)
    add_material(forum, there, name="第二.pdf", audience=Audience.REGISTERED)
    add_material(forum, name="内部.pdf", title="進行表", audience=Audience.ORGANISERS)
    add_material(forum, name="案内.pdf", title="参加案内", content=PDF + b"2")
    page = client.get(own(make_registration(forum, track_id=mine.id))).text
    names = ("第一.pdf", "第二.pdf", "内部.pdf", "案内.pdf")
    assert [name in page for name in names] == [True, False, False, True]


def test_the_page_shows_the_first_page_of_slides_that_were_looked_at(client, forum):
    material = add_material(forum, name="案内.pdf", title="参加案内", audience=Audience.REGISTERED)
    registration = make_registration(forum)
    picture = own(registration, f"materials/{material.id}/preview.webp")
    assert picture not in client.get(own(registration)).text
    looked_at(material.file_digest)
    assert f'src="{picture}" alt="「参加案内」の1ページ目"' in client.get(own(registration)).text
    assert client.get(picture, buffered=True).headers["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("audience", "state", "status"),
    [
        (Audience.REGISTERED, RegistrationState.CONFIRMED, 200),
        (Audience.REGISTERED, RegistrationState.WAITING, 404),
        (Audience.REGISTERED, RegistrationState.PENDING, 404),
        (Audience.REGISTERED, RegistrationState.CANCELLED, 404),
        (Audience.ORGANISERS, RegistrationState.CONFIRMED, 404),
    ],
)
def test_a_file_is_for_whoever_has_a_seat(client, forum, audience, state, status):
    material = add_material(forum, name="slides.pdf", audience=audience)
    registration = make_registration(forum)
    with writing():
        registration.state = state
    db.session.expire_all()
    with client.get(own(registration, f"materials/{material.id}/slides.pdf")) as answer:
        assert (answer.status_code, len(answer.data) > 0) == (status, True)
    assert "no-store" in answer.headers["Cache-Control"] or answer.headers["Cache-Control"].startswith(
        "private"
    )
    assert client.get(f"/forums/{forum.slug}/materials/{material.id}/slides.pdf").status_code == 404


def test_a_file_of_another_forum_is_not_found_by_this_link(client, forum):
    foreign = add_material(make_forum(), name="slides.pdf", audience=Audience.REGISTERED)
    registration = make_registration(forum)
    assert client.get(own(registration, f"materials/{foreign.id}/slides.pdf")).status_code == 404
