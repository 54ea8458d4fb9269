"""Files over HTTP: who gets them, by Range and condition; uploading through the organisers' pages."""

import io
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.headers import FILE_POLICY
from forumapp.forums.models import Role, Visibility
from forumapp.materials import services
from forumapp.materials.models import Audience, Material, Recording
from tests.agenda.factories import add_item
from tests.forums.factories import make_forum, sign_in_as
from tests.materials.factories import (
    AT_ONCE,
    EXE,
    MP4,
    PDF,
    VTT,
    add_material,
    add_recording,
    office,
)

NAME = "挨拶・全体説明.pdf"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki")


def address(material, prefix=""):
    return f"{prefix}/forums/nagasaki/materials/{material.id}/{quote(material.filename)}"


def get(client, path, **options):
    """Ask for a file and close it after reading."""
    return client.get(path, buffered=True, **options)


def token(client, path):
    text = client.get(path).get_data(as_text=True)
    return text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def send(client, path, **fields):
    """Send the form at ``path``; files as (content, name)."""
    data = {"csrf_token": token(client, path), "audience": "public", **AT_ONCE}
    for name, value in fields.items():
        data[name] = (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
    return client.post(path, data=data, content_type="multipart/form-data")


# --- handing out ------------------------------------------------------------------------------------------


def test_slides_are_handed_out_whole_with_name_type_and_policy(forum, client):
    answer = get(client, address(add_material(forum, name=NAME)))
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    headers = answer.headers
    assert headers["Content-Disposition"] == f"inline; filename=file.pdf; filename*=UTF-8''{quote(NAME)}"
    assert headers["Content-Security-Policy"] == FILE_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in headers


def test_an_office_file_is_saved_and_not_shown(forum, client):
    answer = get(client, address(add_material(forum, content=office("xlsx"), name="list.xlsx")))
    assert answer.headers["Content-Disposition"] == "attachment; filename=list.xlsx"


def test_the_digest_is_the_etag_and_a_known_one_is_304(forum, client):
    material = add_material(forum)
    answer = get(client, address(material))
    assert answer.headers["ETag"] == f'"{material.file_digest}"'
    again = get(client, address(material), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_head_tells_the_size_without_the_content(forum, client):
    answer = client.head(address(add_material(forum)), buffered=True)
    assert (answer.status_code, answer.headers["Content-Length"], answer.data) == (200, str(len(PDF)), b"")


def test_an_old_name_leads_to_the_present_one(forum, client):
    material = add_material(forum, name=NAME)
    answer = get(client, f"/forums/nagasaki/materials/{material.id}/old.pdf")
    assert (answer.status_code, answer.location) == (302, address(material))


def hide(thing, how):
    with_forum = db.session.get(type(thing), thing.id)
    if how == "withdrawn":
        services.withdraw(with_forum, by=SYSTEM)
    else:
        with_forum.audience = Audience(how)


@pytest.mark.parametrize("how", ["withdrawn", "registered", "organisers"])
def test_the_public_gets_only_what_is_public(forum, client, transaction, how):
    material, recording = add_material(forum), add_recording(forum, add_item(forum))
    film = f"/forums/nagasaki/recordings/{recording.id}/{quote(recording.filename)}"
    subtitles = f"/forums/nagasaki/recordings/{recording.id}/captions.vtt"
    paths = [address(material), film, subtitles]
    assert [get(client, path).status_code for path in paths] == [200, 200, 200]
    with transaction():
        hide(material, how)
        hide(recording, how)
    assert [get(client, path).status_code for path in paths] == [404, 404, 404]


def test_organisers_preview_what_is_hidden(forum, client):
    material = add_material(forum, audience=Audience.ORGANISERS)
    path = f"/desk/forums/nagasaki/materials/{material.id}/file/{quote(material.filename)}"
    assert get(client, path).status_code == 303
    sign_in_as(client, forum, Role.VIEWER)
    answer = get(client, path)
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("hidden", [{"draft": True}, {"visibility": Visibility.INVITATION}])
def test_files_of_a_forum_that_is_not_public_are_404(app, client, hidden):
    material = add_material(make_forum(slug="nagasaki", **hidden))
    assert get(client, address(material)).status_code == 404


def test_a_material_is_reached_through_its_own_forum_only(forum, client):
    material = add_material(make_forum(slug="other"))
    assert get(client, address(material)).status_code == 404
    assert get(client, address(material).replace("nagasaki", "other")).status_code == 200


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc%2fpasswd", "%00.pdf", "a%e2%80%aefdp.exe", "%ff.pdf", "x" * 250]
)
def test_a_strange_name_in_the_address_reaches_no_other_file(forum, client, name):
    material = add_material(forum)
    answer = get(client, f"/forums/nagasaki/materials/{material.id}/{name}")
    assert answer.status_code in {302, 400, 404}
    assert answer.location in {None, address(material)}


def test_captions_are_handed_out_as_text(forum, client):
    recording = add_recording(forum, add_item(forum))
    answer = get(client, f"/forums/nagasaki/recordings/{recording.id}/captions.vtt")
    assert (answer.data, answer.headers["Content-Type"]) == (VTT, "text/vtt; charset=utf-8")


# --- uploading --------------------------------------------------------------------------------------------

NEW = "/desk/forums/nagasaki/materials/new"
NEW_RECORDING = "/desk/forums/nagasaki/recordings/new"


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_an_editor_uploads_slides_to_an_item(forum, client):
    item = add_item(forum, "挨拶・全体説明")
    sign_in_as(client, forum)
    answer = send(client, NEW, item_id=str(item.id), file=(PDF, NAME))
    assert (answer.status_code, answer.location) == (303, "/desk/forums/nagasaki/materials")
    page = client.get(answer.location).get_data(as_text=True)
    assert "資料を登録しました。" in page
    material = db.session.scalar(sa.select(Material))
    assert (material.title, material.filename, material.audience) == (item.title, NAME, Audience.PUBLIC)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "empty.pdf", "このファイルは空です（0バイト）。"),
        (EXE, "slides.pdf", "名前ではなく中身で確認しています。"),
        (office(extra=["ppt/vbaProject.bin"]), "macro.pptx", "マクロを含むファイルは登録できません。"),
        (MP4, "film.pdf", "名前ではなく中身で確認しています。"),
    ],
)
def test_an_unusable_file_is_refused_in_words_and_nothing_is_kept(forum, client, content, name, told):
    sign_in_as(client, forum)
    answer = send(client, NEW, own_title="案内", file=(content, name))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, told in page, 'id="file-error"' in page, "案内" in page) == (
        422,
        True,
        True,
        True,
    )
    assert count(Material) == 0


def test_no_file_at_all_is_said_at_the_field(forum, client):
    sign_in_as(client, forum)
    answer = send(client, NEW, own_title="案内", file="just text")
    assert (answer.status_code, "ファイルを選んでください。" in answer.get_data(as_text=True)) == (422, True)
    assert send(client, NEW, own_title="案内").status_code == 422


def test_a_file_above_the_limit_is_refused(forum, client, monkeypatch):
    sign_in_as(client, forum)
    monkeypatch.setitem(client.application.config, "MAX_UPLOAD", 100_000)
    answer = send(client, NEW, own_title="案内", file=(PDF + bytes(100_000), "big.pdf"))
    assert answer.status_code == 413
    assert count(Material) == 0


def test_a_recording_with_captions_is_uploaded_and_played_in_parts(forum, client):
    item = add_item(forum, "広島県取組事例")
    sign_in_as(client, forum)
    answer = send(
        client, NEW_RECORDING, item_id=str(item.id), file=(MP4, "録画.mov"), captions=(VTT, "c.vtt")
    )
    assert answer.status_code == 303
    recording = db.session.scalar(sa.select(Recording))
    assert recording.filename == "録画.mov.mp4"
    path = f"/forums/nagasaki/recordings/{recording.id}/{quote(recording.filename)}"
    part = get(client, path, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, b"ftyp")


@pytest.mark.parametrize(
    "url", ["http://video.example.jp/", "javascript:alert(1)", "https://a:b@example.jp/", "x"]
)
def test_only_https_addresses_are_linked(forum, client, url):
    item = add_item(forum)
    sign_in_as(client, forum)
    assert send(client, NEW_RECORDING, item_id=str(item.id), url=url).status_code == 422
    assert count(Recording) == 0


def test_changing_moving_withdrawing_and_restoring_through_the_pages(forum, client):
    material = add_material(forum, title="案内", name="a.pdf")
    add_material(forum, title="別紙", content=PDF + b"2", name="b.pdf")
    sign_in_as(client, forum)
    board, own = "/desk/forums/nagasaki/materials", f"/desk/forums/nagasaki/materials/{material.id}"
    assert send(client, own, own_title="ご案内", file=(PDF + b"3", "c.pdf")).status_code == 303
    secret = token(client, board)
    for step, data in (("position", {"direction": "down"}), ("withdrawal", {}), ("restoration", {})):
        assert client.post(f"{own}/{step}", data={"csrf_token": secret, **data}).status_code == 303
    db.session.expire_all()
    found = db.session.get(Material, material.id)
    assert (found.title, found.filename, found.position, found.withdrawn_at) == ("ご案内", "c.pdf", 2, None)


@pytest.mark.parametrize(
    ("role", "read", "write"),
    [
        (Role.OWNER, 200, 200),
        (Role.EDITOR, 200, 200),
        (Role.FACILITATOR, 200, 403),
        (Role.RECEPTION, 200, 403),
        (Role.VIEWER, 200, 403),
    ],
)
def test_who_may_open_the_pages(forum, client, role, read, write):
    material = add_material(forum)
    sign_in_as(client, forum, role)
    assert client.get("/desk/forums/nagasaki/materials").status_code == read
    for path in (NEW, NEW_RECORDING, f"/desk/forums/nagasaki/materials/{material.id}"):
        assert client.get(path).status_code == write
    refused = client.post(f"/desk/forums/nagasaki/materials/{material.id}/withdrawal")
    assert refused.status_code == (403 if write == 403 else 400)


def test_an_editor_of_another_forum_sees_nothing(forum, client):
    sign_in_as(client, make_forum(slug="other"))
    assert client.get("/desk/forums/nagasaki/materials").status_code == 404
