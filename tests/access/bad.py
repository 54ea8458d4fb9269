"""What careless and hostile people send."""

import os
import re
from urllib.parse import quote_from_bytes

from tests.access.snapshot import digest, rows

THOROUGH = "FORUMAPP_TEST_THOROUGH" in os.environ
"""Try every bad value in every field (minutes) and not a part of them, each in turn (seconds)."""
FORM = "application/x-www-form-urlencoded"
BAD = {
    "NUL": b"a\x00b",
    "control": b"a\x01\x1bb",
    "half a surrogate": b"a\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\x83\x65",
    "100 kB": b"l" * 100_000,
    "400 digits": b"9" * 400,
    "5000 digits": b"9" * 5000,
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
    "brackets": b"[" * 20_000,
    "blank": "  \u3000 ".encode(),
    "nothing": b"",
    "pattern": b"%_\\%",
    "local address": b"//example.jp",
    "script": b"javascript:alert(1)",
    "broken address": b"http://[::1",
    "port": b"https://example.jp:99999999/",
}
"""Values for fields by what is wrong with them; some are right in some fields."""

UNUSABLE = ("NUL",)
"""Those which a form gets in all of its fields at once."""

TOKENS = ("", "5e", "zz" * 32, "00" * 31, "00" * 33, "ゼロ" * 32, "0" * 100_000)
"""Form tokens of a wrong shape."""

QUERIES = (
    "page=-1",
    "page=0",
    "page=abc",
    "page=" + "9" * 30,
    "page=2147483648",
    "page=%EF%BC%91",
    "page=%C2%B2",
    "sort=../../x&order=drop%20table",
    "order=kana&state=all&mode=web&track=" + "9" * 25,
    "state=nobody&mode=x%00",
    "text=%25_%5C&organisation=%25_%5C",
    "text=" + "%E9%95%B7" * 3000,
    "text=%ED%A0%80",
    "text='%20OR%201=1--&organisation=%22",
    "text=%E2%80%AE%F0%A0%AE%B7&organisation=%F0%A0%AE%B7",
    "note=abc&note=-1&note=" + "9" * 30,
    "note=1&note=999999999",
    "item=abc",
    "item=" + "9" * 40,
    "item=999999999",
    "parent=" + "9" * 40,
    "lang=%3Cscript%3E&lang=en",
    "next=//example.com/",
    "next=%0d%0aSet-Cookie:x=1",
    "=&&&;=;",
    "%",
    "a[]=1&a[b]=2",
)
EXE = b"MZ\x90\x00\x03" + bytes(200) + b"PE\x00\x00"
SCRIPTED = b"<!doctype html><script>alert(1)</script>"


def body(pairs):
    """Return ``pairs`` (name, text or bytes) as a browser encodes a form."""
    raw = ((name, value if isinstance(value, bytes) else str(value).encode()) for name, value in pairs)
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in raw)


def typed(form):
    """Return the (name, value) pairs of a form without its files and its token."""
    return [
        (name, value)
        for name, value in form.items(multi=True)
        if name != "csrf_token" and not hasattr(value, "filename")
    ]


def judge(answer, failures):
    """Return what is wrong with the answer to bad input, or ""."""
    if answer.status_code >= 500 or failures:
        told, failures[:] = f"{answer.status_code} {failures}", []
        return told
    if answer.status_code >= 400 and not re.search("[ぁ-ん]", answer.text):
        return f"{answer.status_code} without a word of Japanese"
    return ""


def changed(world):
    """Say what was written, apart from counters of attempts."""
    before, now = digest(world.kept), digest(rows())
    return [name for name in now if name != "attempt" and before[name] != now[name]]
