"""The one page where upper floors are made known to lower ones: who is signed in, whose link it is, who hears which news,
who writes which letter, and what is done from time to time."""

from functools import partial

from flask import Flask
from flask_babel import lazy_gettext as _l

from forumapp import navigation
from forumapp.accounts import notices as accounts_notices
from forumapp.accounts import services as accounts_services
from forumapp.agenda import events as agenda_events
from forumapp.agenda import questions as agenda_questions
from forumapp.agenda import remembering
from forumapp.agenda.notices import moved as agenda_moved
from forumapp.agenda.notices import requests as agenda_requests
from forumapp.agenda.services import concerned as agenda_concerned
from forumapp.agenda.services import news as agenda_news
from forumapp.calendar import services as calendar_services
from forumapp.campaigns import policy as campaigns_policy
from forumapp.campaigns.notices import announcements
from forumapp.campaigns.notices import letter as campaigns_letter
from forumapp.campaigns.notices import subscribers as subscribers_notices
from forumapp.campaigns.queries import schedules
from forumapp.campaigns.services import scheduling, sending, subscribing
from forumapp.core import access, events, files, jobs, throttle
from forumapp.core.uploads import pieces, scanning
from forumapp.desk import queries as desk
from forumapp.exchange.services import purging
from forumapp.feedback import notices as feedback_notices
from forumapp.feedback.services import editions as feedback_editions
from forumapp.forums import events as forums_events
from forumapp.forums import questions as forums_questions
from forumapp.forums.models import Mode
from forumapp.groupwork import notices as groupwork_notices
from forumapp.groupwork import panels as groupwork_panels
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
from forumapp.personal import notices as personal_notices
from forumapp.publishing.notices import approval as approval_notices
from forumapp.publishing.notices import published as publishing_notices
from forumapp.publishing.report import tasks as publishing_tasks
from forumapp.publishing.services import approving as publishing_approving
from forumapp.publishing.services import documents, photographs, scanned
from forumapp.publishing.services import links as publishing_links
from forumapp.publishing.services import versions as publishing_versions
from forumapp.registration import events as registration_events
from forumapp.registration import panels, selection
from forumapp.registration.notices import changes, invitations, organisers, registered, samples, seats, tracks
from forumapp.registration.queries import admissions
from forumapp.registration.services import answering, asking, concerned, offers, organisations, rules
from forumapp.registration.services import news as registration_news
from forumapp.resolvers import Resolvers

DAY = 24 * 60


def wire(app: Flask) -> None:
    """Make the connections of one application."""
    app.extensions[access.EXTENSION] = Resolvers()
    navigation.fill(app)
    _wire_mail(app)
    _wire_accounts(app)
    _wire_forums(app)
    _wire_agenda(app)
    _wire_registration(app)
    _wire_inquiries(app)
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
    jobs.every(app, "board.live", 1, groupwork_boards.follow_live)


def _wire_speakers(app: Flask) -> None:
    sample = personal_notices.sample
    letters.register(app, "personal.speaker_reminder", personal_notices.reminder, sampler=sample)
    letters.register(app, "personal.speaker_link", personal_notices.link, sampler=sample, essential=True)
    letters.register(app, "personal.speaker_news", personal_notices.news, sampler=sample)


def _wire_publishing(app: Flask) -> None:
    published, sample = publishing_notices.report_published, publishing_notices.sample
    letters.register(app, "publishing.report_published", published, sampler=sample)
    panels.add(app, materials_panels.own_files)
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
    jobs.every(app, "schedules.run", 1, scheduling.run_due)


def _wire_campaigns(app: Flask) -> None:
    sample = campaigns_letter.sample
    letters.register(app, "campaigns.letter", campaigns_letter.letter, sampler=sample)
    letters.register(app, "campaigns.test", campaigns_letter.test, sampler=sample)
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
    jobs.every(app, "feedback.complete", 10, feedback_editions.complete_due)
