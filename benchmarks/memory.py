"""A table of ways to do the same, with what the serving processes' memory grew by meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import servers

LINE = "{:<34}{:>14}{:>16}{:>14}"


def heading(title: str, *names: str) -> None:
    """Print the title of a table and the names of its first three columns."""
    print(f"\n{title}")
    print(LINE.format(*names, "memory grew"))


@contextmanager
def row(name: str, pid: int, *, most: float = float("inf")) -> Iterator[list[str]]:
    """Print a row when the block has filled the two cells that it is given; AssertionError for more than ``most`` MB."""
    before, cells = resident(pid), list[str]()
    yield cells
    grown = resident(pid) - before
    print(LINE.format(name, *cells, f"{grown:+.1f} MB"))
    assert grown < most, f"{grown} MB for {name}"


def resident(pid: int) -> float:
    """Return the largest resident set so far (MB), of a process and all below it."""
    total = 0
    for one in servers.family(pid):
        for line in Path(f"/proc/{one}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                total += int(line.split()[1])
    return total / 1024
