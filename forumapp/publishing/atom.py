"""A feed of reports (Atom, RFC 4287)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from flask_babel import gettext as _

from forumapp.core.i18n import language
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum
from forumapp.publishing.presentation import present
from forumapp.publishing.queries.versions import first_published

ATOM = "http://www.w3.org/2005/Atom"
EPOCH = "1970-01-01T00:00:00Z"
"""The moment of a feed in which there is nothing yet: ``updated`` is required."""
ET.register_namespace("", ATOM)


def feed(
    title: str,
    page: tuple[str, Mapping[str, Any]],
    own: str,
    values: Mapping[str, Any],
    forums: Sequence[Forum],
) -> bytes:
    """Return the feed of ``forums``, all of them reported; ``page`` and ``own`` are endpoints with their values."""
    root = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": language()})
    address = absolute_url(own, **values)
    _add(root, "id", address)
    _add(root, "title", title)
    _add(root, "updated", max((_moment(forum) for forum in forums), default=EPOCH))
    _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, "link", rel="alternate", type="text/html", href=absolute_url(page[0], **page[1]))
    first = first_published([forum.id for forum in forums])
    for forum in forums:
        _entry(root, forum, first.get(forum.id))
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _entry(root: ET.Element, forum: Forum, first: datetime | None) -> None:
    """Write an entry; ``first`` is when the first version went out, None where the report has no versions yet."""
    view = present(forum, language())
    address = absolute_url("publishing.report", forum=forum.slug)
    entry = _add(root, "entry")
    _add(entry, "id", address)
    _add(entry, "title", _("%(forum)s 開催報告", forum=view.title.text))
    _add(entry, "updated", _moment(forum))
    _add(entry, "published", _instant(first) if first else _moment(forum))
    author = _add(entry, "author")
    _add(author, "name", forum.owner.name)
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    place = view.place.text
    held = _("%(date)s開催", date=view.date) if view.date else ""
    _add(entry, "summary", " ".join(part for part in (held, place) if part) or view.title.text)


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    made.text = text or None
    return made


def _moment(forum: Forum) -> str:
    """Return when the newest version of the report went out."""
    assert forum.reported_at is not None
    return _instant(forum.reported_at)


def _instant(at: datetime) -> str:
    """Return an instant as RFC 3339 in UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
