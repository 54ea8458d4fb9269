"""How a letter's recipe becomes text: builders by kind, registered in wiring.py.

A builder gets the :class:`Letter` and returns its :class:`Content`, or None when there is nothing to say any more
(cancelled, withdrawn, already done); then the letter is aborted.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask, current_app, render_template
from flask_babel import force_locale

from forumapp.mail.models import Letter

EXTENSION = "forumapp.letters"
INVENTED_NAME, INVENTED_ADDRESS = "例示　太郎", "taro.reiji@city.example.jp"
"""To whom samples are written."""
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Content:
    """What a letter says. ``calendar`` is an iTIP message (bytes) with its method, if the letter carries one."""

    subject: str
    text: str
    html: str | None = None
    calendar: bytes | None = None
    method: str | None = None
    reply_to: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """A titled part of a letter: lines of text, then an address to open, then a note on it."""

    label: str
    lines: tuple[str, ...] = ()
    url: str = ""
    note: str = ""


Builder = Callable[[Letter], Content | None]
Sampler = Callable[[int], Letter | None]
"""Makes an unsaved letter of the kind for a forum (its id), about somebody invented, to be looked at and never sent."""


@dataclass(frozen=True)
class Kind:
    """A kind of letter. ``essential`` ones (sign-in, lost links) go to suppressed addresses too."""

    builder: Builder
    sampler: Sampler | None = None
    essential: bool = False


def init(app: Flask) -> None:
    """Give ``app`` an empty table of builders."""
    app.extensions[EXTENSION] = {}


def register(
    app: Flask, kind: str, builder: Builder, *, sampler: Sampler | None = None, essential: bool = False
) -> None:
    """Say who builds letters of ``kind`` ('registration.received'), and who makes one up to be looked at."""
    app.extensions[EXTENSION][kind] = Kind(builder, sampler, essential)


def kinds() -> dict[str, Kind]:
    """Return every kind of letter by name, in the order of registration."""
    found: dict[str, Kind] = current_app.extensions[EXTENSION]
    return found


def build(letter: Letter) -> Content | None:
    """Build a letter in its own language; None means that it has become pointless, or was purged."""
    if not letter.address and not is_sample(letter):
        return None
    with force_locale(letter.language):
        return kinds()[letter.kind].builder(letter)


def sample(kind: str, forum_id: int, language: str) -> Content | None:
    """Build a letter of ``kind`` as it would read for somebody invented; None if the kind has no sampler."""
    sampler = kinds()[kind].sampler
    letter = sampler(forum_id) if sampler else None
    if letter is None:
        return None
    letter.kind, letter.language = kind, language
    return build(letter)


def is_sample(letter: Letter) -> bool:
    """Say whether the letter only shows how one of its kind reads: it was never saved, and always has something to say."""
    return letter.id is None


def sample_letter(forum_id: int | None, **recipe: Any) -> Letter:
    """Make an unsaved letter to somebody invented."""
    return Letter(forum_id=forum_id, address=INVENTED_ADDRESS, name=INVENTED_NAME, recipe=recipe)


def render(template: str, **context: Any) -> Content:
    """Render ``<template>.subject``, ``.txt`` and ``.html`` (all three exist) in the present locale.

    Of several empty lines in the text one is left: its parts need not know what stands before them.
    """
    subject = " ".join(render_template(f"{template}.subject", **context).split())
    return Content(
        subject=subject,
        text=_GAP.sub("\n\n", render_template(f"{template}.txt", **context)).strip() + "\n",
        html=render_template(f"{template}.html", subject=subject, **context),
    )


def with_calendar(content: Content, calendar: bytes, method: str) -> Content:
    """Add an iTIP message."""
    return replace(content, calendar=calendar, method=method)
