"""Sealing of answers: who has the database alone, or a copy of it, cannot read them. Codes of the writers' devices.

Encrypt-then-MAC with keys derived from SECRET_KEY: SHAKE256(key ‖ nonce) as key stream, HMAC-SHA256 over nonce, id and
ciphertext. A new nonce each time; all answers to the same questions are padded to the same length. The id is part of
what is authenticated: a sealed answer cannot be moved to another row. Former keys (SECRET_KEY_FALLBACKS) still open.
"""

import hmac
import json
import re
import secrets
from hashlib import sha256, shake_256
from typing import Any

from flask import current_app

from forumapp.core.text.cleaning import to_halfwidth

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that are not taken for one another."""
CODE_LENGTH = 12
_NONCE, _MAC = 16, 16


def seal(ident: str, content: dict[str, Any], size: int) -> bytes:
    """Return ``content`` (values of JSON) as bytes that open only with ``ident`` and the installation's key.

    They are as long for every content of up to ``size`` bytes: a long comment must not be told by its row.
    """
    return _sealed(_keys()[0], ident, content, size)


def unseal(ident: str, sealed: bytes | None) -> dict[str, Any] | None:
    """Return what was sealed under ``ident``; None if no key of the installation opens it."""
    return next(iter(unseal_all([(ident, sealed)])))


def unseal_all(rows: list[tuple[str, bytes | None]]) -> list[dict[str, Any] | None]:
    """Return the contents of many (id, sealed)."""
    keys = [_pair(key) for key in _keys()]
    return [_opened(keys, ident, sealed) for ident, sealed in rows]


def new_code() -> str:
    """Make a code for somebody's device: about 59 bits."""
    return "".join(secrets.choice(ALPHABET) for _number in range(CODE_LENGTH))


def read_code(text: str) -> str | None:
    """Return a code as it was made from what was typed; None if it cannot be one."""
    packed = re.sub(r"[\s-]", "", to_halfwidth(text)).upper()
    return packed if len(packed) == CODE_LENGTH and set(packed) <= set(ALPHABET) else None


def printed_code(code: str) -> str:
    """Return a code as it is shown: ABCD-EFGH-JKMN."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def locks(forum_id: int, code: str) -> list[str]:
    """Return the keyed hashes of a code in this forum: first the one to store, then those of former keys."""
    return [_derived(key, f"lock:{forum_id}:{code}").hex() for key in _keys()]


def _keys() -> list[bytes]:
    config = current_app.config
    found = [config["SECRET_KEY"], *(config["SECRET_KEY_FALLBACKS"] or [])]
    return [key.encode() if isinstance(key, str) else key for key in found]


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.new(key, f"forumapp feedback {purpose}".encode(), sha256).digest()


def _pair(key: bytes) -> tuple[bytes, bytes]:
    return _derived(key, "cipher"), _derived(key, "mac")


def _sealed(key: bytes, ident: str, content: dict[str, Any], size: int) -> bytes:
    cipher, mac = _pair(key)
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    plain += b" " * (-len(plain) % size)
    nonce = secrets.token_bytes(_NONCE)
    body = _mixed(cipher, nonce, plain)
    return nonce + _tag(mac, ident, nonce + body) + body


def _opened(keys: list[tuple[bytes, bytes]], ident: str, sealed: bytes | None) -> dict[str, Any] | None:
    if not sealed:
        return None
    nonce, tag, body = sealed[:_NONCE], sealed[_NONCE : _NONCE + _MAC], sealed[_NONCE + _MAC :]
    for cipher, mac in keys:
        if hmac.compare_digest(tag, _tag(mac, ident, nonce + body)):
            found: dict[str, Any] = json.loads(_mixed(cipher, nonce, body))
            return found
    return None


def _tag(mac: bytes, ident: str, content: bytes) -> bytes:
    return hmac.new(mac, ident.encode() + content, sha256).digest()[:_MAC]


def _mixed(cipher: bytes, nonce: bytes, content: bytes) -> bytes:
    stream = shake_256(cipher + nonce).digest(len(content))
    mixed = int.from_bytes(content) ^ int.from_bytes(stream)
    return mixed.to_bytes(len(content))
