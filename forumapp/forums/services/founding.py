"""A forum begins: its owner, title and address."""

import re
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock, events
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory import services as directory
from forumapp.directory.models import Organisation
from forumapp.forums.events import ForumCreated
from forumapp.forums.models import Forum, Membership, Role

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
RESERVED = {"new"}
"""Words that stand where a slug stands in an address."""
LONGEST_PROPOSAL = 50


def create_forum(
    *,
    owner: Organisation,
    title: str,
    by: Actor,
    slug: str = "",
    title_en: str = "",
    day: date | None = None,
) -> Forum:
    """Make a draft that ``by`` (if an account) owns as a member; an empty ``slug`` is proposed from title and day.

    The first forum of an installation brings the departments and ranks that its forms offer.
    Raises DomainError for ``title`` and ``slug`` (shape, reserved, taken).
    """
    if not title:
        raise DomainError(_("名称を入力してください。"), "title")
    slug = slug or propose_slug(title_en or title, day)
    check_slug(slug)
    if _is_taken(slug):
        raise DomainError(
            _(
                "「%(slug)s」はほかのフォーラムで使われています。「%(free)s」は使えます。",
                slug=slug,
                free=_free(slug),
            ),
            "slug",
        )

    directory.ensure_defaults()
    now = clock.now()
    forum = Forum(
        slug=slug, owner=owner, title=title, title_en=title_en, day=day, created_at=now, changed_at=now
    )
    db.session.add(forum)
    db.session.flush()
    if by.kind == "account" and by.id is not None:
        db.session.add(
            Membership(forum_id=forum.id, account_id=by.id, role=Role.OWNER, since=now, invited_by=by.label)
        )

    audit.record(by, "forum.created", forum, changes={"title": [None, title]})
    events.publish(ForumCreated(forum.id, by))
    return forum


def propose_slug(title: str, day: date | None) -> str:
    """Return a free address from the ASCII words of ``title`` and ``day``: dx-forum-2024-08-01, forum-2024-08-01."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    head = "-".join(words)[:LONGEST_PROPOSAL].strip("-") or "forum"
    return _free(f"{head}-{day:%Y-%m-%d}" if day else head)


def check_slug(slug: str, field: str = "slug") -> None:
    """Raise DomainError unless ``slug`` can stand in an address."""
    if not SLUG.fullmatch(slug):
        raise DomainError(
            _("半角の英小文字・数字・ハイフン(-)だけで入力してください(80文字以内、例:nagasaki-2024)。"),
            field,
        )
    if slug in RESERVED:
        raise DomainError(_("「%(slug)s」は使えません。ほかの文字列にしてください。", slug=slug), field)


def _is_taken(slug: str) -> bool:
    return slug in RESERVED or db.session.scalar(sa.select(Forum.id).where(Forum.slug == slug)) is not None


def _free(slug: str) -> str:
    number, candidate = 1, slug
    while _is_taken(candidate):
        number += 1
        candidate = f"{slug[:75].rstrip('-')}-{number}"
    return candidate
