"""Parts of a film of one gigabyte (sparse), asked for by 50 clients: sent by gunicorn, and by nginx before it."""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from benchmarks import memory, servers
from benchmarks.load import run
from forumapp.core import files
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.core.transaction import transaction
from forumapp.core.uploads.received import Received
from forumapp.factory import create_app
from forumapp.forums.models import Forum
from forumapp.materials.models import Audience, Recording
from forumapp.materials.recording_services import add_recording

SIZE, PART, CLIENTS, SECONDS = 1 << 30, 1 << 20, 50, 6.0
NGINX = Path("/usr/sbin/nginx")
LOCATION = "/stored-files"
CONFIG = """
daemon off; pid {folder}/pid; error_log stderr crit; worker_processes 2; user root;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2;
  fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  upstream application {{ server 127.0.0.1:{behind}; keepalive 8; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://application; proxy_http_version 1.1; proxy_set_header Connection ""; }}
    location {location}/ {{ internal; alias {files}/; }}
  }}
}}
"""


def measure(data: Path) -> None:
    """Print parts a second and what the processes' memory grew by meanwhile."""
    path = _film(data)
    title = f"Parts of {PART >> 20} MiB of a film of {SIZE >> 30} GiB, {CLIENTS} clients"
    memory.heading(title, "sent by", "parts/s", "MB/s, p95 ms")
    with servers.again(data) as (port, pid):
        _row("gunicorn", port, pid, path)
    if not NGINX.exists():
        print(memory.LINE.format("nginx (X-Accel-Redirect)", "no server", "", ""))
        return
    with servers.again(data, FORUMAPP_ACCEL=LOCATION) as (port, pid), _nginx(data, port) as front:
        _row("nginx (X-Accel-Redirect)", front, pid, path)


def _row(name: str, port: int, pid: int, path: str) -> None:
    run(port, [_parts(path, seed) for seed in range(CLIENTS)], 1.0)
    with memory.row(name, pid) as cells:
        result = run(port, [_parts(path, seed) for seed in range(CLIENTS)], SECONDS)
        assert set(result.statuses) == {206}, result.statuses
        speed = f"{result.rate * PART / 1e6:,.0f}, {result.percentile(0.95):,.0f}"
        cells += [f"{result.rate:,.0f}", speed]


def _parts(path: str, seed: int) -> Callable[[], Iterator[bytes]]:
    chance = random.Random(seed)

    def source() -> Iterator[bytes]:
        while True:
            start = chance.randrange(SIZE - PART)
            yield (
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nRange: bytes={start}-{start + PART - 1}\r\n\r\n"
            ).encode()

    return source


def _film(data: Path) -> str:
    """Give a forum of the demo a film of zeros; returns its address."""
    app = create_app(settings=read({"FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(data)}))
    with app.app_context():
        path = data / "large.mp4"
        with path.open("wb") as sparse:
            sparse.truncate(SIZE)
        written = files.adopt(path)
        with transaction() as session:
            forum = session.scalars(sa.select(Forum).where(Forum.slug == "nagasaki-2024")).one()
            shown = session.scalars(sa.select(Recording).where(Recording.forum_id == forum.id)).first()
            assert shown is not None
            film = add_recording(
                forum,
                by=SYSTEM,
                item_id=shown.item_id,
                file=Received(written, "video/mp4", "large.mp4", 3600),
                captions=None,
                url="",
                audience=Audience.PUBLIC,
            )
            session.flush()
            address = f"/forums/nagasaki-2024/recordings/{film.id}/large.mp4"
        db.engine.dispose()
    return address


@contextmanager
def _nginx(data: Path, behind: int) -> Iterator[int]:
    port = servers.free_port()
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "nginx.conf")
        values = {"folder": folder, "port": port, "behind": behind, "location": LOCATION}
        config.write_text(CONFIG.format(files=data / "files", **values))
        with servers.process([str(NGINX), "-c", str(config), "-p", folder], port, "/healthz"):
            yield port


def main() -> None:
    """Measure in a demo installation of its own."""
    with tempfile.TemporaryDirectory() as folder:
        with servers.demo(Path(folder)):
            pass
        measure(Path(folder))


if __name__ == "__main__":
    main()
