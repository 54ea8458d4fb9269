"""Passwords: what is refused, and argon2id (RFC 9106). Slow on purpose: call it while no lock is held.

The rules are those of NIST SP 800-63B: length and nothing else, no composition, no expiry.
"""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from forumapp.accounts.errors import PasswordIsAddress, PasswordTooShort

LEAST = 12
MOST = 200
_hasher = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
"""19 MiB for each sign-in: OWASP's smallest memory, with one pass more."""


def _typed(password: str) -> bytes:
    """Full-width and half-width, composed and decomposed are the same password (NFKC)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")


_NOBODYS = _hasher.hash(b"nobody's password")


def make(password: str, address: str) -> str:
    """Return the hash of a new password of the holder of ``address``; PasswordTooShort, PasswordIsAddress."""
    if len(password) < LEAST:
        raise PasswordTooShort(LEAST)
    if _typed(password).lower() == _typed(address).lower():
        raise PasswordIsAddress
    return _hasher.hash(_typed(password))


def fits(password: str, password_hash: str | None) -> bool:
    """Say whether ``password`` is the one; without a hash it takes as long and is not."""
    try:
        _hasher.verify(password_hash or _NOBODYS, _typed(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)
