"""``make bench``: the figures of one run, side by side. They compare rows; they are no promise for other machines."""

import os
import platform
import tempfile
import time
from pathlib import Path

from benchmarks import (
    assignment,
    attendees,
    board,
    calendars,
    cautions,
    conference,
    feedback,
    hall,
    imports,
    letters,
    likeness,
    pages,
    pasting,
    presence,
    reception,
    recordings,
    registrations,
    reports,
    ripple,
    servers,
    uploads,
)
from benchmarks.load import Result, get, run

SECONDS = 4.0
CLIENTS = 8
ROUNDS = 3
LINE = "{:<34}{:>14}{:>16}{:>14}"


def _rate(port: int, path: str, headers: dict[str, str] | None = None) -> Result:
    return run(port, [get(path, headers)] * CLIENTS, SECONDS / ROUNDS)


def _median(results: list[Result]) -> Result:
    return sorted(results, key=lambda result: result.rate)[len(results) // 2]


def _speed(port: int, bare: int) -> None:
    print(
        f"\nRequests per second, {CLIENTS} connections, median of {ROUNDS} rounds taken in turn with the bare page"
    )
    print(LINE.format("page", "requests/s", "of bare Flask", "p95 ms"))
    for name, path in list(pages.PAGES.items())[:4]:
        ours, theirs = [], []
        for _ in range(ROUNDS):
            theirs.append(_rate(bare, "/"))
            ours.append(_rate(port, path, {"Accept-Language": "ja"}))
        mine, hello = _median(ours), _median(theirs)
        assert set(mine.statuses) == {200}, mine.statuses
        share = f"{mine.rate / hello.rate:.2f}"
        print(LINE.format(name, f"{mine.rate:,.0f}", share, f"{mine.percentile(0.95):.1f}"))
    print(LINE.format("bare Flask 'hello'", f"{hello.rate:,.0f}", "1.00", f"{hello.percentile(0.95):.1f}"))


def _costs(data: Path) -> None:
    print("\nCost of a page")
    print(LINE.format("page", "SQL cold", "SQL warm", "kB / requests"))
    weights = pages.weights(data)
    for name, (cold, warm) in pages.statements(data).items():
        weight, requests = weights[name]
        print(LINE.format(name, cold, warm, f"{weight:.1f} / {requests}"))


def _seats(name: str, port: int, url: str) -> None:
    print(f"\nRegistrations over HTTP ({name}): 400 seats, 512 attempts; the postman works meanwhile")
    print(LINE.format("clients", "answers/s", "p95 ms", "oversold"))
    for clients in (8, 32, 128):
        result, confirmed, oversold = registrations.measure(port, url, clients, 512, 400)
        print(LINE.format(clients, f"{result.rate:,.0f}", f"{result.percentile(0.95):.0f}", oversold))
        print(f"    answers {dict(sorted(result.statuses.items()))}, confirmed {confirmed} of 400 seats")


def _seats_on_postgres() -> None:
    with tempfile.TemporaryDirectory() as folder, letters.postgres(Path(folder)) as url:
        if url is None:
            print("\nRegistrations over HTTP (PostgreSQL): no server")
            return
        with servers.demo(Path(folder), url) as (port, _pid):
            _seats("PostgreSQL", port, url)


def _reception() -> None:
    print(f"\nCheck-ins over HTTP: {reception.DESKS} desks, {reception.PEOPLE} people")
    print(LINE.format("database", "check-ins/s", "p95 ms", "not recorded"))
    for name, result, held in reception.measure():
        if result is None:
            print(LINE.format(name, "no server", "", ""))
            continue
        rate, late = f"{result.rate:,.0f}", f"{result.percentile(0.95):.0f}"
        print(LINE.format(name, rate, late, reception.PEOPLE - held))


def _letters(data: Path) -> None:
    print(f"\nLetters to a server on loopback, {letters.POSTMEN} postmen; all in processes of their own")
    print(LINE.format("letter", "letters/s", "database", "not taken"))
    with tempfile.TemporaryDirectory() as folder, letters.postgres(Path(folder)) as url:
        for kind, number in ((letters.PLAIN, 3000), (letters.HEAVY, 600)):
            for name, place, database in (("SQLite", data, ""), ("PostgreSQL", Path(folder), url)):
                if database is None:
                    print(LINE.format(kind, "no server", name, ""))
                    continue
                rate, taken = letters.measure(place, database, kind, number)
                print(LINE.format(kind, f"{rate:,.0f}", name, number - taken))


def _cautions() -> None:
    milliseconds, found = cautions.milliseconds()
    print(f"\nWarnings of {cautions.ITEMS:,} items in {cautions.TRACKS} tracks")
    print(LINE.format("check", f"{milliseconds:.1f} ms", f"{found} found", ""))


def _ripple() -> None:
    milliseconds, moved = ripple.milliseconds()
    print(f"\nTen minutes more in the first of {ripple.ITEMS:,} items")
    print(LINE.format("look at what follows", f"{milliseconds:.1f} ms", f"{sum(moved)} moved", ""))


def _pasting() -> None:
    milliseconds, items = pasting.milliseconds()
    print(f"\nA pasted programme of {pasting.LINES} lines")
    print(LINE.format("understand it", f"{milliseconds:.1f} ms", f"{items} items", ""))


def _presence() -> None:
    read, matched, found = presence.milliseconds()
    print(f"\nA participants' list of {presence.LINES} lines, {presence.LINES} people registered")
    print(LINE.format("read it", f"{read:.1f} ms", f"{presence.LINES} lines", ""))
    print(LINE.format("match it", f"{matched:.1f} ms", f"{found} found", ""))


def _likeness() -> None:
    first, later, found = likeness.milliseconds()
    print(f"\nThe merge board's proposals for {likeness.GROUPS * likeness.EACH} notes")
    print(LINE.format("words unknown yet", f"{first:.0f} ms", f"{found} proposals", ""))
    print(LINE.format("words known", f"{later:.0f} ms", "", ""))


def main() -> None:
    """Measure everything."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        begun = time.monotonic()
        with servers.demo(data) as (port, pid), servers.hello() as (bare, _):
            print(f"set up, loaded and serving after {time.monotonic() - begun:.1f} s")
            time.sleep(3)
            print(f"memory of all processes at rest (PSS): {servers.pss(pid):.0f} MB")
            _speed(port, bare)
            _seats("SQLite", port, f"sqlite:///{data / 'forumapp.sqlite3'}")
            print(f"memory of all processes after the load (PSS): {servers.pss(pid):.0f} MB")
        _seats_on_postgres()
        _reception()
        _letters(data)
        _costs(data)
        calendars.measure(data)
        conference.measure(data)
        attendees.measure(data)
        board.measure(data)
        recordings.measure(data)
        uploads.measure(data)
        imports.measure(data)
        reports.measure(data)
        _cautions()
        _ripple()
        _pasting()
        _presence()
        feedback.measure(data)
        _likeness()
        hall.measure()
    assignment.main()


if __name__ == "__main__":
    main()
