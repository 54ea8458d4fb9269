"""A second person decides (決裁), and a moment comes: a frozen version waits, goes out as it was approved, or does not.

The version's content never changes. What is decided about is told by its digest; what goes out is that very content,
unless something in it may no longer be shown: then it stops, and who made it gets a letter.
"""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from forumapp.accounts.models import Account
from forumapp.core import audit, clock, jobs
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum, State
from forumapp.forums.queries import members_of
from forumapp.forums.states import state_of
from forumapp.mail import services as mail
from forumapp.publishing.errors import AlreadySo, NotWaiting, NotYours
from forumapp.publishing.models import ReportVersion, VersionState
from forumapp.publishing.policy import EDITORS, may_decide
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.queries.versions import waiting_version
from forumapp.publishing.report.contents import digest_of, missing_of, standing
from forumapp.publishing.services.versions import freeze, put_out, unpublish_report

JOB = "publishing.release"
LATEST = timedelta(days=366)
"""How far ahead a publication may lie: what waits stands in the way of every other version."""
ASKED, DECIDED, STOPPED = (f"publishing.report_{what}" for what in ("asked", "decided", "stopped"))


def hand_in(
    forum: Forum,
    *,
    by: Actor,
    without_names: bool = False,
    note: str = "",
    note_en: str = "",
    hides_earlier: bool = False,
    publish_at: datetime | None = None,
    asks: str = "",
) -> ReportVersion:
    """Freeze the report and let it go its way: to a second person if the forum wants one, to its moment, or out at once.

    ``publish_at`` (UTC) lies ahead, or is None: as soon as possible. AlreadySo while another version waits.
    """
    lock(forum)
    if waiting_version(forum.id) is not None:
        raise AlreadySo(_("承認または公開の日時を待っている版があります。先にそれを取り下げてください。"))
    if publish_at is not None and publish_at <= clock.now():
        raise DomainError(_("公開の日時は、これから先の日時にしてください。"), "publish_day")
    if publish_at is not None and publish_at > clock.now() + LATEST:
        raise DomainError(_("公開の日時は、1年以内の日時にしてください。"), "publish_day")
    made, changes = freeze(
        forum, by=by, without_names=without_names, note=note, note_en=note_en, hides_earlier=hides_earlier
    )
    made.publish_at, made.asks = publish_at, asks
    if preparation_of(forum.id).needs_approval:
        if not _deciders(forum, made):
            raise DomainError(
                _(
                    "承認できる人がほかにいません。「担当者」で責任者か編集者を追加してから、依頼してください。"
                )
            )
        db.session.add(made)
        audit.record(by, "report.submitted", made, changes=changes)
        _ask(forum, made)
    elif publish_at is not None:
        _schedule(made, by=by, changes=changes)
    else:
        put_out(forum, made, by=by, changes=changes)
    return made


def approve(forum: Forum, *, by: Actor, seen: str, answer: str = "") -> ReportVersion:
    """Approve the version that waits; it goes out, or waits for its moment. ``seen``: the mark of what was looked at."""
    version = _waiting(forum, by, seen)
    _decide(version, by, answer)
    audit.record(by, "report.approved", version, changes={"digest": [None, version.digest]})
    if version.publish_at is not None and version.publish_at > clock.now():
        _schedule(version, by=by)
    else:
        _refuse_what_stops(forum, version)
        put_out(forum, version, by=by)
    _tell(version, DECIDED)
    return version


def send_back(forum: Forum, *, by: Actor, seen: str, answer: str) -> None:
    """Send the version back with a word; who made it can hand in another."""
    version = _waiting(forum, by, seen)
    if not answer:
        raise DomainError(_("差し戻す理由を入力してください。"), "answer")
    _decide(version, by, answer)
    version.state = VersionState.RETURNED
    audit.record(by, "report.returned", version, changes={"reason": [None, answer]})
    _tell(version, DECIDED)


def call_back(forum: Forum, *, by: Actor) -> VersionState:
    """Take back the version that waits for approval or for its moment, and return which of both it was."""
    lock(forum)
    version = waiting_version(forum.id)
    if version is None:
        raise NotWaiting(_("承認や公開を待っている版はありません。"))
    before, version.state = version.state, VersionState.CALLED_BACK
    audit.record(by, "report.called_back", version)
    return before


def take_back(forum: Forum, *, by: Actor, why: str = "") -> None:
    """Take the report back, and the version that waits too: it must not go out by itself afterwards."""
    unpublish_report(forum, by=by, why=why)
    if waiting_version(forum.id) is not None:
        call_back(forum, by=by)


def go_out(version: int) -> None:
    """Put a scheduled version out; the worker's job. It stops if something in it may no longer be shown."""
    found = db.session.get(ReportVersion, version)
    if found is None:
        return
    forum = db.session.get_one(Forum, found.forum_id)
    lock(forum, found)
    is_due = found.publish_at is not None and found.publish_at <= clock.now()
    if found.state is not VersionState.SCHEDULED or not is_due:
        return
    if why := obstacles(forum, found):
        found.state, found.answer = VersionState.STOPPED, why
        audit.record(SYSTEM, "report.stopped", found, changes={"reason": [None, why]})
        _tell(found, STOPPED)
        return
    put_out(forum, found, by=SYSTEM)


def obstacles(forum: Forum, version: ReportVersion) -> str:
    """Say in words why a frozen version must not go out now; "" if nothing is in its way."""
    if state_of(forum) not in {State.HELD, State.REPORTED}:
        return _("フォーラムが公開されていないか、終わっていないか、中止になっています。")
    if preparation_of(forum.id).needs_approval and version.decided_at is None:
        return _("公開を予約したあとで承認（決裁）が必要になりましたが、この版は承認されていません。")
    if digest_of(version.content) != version.digest:
        return _("承認された内容と一致しません。")
    missing = missing_of(version.content, standing(forum))
    if missing:
        return _("公開できなくなった資料や感想が含まれています：%(names)s", names="、".join(missing))
    return ""


def _waiting(forum: Forum, by: Actor, seen: str) -> ReportVersion:
    lock(forum)
    version = waiting_version(forum.id)
    if version is None or version.state is not VersionState.SUBMITTED or version.mark != seen:
        raise NotWaiting(_("この版は、もう承認を待っていません。いまの状態を確認してください。"))
    if not may_decide(version, by):
        raise NotYours(_("承認を依頼した本人は、承認や差し戻しができません。"))
    return version


def _decide(version: ReportVersion, by: Actor, answer: str) -> None:
    version.decided_at, version.decided_by, version.answer = clock.now(), by.label, answer


def _refuse_what_stops(forum: Forum, version: ReportVersion) -> None:
    if why := obstacles(forum, version):
        raise DomainError(why)


def _schedule(version: ReportVersion, *, by: Actor, changes: dict[str, list[object]] | None = None) -> None:
    assert version.publish_at is not None
    version.state = VersionState.SCHEDULED
    db.session.add(version)
    at = {"publish_at": [None, version.publish_at.isoformat(timespec="minutes")]}
    audit.record(by, "report.scheduled", version, changes={**at, **(changes or {})})
    jobs.enqueue(JOB, f"{JOB}:{version.id}", version.publish_at, version=version.id)


def _ask(forum: Forum, version: ReportVersion) -> None:
    """Write to everybody who may decide."""
    for account in _deciders(forum, version):
        _write(ASKED, version, account)


def _deciders(forum: Forum, version: ReportVersion) -> list[Account]:
    """Return the accounts that may decide about the version: those of editors who did not make it."""
    editing = (one.account for one in members_of(forum) if one.role.value in EDITORS)
    return [one for one in editing if one.id != version.made_by_id and one.disabled_at is None]


def _tell(version: ReportVersion, kind: str) -> None:
    """Write to who made the version."""
    account = db.session.get(Account, version.made_by_id) if version.made_by_id else None
    if account is not None:
        _write(kind, version, account)


def _write(kind: str, version: ReportVersion, account: Account) -> None:
    if account.disabled_at is None:
        mail.send(
            kind,
            dedupe=f"{kind}:{version.id}:{account.id}",
            address=account.email,
            name=account.name,
            language=account.language,
            forum_id=version.forum_id,
            version=version.id,
        )
