"""Addresses that carry a token: where answers and bounces of one letter or one guest come back to.

``inbox+<kind><id>-<MAC>@domain``: lower case only, since gateways change the case of local parts. The token, not the
sender's name, says whose message it is. Without FORUMAPP_MAIL_INBOX there are none.
"""

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from flask import current_app

from forumapp.core.links import base36

Kind = Literal["b", "r"]
"""b: bounces, id of a letter; r: answers to invitation messages, id of a registration."""
BOUNCE: Kind = "b"
RSVP: Kind = "r"
_TOKEN = re.compile(r"([br])([0-9a-z]{1,7})-([0-9]{1,6})-([a-z2-7]{20})")


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a genuine token says."""

    kind: Kind
    ident: int
    generation: int


def tagged_address(kind: Kind, ident: int, generation: int = 0) -> str | None:
    """Return the address for the messages of ``kind`` about ``ident``; None while no inbox is set."""
    inbox: str = current_app.config["MAIL_INBOX"]
    if not inbox:
        return None
    local, _, domain = inbox.rpartition("@")
    token = f"{kind}{base36(ident)}-{generation}-{_mac(_keys()[0], kind, ident, generation)}"
    return f"{local}+{token}@{domain}"


def read_address(address: str) -> Tagged | None:
    """Return what an envelope's recipient stands for, whatever its domain; None for anything not genuine."""
    found = _TOKEN.fullmatch(address.rpartition("@")[0].rpartition("+")[2].lower())
    if found is None:
        return None
    kind: Kind = "b" if found[1] == "b" else "r"
    ident, generation = int(found[2], 36), int(found[3])
    genuine = any(hmac.compare_digest(found[4], _mac(key, kind, ident, generation)) for key in _keys())
    return Tagged(kind, ident, generation) if genuine and 0 < ident < 2**31 else None


def _keys() -> list[str]:
    return [current_app.config["SECRET_KEY"], *(current_app.config["SECRET_KEY_FALLBACKS"] or [])]


def _mac(key: str | bytes, kind: Kind, ident: int, generation: int) -> str:
    secret = key.encode() if isinstance(key, str) else key
    inner = hmac.new(secret, b"forumapp mail address", sha256).digest()
    digest = hmac.new(inner, f"{kind}:{ident}:{generation}".encode(), sha256).digest()
    return b32encode(digest[:13]).decode()[:20].lower()
