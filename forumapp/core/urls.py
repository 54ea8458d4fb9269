"""Absolute addresses for mail, calendars and QR codes: always from FORUMAPP_BASE_URL, never from a Host header."""

from typing import Any

from flask import current_app


def absolute_url(endpoint: str, **values: Any) -> str:
    """Return the full address of ``endpoint``; needs no request."""
    adapter = current_app.url_map.bind("localhost")
    current_app.inject_url_defaults(endpoint, values)
    return str(current_app.config["BASE_URL"]) + adapter.build(endpoint, values, force_external=False)
