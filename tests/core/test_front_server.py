"""Files handed out by the front server: nginx of the test's own, with the lines of docs/operations.md."""

import dataclasses
import re
import shutil
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from forumapp.core import files
from forumapp.core.headers import FILE_POLICY
from forumapp.core.settings import SettingsError, read
from tests.agenda.factories import add_item, let_see
from tests.conftest import PRESENT
from tests.forums.factories import make_forum
from tests.materials.factories import MP4, add_recording
from tests.serving import free_port, program

FILM = MP4 + bytes(range(256)) * 4
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
CONFIG = """
daemon off; pid {folder}/pid; error_log stderr crit; worker_processes 1; user root;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  server {{
    listen 127.0.0.1:{port};
    {documented}
  }}
}}
"""


@pytest.fixture
def film(app):
    forum = make_forum(slug="nagasaki", reported_at=PRESENT)
    made = add_recording(
        forum, add_item(forum, "講演", start="13:30", minutes=15), content=FILM, name="録画.mp4"
    )
    let_see(forum)
    return made


@pytest.fixture
def accel(app, monkeypatch):
    monkeypatch.setitem(
        app.config, "SERVER", dataclasses.replace(app.config["SERVER"], accel="/stored-files")
    )


def path_of(film):
    return f"/forums/nagasaki/recordings/{film.id}/%E9%8C%B2%E7%94%BB.mp4"


def inner(film):
    return f"/stored-files/{film.file_digest[:2]}/{film.file_digest}"


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=0-3"}, {"Range": "bytes=999999-"}])
def test_the_path_is_a_header_and_never_beside_a_body(client, film, accel, asked):
    answer = client.get(path_of(film), headers=asked)
    assert (answer.status_code, answer.data, answer.headers["X-Accel-Redirect"]) == (200, b"", inner(film))
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=file.mp4; filename*=")
    assert answer.headers["Content-Security-Policy"] == FILE_POLICY
    assert (answer.headers["Cache-Control"], answer.headers["ETag"]) == ("no-cache", f'"{film.file_digest}"')


def test_what_the_client_has_is_not_sent_again(client, film, accel):
    answer = client.get(path_of(film), headers={"If-None-Match": f'"{film.file_digest}"'})
    assert (answer.status_code, "X-Accel-Redirect" in answer.headers) == (304, False)


def test_what_may_not_be_opened_is_named_to_nobody(client, film, accel, transaction):
    with transaction():
        film.withdrawn_at = PRESENT
    answer = client.get(path_of(film))
    assert (answer.status_code, "X-Accel-Redirect" in answer.headers) == (404, False)


def test_without_the_setting_no_path_is_told(client, film):
    answer = client.get(path_of(film), buffered=True)
    assert (answer.data, [name for name, _value in answer.headers if name.startswith("X-Accel")]) == (
        FILM,
        [],
    )
    assert str(files.folder()) not in str(answer.headers)


@pytest.mark.parametrize("text", ["stored-files", "/stored files", "/a//b", "/a\nX: y"])
def test_a_wrong_setting_stops_the_start(tmp_path, text):
    with pytest.raises(SettingsError, match="FORUMAPP_ACCEL"):
        read({"FORUMAPP_SECRET_KEY": "k", "FORUMAPP_DATA_DIR": str(tmp_path), "FORUMAPP_ACCEL": text})


# --- a real nginx -----------------------------------------------------------------------------------------


@pytest.fixture
def front(app, site, film, accel):
    """nginx before the application; gives the address of the film."""
    folder, port = Path(tempfile.mkdtemp(prefix="forumapp-nginx-")), free_port()
    [documented] = re.findall(r"```nginx\n(.*?)```", OPERATIONS.read_text("utf-8"), re.DOTALL)
    documented = documented.replace("127.0.0.1:8000", f"127.0.0.1:{site.port}")
    documented = documented.replace("/var/lib/forumapp/files/", f"{files.folder()}/")
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, port=port, documented=documented))
    try:
        with program(["/usr/sbin/nginx", "-c", folder / "nginx.conf", "-p", folder], port):
            yield f"http://127.0.0.1:{port}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fetched(address, method="GET", **headers):
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=asked, method=method)) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.nginx
def test_nginx_sends_the_file_under_our_headers(front, film, client):
    ours = client.get(path_of(film)).headers
    status, headers, body = fetched(front + path_of(film))
    assert (status, body, "X-Accel-Redirect" in headers) == (200, FILM, False)
    kept = (
        "Content-Type", "Content-Disposition", "Content-Security-Policy", "Cache-Control", "X-Content-Type-Options",
        "Referrer-Policy", "Cross-Origin-Resource-Policy", "X-Frame-Options",
    )  # fmt: skip
    assert {name: headers.get_all(name) for name in kept} == {name: [ours[name]] for name in kept}


@pytest.mark.nginx
def test_nginx_answers_ranges_and_conditions(front, film):
    address = front + path_of(film)
    status, headers, body = fetched(address, Range="bytes=4-11")
    assert (status, body, headers["Content-Range"]) == (206, FILM[4:12], f"bytes 4-11/{len(FILM)}")
    tag = headers["ETag"]
    assert fetched(address, If_None_Match=tag)[0] == 304
    assert fetched(address, Range="bytes=4-11", If_Range=tag)[0] == 206
    assert fetched(address, Range="bytes=4-11", If_Range='"another"')[0] == 200
    assert fetched(address, Range="bytes=9999999-")[0] == 416
    status, headers, body = fetched(address, method="HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(FILM)), b"")


@pytest.mark.nginx
def test_nobody_reaches_the_folder_from_outside(front, film, transaction):
    for path in (inner(film), f"/stored-files/../files/{film.file_digest}", "/stored-files/"):
        assert fetched(front + path)[0] == 404
    with transaction():
        film.withdrawn_at = PRESENT
    assert fetched(front + path_of(film))[0] == 404
