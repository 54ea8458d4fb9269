"""A round trip through a real CalDAV server: what we hand out is kept, found by its time, and given back unchanged."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from tests.calendar.readers import by_icalendar, by_vobject
from tests.calendar.states import STATES, ZONES, make_case

NAMES = {"d": "DAV:", "c": "urn:ietf:params:xml:ns:caldav"}
QUERY = """<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><c:calendar-data/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range start="{start:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/>
</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"""


class Server:
    """A CalDAV server on loopback."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Status and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers["Authorization"] = "Basic c29tZWJvZHk6"  # somebody, without a password
        connection.request(method, f"/somebody/{path}", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def between(self, start: datetime, end: datetime) -> list[bytes]:
        """The calendars with an event in this time."""
        status, body = self.ask("REPORT", "forums/", QUERY.format(start=start, end=end).encode(), Depth="1")
        assert status == 207, body
        # Its answer holds each file as text; XML readers turn CRLF into LF.
        return [
            (found.text or "").encode() for found in ET.fromstring(body).iterfind(".//c:calendar-data", NAMES)
        ]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("radicale")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "radicale", "--config", "", "--hosts", f"127.0.0.1:{port}"]
    command += ["--auth-type", "none", "--storage-filesystem-folder", str(folder / "kept")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(port, process, folder / "log")
        yield Server(port)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process, log) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def test_every_state_goes_through_a_caldav_server_unchanged(app, client, server) -> None:
    assert server.ask("MKCALENDAR", "forums/")[0] == 201
    cases = [make_case(state, zone, ZONES[zone][0]) for state in STATES for zone in ZONES]
    kept = {}
    for case in cases:
        for number, one in enumerate(_single(client, case)):
            path = f"forums/{case.forum.slug}-{number}.ics"
            assert server.ask("PUT", path, one, **{"Content-Type": "text/calendar; charset=utf-8"})[0] == 201
            status, back = server.ask("GET", path)
            assert (status, by_icalendar(back)) == (200, by_icalendar(one))
            assert by_vobject(back) == by_vobject(one)
            kept[path] = by_icalendar(one).events[0]
    first = min(_start(event) for event in kept.values()) - timedelta(days=1)
    everything = server.between(first, first + timedelta(days=400))
    assert sorted(by_icalendar(data).events[0].uid for data in everything) == sorted(
        event.uid for event in kept.values()
    )
    assert server.between(first - timedelta(days=400), first) == []


def test_a_time_range_finds_exactly_what_lies_in_it(app, client, server) -> None:
    case = make_case("timed", "Australia/Lord_Howe", ZONES["Australia/Lord_Howe"][1])
    (event,) = case.events
    ((data),) = _single(client, case)
    server.ask("DELETE", "forums/")
    assert server.ask("MKCALENDAR", "forums/")[0] == 201
    assert server.ask("PUT", "forums/one.ics", data, **{"Content-Type": "text/calendar"})[0] == 201
    minute = timedelta(minutes=1)
    found = [
        len(server.between(start, end))
        for start, end in [
            (event.start - minute, event.start),
            (event.start - minute, event.start + minute),
            (event.end - minute, event.end + minute),
            (event.end, event.end + minute),
        ]
    ]
    assert found == [0, 1, 1, 0]


def _single(client, case) -> list[bytes]:
    """The forum's download, one file per event as CalDAV keeps them (RFC 4791 section 4.1)."""
    data = client.get(f"/forums/{case.forum.slug}/calendar.ics").data
    head, *events = data.removesuffix(b"END:VCALENDAR\r\n").split(b"BEGIN:VEVENT\r\n")
    return [head + b"BEGIN:VEVENT\r\n" + event + b"END:VCALENDAR\r\n" for event in events]


def _start(event) -> datetime:
    start = event.start
    return start if isinstance(start, datetime) else datetime(start.year, start.month, start.day, tzinfo=UTC)
