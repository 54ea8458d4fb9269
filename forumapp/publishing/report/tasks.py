"""The report as a list of tasks: what is there, what is missing, whom it waits for, and where it is done."""

from dataclasses import dataclass

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from forumapp.agenda.programme import Programme
from forumapp.agenda.queries import draft_programme, pending_changes
from forumapp.core import clock
from forumapp.feedback.queries.impressions import waiting
from forumapp.forums.models import Forum
from forumapp.forums.questions import Plan
from forumapp.groupwork.queries.bullets import unapproved
from forumapp.materials.policy import may_edit
from forumapp.publishing.models import ReportVersion, VersionState
from forumapp.publishing.policy import may_decide
from forumapp.publishing.queries.versions import not_out, waiting_version
from forumapp.publishing.report.checks.files import troubles
from forumapp.publishing.report.checks.review import Review, lacking_slides


@dataclass(frozen=True)
class Task:
    """One part of the report; ``state`` is the badge's, ``hint`` what is there, missing or awaited."""

    name: str
    endpoint: str
    state: str
    hint: str


def tasks_of(forum: Forum, found: Review, version: ReportVersion | None) -> list[Task]:
    """Return the tasks in the order of the report, and the approval if one is needed."""
    draft = draft_programme(forum)
    tasks = [
        _programme(forum, found),
        _slides(draft, found),
        _summary(forum, found),
        _impressions(forum, found),
        _recordings(found),
        _outline(found),
        _figures(found),
        _photographs(found),
    ]
    return [*tasks, _approval(version)] if found.prepared.needs_approval or version else tasks


def _programme(forum: Forum, found: Review) -> Task:
    count, pending = len(found.report.programme.items), pending_changes(forum)
    told = ngettext("%(num)d項目", "%(num)d項目", count)
    if not count:
        return Task(_("次第"), "agenda.index", "todo", _("公開された次第がまだありません"))
    if pending:
        waits = ngettext(
            "公開していない変更が%(num)d件あります", "公開していない変更が%(num)d件あります", pending
        )
        return Task(_("次第"), "agenda_releases.release", "doing", waits)
    return Task(_("次第"), "agenda.index", "done", told)


def _slides(draft: Programme, found: Review) -> Task:
    count, lacking = len(found.report.materials), lacking_slides(draft, found.report)
    if doubtful := sum(bool(troubles(one)) for one in found.report.materials):
        told = ngettext(
            "中身に気をつけることがある公開の資料が%(num)d件あります",
            "中身に気をつけることがある公開の資料が%(num)d件あります",
            doubtful,
        )
        return Task(_("説明資料"), "materials.board", "doing", told)
    if not lacking:
        told = ngettext("公開の資料が%(num)d件", "公開の資料が%(num)d件", count)
        return Task(_("説明資料"), "materials.board", "done" if count else "optional", told)
    people = [
        speaker.line
        for item in draft.items
        if item.title in lacking
        for speaker in item.speakers
        if speaker.line
    ]
    named = _("、").join(dict.fromkeys(people)) or _("、").join(lacking)
    waits = _("公開の資料が%(count)d件。待っている相手：%(people)s", count=count, people=named)
    return Task(_("説明資料"), "materials.board", "doing" if count else "todo", waits)


def _summary(forum: Forum, found: Review) -> Task:
    if left := unapproved(forum.id):
        told = ngettext("承認を待つ文が%(num)d件あります", "承認を待つ文が%(num)d件あります", left)
        return Task(_("意見の概要"), "summary.board", "doing", told)
    count = len(found.report.themes)
    told = ngettext("テーマが%(num)d件", "テーマが%(num)d件", count)
    return Task(_("意見の概要"), "summary.board", "done" if count else "optional", told)


def _impressions(forum: Forum, found: Review) -> Task:
    count, inbox = len(found.report.impressions), waiting(forum.id)
    if inbox:
        told = ngettext(
            "判断していない感想が%(num)d件あります", "判断していない感想が%(num)d件あります", inbox
        )
        return Task(_("感想"), "impressions.index", "doing", told)
    told = ngettext("採用した感想が%(num)d件", "採用した感想が%(num)d件", count)
    return Task(_("感想"), "impressions.index", "done" if count else "optional", told)


def _recordings(found: Review) -> Task:
    rows = found.report.recordings
    silent = sum(bool(one.file_digest) and not one.captions_digest for one in rows)
    if silent:
        told = ngettext("字幕のない録画が%(num)d件あります", "字幕のない録画が%(num)d件あります", silent)
        return Task(_("録画"), "materials.board", "doing", told)
    told = ngettext("公開の録画が%(num)d件", "公開の録画が%(num)d件", len(rows))
    return Task(_("録画"), "materials.board", "done" if rows else "optional", told)


def _outline(found: Review) -> Task:
    is_there = bool(found.prepared.outline)
    told = "" if is_there else _("書くと「開催概要」が載ります")
    return Task(
        pgettext("開催報告", "開催概要"), "report_desk.prepare", "done" if is_there else "optional", told
    )


def _figures(found: Review) -> Task:
    if found.prepared.figures and not found.report.figures:
        told = _("人数が少ないため、載せられる数字がありません")
        return Task(_("参加状況"), "report_desk.prepare", "doing", told)
    count = len(found.report.figures)
    told = (
        ngettext("載せる表が%(num)d件", "載せる表が%(num)d件", count) if count else _("選ぶと数字が載ります")
    )
    return Task(_("参加状況"), "report_desk.prepare", "done" if count else "optional", told)


def _photographs(found: Review) -> Task:
    count = len(found.photographs)
    without = sum(not one.has_consent for one in found.photographs)
    if without:
        told = ngettext(
            "同意を確かめていない写真が%(num)d枚あります",
            "同意を確かめていない写真が%(num)d枚あります",
            without,
        )
        return Task(_("当日の写真"), "photographs.index", "doing", told)
    told = ngettext("写真が%(num)d枚", "写真が%(num)d枚", count)
    return Task(_("当日の写真"), "photographs.index", "done" if count else "optional", told)


def plans_of(forum: Forum) -> list[Plan]:
    """Answer the forum's overview: what waits for a second person, and what goes out by itself and when."""
    found = []
    version = waiting_version(forum.id)
    if version is not None:
        waits = _waits(version)
        at = clock.to_wall(version.publish_at or version.made_at, forum.zone)
        note = _("承認待ち") if waits else ""
        found.append(Plan(_("開催報告の公開"), at, "report_approval.decide", note=note, waits=waits))
    elif (stopped := not_out(forum.id)) is not None and stopped.state is VersionState.STOPPED:
        at = clock.to_wall(stopped.publish_at or stopped.made_at, forum.zone)
        warning = _("開催報告は、予定の日時に公開されませんでした。")
        found.append(Plan(_("開催報告の公開"), at, "publishing.review_report", warning=warning))
    return found


def _waits(version: ReportVersion) -> str:
    """Say whom a version waits for: whoever reads, if they may decide, or another person."""
    if version.state is not VersionState.SUBMITTED:
        return ""
    actor = g.get("actor")
    if actor is not None and may_edit(g.get("roles", ())) and may_decide(version, actor):
        return _("開催報告の公開が、あなたの承認を待っています。")
    return _("開催報告の公開が、ほかの担当者の承認を待っています。")


def state_words(state: VersionState) -> str:
    """Say what became of a version that was handed in."""
    return {
        VersionState.SUBMITTED: _("ほかの担当者に承認を依頼しました。承認されると公開されます。"),
        VersionState.SCHEDULED: _("公開を予約しました。指定した日時に公開されます。"),
    }.get(state, _("開催報告を公開しました。"))


def _approval(version: ReportVersion | None) -> Task:
    name, page = _("承認（決裁）"), "report_approval.decide"
    if version is None:
        return Task(name, "", "later", _("公開に進むと、ほかの担当者に承認を依頼します"))
    if version.state is VersionState.SUBMITTED:
        told = _("%(who)sさんが依頼しました。ほかの担当者の承認を待っています", who=version.made_by or "—")
        return Task(name, page, "doing", told)
    return Task(name, page, "doing", _("公開の日時を待っています"))
