"""Reads of what an organiser prepared for a report: outline, figures, photographs."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from forumapp.core import markup
from forumapp.core.db import db
from forumapp.core.files import is_held
from forumapp.forums.models import Forum, HostRole
from forumapp.publishing.models import FEWEST, ReportPhotograph, ReportPreparation
from forumapp.publishing.presentation import present


def preparation_of(forum_id: int) -> ReportPreparation:
    """Return what was said about the report, or the defaults (then the row belongs to no session)."""
    found = db.session.get(ReportPreparation, forum_id)
    return found or ReportPreparation(
        forum_id=forum_id,
        outline="",
        outline_en="",
        figures=[],
        fewest=FEWEST,
        needs_approval=False,
        links=[],
        version=0,
    )


def photographs(forum_id: int) -> Sequence[ReportPhotograph]:
    """Return every photograph that was not taken out, in order."""
    mine = sa.select(ReportPhotograph).where(
        ReportPhotograph.forum_id == forum_id, ReportPhotograph.withdrawn_at.is_(None)
    )
    whole = mine.options(joinedload(ReportPhotograph.file), joinedload(ReportPhotograph.small))
    return db.session.scalars(whole.order_by(ReportPhotograph.position, ReportPhotograph.id)).all()


def open_photographs(forum_id: int) -> list[ReportPhotograph]:
    """Return the photographs that the public may see, in order; one statement."""
    return [one for one in photographs(forum_id) if is_open(one)]


def is_open(one: ReportPhotograph) -> bool:
    """Say whether the public may see a photograph."""
    held = is_held(one.file) or is_held(one.small)
    return one.has_consent and one.withdrawn_at is None and not held


def photograph_of(forum: Forum, ident: int) -> ReportPhotograph | None:
    """Return one photograph of the forum, unless it was taken out."""
    return next((one for one in photographs(forum.id) if one.id == ident), None)


def outline_text(forum: Forum, language: str) -> str:
    """Return a first text for 開催概要 in ``language`` from what is known: when, where, by whom, and what for."""
    with force_locale(language):
        return _outline(forum, language)


def _outline(forum: Forum, language: str) -> str:
    view = present(forum, language)
    hosts = "、".join(
        (host.organisation.name_en if language == "en" else "") or host.organisation.name
        for host in view.hosts(HostRole.HOST)
    )
    when = f"{view.date} {view.time}".strip()
    held = {
        (True, True): _("%(when)s、%(place)sで開催しました。", when=when, place=view.place.text),
        (True, False): _("%(when)sに開催しました。", when=when),
        (False, True): _("%(when)s、%(place)sで開催します。", when=when, place=view.place.text),
        (False, False): _("%(when)sに開催します。", when=when),
    }[view.is_over, bool(view.place.text)]
    sentences = [held if when else "", _("主催は%(hosts)sです。", hosts=hosts) if hosts else ""]
    purpose = markup.plain(view.summary.text)
    return "\n\n".join(part for part in ("".join(sentences).strip(), purpose) if part)
