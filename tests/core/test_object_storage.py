"""Files in an object storage, against a real server: the same paths and rights, links that are signed and die."""

import dataclasses
import re
import tracemalloc
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest

from forumapp.core import files
from forumapp.core.db import db
from forumapp.core.settings import SettingsError, read
from forumapp.factory import create_app
from forumapp.materials.models import Audience, PublishWhen, Recording
from tests.agenda.factories import add_item, let_see
from tests.conftest import PRESENT
from tests.core.rclone import BUCKET
from tests.core.rclone import far as far
from tests.core.rclone import server as server
from tests.forums.factories import make_forum
from tests.materials.factories import MP4, PDF, VTT, add_material, add_recording

LARGE = MP4 + bytes(5 << 20)
"""A film that is not passed on by ourselves."""


@pytest.fixture
def film(far):
    forum = make_forum(slug="nagasaki", reported_at=PRESENT)
    made = add_recording(
        forum, add_item(forum, "講演", start="13:30", minutes=15), content=LARGE, name="講演 録画.mp4"
    )
    let_see(forum)
    return made


def path_of(film):
    return f"/forums/nagasaki/recordings/{film.id}/{film.filename}"


def fetched(address, method="GET", **headers):
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, headers=headers, method=method)
        ) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def names(far):
    return sorted(row["Key"].removeprefix(far.prefix) for row in far._listed())


def test_a_content_goes_into_the_bucket_and_nothing_stays_here(far, tmp_path):
    written = files.write(BytesIO(b"content"), limit=100)
    assert names(far) == [f"{written.digest[:2]}/{written.digest}"]
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    with files.opened(written.digest) as stream:
        assert stream.read() == b"content"
    assert (files.holds(written.digest), files.holds("0" * 64)) == (True, False)
    with pytest.raises(FileNotFoundError):
        files.opened("0" * 64)


def test_nothing_goes_there_of_what_is_too_large_or_broke_off(far):
    with pytest.raises(files.TooLarge):
        files.write(BytesIO(b"x" * 11), limit=10)
    assert names(far) == []


def test_gigabytes_go_there_in_parts_and_in_constant_memory(far, tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as sparse:
        sparse.truncate(80 << 20)
    files.write(BytesIO(b"warm"), limit=100)
    tracemalloc.start()
    written = files.adopt(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (written.size, path.stat().st_size, peak < 24 << 20) == (80 << 20, 80 << 20, True)
    head = far._client.head_object(Bucket=BUCKET, Key=far._key(written.digest))
    assert head["ContentLength"] == 80 << 20


def test_a_film_is_played_by_a_signed_link_made_at_the_click(client, film):
    answer = client.get(path_of(film), headers={"Range": "bytes=4-11"})
    assert (answer.status_code, answer.headers["Cache-Control"], answer.data) == (302, "no-store", b"")
    address = answer.location
    assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == ["600"]
    status, headers, body = fetched(address, Range="bytes=4-11")
    assert (status in {200, 206}, headers["Content-Type"], body) == (True, "video/mp4", LARGE[4:12])
    assert headers["Content-Range"] == f"bytes 4-11/{len(LARGE)}"
    assert headers["Content-Disposition"].startswith("inline; filename=file.mp4; filename*=UTF-8''%E8%AC%9B")


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.replace("video%2Fmp4", "text%2Fhtml"),
        lambda address: address.replace("inline", "attach"),
        lambda address: re.sub(r"X-Amz-Expires=\d+", "X-Amz-Expires=99999", address),
        lambda address: address.partition("?")[0],
    ],
    ids=["type", "name", "life", "bare"],
)
def test_a_link_that_was_changed_opens_nothing(client, film, change):
    status, _headers, body = fetched(change(client.get(path_of(film)).location))
    assert (status in {400, 403}, LARGE[:32] in body) == (True, False)


def test_a_link_dies(client, film, far, monkeypatch):
    monkeypatch.setattr(far, "seconds", -1)
    status, _headers, body = fetched(client.get(path_of(film)).location)
    assert (status in {400, 403}, b"AccessDenied" in body) == (True, True)


def test_no_page_holds_a_link(client, film):
    for path in ("/forums/nagasaki/", "/forums/nagasaki/report", "/forums/nagasaki/report.json"):
        page = client.get(path).get_data(as_text=True)
        assert ("X-Amz" in page, BUCKET in page) == (False, False)
    assert path_of(film).rpartition("/")[0] in client.get("/forums/nagasaki/report").get_data(as_text=True)


@pytest.mark.parametrize("close", ["withdrawn", "registered", "organisers", "later"])
def test_rights_are_asked_before_any_link_is_made(client, film, transaction, close):
    with transaction():
        row = db.session.get_one(Recording, film.id)
        if close == "withdrawn":
            row.withdrawn_at = PRESENT
        elif close == "later":
            row.publish_when, row.publish_at = PublishWhen.AT, PRESENT + timedelta(minutes=1)
        else:
            row.audience = Audience(close)
    answer = client.get(path_of(film))
    assert (answer.status_code, "Location" in answer.headers, b"X-Amz" in answer.data) == (404, False, False)


def test_head_and_what_the_client_has_already_are_answered_here(client, film):
    head = client.head(path_of(film), headers={"Range": "bytes=0-3"})
    assert (head.status_code, head.headers["Content-Length"], head.headers["Accept-Ranges"]) == (
        200, str(len(LARGE)), "bytes",
    )  # fmt: skip
    again = client.get(path_of(film), headers={"If-None-Match": head.headers["ETag"]})
    assert (again.status_code, "Location" in again.headers) == (304, False)


def test_captions_come_from_our_own_origin_by_range_and_condition(client, film):
    path = f"/forums/nagasaki/recordings/{film.id}/captions.vtt"
    answer = client.get(path)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, VTT, "text/vtt")
    part = client.get(path, headers={"Range": "bytes=0-5"})
    assert (part.status_code, part.data) == (206, b"WEBVTT")
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_pages_may_show_films_of_the_storage_and_nothing_else_of_it(settings, server):
    made = create_app({"TESTING": True}, dataclasses.replace(settings, s3=server))
    policy = made.test_client().get("/healthz").headers["Content-Security-Policy"].split("; ")
    allowed = [part.partition(" ")[0] for part in policy if server.endpoint in part]
    assert allowed == ["img-src", "media-src"]
    assert f"media-src 'self' {server.endpoint}" in policy


def test_the_zip_of_slides_is_written_from_there(client, far):
    forum = make_forum(slug="nagasaki")
    for number in range(2):
        add_material(forum, content=PDF + bytes([number]), name=f"{number}.pdf", title=f"資料{number}")
    answer = client.get("/forums/nagasaki/materials/slides.zip")
    assert (answer.status_code, answer.data.count(PDF)) == (200, 2)


def test_the_sweep_takes_what_has_no_row_and_is_old(far, transaction, clock):
    with transaction():
        kept = files.write(BytesIO(b"kept"), limit=10)
        files.keep(kept, "text/plain")
    files.write(BytesIO(b"refused"), limit=10)
    clock.instant = datetime.now(UTC) + timedelta(hours=23)
    assert (files.sweep(), len(names(far))) == (0, 2)
    clock.instant = datetime.now(UTC) + timedelta(hours=25)
    assert (files.sweep(), names(far)) == (1, [f"{kept.digest[:2]}/{kept.digest}"])


def test_an_upload_that_broke_off_is_taken_away(far, clock):
    begun = far._client.create_multipart_upload(Bucket=BUCKET, Key=far._key("a" * 64))
    far._client.upload_part(
        Bucket=BUCKET, Key=far._key("a" * 64), UploadId=begun["UploadId"], PartNumber=1, Body=b"x" * 100
    )
    clock.instant = datetime.now(UTC) + timedelta(hours=25)
    files.sweep()
    found = far._client.list_multipart_uploads(Bucket=BUCKET, Prefix=far.prefix).get("Uploads", [])
    assert (found, names(far)) == ([], [])


def test_what_the_scanner_found_leaves_the_bucket(far, tmp_path):
    written = files.write(BytesIO(b"harmful"), limit=10)
    files.put_away(written.digest)
    assert (names(far), (tmp_path / "quarantine" / written.digest).read_bytes()) == ([], b"harmful")


def test_the_storage_away_is_an_error_and_no_row(app, far, monkeypatch):
    gone = dataclasses.replace(app.config["SERVER"].s3, endpoint="http://127.0.0.1:9")
    monkeypatch.setitem(app.config, "SERVER", dataclasses.replace(app.config["SERVER"], s3=gone))
    with pytest.raises(Exception, match="Could not connect"):
        files.write(BytesIO(b"x"), limit=10)
    assert list(files.folder().iterdir()) == []


NEEDED = {
    "FORUMAPP_SECRET_KEY": "k",
    "FORUMAPP_S3_ENDPOINT": "https://s3.example.jp",
    "FORUMAPP_S3_BUCKET": "forum-files",
    "FORUMAPP_S3_KEY": "a",
    "FORUMAPP_S3_SECRET": "b-secret",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"FORUMAPP_S3_SECRET": ""}, "together or not at all"),
        ({"FORUMAPP_S3_ENDPOINT": "s3.example.jp"}, "FORUMAPP_S3_ENDPOINT"),
        ({"FORUMAPP_S3_ENDPOINT": "https://a:b@s3.example.jp"}, "FORUMAPP_S3_ENDPOINT"),
        ({"FORUMAPP_S3_BUCKET": "Bucket/x"}, "FORUMAPP_S3_BUCKET"),
        ({"FORUMAPP_S3_PREFIX": "a b"}, "FORUMAPP_S3_PREFIX"),
        ({"FORUMAPP_S3_LINK_MINUTES": "0"}, "FORUMAPP_S3_LINK_MINUTES"),
        ({"FORUMAPP_ACCEL": "/stored-files"}, "FORUMAPP_ACCEL"),
    ],
)
def test_a_wrong_setting_stops_the_start_in_one_sentence(tmp_path, change, said):
    with pytest.raises(SettingsError, match=said):
        read({**NEEDED, "FORUMAPP_DATA_DIR": str(tmp_path), **change})


def test_the_settings_are_read_and_the_secret_is_not_printed(tmp_path):
    found = read({**NEEDED, "FORUMAPP_DATA_DIR": str(tmp_path), "FORUMAPP_S3_PREFIX": "/a/b/"})
    assert (found.s3.region, found.s3.prefix, found.s3.link_minutes) == ("us-east-1", "a/b/", 10)
    assert "b-secret" not in repr(found)
