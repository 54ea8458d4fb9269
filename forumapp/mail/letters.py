"""How a letter's recipe becomes text: builders by kind, registered in wiring.py.

A builder gets the :class:`Letter` and returns its :class:`Content`, or None when there is nothing to say any more
(cancelled, withdrawn, already done); then the letter is aborted.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, current_app, render_template
from flask_babel import force_locale

from forumapp.mail.models import Letter

EXTENSION = "forumapp.letters"


@dataclass(frozen=True)
class Content:
    """What a letter says. ``calendar`` is an iTIP message (bytes) with its method, if the letter carries one."""

    subject: str
    text: str
    html: str | None = None
    calendar: bytes | None = None
    method: str | None = None
    reply_to: str | None = None


Builder = Callable[[Letter], Content | None]


def init(app: Flask) -> None:
    """Give ``app`` an empty table of builders."""
    app.extensions[EXTENSION] = {}


def register(app: Flask, kind: str, builder: Builder) -> None:
    """Say who builds letters of ``kind`` ('registration.received')."""
    app.extensions[EXTENSION][kind] = builder


def build(letter: Letter) -> Content | None:
    """Build a letter in its own language; None means that it has become pointless."""
    builder: Builder = current_app.extensions[EXTENSION][letter.kind]
    with force_locale(letter.language):
        return builder(letter)


def render(template: str, **context: Any) -> Content:
    """Render ``<template>.subject``, ``.txt`` and ``.html`` (all three exist) in the present locale."""
    subject = " ".join(render_template(f"{template}.subject", **context).split())
    return Content(
        subject=subject,
        text=render_template(f"{template}.txt", **context).strip() + "\n",
        html=render_template(f"{template}.html", subject=subject, **context),
    )


def with_calendar(content: Content, calendar: bytes, method: str) -> Content:
    """Add an iTIP message."""
    return replace(content, calendar=calendar, method=method)
