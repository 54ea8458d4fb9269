"""The page of recordings for those who take part: the player with what belongs to the film, and nothing for others."""

import pytest

from forumapp.materials.models import Audience
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.registrations import token_of
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, let_see
from tests.forums.factories import make_forum
from tests.materials.factories import add_recording
from tests.registration.factories import make_registration


@pytest.fixture
def forum(app):
    return make_forum()


@pytest.fixture
def film(forum):
    return add_recording(forum, add_item(forum, "講演", minutes=10), audience=Audience.REGISTERED)


def own(registration, path=""):
    return f"/registrations/{token_of(registration)}/recordings{path}"


def statuses(client, registration, film):
    paths = ("", f"/{film.id}/録画.mp4", f"/{film.id}/captions.vtt")
    found = []
    for path in paths:
        with client.get(own(registration, path)) as answer:
            found.append(answer.status_code)
    return found


def test_the_page_plays_with_captions_and_has_what_is_said(client, forum, film):
    registration = make_registration(forum)
    answer = client.get(own(registration))
    page = answer.text
    assert f'src="{own(registration, f"/{film.id}/captions.vtt")}"' in page
    assert 'kind="captions" srclang="ja"' in page
    assert "文字で読む（字幕の全文）" in page
    assert "/forums/" not in page[page.index("<main") : page.index("</main>")]
    assert answer.headers["Cache-Control"] == "no-store"
    with client.get(own(registration, f"/{film.id}/captions.vtt")) as captions:
        assert captions.mimetype == "text/vtt"
        assert captions.headers["Cache-Control"].startswith("private")
    panel = client.get(f"/registrations/{token_of(registration)}/").text
    assert f'href="{own(registration)}#recording-{film.id}"' in panel


@pytest.mark.parametrize(
    "state", [RegistrationState.WAITING, RegistrationState.PENDING, RegistrationState.CANCELLED]
)
def test_who_does_not_take_part_sees_nothing(client, forum, film, state):
    registration = make_registration(forum)
    assert statuses(client, registration, film) == [200] * 3
    with writing() as session:
        session.merge(registration).state = state
    assert statuses(client, registration, film) == [404] * 3


def test_a_withdrawn_or_internal_film_and_that_of_another_forum_are_not_there(client, forum, film):
    registration, stranger = make_registration(forum), make_registration(make_forum())
    assert statuses(client, stranger, film) == [404] * 3
    with writing() as session:
        session.merge(film).audience = Audience.ORGANISERS
    assert statuses(client, registration, film) == [404] * 3


def test_a_film_of_the_whole_day_has_chapters(client, forum):
    add_item(forum, "開会", start="13:30", minutes=1)
    add_item(forum, "基調講演", start="13:31", minutes=10)
    let_see(forum)
    film = add_recording(forum, None, audience=Audience.REGISTERED, own_title="全体の録画", day=0)
    registration = make_registration(forum)
    assert (
        f'src="{own(registration, f"/{film.id}/chapters.vtt")}?lang=ja"' in client.get(own(registration)).text
    )
    chapters = client.get(own(registration, f"/{film.id}/chapters.vtt"))
    assert ("基調講演" in chapters.text, chapters.headers["Cache-Control"]) == (True, "private, no-store")
    assert client.get(own(registration, f"/{film.id}/poster")).status_code == 404
