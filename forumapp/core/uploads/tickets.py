"""A file that was sent with a form and lies in the store, carried on to the next page: named and signed.

Only who was given a ticket may name a content: a digest alone would open files of others. Until a service keeps the
file it is an orphan, and gone with the next sweep but one.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from flask import current_app

from forumapp.core import files

PREFIX = "file."


@dataclass(frozen=True)
class Attached:
    """A stored content under the name that it was sent with; ``place`` is where it was examined for (a Place's key)."""

    digest: str
    size: int
    content_type: str
    filename: str
    seconds: int | None = None
    place: str = ""

    @property
    def ticket(self) -> str:
        """Return it as text: file.<JSON>.<MAC>, both base64url."""
        said = json.dumps(
            [self.digest, self.size, self.content_type, self.filename, self.seconds, self.place],
            ensure_ascii=False,
        )
        body = urlsafe_b64encode(said.encode()).decode()
        return f"{PREFIX}{body}.{_mac(current_app.config['SECRET_KEY'], body)}"

    @property
    def written(self) -> files.Written:
        """Return the content in the store."""
        return files.Written(self.digest, self.size)

    def keep(self) -> None:
        """Give the content its row."""
        files.keep(self.written, self.content_type)


def read(ticket: str) -> Attached | None:
    """Return what a genuine ticket names and the store still has; else None."""
    body, _dot, mac = ticket.removeprefix(PREFIX).rpartition(".")
    keys = (current_app.config["SECRET_KEY"], *current_app.config.get("SECRET_KEY_FALLBACKS", ()))
    if not ticket.startswith(PREFIX) or not body or not mac.isascii():
        return None
    if not any(hmac.compare_digest(mac, _mac(key, body)) for key in keys):
        return None
    found = Attached(*json.loads(urlsafe_b64decode(body)))
    return found if files.holds(found.digest) else None


def _mac(key: str | bytes, body: str) -> str:
    secret = key.encode() if isinstance(key, str) else key
    inner = hmac.new(secret, b"forumapp attached file", sha256).digest()
    return urlsafe_b64encode(hmac.new(inner, body.encode(), sha256).digest()[:18]).decode()
