"""When a forum can be seen, when it takes registrations, and that it will not be held after all."""

from datetime import datetime

from flask_babel import gettext as _

from forumapp.core import audit, clock, events
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.forums.events import ForumCancelled, ForumPublished, ForumWithdrawn
from forumapp.forums.models import Forum, Mode, RegistrationSwitch, State
from forumapp.forums.questions import participants_of
from forumapp.forums.services.changes import change
from forumapp.forums.states import start_of, state_of, takes
from forumapp.forums.wording import moment


def publish(forum: Forum, *, by: Actor) -> None:
    """Let the forum be seen, as its visibility says; a title is enough (調整中). Raises DomainError if it is already."""
    if forum.published_at is not None:
        raise DomainError(_("このフォーラムはすでに公開されています。"))
    forum.published_at = clock.now()
    audit.record(by, "forum.published", forum)
    events.publish(ForumPublished(forum.id, by))


def withdraw(forum: Forum, *, by: Actor) -> None:
    """Make the forum a draft again, as long as nobody has registered. Raises DomainError."""
    if forum.published_at is None:
        raise DomainError(_("このフォーラムは公開されていません。"))
    if forum.cancelled_at is not None or forum.reported_at is not None:
        raise DomainError(_("中止または報告を公開したフォーラムは、下書きに戻せません。"))
    if (number := participants_of(forum).ever) > 0:
        raise DomainError(
            _(
                "すでに%(number)d名の参加登録があるため、下書きに戻せません。"
                "開催しない場合は「中止」の手続きをしてください。",
                number=number,
            )
        )
    forum.published_at = None
    audit.record(by, "forum.withdrawn", forum)
    events.publish(ForumWithdrawn(forum.id, by))


def set_registration(
    forum: Forum,
    *,
    by: Actor,
    registration: RegistrationSwitch,
    opens: datetime | None,
    closes: datetime | None,
    closes_web: datetime | None = None,
) -> bool:
    """Set whether registration follows its dates or a hand, and the dates (wall time).

    Raises DomainError for ``registration`` (cannot be opened), ``opens``, ``closes`` or ``closes_web`` (order).
    """
    if registration is RegistrationSwitch.OPEN and forum.registration is not RegistrationSwitch.OPEN:
        _check_may_open(forum)
    if not takes(forum, Mode.WEB) or closes_web == closes:
        closes_web = None
    start = start_of(forum)
    if forum.day and not forum.starts:
        start = datetime.combine(forum.day, datetime.max.time())
    for field, wall in (("opens", opens), ("closes", closes), ("closes_web", closes_web)):
        if wall is not None and start is not None and wall > start:
            raise DomainError(
                _("開催日時(%(start)s)より前の日時にしてください。", start=moment(start)), field
            )
    for field, wall in (("closes", closes), ("closes_web", closes_web)):
        if wall is not None and opens is not None and wall <= opens:
            raise DomainError(
                _("受付開始(%(opens)s)より後の日時にしてください。", opens=moment(opens)), field
            )
    values = {"registration": registration, "opens": opens, "closes": closes, "closes_web": closes_web}
    return change(forum, "registration", by=by, values=values)


def switch_registration(forum: Forum, *, by: Actor, registration: RegistrationSwitch) -> bool:
    """Open or close registration by hand, or let it follow its dates again; the dates stay."""
    return set_registration(
        forum,
        by=by,
        registration=registration,
        opens=forum.opens,
        closes=forum.closes,
        closes_web=forum.closes_web,
    )


def _check_may_open(forum: Forum) -> None:
    refusals = {
        State.DRAFT: _("公開する前に受付を開始することはできません。"),
        State.PLANNED: _("開催日が決まっていないため、受付を開始できません。"),
        State.HELD: _("開催済のため、受付を開始できません。"),
        State.REPORTED: _("開催済のため、受付を開始できません。"),
        State.CANCELLED: _("中止したため、受付を開始できません。"),
    }
    if message := refusals.get(state_of(forum)):
        raise DomainError(message, "registration")


def cancel(forum: Forum, *, by: Actor, reason: str) -> None:
    """Say that the forum will not be held; everybody concerned is told by the floors above. Cannot be undone.

    Raises DomainError for ``reason`` (missing) or when the state does not allow it.
    """
    refusals = {
        State.DRAFT: _("公開していないフォーラムは、中止の手続きの必要がありません。"),
        State.HELD: _("開催済のフォーラムは中止できません。"),
        State.REPORTED: _("開催済のフォーラムは中止できません。"),
        State.CANCELLED: _("このフォーラムはすでに中止されています。"),
    }
    if message := refusals.get(state_of(forum)):
        raise DomainError(message)
    if not reason.strip():
        raise DomainError(_("中止の理由を入力してください。"), "reason")
    forum.cancelled_at, forum.cancel_reason = clock.now(), reason
    audit.record(by, "forum.cancelled", forum, changes={"cancel_reason": ["", reason]})
    events.publish(ForumCancelled(forum.id, reason, by))
