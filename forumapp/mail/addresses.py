"""E-mail addresses as they may stand in envelopes, headers and calendars (RFC 5321, RFC 5322, RFC 5890)."""

import re
from dataclasses import dataclass

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class BadAddress(ValueError):
    """The text is not an address that mail can be sent to."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address and, if known, the name of the person or office behind it."""

    address: str
    name: str = ""


def check_address(text: str) -> str:
    """The address in ASCII, a Japanese domain as xn--…; BadAddress says what is wrong.

    Accepts `local@domain` only: no display name, no quoted local part, no address literal.
    """
    local, at, domain = text.rpartition("@")
    if not at:
        raise BadAddress(f"address without @: {text!r}")
    if not _LOCAL.fullmatch(local) or len(local) > 64:
        raise BadAddress(f"bad local part in address: {text!r}")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadAddress(f"bad domain in address: {text!r}") from error
    if not all(_LABEL.fullmatch(label) for label in ascii_domain.split(".")):
        raise BadAddress(f"bad domain in address: {text!r}")
    if len(address := f"{local}@{ascii_domain}") > 254:
        raise BadAddress(f"address longer than 254 characters: {text!r}")
    return address
