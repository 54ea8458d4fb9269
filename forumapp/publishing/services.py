"""Letting the public see a report, and taking it back."""

from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.forums.models import Forum
from forumapp.publishing.checks import review
from forumapp.publishing.errors import AlreadySo, NamesUnconfirmed, NotHeldYet


def publish_report(forum: Forum, *, by: Actor, without_names: bool) -> None:
    """Publish the report; ``without_names`` says that unconfirmed names may stay blank, and is recorded (V7)."""
    found = review(forum)
    if forum.reported_at is not None:
        raise AlreadySo(_("開催報告はすでに公開されています。"))
    if not found.is_held:
        raise NotHeldYet(_("開催報告は、フォーラムが終わってから公開できます。"))
    if found.damaged and not without_names:
        raise NamesUnconfirmed(
            _("文字が失われた氏名があります。次第で確認するか、空欄のまま公開することを確認してください。"),
            "without_names",
        )
    forum.reported_at = clock.now()
    left_blank = [speaker.line for speaker in found.damaged]
    changes = {"names_left_blank": [None, "、".join(left_blank)]} if left_blank else {}
    audit.record(by, "report.published", forum, changes=changes)


def unpublish_report(forum: Forum, *, by: Actor) -> None:
    """Take the report back; its address answers 404 again."""
    if forum.reported_at is None:
        raise AlreadySo(_("開催報告は公開されていません。"))
    forum.reported_at = None
    audit.record(by, "report.unpublished", forum)
