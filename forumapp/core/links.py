"""Personal links: tokens that can be mailed again because nothing but a generation is stored.

``fa_<id in base 36>_<MAC>`` with MAC = HMAC-SHA256(key, kind:id:generation), 128 bits, base64url.
Raising the generation revokes; ``SECRET_KEY_FALLBACKS`` keep old links valid while keys rotate.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from string import ascii_lowercase, digits

from flask import current_app

PATTERN = r"fa_[0-9a-z]{1,7}_[A-Za-z0-9_-]{22}"
ALPHABET = digits + ascii_lowercase
TYPED = "23456789abcdefghjkmnpqrstuvwxyz"
"""Signs that are not taken for one another on a poster."""
_WHOLE = re.compile(f"({PATTERN})")
_SHORT = re.compile(rf"(/r/)[0-9a-z]{{1,6}}-[{TYPED}]{{8}}")


def _mac(key: str | bytes, kind: str, ident: int, generation: int) -> str:
    secret = key.encode() if isinstance(key, str) else key
    inner = hmac.new(secret, b"forumapp personal link", sha256).digest()
    digest = hmac.new(inner, f"{kind}:{ident}:{generation}".encode(), sha256).digest()
    return urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def base36(number: int) -> str:
    """Write a number that is not negative in base 36."""
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = ALPHABET[rest] + text
    return text or "0"


def make_token(kind: str, ident: int, generation: int) -> str:
    """Make the token of the thing ``ident`` of ``kind`` at ``generation``."""
    key = current_app.config["SECRET_KEY"]
    return f"fa_{base36(ident)}_{_mac(key, kind, ident, generation)}"


def read_id(token: str) -> int | None:
    """Return the id that ``token`` claims; prove it with :func:`is_genuine`."""
    if not re.fullmatch(PATTERN, token):
        return None
    ident = int(token.split("_", 2)[1], 36)
    return ident if 0 < ident < 2**31 else None


def is_genuine(token: str, kind: str, ident: int, generation: int) -> bool:
    """Compare ``token`` in constant time with the present and the former keys."""
    keys = [current_app.config["SECRET_KEY"], *(current_app.config["SECRET_KEY_FALLBACKS"] or [])]
    given = token.split("_", 2)[2].encode()
    return any(hmac.compare_digest(given, _mac(key, kind, ident, generation).encode()) for key in keys)


def make_short(kind: str, ident: int, generation: int) -> str:
    """Make a code to type in place of a token that everybody in a room may have: ``3-k7m3pxqt``, about 40 bits."""
    return _short(current_app.config["SECRET_KEY"], kind, ident, generation)


def is_short(code: str, kind: str, ident: int, generation: int) -> bool:
    """Compare a typed code in constant time with the present and the former keys."""
    keys = [current_app.config["SECRET_KEY"], *(current_app.config["SECRET_KEY_FALLBACKS"] or [])]
    return any(
        hmac.compare_digest(code.encode(), _short(key, kind, ident, generation).encode()) for key in keys
    )


def _short(key: str | bytes, kind: str, ident: int, generation: int) -> str:
    number = int.from_bytes(_mac(key, f"short {kind}", ident, generation).encode())
    signs = [TYPED[number // len(TYPED) ** place % len(TYPED)] for place in range(8)]
    return f"{base36(ident)}-{''.join(signs)}"


def redact(text: str) -> str:
    """Blank every token in ``text`` (log lines), and every short code that stands for one."""
    return _SHORT.sub(r"\1…", _WHOLE.sub("fa_…", text))
