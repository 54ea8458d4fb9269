"""The page policy: headers of every response (interface.md's security policy; CSP level 3, Trusted Types)."""

import re

from flask import Flask, Response, current_app, g, request

from forumapp.core.settings import ObjectStorage

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types forumapp",
    )
)
FILE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self' data:"
"""For files that people uploaded: no script, no origin."""

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


EXTENSION = "forumapp.headers"


def init(app: Flask) -> None:
    """Add the headers to every response."""
    app.extensions[EXTENSION] = headers_with(app.config["SERVER"].s3)
    app.after_request(_add)


def headers_with(storage: ObjectStorage | None) -> dict[str, str]:
    """Return the headers; pages may show pictures and films of the object storage, if there is one.

    Captions are fetched, and a storage says nothing of origins: they come from here (core/uploads/sending.py).
    """
    policy = (
        re.sub(r"((?:img|media)-src 'self'[^;]*)", rf"\1 {storage.endpoint}", POLICY) if storage else POLICY
    )
    return {**ALWAYS, "Content-Security-Policy": policy}


def _add(response: Response) -> Response:
    for name, value in current_app.extensions[EXTENSION].items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        personal = g.get("actor") is None or g.actor.kind != "stranger" or request.method != "GET"
        response.headers["Cache-Control"] = "no-store" if personal else "private, no-cache"
    return response
