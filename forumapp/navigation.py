"""The navigation of a forum's desk, link by link from preparation to report: the roles that see each, and its place."""

from collections.abc import Collection
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from forumapp.agenda import policy as agenda_policy
from forumapp.attendance import policy as attendance_policy
from forumapp.campaigns import policy as campaigns_policy
from forumapp.core import nav
from forumapp.feedback import policy as feedback_policy
from forumapp.forums import policy as forums_policy
from forumapp.forums import queries as forums
from forumapp.groupwork import policy as groupwork_policy
from forumapp.materials import policy as materials_policy
from forumapp.personal import policy as personal_policy
from forumapp.publishing import policy as publishing_policy
from forumapp.registration import policy as registration_policy

LINKS: tuple[tuple[Any, str, Collection[str], int], ...] = (
    (_l("準備の状況"), "desk.forum", forums.ALL_ROLES, 10),
    (_l("基本情報"), "forums.facts", forums_policy.EDITING, 20),
    (_l("会場・開催方法"), "forums.venue", forums_policy.EDITING, 30),
    (_l("主催・共催・後援"), "forums.hosts", forums_policy.EDITING, 35),
    (_l("参加対象・参加枠"), "audience.index", registration_policy.READERS, 40),
    (_l("次第"), "agenda.index", agenda_policy.READERS, 50),
    (_l("登壇者"), "speakers.index", personal_policy.READERS, 55),
    (_l("資料と録画"), "materials.board", materials_policy.READERS, 60),
    (_l("受付期間"), "forums.registration_period", forums_policy.EDITING, 65),
    (_l("ページの公開"), "forums.publication", forums_policy.EDITING, 66),
    (_l("受付のきまり"), "seat_rules.index", registration_policy.EDITORS, 67),
    (_l("開催案内"), "invitations.index", registration_policy.EDITORS, 70),
    (_l("照会と回答"), "inquiries.index", registration_policy.READERS, 72),
    (_l("参加枠の状況"), "board.index", registration_policy.READERS, 73),
    (_l("一斉メール"), "campaigns.index", campaigns_policy.EDITORS, 75),
    (_l("自動送信メール"), "schedules.index", forums_policy.EDITING, 76),
    (_l("参加登録"), "registrations.index", registration_policy.READERS, 80),
    (_l("名簿の取込"), "imports.index", registration_policy.EDITORS, 82),
    (_l("名簿・名札などの出力"), "outputs.index", registration_policy.WRITERS, 83),
    (_l("受付"), "reception.index", attendance_policy.DESK, 88),
    (_l("グループワーク"), "groupwork_setup.setup", groupwork_policy.ARRANGERS, 90),
    (_l("班編成"), "arrangement.index", groupwork_policy.ARRANGERS, 91),
    (_l("班の記録"), "groupwork.groups", groupwork_policy.WATCHERS | {"facilitator"}, 92),
    (_l("投影と発表"), "screen.index", groupwork_policy.ARRANGERS, 93),
    (_l("意見の概要"), "summary.board", groupwork_policy.ARRANGERS, 94),
    (_l("Web参加者リスト"), "presence.index", registration_policy.EDITORS, 97),
    (_l("出席の確定"), "final_list.index", registration_policy.READERS, 98),
    (_l("感想"), "feedback_results.index", feedback_policy.READERS, 100),
    (_l("開催報告"), "publishing.review_report", publishing_policy.READERS, 110),
    (_l("送信したメール"), "outbox.index", forums_policy.EDITING, 120),
    (_l("担当者"), "people.people", forums_policy.OWNING, 130),
    (_l("変更の記録"), "desk.history", forums_policy.EDITING, 140),
)


def fill(app: Flask) -> None:
    """Give ``app`` its links; the groups that they stand in are the core's (``core/nav.py``)."""
    for label, endpoint, roles, position in LINKS:
        nav.add(app, label, endpoint, roles, position)
