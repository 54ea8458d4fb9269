"""What a page costs: SQL statements cold and warm, and bytes and requests of a first visit."""

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

from sqlalchemy import event

from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.factory import create_app

PAGES = {
    "forum page": "/forums/nagasaki-2024/",
    "agenda": "/forums/nagasaki-2024/agenda",
    "report": "/forums/nagasaki-2024/report",
    "calendar": "/forums/nagasaki-2024/calendar.ics",
    "list of forums": "/",
    "series": "/series/dx-structure/",
    "registration form": "/forums/aoba/registration",
}


def statements(data: Path) -> dict[str, tuple[int, int]]:
    """Count the SQL statements of each page, first and second time, in a fresh process's cache."""
    app = create_app(settings=read({"FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(data)}))
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    counted = {}
    for name, path in PAGES.items():
        numbers = []
        for _ in range(2):
            seen.clear()
            client = app.test_client()
            assert client.get(path, headers={"Accept-Encoding": "gzip"}).status_code == 200
            numbers.append(len(seen))
        counted[name] = (numbers[0], numbers[1])
    return counted


def weights(data: Path) -> dict[str, tuple[float, int]]:
    """Sum what a browser loads for each page: kB (gzip) and requests; pictures and films left out."""
    app = create_app(settings=read({"FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(data)}))
    client = app.test_client()
    found = {}
    for name, path in PAGES.items():
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        html = (
            gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
        )
        linked = set(re.findall(r'<(?:link|script)\b[^>]*?(?:href|src)="(/assets/[^"]+)"', html.decode()))
        packed = {"Accept-Encoding": "gzip"}
        sizes = [
            len(answer.data),
            *(len(client.get(urljoin(path, one), headers=packed).data) for one in linked),
        ]
        found[name] = (sum(sizes) / 1024, len(sizes))
    return found
