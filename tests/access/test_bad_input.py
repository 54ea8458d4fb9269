"""Every form of every page, sent by somebody careless or hostile: never a 500, words one can read, nothing changed."""

import os
from itertools import cycle
from urllib.parse import quote_from_bytes

import pytest
from flask import got_request_exception

from tests.access import world as worlds
from tests.access.doors import paths
from tests.access.forms import WHEN, sound
from tests.access.pages import STALE

SURROGATE = b"\xed\xa0\x80"
BAD = {
    "NUL": b"a\x00b",
    "control": b"a\x01\x1bb",
    "half a surrogate": b"a" + SURROGATE,
    "no UTF-8": b"\xff\xfe\x83\x65",
    "100 kB": "長".encode() * 34_000,
    "400 digits": b"9" * 400,
    "11 digits": b"99999999999",
    "31 bits and one": b"2147483648",
    "nine digits": b"999999999",
    "negative": b"-5",
    "minus five minutes": "-5分".encode(),
    "fraction": b"1.5",
    "word": b"abc",
    "superscript digit": "²".encode(),
    "no day": b"2024-02-30",
    "first day": b"0001-01-01",
    "last day": b"9999-12-31",
    "no time": b"25:61",
    "right to left": "\u202e\u2066試験\u200f".encode(),
    "only invisible": "\u200b\u2060\ufeff".encode(),
    "four bytes": "𠮷𩸽😀".encode(),
    "formula": b'=HYPERLINK("http://example.jp","x")',
    "markup": b"</textarea><script>alert(1)</script>",
    "template": b"{{ 7*7 }} %(name)s %s {0} ${x}",
    "blank": "  \u3000 ".encode(),
    "nothing": b"",
    "pattern": b"%_\\%",
    "address": b"//example.jp",
    "script": b"javascript:alert(1)",
    "broken address": b"http://[::1",
    "port": b"http://example.jp:99999999/",
}
THOROUGH = os.environ.get("FORUMAPP_TEST_THOROUGH")


@pytest.fixture
def failures(app, monkeypatch):
    """The exceptions that became error pages 500."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    found = []

    def note(_sender, exception, **_more):
        found.append(exception)

    with got_request_exception.connected_to(note, app):
        yield found


def body(pairs):
    """Return ``pairs`` (name, text or bytes) as a browser encodes a form."""
    raw = ((name, value if isinstance(value, bytes) else str(value).encode()) for name, value in pairs)
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in raw)


FORM = "application/x-www-form-urlencoded"


def test_x(world, catalogue, clock, failures):
    import time, traceback

    n = 0
    began = clock.instant
    seen = {}
    t0 = time.time()
    acc = 0
    for door, path in [pair for pair in paths(world) if "POST" in pair[0].methods]:
        clock.instant = WHEN.get(door.endpoint, began)
        form = sound(catalogue, door, path)
        browser = world.browsers["stranger" if door.who == "anybody" or door.link else "admin"]
        names = [name for name in form if name != "csrf_token" and not hasattr(form[name], "filename")]
        for name in names:
            for kind, bad in BAD.items():
                pairs = [
                    (k, v) for k, v in form.items(multi=True) if k != name and not hasattr(v, "filename")
                ] + [(name, bad)]
                answer = browser.fresh().post(path, data=body(pairs), content_type=FORM)
                n += 1
                if answer.status_code == 500 or failures:
                    e = failures[-1] if failures else None
                    tb = traceback.extract_tb(e.__traceback__) if e else []
                    own = [
                        f"{f.filename.split('/main/')[-1]}:{f.lineno}"
                        for f in tb
                        if "forumapp/" in f.filename
                    ]
                    key = (type(e).__name__, str(e)[:150], own[-1] if own else "")
                    seen.setdefault(key, []).append((door.endpoint, name, kind, answer.status_code))
                    failures.clear()
                if answer.status_code < 400:
                    acc += 1
                    worlds.restore(world.app, world.kept)
        now = worlds.digest(worlds.rows())
        if now != worlds.digest(world.kept):
            print("CHANGED", door.endpoint)
            worlds.restore(world.app, world.kept)
    print(n, acc, time.time() - t0)
    for k, v in seen.items():
        print(k, len(v), v[:6])
