"""Debian's libical 3 by ctypes: parsing, its own view of zones, its table of what iTIP allows."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from datetime import UTC, date, datetime
from functools import cache
from typing import Any


class Time(ctypes.Structure):
    """struct icaltimetype (icaltime.h)."""

    _fields_ = (
        ("year", ctypes.c_int),
        ("month", ctypes.c_int),
        ("day", ctypes.c_int),
        ("hour", ctypes.c_int),
        ("minute", ctypes.c_int),
        ("second", ctypes.c_int),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


POINTER, TEXT, NUMBER = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "icalparser_parse_string": (POINTER, (TEXT,)),
    "icalcomponent_free": (None, (POINTER,)),
    "icalcomponent_string_to_kind": (NUMBER, (TEXT,)),
    "icalcomponent_get_first_component": (POINTER, (POINTER, NUMBER)),
    "icalcomponent_get_next_component": (POINTER, (POINTER, NUMBER)),
    "icalcomponent_count_errors": (NUMBER, (POINTER,)),
    "icalcomponent_as_ical_string": (TEXT, (POINTER,)),
    "icalproperty_string_to_kind": (NUMBER, (TEXT,)),
    "icalcomponent_get_first_property": (POINTER, (POINTER, NUMBER)),
    "icalcomponent_get_next_property": (POINTER, (POINTER, NUMBER)),
    "icalproperty_get_value": (POINTER, (POINTER,)),
    "icalproperty_get_value_as_string": (TEXT, (POINTER,)),
    "icalproperty_get_parameter_as_string": (TEXT, (POINTER, TEXT)),
    "icalproperty_get_datetime_with_component": (Time, (POINTER, POINTER)),
    "icalvalue_get_text": (TEXT, (POINTER,)),
    "icalvalue_isa": (NUMBER, (POINTER,)),
    "icalvalue_string_to_kind": (NUMBER, (TEXT,)),
    "icaltime_convert_to_zone": (Time, (Time, POINTER)),
    "icaltimezone_get_utc_timezone": (POINTER, ()),
    "icaltime_is_null_time": (NUMBER, (Time,)),
    "icalrestriction_check": (NUMBER, (POINTER,)),
}


@cache
def library() -> Any:
    """The shared library with the types of what we call."""
    found = ctypes.CDLL(find_library("ical") or "libical.so.3")
    for name, (result, arguments) in FUNCTIONS.items():
        function = getattr(found, name)
        function.restype, function.argtypes = result, arguments
    return found


class Component:
    """A component of a parsed calendar."""

    def __init__(self, pointer: int) -> None:
        self.pointer = pointer

    def components(self, name: str) -> list["Component"]:
        """The components of this kind directly below."""
        lib = library()
        kind = lib.icalcomponent_string_to_kind(name.encode())
        found = []
        pointer = lib.icalcomponent_get_first_component(self.pointer, kind)
        while pointer:
            found.append(Component(pointer))
            pointer = lib.icalcomponent_get_next_component(self.pointer, kind)
        return found

    def _properties(self, name: str) -> list[int]:
        lib = library()
        kind = lib.icalproperty_string_to_kind(name.encode())
        found = []
        pointer = lib.icalcomponent_get_first_property(self.pointer, kind)
        while pointer:
            found.append(pointer)
            pointer = lib.icalcomponent_get_next_property(self.pointer, kind)
        return found

    def text(self, name: str) -> str | None:
        """The only value of a property, unescaped; None without it."""
        lib = library()
        found = self._properties(name)
        assert len(found) < 2, name
        if not found:
            return None
        value = lib.icalproperty_get_value(found[0])
        is_text = lib.icalvalue_isa(value) == lib.icalvalue_string_to_kind(b"TEXT")
        raw = lib.icalvalue_get_text(value) if is_text else lib.icalproperty_get_value_as_string(found[0])
        return str(raw.decode())

    def time(self, name: str) -> Any:
        """A time in UTC, its zone taken from the calendar's own VTIMEZONE; or a day; None without it."""
        lib = library()
        found = self._properties(name)
        if not found:
            return None
        time = lib.icalproperty_get_datetime_with_component(found[0], self.pointer)
        assert not lib.icaltime_is_null_time(time), name
        if time.is_date:
            return date(time.year, time.month, time.day)
        assert time.zone, f"{name} has no zone"
        told = lib.icaltime_convert_to_zone(time, lib.icaltimezone_get_utc_timezone())
        return datetime(told.year, told.month, told.day, told.hour, told.minute, told.second, tzinfo=UTC)

    def guests(self) -> Iterator[tuple[str, str, str | None]]:
        """Address, name and PARTSTAT of each ATTENDEE."""
        lib = library()
        for found in self._properties("ATTENDEE"):
            name, status = (
                lib.icalproperty_get_parameter_as_string(found, part) for part in (b"CN", b"PARTSTAT")
            )
            yield (
                lib.icalproperty_get_value_as_string(found).decode(),
                name.decode().strip('"') if name else "",
                status.decode() if status else None,
            )

    def check(self) -> None:
        """Assert that libical found no error, and that its table of restrictions (iTIP) agrees."""
        lib = library()
        allowed = lib.icalrestriction_check(self.pointer)
        printed = lib.icalcomponent_as_ical_string(self.pointer).decode()
        assert [line for line in printed.splitlines() if line.startswith("X-LIC-ERROR")] == []
        assert (lib.icalcomponent_count_errors(self.pointer), allowed) == (0, 1)


@contextmanager
def parsed(data: bytes) -> Iterator[Component]:
    """The calendar as libical reads it, checked; freed afterwards."""
    lib = library()
    pointer = lib.icalparser_parse_string(data)
    assert pointer, "libical reads nothing"
    found = Component(pointer)
    try:
        found.check()
        yield found
    finally:
        lib.icalcomponent_free(pointer)
