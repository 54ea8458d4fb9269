"""Addresses that a report names: on this site they must lead somewhere, those elsewhere are tried when somebody asks."""

import re
from html import unescape
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect

from forumapp.core import markup
from forumapp.core.db import db
from forumapp.core.urls import absolute_url
from forumapp.forums.models import Forum
from forumapp.publishing.models import ReportPreparation
from forumapp.publishing.report.checks.findings import Finding
from forumapp.publishing.report.editions import Edition

_HREF = re.compile(r'<a href="([^"]+)"')


def addresses(edition: Edition) -> list[str]:
    """Return the addresses that stand in what somebody wrote, and those of recordings elsewhere, once each."""
    texts = [edition.view.summary.text, *edition.report.outline.values()]
    found = [unescape(address) for text in texts for address in _HREF.findall(str(markup.render(text)))]
    found += [one.url for one in edition.report.recordings if one.url]
    return list(dict.fromkeys(found))


def outside_addresses(edition: Edition) -> list[str]:
    """Return the addresses that lead to other sites."""
    return [one for one in addresses(edition) if one.startswith("http") and not is_own(one)]


def is_own(address: str) -> bool:
    """Say whether an address leads to this site."""
    parts = urlsplit(address)
    return not parts.netloc or parts.netloc == urlsplit(absolute_url("publishing.home")).netloc


def dead_ends(edition: Edition) -> Finding:
    """Find addresses on this site at which nothing is."""
    wrong = (one for one in addresses(edition) if not one.startswith("mailto:") and is_own(one))
    told = _("このサイトの中に、行き先のないリンクがあります。")
    return Finding(told, tuple(one for one in wrong if not _leads_somewhere(one)), "report_desk.prepare")


def silent_addresses(prepared: ReportPreparation) -> Finding:
    """Tell of addresses elsewhere that did not answer when they were last tried."""
    told = _("つながらない外部のリンクがあります（最後に調べたとき）。")
    return Finding(told, tuple(f"{address}：{why}" for address, why in prepared.links), "report_desk.prepare")


def _leads_somewhere(address: str) -> bool:
    adapter = current_app.url_map.bind("")
    try:
        _endpoint, values = adapter.match(urlsplit(address).path or "/", method="GET")
    except RequestRedirect:
        return True
    except (NotFound, HTTPException):
        return False
    slug = values.get("forum")
    return slug is None or db.session.scalar(sa.select(Forum.id).where(Forum.slug == slug)) is not None
