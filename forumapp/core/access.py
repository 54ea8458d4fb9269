"""Every endpoint says who may call it: ``@public``, ``@personal_link``, ``@member`` or ``@role(...)``.

The tag is read at the request boundary. What the visitor may not know of is 404, what they may not do is 403.
Upper floors answer the questions (who is signed in, which forum, whose link); wiring.py registers them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, Protocol, TypeVar

from flask import abort, current_app, g, request

from forumapp.core.actor import STRANGER, Actor
from forumapp.core.errors import SignInRequired

View = TypeVar("View", bound=Callable[..., Any])
EXTENSION = "forumapp.access"
MEGABYTE = 1024 * 1024
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that only read (RFC 9110 section 9.2.1)."""
ATTACHMENTS = 32 * MEGABYTE
"""Bytes of a form with files that anybody may send."""


@dataclass(frozen=True)
class Stamp:
    """What a public page depends on: changes when its content changes; ``None`` of it means not cacheable."""

    revision: str
    modified: datetime | None = None


@dataclass(frozen=True)
class Tag:
    """Who may call an endpoint, and how its request is treated. ``stamp`` is called with a connection and the path.

    ``filters``: parameters of the query of which a cached page takes one, with the id of something that exists.
    ``largest``: bytes that a body with files may have; 0: as many as the installation allows.
    """

    kind: Literal["public", "personal_link", "member", "role"]
    link: str = ""
    roles: frozenset[str] = frozenset()
    stamp: Callable[..., Stamp | None] | None = None
    filters: tuple[str, ...] = ()
    rehearsal: bool = False
    upload: bool = False
    largest: int = 0
    one_click: bool = False


class Resolvers(Protocol):
    """What core asks the floors above."""

    def account(self) -> Any | None:
        """Return the signed-in account of this request (with ``actor``), or None."""

    def link(self, kind: str, token: str) -> tuple[Any, Actor] | None:
        """Return what a personal link stands for and who holds it, or None."""

    def public_forum(self, slug: str, *, whole: bool) -> Any | None:
        """Return the forum if any visitor may see it."""

    def forum_roles(self, slug: str, account: Any) -> tuple[Any, frozenset[str]] | None:
        """Return the forum and the account's roles in it, or None if it is not theirs to see."""


def _tag(view: View, tag: Tag) -> View:
    kept: Tag | None = getattr(view, "access_tag", None)
    if kept is not None:
        tag = replace(
            tag,
            rehearsal=kept.rehearsal,
            upload=kept.upload,
            largest=kept.largest,
            one_click=kept.one_click,
        )
    view.access_tag = tag  # type: ignore[attr-defined]
    return view


def _mark(view: View, **how: bool | int) -> View:
    """Note how the request of a view is treated, until its access tag comes; several marks may stand below one."""
    kept: Tag = getattr(view, "access_tag", None) or Tag("member")
    view.access_tag = replace(kept, **how)  # type: ignore[attr-defined,arg-type]
    return view


def public(
    stamp: Callable[..., Stamp | None] | None = None, filters: tuple[str, ...] = ()
) -> Callable[[View], View]:
    """Let everybody in. With ``stamp`` (called with the path's parameters) the page is cached by revision.

    Also with one of ``filters`` in the query: the view answers 404 for any value it does not know, so that the number
    of pages stays bounded.
    """
    return lambda view: _tag(view, Tag("public", stamp=stamp, filters=filters))


def personal_link(kind: str, stamp: Callable[..., Stamp | None] | None = None) -> Callable[[View], View]:
    """Let the holder of a link of ``kind`` in; the view gets its subject as the argument ``kind``.

    With ``stamp`` (called with the path's parameters, the token among them) the page is kept by revision under its own
    address, as a public page is, but for no other cache. The stamp must be another, or None, as soon as the link ends:
    whoever asks again in the short way is not asked for the token's proof a second time.
    """
    return lambda view: _tag(view, Tag("personal_link", link=kind, stamp=stamp))


def member(view: View) -> View:
    """Let everybody in who has signed in."""
    return _tag(view, Tag("member"))


def role(*roles: str) -> Callable[[View], View]:
    """Let signed-in people in who have one of ``roles`` in the forum of the path."""
    return lambda view: _tag(view, Tag("role", roles=frozenset(roles)))


def rehearsal(view: View) -> View:
    """Roll back always: a preview that answers 200 and writes nothing. Stands below the access tag."""
    return _mark(view, rehearsal=True)


def upload(view: View) -> View:
    """Accept bodies up to FORUMAPP_MAX_UPLOAD_MB. Stands below the access tag."""
    return _mark(view, upload=True)


def attachments(view: View) -> View:
    """Accept a few small files with a form that anybody may send. Stands below the access tag."""
    return _mark(view, upload=True, largest=ATTACHMENTS)


def one_click(view: View) -> View:
    """Accept the unsubscribing POST that a mail program sends by itself (RFC 8058). Stands below ``@personal_link``.

    It brings no form token and needs none: the token in the path is the whole authority, and nothing that a browser
    adds by itself (a cookie) is asked for, so that a foreign page can do no more than whoever knows the link.
    """
    return _mark(view, one_click=True)


def is_one_click() -> bool:
    """Say whether this request is the one that RFC 8058 section 3.1 describes, at an endpoint made for it."""
    tag = tag_of(request.endpoint or "")
    made_for_it = tag.one_click and tag.kind == "personal_link" and request.method == "POST"
    return made_for_it and request.form.getlist("List-Unsubscribe") == ["One-Click"]


def tag_of(endpoint: str) -> Tag:
    """Return the tag of an endpoint; an untagged one is closed (and fails the suite)."""
    view = current_app.view_functions[endpoint]
    tag: Tag | None = getattr(view, "access_tag", None)
    if tag is None:
        raise RuntimeError(f"{endpoint} has no access tag")
    return tag


def resolvers() -> Resolvers:
    """Return what wiring.py registered."""
    found: Resolvers = current_app.extensions[EXTENSION]
    return found


def arrive() -> None:
    """Begin as a stranger: error pages ask who is there before the door was opened."""
    g.actor, g.account, g.roles, g.forum, g.desk = STRANGER, None, frozenset(), None, ""


def admit(tag: Tag) -> None:
    """Open the door or raise: puts ``actor``, ``account``, ``roles`` and ``forum`` on ``g`` and objects in the view's arguments."""
    arguments = request.view_args or {}
    if tag.kind == "personal_link":
        found = resolvers().link(tag.link, arguments.pop("token"))
        if found is None:
            abort(404)
        arguments[tag.link], g.actor = found
    elif tag.kind in {"member", "role"}:
        g.account = resolvers().account()
        if g.account is None:
            raise SignInRequired
        g.actor = g.account.actor
    if "forum" in arguments:
        arguments["forum"] = g.forum = _forum(tag, arguments["forum"])


def _forum(tag: Tag, slug: str) -> Any:
    if tag.kind == "public":
        # What writes reads again under its lock whatever it needs.
        return resolvers().public_forum(slug, whole=request.method in SAFE) or abort(404)
    found = resolvers().forum_roles(slug, g.account)
    if found is None:
        abort(404)
    forum, g.roles = found
    if tag.roles and not tag.roles & g.roles:
        abort(403)
    g.desk = slug  # a plain word for error pages: the forum is a row of a transaction that is over by then
    return forum
