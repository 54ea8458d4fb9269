"""The walls around the child that opens a file of strangers: memory, time, size of what it writes; no further process."""

import resource

MEMORY = 1 << 30
"""Bytes of address space."""
SECONDS = 30
"""Seconds of processor time; the parent waits a little longer by the clock."""
LARGEST_OUTPUT = 256 << 20
"""Bytes that it may write into one file."""
FILES = 32
"""Files that it may have open."""


def enclose() -> None:
    """Put the walls up; nothing takes them down again in this process."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        hard = resource.getrlimit(what)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))
