"""The one page where upper floors are made known to lower ones: who is signed in, whose link it is, who hears which news,
who writes which letter, and what is done from time to time."""

from functools import partial

from flask import Flask
from flask_babel import lazy_gettext as _l

from forumapp.accounts import notices as accounts_notices
from forumapp.accounts import services as accounts_services
from forumapp.agenda import events as agenda_events
from forumapp.agenda import policy as agenda_policy
from forumapp.agenda import questions as agenda_questions
from forumapp.agenda import remembering
from forumapp.agenda.notices import moved as agenda_moved
from forumapp.agenda.notices import requests as agenda_requests
from forumapp.agenda.services import concerned as agenda_concerned
from forumapp.agenda.services import news as agenda_news
from forumapp.attendance import policy as attendance_policy
from forumapp.calendar import services as calendar_services
from forumapp.campaigns import policy as campaigns_policy
from forumapp.campaigns.notices import announcements
from forumapp.campaigns.notices import letter as campaigns_letter
from forumapp.campaigns.notices import subscribers as subscribers_notices
from forumapp.campaigns.queries import schedules
from forumapp.campaigns.services import scheduling, sending, subscribing
from forumapp.core import access, events, files, jobs, nav, throttle
from forumapp.core.uploads import pieces, scanning
from forumapp.desk import queries as desk
from forumapp.exchange.services import purging
from forumapp.feedback import notices as feedback_notices
from forumapp.feedback import policy as feedback_policy
from forumapp.feedback.services import editions as feedback_editions
from forumapp.forums import events as forums_events
from forumapp.forums import policy as forums_policy
from forumapp.forums import queries as forums
from forumapp.forums import questions as forums_questions
from forumapp.forums.models import Mode
from forumapp.groupwork import notices as groupwork_notices
from forumapp.groupwork import panels as groupwork_panels
from forumapp.groupwork import policy as groupwork_policy
from forumapp.groupwork import telling as groupwork_telling
from forumapp.groupwork.services import boards as groupwork_boards
from forumapp.groupwork.services import news as groupwork_news
from forumapp.groupwork.services import running, runs
from forumapp.inquiries.notices import letters as inquiries_letters
from forumapp.inquiries.services import emptying
from forumapp.mail import letters, tokens
from forumapp.mail import services as mail_services
from forumapp.mail.receiving import imap, inbox, returned
from forumapp.materials import cleaning, inspections, moments
from forumapp.materials import panels as materials_panels
from forumapp.materials import policy as materials_policy
from forumapp.personal import notices as personal_notices
from forumapp.personal import policy as personal_policy
from forumapp.publishing.notices import approval as approval_notices
from forumapp.publishing.notices import published as publishing_notices
from forumapp.publishing.report import tasks as publishing_tasks
from forumapp.publishing.services import approving as publishing_approving
from forumapp.publishing.services import documents, photographs, scanned
from forumapp.publishing.services import links as publishing_links
from forumapp.publishing.services import versions as publishing_versions
from forumapp.registration import events as registration_events
from forumapp.registration import panels, selection
from forumapp.registration import policy as registration_policy
from forumapp.registration.notices import changes, invitations, organisers, registered, samples, seats, tracks
from forumapp.registration.queries import admissions
from forumapp.registration.services import answering, asking, concerned, offers, organisations, rules
from forumapp.registration.services import news as registration_news
from forumapp.resolvers import Resolvers

DAY = 24 * 60


def wire(app: Flask) -> None:
    """Make the connections of one application."""
    app.extensions[access.EXTENSION] = Resolvers()
    _wire_mail(app)
    _wire_accounts(app)
    _wire_forums(app)
    _wire_agenda(app)
    _wire_registration(app)
    _wire_inquiries(app)
    _wire_attendance(app)
    _wire_groupwork(app)
    _wire_feedback(app)
    _wire_speakers(app)
    _wire_publishing(app)
    _wire_materials(app)
    _wire_schedules(app)
    _wire_campaigns(app)
    _wire_subscribers(app)


def _wire_mail(app: Flask) -> None:
    inbox.register(app, tokens.BOUNCE, knows=returned.knows, take=returned.take)
    mailbox = app.config["SERVER"].mail_imap
    if mailbox:
        jobs.every(app, "mail.imap", 1, partial(imap.fetch_quietly, mailbox), in_transaction=False)


def _wire_accounts(app: Flask) -> None:
    letters.register(
        app,
        "accounts.set_password",
        accounts_notices.set_password,
        sampler=accounts_notices.sample,
        essential=True,
    )
    letters.register(
        app,
        "accounts.password_changed",
        accounts_notices.password_changed,
        sampler=accounts_notices.sample,
        essential=True,
    )
    jobs.every(app, "accounts.sweep", DAY, accounts_services.sweep)
    jobs.every(app, "throttle.sweep", DAY, throttle.sweep)
    jobs.every(app, "mail.sweep", DAY, mail_services.sweep)


def _wire_forums(app: Flask) -> None:
    forums_questions.answer(app, desk.participants)
    editing, owning = forums_policy.EDITING, forums_policy.OWNING
    nav.add(app, _l("準備の状況"), "desk.forum", forums.ALL_ROLES, 10)
    nav.add(app, _l("基本情報"), "forums.facts", editing, 20)
    nav.add(app, _l("会場・開催方法"), "forums.venue", editing, 30)
    nav.add(app, _l("主催・共催・後援"), "forums.hosts", editing, 35)
    nav.add(app, _l("受付期間"), "forums.registration_period", editing, 65)
    nav.add(app, _l("ページの公開"), "forums.publication", editing, 66)
    nav.add(app, _l("送信したメール"), "outbox.index", editing, 120)
    nav.add(app, _l("担当者"), "people.people", owning, 130)
    nav.add(app, _l("変更の記録"), "desk.history", editing, 140)


def _wire_agenda(app: Flask) -> None:
    """Wired before what stands upon it: who reads the released programme hears of the forum later."""
    remembering.init(app)
    events.subscribe(app, agenda_events.AgendaReleased, agenda_news.agenda_released)
    events.subscribe(app, forums_events.ForumChanged, agenda_news.forum_changed)
    events.subscribe(app, forums_events.ForumCancelled, agenda_news.forum_cancelled)
    agenda_questions.answer(app, agenda_concerned.speakers)
    letters.register(
        app, "agenda.speaker_request", agenda_requests.speaker_request, sampler=agenda_requests.sample
    )
    letters.register(app, agenda_concerned.KIND, agenda_moved.speaker_moved, sampler=agenda_moved.sample)
    jobs.every(app, "calendar.print", 10, calendar_services.print_outdated)
    nav.add(app, _l("次第"), "agenda.index", agenda_policy.READERS, 50)


def _wire_registration(app: Flask) -> None:
    _wire_registration_letters(app)
    agenda_questions.answer(app, concerned.participants)
    agenda_questions.answer(app, organisations.organisations)
    agenda_questions.admit(app, admissions.admissions)
    events.subscribe(app, agenda_events.AgendaReleased, registration_news.agenda_released)
    events.subscribe(app, forums_events.ForumChanged, registration_news.forum_changed)
    events.subscribe(app, forums_events.ForumCancelled, registration_news.forum_cancelled)
    jobs.every(app, "registration.offers", 1, offers.end_lapsed)
    jobs.every(app, "registration.answers", DAY, asking.empty_due)
    jobs.every(app, "registration.release", 60, rules.release_due)
    inbox.register(app, tokens.RSVP, knows=answering.knows, take=answering.take)
    readers, editors = registration_policy.READERS, registration_policy.EDITORS
    nav.add(app, _l("参加対象・参加枠"), "audience.index", readers, 40)
    nav.add(app, _l("受付のきまり"), "seat_rules.index", editors, 67)
    nav.add(app, _l("開催案内"), "invitations.index", editors, 70)
    nav.add(app, _l("参加登録"), "registrations.index", readers, 80)
    nav.add(app, _l("名簿の取込"), "imports.index", editors, 82)
    nav.add(app, _l("名簿・名札などの出力"), "outputs.index", registration_policy.WRITERS, 83)


def _wire_registration_letters(app: Flask) -> None:
    sampler = samples.sampler
    for kind, builder, sample in (
        ("invitation", invitations.invitation, sampler()),
        ("received", registered.received, sampler()),
        ("link", registered.link, sampler()),
        ("mode_changed", changes.mode_changed, sampler()),
        ("moved", changes.moved, sampler()),
        ("track_changed", tracks.track_changed, sampler()),
        ("reminder", registered.reminder, sampler()),
        ("join_information", registered.join_information, sampler(Mode.WEB)),
        ("cancelled", registered.cancelled, sampler()),
        ("forum_cancelled", registered.forum_cancelled, sampler()),
        ("full", organisers.full, sampler()),
        ("pending", seats.pending, sampler()),
        ("waiting", seats.waiting, sampler()),
        ("offered", seats.offered, sampler()),
        ("offer_lapsed", seats.offer_lapsed, sampler()),
        ("declined", seats.declined, sampler()),
        ("substituted", seats.substituted, sampler()),
    ):
        letters.register(app, f"registration.{kind}", builder, sampler=sample, essential=kind == "link")


def _wire_inquiries(app: Flask) -> None:
    for kind, builder in inquiries_letters.BUILDERS.items():
        sample = inquiries_letters.SAMPLE
        letters.register(app, f"inquiries.{kind}", builder, sampler=sample, essential=kind == "link")
    jobs.every(app, "inquiries.answers", DAY, emptying.empty_due)
    nav.add(app, _l("照会と回答"), "inquiries.index", registration_policy.READERS, 72)
    nav.add(app, _l("参加枠の状況"), "board.index", registration_policy.READERS, 73)


def _wire_attendance(app: Flask) -> None:
    nav.add(app, _l("受付"), "reception.index", attendance_policy.DESK, 88)
    nav.add(app, _l("Web参加者リスト"), "presence.index", registration_policy.EDITORS, 97)
    nav.add(app, _l("出席の確定"), "final_list.index", registration_policy.READERS, 98)


def _wire_groupwork(app: Flask) -> None:
    events.subscribe(
        app, registration_events.RegistrationSubstituted, groupwork_news.registration_substituted
    )
    panels.add(app, groupwork_panels.own_group)
    letters.register(
        app, groupwork_notices.KIND, groupwork_notices.facilitator, sampler=groupwork_notices.sample
    )
    letters.register(
        app, groupwork_telling.KIND, groupwork_telling.group_assigned, sampler=groupwork_telling.sample
    )
    jobs.register(app, runs.JOB, running.execute, in_transaction=False)
    arrangers, readers = groupwork_policy.ARRANGERS, groupwork_policy.WATCHERS | {"facilitator"}
    nav.add(app, _l("グループワーク"), "groupwork_setup.setup", arrangers, 90)
    nav.add(app, _l("班編成"), "arrangement.index", arrangers, 91)
    nav.add(app, _l("班の記録"), "groupwork.groups", readers, 92)
    nav.add(app, _l("投影と発表"), "screen.index", arrangers, 93)
    nav.add(app, _l("意見の概要"), "summary.board", arrangers, 94)
    jobs.every(app, "board.live", 1, groupwork_boards.follow_live)


def _wire_speakers(app: Flask) -> None:
    sample = personal_notices.sample
    letters.register(app, "personal.speaker_reminder", personal_notices.reminder, sampler=sample)
    letters.register(app, "personal.speaker_link", personal_notices.link, sampler=sample, essential=True)
    letters.register(app, "personal.speaker_news", personal_notices.news, sampler=sample)
    nav.add(app, _l("登壇者"), "speakers.index", personal_policy.READERS, 55)


def _wire_publishing(app: Flask) -> None:
    published, sample = publishing_notices.report_published, publishing_notices.sample
    letters.register(app, "publishing.report_published", published, sampler=sample)
    panels.add(app, materials_panels.own_files)
    nav.add(app, _l("資料と録画"), "materials.board", materials_policy.READERS, 60)
    nav.add(app, _l("開催報告"), "publishing.review_report", materials_policy.READERS, 110)
    jobs.every(app, "files.sweep", DAY, files.sweep)
    jobs.every(app, "exchange.purge", DAY, purging.purge_due)
    jobs.every(app, "report.freeze", 1, publishing_versions.freeze_old)
    jobs.register(app, publishing_approving.JOB, publishing_approving.go_out)
    jobs.register(app, publishing_links.JOB, publishing_links.try_all, in_transaction=False)
    forums_questions.plan(app, publishing_tasks.plans_of)
    forums_questions.keep_report(app, forums_questions.ReportWords(documents.written, documents.read))
    events.subscribe(app, forums_events.ForumCopied, documents.forum_copied)
    events.subscribe(app, forums_events.ForumPurged, photographs.forum_purged)
    for kind, builder in approval_notices.BUILDERS.items():
        letters.register(app, kind, builder, sampler=sample)


def _wire_materials(app: Flask) -> None:
    events.subscribe(app, agenda_events.AgendaReleased, moments.agenda_released)
    events.subscribe(app, forums_events.ForumChanged, moments.forum_changed)
    jobs.every(app, "uploads.sweep", DAY, pieces.sweep, in_transaction=False)
    scanning.when_scanned(app, moments.file_scanned, inspections.file_scanned, scanned.file_scanned)
    if app.config["SERVER"].clamd:
        jobs.every(app, "files.scan", 0, scanning.scan_new, in_transaction=False)
    jobs.register(app, cleaning.JOB, cleaning.clean, in_transaction=False)
    jobs.register(app, inspections.JOB, inspections.inspect, in_transaction=False)
    jobs.every(app, "materials.inspect", 60, inspections.ask_for_missing)


def _wire_schedules(app: Flask) -> None:
    forums_questions.plan(app, schedules.plans_of)
    events.subscribe(app, forums_events.ForumCopied, scheduling.forum_copied)
    nav.add(app, _l("自動送信メール"), "schedules.index", forums_policy.EDITING, 76)
    jobs.every(app, "schedules.run", 1, scheduling.run_due)


def _wire_campaigns(app: Flask) -> None:
    sample = campaigns_letter.sample
    letters.register(app, "campaigns.letter", campaigns_letter.letter, sampler=sample)
    letters.register(app, "campaigns.test", campaigns_letter.test, sampler=sample)
    nav.add(app, _l("一斉メール"), "campaigns.index", campaigns_policy.EDITORS, 75)
    selection.offer(app, _l("一斉メールを作る"), "campaigns.begin_for", campaigns_policy.EDITORS)


def _wire_subscribers(app: Flask) -> None:
    letters.register(app, sending.ANNOUNCEMENT, announcements.announcement, sampler=announcements.sample)
    letters.register(
        app, subscribing.KIND, subscribers_notices.subscription, sampler=subscribers_notices.sample
    )
    jobs.every(app, "subscribers.sweep", DAY, subscribing.sweep)


def _wire_feedback(app: Flask) -> None:
    sample = feedback_notices.sample
    letters.register(app, feedback_notices.THANKS, feedback_notices.thanks, sampler=sample)
    letters.register(app, feedback_notices.KIND, feedback_notices.request, sampler=sample)
    nav.add(app, _l("感想"), "feedback_results.index", feedback_policy.READERS, 100)
    jobs.every(app, "feedback.complete", 10, feedback_editions.complete_due)
