"""Adding, changing, moving, withdrawing: each refusal and each effect."""

import pytest
import sqlalchemy as sa

from forumapp.agenda.queries import released_programme
from forumapp.agenda.services.items import change_item, withdraw_item
from forumapp.agenda.services.releases import release
from forumapp.core import audit, files
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.materials import queries, recording_services, services
from forumapp.materials.errors import SameFile, UnusableAddress, UnusableFile, WrongPlace
from forumapp.materials.models import Audience, Material, Recording
from forumapp.materials.opening import is_open
from forumapp.materials.policy import Viewer
from tests.agenda.factories import add_item
from tests.forums.factories import make_forum
from tests.materials.factories import PNG, VTT, add_material, add_recording, received

OTHER_PDF = b"%PDF-1.4\nanother\n%%EOF\n"


@pytest.fixture
def forum(app):
    return make_forum()


def titles(forum):
    programme = queries.draft_programme(forum)
    return [material.title for material in queries.all_materials(forum, programme)]


def test_slides_take_the_title_of_their_item(forum, transaction):
    item = add_item(forum, "事例のご紹介", start="13:30", minutes=15)
    add_material(forum, item)
    assert titles(forum) == ["事例のご紹介"]
    with transaction():
        change_item(db.session.merge(item), by=SYSTEM, title="先進事例のご紹介")
    assert titles(forum) == ["先進事例のご紹介"]


def test_a_document_has_a_title_of_its_own(forum):
    add_material(forum, title="参加者への案内")
    assert titles(forum) == ["参加者への案内"]


def test_a_document_without_a_title_is_refused(forum):
    with pytest.raises(WrongPlace) as caught:
        add_material(forum, title="")
    assert caught.value.field == "own_title"


@pytest.mark.parametrize("where", ["another forum", "withdrawn", "nowhere"])
def test_an_item_that_is_not_in_the_programme_carries_nothing(forum, transaction, where):
    item = add_item(make_forum() if where == "another forum" else forum)
    if where == "withdrawn":
        with transaction():
            withdraw_item(db.session.merge(item), by=SYSTEM)
    ident = 10**6 if where == "nowhere" else item.id
    with pytest.raises(WrongPlace), transaction():
        services.add_material(
            forum, by=SYSTEM, file=received(), item_id=ident, own_title="", audience=Audience.PUBLIC
        )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Material)) == 0


def test_the_same_file_is_stored_once_and_refused_twice_in_one_place(forum):
    first, second = add_item(forum, "一"), add_item(forum, "二")
    add_material(forum, first)
    add_material(forum, second)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(files.StoredFile)) == 1
    with pytest.raises(SameFile):
        add_material(forum, first)


def test_slides_stand_in_the_order_of_the_programme_and_documents_last(forum):
    first, second = add_item(forum, "一", start="13:30", minutes=5), add_item(forum, "二", minutes=5)
    add_material(forum, title="文書")
    add_material(forum, second)
    add_material(forum, first)
    assert titles(forum) == ["一", "二", "文書"]


def test_a_material_moves_among_those_of_its_item_only(forum, transaction):
    item = add_item(forum, "一")
    add_material(forum, item, name="a.pdf")
    add_material(forum, item, content=OTHER_PDF, name="b.pdf")
    lower = db.session.scalar(sa.select(Material).where(Material.filename == "b.pdf"))
    with transaction():
        assert services.move(db.session.merge(lower), by=SYSTEM, direction="up")
        assert not services.move(db.session.merge(lower), by=SYSTEM, direction="up")
    programme = queries.draft_programme(forum)
    assert [one.filename for one in queries.all_materials(forum, programme)] == ["b.pdf", "a.pdf"]


def test_a_replaced_file_keeps_the_material(forum, transaction):
    material = add_material(forum, title="案内")
    with transaction() as session:
        services.change_material(
            session.merge(material),
            by=SYSTEM,
            file=received(PNG, "図.png"),
            own_title="ご案内",
            audience=Audience.ORGANISERS,
        )
    found = queries.material_of(forum, material.id)
    assert (found.filename, found.file.content_type, found.title) == ("図.png", "image/png", "ご案内")
    assert not is_open(found, forum, Viewer.ANYBODY)


def test_withdrawing_hides_and_restoring_shows_again(forum, transaction):
    material = add_material(forum)
    for change, shown in ((services.withdraw, 0), (services.withdraw, 0), (services.restore, 1)):
        with transaction() as session:
            change(session.merge(material), by=SYSTEM)
        programme = queries.draft_programme(forum)
        assert len(queries.public_materials(forum, programme)) == shown
    actions = [entry.action for entry in audit.of_forum(forum.id) if entry.subject == "material"]
    assert actions == ["material.restored", "material.withdrawn", "material.added"]


@pytest.mark.parametrize("audience", [Audience.REGISTERED, Audience.ORGANISERS])
def test_what_is_not_for_everybody_is_not_listed(forum, audience):
    add_material(forum, audience=audience)
    assert queries.public_materials(forum, queries.draft_programme(forum)) == []


def test_slides_of_a_withdrawn_item_are_listed_until_that_is_released(forum, transaction):
    item = add_item(forum, "取りやめ")
    material = add_material(forum, item)
    with transaction() as session:
        withdraw_item(session.merge(item), by=SYSTEM)
    assert len(queries.public_materials(forum, released_programme(forum.id))) == 1
    assert is_open(queries.material_of(forum, material.id), forum, Viewer.ANYBODY)
    with transaction():
        release(forum, by=SYSTEM)
    assert queries.public_materials(forum, released_programme(forum.id)) == []
    assert not is_open(queries.material_of(forum, material.id), forum, Viewer.ANYBODY)


def test_a_recording_knows_its_length_and_its_captions(forum):
    recording = add_recording(forum, add_item(forum))
    found = queries.recording_of(forum, recording.id)
    assert (found.seconds, found.file.content_type, found.captions.content_type) == (
        84,
        "video/mp4",
        "text/vtt",
    )


def test_a_recording_is_a_file_or_an_address(forum, transaction):
    item = add_item(forum)
    linked = add_recording(forum, item, url="https://video.example.jp/1")
    assert (linked.url, linked.file_digest) == ("https://video.example.jp/1", None)
    for file, url in ((None, ""), (received(), "https://video.example.jp/2")):
        with pytest.raises(UnusableFile), transaction():
            recording_services.add_recording(
                forum,
                by=SYSTEM,
                item_id=item.id,
                file=file,
                captions=None,
                url=url,
                audience=Audience.PUBLIC,
            )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Recording)) == 1


def change(recording, **values):
    given = {"file": None, "captions": None, "drop_captions": False, "url": "", "audience": Audience.PUBLIC}
    recording_services.change_recording(db.session.merge(recording), by=SYSTEM, **{**given, **values})


def test_captions_are_dropped_replaced_and_refused_for_an_address(forum, transaction):
    recording = add_recording(forum, add_item(forum))
    with transaction():
        change(recording, drop_captions=True)
    assert queries.recording_of(forum, recording.id).captions_digest is None
    with transaction():
        change(recording, captions=received(VTT, "c.vtt"))
    assert queries.recording_of(forum, recording.id).captions_digest is not None
    with pytest.raises(UnusableAddress), transaction():
        change(recording, captions=received(VTT, "c.vtt"), url="https://video.example.jp/1")
    with transaction():
        change(recording, url="https://video.example.jp/1")
    found = queries.recording_of(forum, recording.id)
    assert (found.file_digest, found.captions_digest, found.seconds, found.filename) == (None, None, None, "")
