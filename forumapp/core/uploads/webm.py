"""The length of a WebM film, from its Segment Information (RFC 8794 elements, RFC 9559 section 5.1.2)."""

import struct
from collections.abc import Iterator
from typing import IO

SEGMENT, INFO, SCALE, DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
CLUSTER = 0x1F43B675
MOST_ELEMENTS = 200
"""Elements that are looked at: the information stands before the pictures."""


def seconds(stream: IO[bytes]) -> float | None:
    """Return the length in seconds; None where the film does not say it (a live recording), or is damaged."""
    end = stream.seek(0, 2)
    segment = next((span for name, span in _elements(stream, 0, end) if name == SEGMENT), None)
    if segment is None:
        return None
    for name, (start, stop) in _elements(stream, *segment):
        if name == INFO:
            return _length(stream, start, stop)
        if name == CLUSTER:
            break
    return None


def _length(stream: IO[bytes], start: int, stop: int) -> float | None:
    scale, duration = 1_000_000, None
    for name, (begin, end) in _elements(stream, start, stop):
        if name not in {SCALE, DURATION} or end - begin > 8:
            continue
        stream.seek(begin)
        raw = stream.read(end - begin)
        if name == SCALE:
            scale = int.from_bytes(raw, "big")
        elif len(raw) in {4, 8}:
            [duration] = struct.unpack(">f" if len(raw) == 4 else ">d", raw)
    return None if duration is None else duration * scale / 1e9


def _elements(stream: IO[bytes], start: int, stop: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield (identifier, (where its content begins, where it ends)) of the elements between two offsets."""
    for _number in range(MOST_ELEMENTS):
        if start >= stop:
            return
        stream.seek(start)
        head = stream.read(12)
        name_length = _width(head[:1])
        size_length = _width(head[name_length : name_length + 1])
        if not name_length or not size_length or len(head) < name_length + size_length:
            return
        name = int.from_bytes(head[:name_length], "big")
        raw = head[name_length : name_length + size_length]
        size = int.from_bytes(raw, "big") & ((1 << (7 * size_length)) - 1)
        begin = start + name_length + size_length
        is_unknown = size == (1 << (7 * size_length)) - 1
        end = stop if is_unknown else min(begin + size, stop)
        yield name, (begin, end)
        start = end


def _width(first: bytes) -> int:
    """Return how many bytes a variable-length integer has, by its first byte; 0 if it is none."""
    return 9 - first[0].bit_length() if first and first[0] else 0
