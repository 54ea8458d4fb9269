"""Every setting of the application, read once from the environment.

docs/settings.md lists the same names; a test holds the two against each other.
Flask-Mail's own ``MAIL_*`` variables are passed through by name and type.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

MAIL_SETTINGS: Mapping[str, type] = {
    "MAIL_SERVER": str,
    "MAIL_PORT": int,
    "MAIL_USE_TLS": bool,
    "MAIL_USE_SSL": bool,
    "MAIL_USERNAME": str,
    "MAIL_PASSWORD": str,
    "MAIL_DEFAULT_SENDER": str,
    "MAIL_MAX_EMAILS": int,
    "MAIL_DEBUG": bool,
    "MAIL_SUPPRESS_SEND": bool,
}


class SettingsError(Exception):
    """A setting is missing or unusable; the message is one sentence for the administrator."""


def truth(text: str) -> bool:
    """Read '1', 'true', 'yes' or 'on' (any case) as True, all else as False."""
    return text.strip().lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class ObjectStorage:
    """An object storage that speaks S3; ``prefix`` is empty or ends in a slash."""

    endpoint: str
    bucket: str
    region: str
    key: str
    secret: str = field(repr=False)
    prefix: str
    link_minutes: int


@dataclass(frozen=True)
class Settings:
    """Values of one running application; sizes in bytes, times in seconds."""

    data_dir: Path
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    base_url: str
    database_url: str
    trusted_hosts: tuple[str, ...]
    proxy_hops: int
    bind: str
    port: int
    workers: int
    threads: int
    site_name: str
    font: str
    max_upload: int
    demo: bool
    mail_inbox: str
    mail_per_minute: int
    mail_per_domain_minute: int
    mail_lmtp: str
    mail_imap: str
    dkim_selector: str
    dkim_key_file: str
    clamd: str = ""
    accel: str = ""
    s3: ObjectStorage | None = None
    mail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Return the host name of the base URL: the domain of UIDs and Message-IDs."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def lmtp_address(self) -> tuple[str, int]:
        """Return where mail is taken in, as host and port; SettingsError if that is not set."""
        return read_address("FORUMAPP_MAIL_LMTP", self.mail_lmtp)

    @property
    def secure(self) -> bool:
        """Say whether the site is reached over HTTPS (cookies, HSTS)."""
        return self.base_url.startswith("https://")


def _number(env: Mapping[str, str], name: str, default: int, least: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise SettingsError(f"{name} must be a whole number of at least {least}, but is {text!r}.")
    return int(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _secret_key(env: Mapping[str, str], data_dir: Path, *, demo: bool) -> str:
    key = env.get("FORUMAPP_SECRET_KEY", "")
    if key:
        return key
    if not demo:
        raise SettingsError(
            "FORUMAPP_SECRET_KEY is not set. Make one with "
            "'python3 -c \"import secrets; print(secrets.token_urlsafe(48))\"' and keep it: "
            "mailed links and sign-ins depend on it. (FORUMAPP_DEMO=1 makes its own.)"
        )
    path = data_dir / "demo-secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _mail(env: Mapping[str, str]) -> dict[str, Any]:
    readers: dict[type, Callable[[str], Any]] = {str: str, int: int, bool: truth}
    found: dict[str, Any] = {}
    for name, kind in MAIL_SETTINGS.items():
        if name in env:
            try:
                found[name] = readers[kind](env[name])
            except ValueError as error:
                raise SettingsError(f"{name} must be a whole number, but is {env[name]!r}.") from error
    return found


def _inbox(env: Mapping[str, str]) -> str:
    text = env.get("FORUMAPP_MAIL_INBOX", "").strip()
    if text and not re.fullmatch(r"[A-Za-z0-9._-]{1,24}@[A-Za-z0-9.-]{1,190}", text):
        raise SettingsError(
            "FORUMAPP_MAIL_INBOX must look like forum@example.jp (at most 24 letters before the @, "
            f"a “+” with a token is put behind them), but is {text!r}."
        )
    return text


def _lmtp(env: Mapping[str, str]) -> str:
    text = env.get("FORUMAPP_MAIL_LMTP", "").strip()
    if text:
        read_address("FORUMAPP_MAIL_LMTP", text)
    return text


def read_address(name: str, text: str) -> tuple[str, int]:
    """Read host and port of '127.0.0.1:8024'; SettingsError speaks of ``name``."""
    host, _colon, port = text.rpartition(":")
    if not re.fullmatch(r"[A-Za-z0-9.-]+:[0-9]{1,5}", text) or not 0 < int(port) < 65536:
        raise SettingsError(f"{name} must look like 127.0.0.1:8024, but is {text!r}.")
    return host, int(port)


def _imap(env: Mapping[str, str]) -> str:
    text = env.get("FORUMAPP_MAIL_IMAP", "").strip()
    parts = urlsplit(text)
    if text and (parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username):
        raise SettingsError("FORUMAPP_MAIL_IMAP must look like imaps://user:password@imap.example.jp/INBOX.")
    return text


def _clamd(env: Mapping[str, str]) -> str:
    text = env.get("FORUMAPP_CLAMD", "").strip()
    if text and not text.startswith("/"):
        read_address("FORUMAPP_CLAMD", text)
    return text


def _accel(env: Mapping[str, str]) -> str:
    text = env.get("FORUMAPP_ACCEL", "").strip().rstrip("/")
    if text and not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", text):
        raise SettingsError(f"FORUMAPP_ACCEL must look like /stored-files, but is {text!r}.")
    return text


_S3_NEEDED = ("FORUMAPP_S3_ENDPOINT", "FORUMAPP_S3_BUCKET", "FORUMAPP_S3_KEY", "FORUMAPP_S3_SECRET")


def _s3(env: Mapping[str, str]) -> ObjectStorage | None:
    given = {name: env.get(name, "").strip() for name in _S3_NEEDED}
    if not any(given.values()):
        return None
    if not all(given.values()):
        raise SettingsError(f"{', '.join(_S3_NEEDED)} are set together or not at all.")
    if _accel(env):
        raise SettingsError(
            "FORUMAPP_ACCEL hands out files of the data directory: not with FORUMAPP_S3_BUCKET."
        )
    endpoint = given["FORUMAPP_S3_ENDPOINT"].rstrip("/")
    parts = urlsplit(endpoint)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.username:
        raise SettingsError(
            f"FORUMAPP_S3_ENDPOINT must look like https://s3.example.jp, but is {endpoint!r}."
        )
    bucket, prefix = given["FORUMAPP_S3_BUCKET"], env.get("FORUMAPP_S3_PREFIX", "").strip("/ ")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        raise SettingsError(f"FORUMAPP_S3_BUCKET must be the name of a bucket, but is {bucket!r}.")
    if not re.fullmatch(r"[A-Za-z0-9._/-]{0,200}", prefix):
        raise SettingsError(f"FORUMAPP_S3_PREFIX may hold letters, digits and . _ - /, but is {prefix!r}.")
    return ObjectStorage(
        endpoint=endpoint,
        bucket=bucket,
        region=env.get("FORUMAPP_S3_REGION", "").strip() or "us-east-1",
        key=given["FORUMAPP_S3_KEY"],
        secret=given["FORUMAPP_S3_SECRET"],
        prefix=f"{prefix}/" if prefix else "",
        link_minutes=_number(env, "FORUMAPP_S3_LINK_MINUTES", 10, 1),
    )


def _dkim(env: Mapping[str, str]) -> dict[str, str]:
    selector, key_file = env.get("FORUMAPP_DKIM_SELECTOR", ""), env.get("FORUMAPP_DKIM_KEY_FILE", "")
    if bool(selector) != bool(key_file):
        raise SettingsError(
            "FORUMAPP_DKIM_SELECTOR and FORUMAPP_DKIM_KEY_FILE are set together or not at all."
        )
    if key_file and not Path(key_file).is_file():
        raise SettingsError(f"FORUMAPP_DKIM_KEY_FILE names no file: {key_file!r}.")
    return {"dkim_selector": selector, "dkim_key_file": key_file}


def read(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``env`` (default: the process's environment); SettingsError says what is wrong."""
    env = os.environ if env is None else env
    demo = truth(env.get("FORUMAPP_DEMO", ""))
    data_dir = Path(env.get("FORUMAPP_DATA_DIR") or "instance").absolute()
    port = _number(env, "PORT", 8000, 1)
    base_url = (env.get("FORUMAPP_BASE_URL") or f"http://localhost:{port}").rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise SettingsError(
            f"FORUMAPP_BASE_URL must look like https://forum.example.jp, but is {base_url!r}."
        )
    return Settings(
        data_dir=data_dir,
        secret_key=_secret_key(env, data_dir, demo=demo),
        secret_key_fallbacks=_words(env.get("FORUMAPP_SECRET_KEY_FALLBACKS", "")),
        base_url=base_url,
        database_url=env.get("FORUMAPP_DATABASE_URL") or f"sqlite:///{data_dir / 'forumapp.sqlite3'}",
        trusted_hosts=_words(env.get("FORUMAPP_TRUSTED_HOSTS", "")),
        proxy_hops=_number(env, "FORUMAPP_PROXY_HOPS", 0, 0),
        bind=env.get("FORUMAPP_BIND") or "127.0.0.1",
        port=port,
        workers=_number(env, "FORUMAPP_WORKERS", 2, 1),
        threads=_number(env, "FORUMAPP_THREADS", 4, 1),
        site_name=env.get("FORUMAPP_SITE_NAME") or "forumapp",
        font=env.get("FORUMAPP_FONT", "").strip(),
        max_upload=_number(env, "FORUMAPP_MAX_UPLOAD_MB", 512, 1) * 1024 * 1024,
        demo=demo,
        mail_inbox=_inbox(env),
        mail_per_minute=_number(env, "FORUMAPP_MAIL_PER_MINUTE", 0, 0),
        mail_per_domain_minute=_number(env, "FORUMAPP_MAIL_PER_DOMAIN_MINUTE", 600, 0),
        mail_lmtp=_lmtp(env),
        mail_imap=_imap(env),
        **_dkim(env),
        clamd=_clamd(env),
        accel=_accel(env),
        s3=_s3(env),
        mail=_mail(env),
    )
