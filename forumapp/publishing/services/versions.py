"""Letting the public see a version of a report, correcting it with the next one, and taking it back."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum
from forumapp.publishing.errors import AlreadySo, NamesUnconfirmed, NotHeldYet
from forumapp.publishing.models import ReportVersion, VersionState
from forumapp.publishing.queries.photographs import photographs
from forumapp.publishing.queries.versions import versions_of
from forumapp.publishing.report.checks.review import review
from forumapp.publishing.report.contents import Content, digest_of, gather, standing


def publish_report(
    forum: Forum,
    *,
    by: Actor,
    without_names: bool = False,
    note: str = "",
    note_en: str = "",
    hides_earlier: bool = False,
) -> ReportVersion:
    """Freeze what the report says now and let the public read it as the next version.

    ``without_names`` says that unconfirmed names may stay blank, and is recorded (V7). A version that follows a public
    one needs a correction note; with ``hides_earlier`` only the team reads the earlier ones from now on.
    """
    lock(forum)
    made, changes = freeze(
        forum, by=by, without_names=without_names, note=note, note_en=note_en, hides_earlier=hides_earlier
    )
    put_out(forum, made, by=by, changes=changes)
    return made


def freeze(
    forum: Forum,
    *,
    by: Actor,
    without_names: bool,
    note: str,
    note_en: str,
    hides_earlier: bool,
) -> tuple[ReportVersion, dict[str, list[object]]]:
    """Make a version of what the report says now, unless something forbids it; returns it with the names left blank."""
    found = review(forum)
    if not found.is_held:
        raise NotHeldYet(_("開催報告は、フォーラムが終わってから公開できます。"))
    if found.damaged and not without_names:
        raise NamesUnconfirmed(
            _("文字が失われた氏名があります。次第で確認するか、空欄のまま公開することを確認してください。"),
            "without_names",
        )
    content = gather(forum, standing(forum))
    if forum.reported_at is not None:
        _check_correction(forum, content, note)
    made = ReportVersion(
        forum_id=forum.id,
        state=VersionState.SUBMITTED,
        content=content,
        digest=digest_of(content),
        note=note,
        note_en=note_en,
        hides_earlier=hides_earlier,
        made_at=clock.now(),
        made_by_id=by.id,
        made_by=by.label,
    )
    left_blank = [speaker.line for speaker in found.damaged]
    changes: dict[str, list[object]] = (
        {"names_left_blank": [None, "、".join(left_blank)]} if left_blank else {}
    )
    return made, changes


def put_out(
    forum: Forum, version: ReportVersion, *, by: Actor, changes: dict[str, list[object]] | None = None
) -> None:
    """Give a version its number and let the public read it; the forum's row is locked."""
    earlier = versions_of(forum.id)
    now = clock.now()
    version.number = _number_after(earlier)
    version.state, version.published_at = VersionState.PUBLISHED, now
    if version.hides_earlier:
        for one in earlier:
            one.withdrawn_at = one.withdrawn_at or now
    _show_photographs(forum, version.content)
    forum.reported_at = now
    db.session.add(version)
    numbered = {"number": [earlier[0].number if earlier else None, version.number]}
    told = {"note": [None, version.note]} if version.note else {}
    audit.record(by, "report.published", version, changes={**numbered, **told, **(changes or {})})


def _show_photographs(forum: Forum, content: Content) -> None:
    """Open the addresses of the photographs that a version names."""
    named = {one["id"] for one in content["photographs"]}
    for picture in photographs(forum.id):
        if picture.id in named:
            picture.shown_at = picture.shown_at or clock.now()


def unpublish_report(forum: Forum, *, by: Actor, why: str = "") -> None:
    """Take the report back, every version of it; their addresses answer 404. ``why`` is for the team."""
    lock(forum)
    if forum.reported_at is None:
        raise AlreadySo(_("開催報告は公開されていません。"))
    forum.reported_at = None
    for one in versions_of(forum.id):
        if one.withdrawn_at is None:
            one.withdrawn_at, one.withdrawn_why = clock.now(), why
    audit.record(by, "report.unpublished", forum, forum_id=forum.id, changes={"reason": [None, why]})


def freeze_old() -> int:
    """Freeze reports that are public without a version: published before there were any, or by a document.

    Returns how many. The worker does it every minute; until then they read as they stand.
    """
    frozen = sa.select(ReportVersion.id).where(
        ReportVersion.forum_id == Forum.id,
        ReportVersion.number.is_not(None),
        ReportVersion.withdrawn_at.is_(None),
    )
    open_ones = sa.select(Forum).where(Forum.reported_at.is_not(None), ~frozen.exists())
    forums = db.session.scalars(open_ones.order_by(Forum.id)).all()
    for forum in forums:
        lock(forum)
        assert forum.reported_at is not None
        _first(forum, forum.reported_at)
    return len(forums)


def _first(forum: Forum, at: datetime) -> None:
    content = gather(forum, standing(forum))
    earlier = versions_of(forum.id)
    _show_photographs(forum, content)
    db.session.add(
        ReportVersion(
            forum_id=forum.id,
            number=_number_after(earlier),
            state=VersionState.PUBLISHED,
            content=content,
            digest=digest_of(content),
            made_at=clock.now(),
            made_by=SYSTEM.label,
            published_at=at,
        )
    )


def _number_after(earlier: Sequence[ReportVersion]) -> int:
    return (earlier[0].number or 0) + 1 if earlier else 1


def _check_correction(forum: Forum, content: Content, note: str) -> None:
    public = next((one for one in versions_of(forum.id) if one.withdrawn_at is None), None)
    if public is not None and public.digest == digest_of(content):
        raise AlreadySo(_("公開中の版から変わったところがありません。"))
    if not note:
        raise DomainError(_("公開中の報告をどう直したのか、読む人に伝える文を入力してください。"), "note")
