"""Setting up a forum as a list of tasks, each with its state and the page to do it on. Pure."""

from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.forums.models import Forum, Mode, State
from forumapp.forums.states import takes

TaskState = Literal["todo", "doing", "done", "later", "optional"]
AUDIENCE, AGENDA, SPEAKERS, INVITATIONS, INQUIRIES, REPORT = 40, 50, 55, 70, 72, 110
"""Places in the navigation of pages of other slices."""
OVER = {State.HELD, State.REPORTED}


@dataclass(frozen=True)
class Progress:
    """What there is already: numbers of rows.

    Of people who appear: how many there are, were asked, and approved their lines. ``changes``: rows of the programme
    that visitors would see differently. ``inquiries``: organisations that were asked who takes part; ``answers`` of them.
    """

    audiences: int = 0
    items: int = 0
    releases: int = 0
    invitations: int = 0
    speakers: int = 0
    asked: int = 0
    approved: int = 0
    changes: int = 0
    inquiries: int = 0
    answers: int = 0


@dataclass(frozen=True)
class Task:
    """One task. ``page`` is an endpoint, or a place in the navigation."""

    name: str
    page: str | int
    state: TaskState
    hint: str = ""


def tasks_of(forum: Forum, state: State, progress: Progress) -> list[tuple[str, list[Task]]]:
    """Return the tasks in three groups: preparing, publishing, afterwards."""
    preparing = [
        _date(forum),
        _venue(forum),
        _hosts(forum),
        _audience(progress),
        _agenda(progress),
        _speakers(progress),
    ]
    publishing = [
        _release(progress),
        _publication(forum),
        _registration(forum, state),
        _invitations(forum, progress),
        _inquiries(forum, progress),
    ]
    return [
        (_("準備"), preparing),
        (_("公開と受付"), publishing),
        (_("開催後"), [_report(state)]),
    ]


def _date(forum: Forum) -> Task:
    state: TaskState = "done" if forum.starts else "doing" if forum.day else "todo"
    hint = _("開始時刻を入力してください。") if state == "doing" else ""
    return Task(_("基本情報"), "forums.facts", state, hint)


def _venue(forum: Forum) -> Task:
    has_place = forum.venue is not None or not takes(forum, Mode.ON_SITE)
    has_meeting = bool(forum.join_url) or not takes(forum, Mode.WEB)
    hint = ""
    if has_place and not has_meeting:
        hint = _("Web会議のアドレスを入力してください。")
    elif has_meeting and not has_place:
        hint = _("会場を選んでください。")
    is_begun = forum.venue is not None or bool(forum.join_url)
    state: TaskState = "done" if has_place and has_meeting else "doing" if is_begun else "todo"
    return Task(_("会場・開催方法"), "forums.venue", state, hint if state == "doing" else "")


def _hosts(forum: Forum) -> Task:
    return Task(_("主催・共催・後援"), "forums.hosts", "done" if forum.hosts else "todo")


def _audience(progress: Progress) -> Task:
    return Task(_("参加対象・参加枠"), AUDIENCE, "done" if progress.audiences else "todo")


def _agenda(progress: Progress) -> Task:
    return Task(_("次第"), AGENDA, "done" if progress.items else "todo")


def _release(progress: Progress) -> Task:
    name, page = _("次第を公開する"), "agenda_releases.release"
    if not progress.items and not progress.releases:
        return Task(name, page, "later", _("次第を入力すると公開できます。"))
    if not progress.releases:
        return Task(name, page, "todo", _("まだ公開されていない次第です。"))
    if not progress.changes:
        return Task(name, page, "done")
    hint = ngettext(
        "公開していない変更が%(num)d件あります。",
        "公開していない変更が%(num)d件あります。",
        progress.changes,
    )
    return Task(name, page, "doing", hint)


def _speakers(progress: Progress) -> Task:
    name, left = _("登壇者の確認"), progress.speakers - progress.approved
    if not progress.speakers:
        return Task(name, SPEAKERS, "later", _("次第に登壇者を入れると、確認を依頼できます。"))
    if not left:
        return Task(name, SPEAKERS, "done")
    hint = ngettext("%(num)d名の確認が済んでいません。", "%(num)d名の確認が済んでいません。", left)
    return Task(name, SPEAKERS, "doing", hint) if progress.asked else Task(name, SPEAKERS, "optional", hint)


def _publication(forum: Forum) -> Task:
    return Task(_("ページの公開"), "forums.publication", "done" if forum.published_at else "todo")


def _registration(forum: Forum, state: State) -> Task:
    if state in {State.OPEN, State.CLOSED, *OVER}:
        return Task(_("受付期間"), "forums.registration_period", "done")
    is_set = forum.opens is not None
    hint = _("公開すると、設定した日時に受付が始まります。") if is_set and state is State.DRAFT else ""
    return Task(_("受付期間"), "forums.registration_period", "done" if is_set else "todo", hint)


def _invitations(forum: Forum, progress: Progress) -> Task:
    name = _("開催案内")
    if progress.invitations:
        sent = ngettext("%(num)d件の案内を送付", "%(num)d件の案内を送付", progress.invitations)
        return Task(name, INVITATIONS, "done", sent)
    if forum.published_at is None:
        return Task(name, INVITATIONS, "later", _("ページを公開すると送付できます。"))
    return Task(name, INVITATIONS, "optional")


def _inquiries(forum: Forum, progress: Progress) -> Task:
    """Ended when every organisation that was asked has answered."""
    name = _("照会と回答")
    missing = progress.inquiries - progress.answers
    if missing:
        hint = ngettext("未回答 %(num)d団体", "未回答 %(num)d団体", missing)
        return Task(name, INQUIRIES, "doing", hint)
    if progress.inquiries:
        hint = ngettext("%(num)d団体すべてが回答", "%(num)d団体すべてが回答", progress.inquiries)
        return Task(name, INQUIRIES, "done", hint)
    if forum.published_at is None:
        return Task(name, INQUIRIES, "later", _("ページを公開すると送付できます。"))
    return Task(name, INQUIRIES, "optional")


def _report(state: State) -> Task:
    if state is State.REPORTED:
        return Task(_("開催報告"), REPORT, "done")
    if state is State.HELD:
        return Task(_("開催報告"), REPORT, "todo")
    return Task(_("開催報告"), REPORT, "later", _("開催が終わると始められます。"))
