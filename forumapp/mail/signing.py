"""DKIM (RFC 6376): signs what goes to a server, if the settings name a key. Needs the extra ``dkim``."""

from pathlib import Path

from flask import Flask, current_app

from forumapp.core.settings import SettingsError

try:
    import dkim
except ModuleNotFoundError:  # the extra is not installed; init() says so to whom it matters
    dkim = None

EXTENSION = "forumapp.dkim"
SIGNED = (
    *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Auto-Submitted", "MIME-Version"),
    *("Content-Type", "Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post"),
)
"""Fields that are signed where they exist; RFC 8058 wants those of List-Unsubscribe among them."""


def init(app: Flask) -> None:
    """Read the key; SettingsError if letters are to be signed and cannot be."""
    app.extensions[EXTENSION] = None
    if not app.config["DKIM_SELECTOR"]:
        return
    if dkim is None:
        raise SettingsError(
            "FORUMAPP_DKIM_SELECTOR is set, but dkimpy is not installed: pip install 'forumapp[dkim]'."
        )
    key = Path(app.config["DKIM_KEY_FILE"]).read_bytes()
    try:
        dkim.crypto.parse_pem_private_key(key)
    except (dkim.crypto.UnparsableKeyError, ValueError) as error:
        raise SettingsError("FORUMAPP_DKIM_KEY_FILE holds no private RSA key in PEM.") from error
    app.extensions[EXTENSION] = key


def sign(raw: bytes, sender: str) -> bytes:
    """Return the letter signed for the domain of ``sender``, unchanged without a key. Raises ValueError."""
    key: bytes | None = current_app.extensions[EXTENSION]
    if key is None:
        return raw
    present = {line.partition(b":")[0].lower() for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")}
    try:
        signature: bytes = dkim.sign(
            raw,
            current_app.config["DKIM_SELECTOR"].encode("ascii"),
            sender.rpartition("@")[2].encode("idna"),
            key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name.encode() for name in SIGNED if name.lower().encode() in present],
        )
    except dkim.DKIMException as error:
        raise ValueError(f"cannot be signed: {type(error).__name__}") from error
    return signature + raw
