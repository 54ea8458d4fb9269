"""What the application is made of: the tables, the pages and the commands of all slices, from the ground up."""

from typing import Any

from forumapp import serve
from forumapp.accounts import cli as accounts_cli
from forumapp.accounts import models as accounts_models
from forumapp.accounts.views import administration as accounts_administration
from forumapp.accounts.views import own as accounts_own
from forumapp.agenda import cli as agenda_cli
from forumapp.agenda import models as agenda_models
from forumapp.agenda.views import changes as agenda_changes
from forumapp.agenda.views import history as agenda_history
from forumapp.agenda.views import items as agenda_items
from forumapp.agenda.views import pasting as agenda_pasting
from forumapp.agenda.views import releases as agenda_releases
from forumapp.agenda.views import sheets as agenda_sheets
from forumapp.agenda.views import speakers as agenda_speakers
from forumapp.agenda.views import tracks as agenda_tracks
from forumapp.attendance import models as attendance_models
from forumapp.attendance.views import devices as attendance_devices
from forumapp.attendance.views import final as attendance_final
from forumapp.attendance.views import guests as attendance_guests
from forumapp.attendance.views import presence as attendance_presence
from forumapp.attendance.views import reception as attendance_reception
from forumapp.calendar import models as calendar_models
from forumapp.campaigns import models as campaigns_models
from forumapp.campaigns.views import announcements as campaigns_announcements
from forumapp.campaigns.views import campaigns as campaigns_views
from forumapp.campaigns.views import composer as campaigns_composer
from forumapp.campaigns.views import schedules as campaigns_schedules
from forumapp.campaigns.views import subscribers as campaigns_subscribers
from forumapp.core.uploads import models as uploads_models
from forumapp.demo import cli as demo_cli
from forumapp.desk.views import mail as desk_mail
from forumapp.desk.views import outbox as desk_outbox
from forumapp.desk.views import overview as desk_overview
from forumapp.desk.views import samples as desk_samples
from forumapp.directory import models as directory_models
from forumapp.exchange import keeping as exchange_keeping
from forumapp.exchange import models as exchange_models
from forumapp.exchange.cli import documents as exchange_cli
from forumapp.exchange.views import copying as exchange_copying
from forumapp.exchange.views import schedule as exchange_schedule
from forumapp.feedback import models as feedback_models
from forumapp.feedback.views import giving as feedback_giving
from forumapp.feedback.views import impressions as feedback_impressions
from forumapp.feedback.views import questions as feedback_questions
from forumapp.feedback.views import results as feedback_results
from forumapp.feedback.views import room as feedback_room
from forumapp.forums import models as forums_models
from forumapp.forums.views import candidates as forums_candidates
from forumapp.forums.views import desk as forums_desk
from forumapp.forums.views import people as forums_people
from forumapp.forums.views import series as forums_series
from forumapp.forums.views import venues as forums_venues
from forumapp.groupwork import arrangement as groupwork_arrangement
from forumapp.groupwork import board as groupwork_board
from forumapp.groupwork import cli as groupwork_cli
from forumapp.groupwork import models as groupwork_models
from forumapp.groupwork.views import arrangement as groupwork_arranging
from forumapp.groupwork.views import imports as groupwork_imports
from forumapp.groupwork.views import links as groupwork_links
from forumapp.groupwork.views import moderating as groupwork_moderating
from forumapp.groupwork.views import notes as groupwork_notes
from forumapp.groupwork.views import papers as groupwork_papers
from forumapp.groupwork.views import projector as groupwork_projector
from forumapp.groupwork.views import release as groupwork_release
from forumapp.groupwork.views import runs as groupwork_runs
from forumapp.groupwork.views import setup as groupwork_setup
from forumapp.groupwork.views import summary as groupwork_merging
from forumapp.groupwork.views import talks as groupwork_talks
from forumapp.inquiries import models as inquiries_models
from forumapp.inquiries.views import board as inquiries_board
from forumapp.inquiries.views import desk as inquiries_desk
from forumapp.inquiries.views import lost as inquiries_lost
from forumapp.inquiries.views import proxy as inquiries_proxy
from forumapp.inquiries.views import proxy_workbook as inquiries_proxy_workbook
from forumapp.inquiries.views import reply as inquiries_reply
from forumapp.inquiries.views import reply_workbook as inquiries_reply_workbook
from forumapp.inquiries.views import section as inquiries_section
from forumapp.mail import cli as mail_cli
from forumapp.mail import models as mail_models
from forumapp.materials import models as materials_models
from forumapp.materials.views import bundles as materials_bundles
from forumapp.materials.views import files as materials_views
from forumapp.materials.views import inspections as materials_inspections
from forumapp.materials.views import previews as materials_previews
from forumapp.materials.views import recordings as materials_recordings
from forumapp.materials.views import registered as materials_registered
from forumapp.materials.views import several as materials_several
from forumapp.materials.views import uploads as materials_uploads
from forumapp.materials.views import versions as materials_versions
from forumapp.materials.views import watching as materials_watching
from forumapp.personal.views import desk as personal_desk
from forumapp.personal.views import lost as personal_lost
from forumapp.personal.views import pasting as personal_pasting
from forumapp.personal.views import speaker as personal_speaker
from forumapp.personal.views import uploads as personal_uploads
from forumapp.publishing import cli as publishing_cli
from forumapp.publishing import models as publishing_models
from forumapp.publishing.views import approval as publishing_approval
from forumapp.publishing.views import calendars as publishing_calendars
from forumapp.publishing.views import desk as publishing_desk
from forumapp.publishing.views import export as publishing_export
from forumapp.publishing.views import papers as publishing_papers
from forumapp.publishing.views import photographs as publishing_photographs
from forumapp.publishing.views import publishing as publishing_public
from forumapp.publishing.views import reports as publishing_reports
from forumapp.registration import cli as registration_cli
from forumapp.registration import models as registration_models
from forumapp.registration import rsvp as registration_rsvp
from forumapp.registration.views import answering as registration_answering
from forumapp.registration.views import attached as registration_attached
from forumapp.registration.views import audience as registration_audience
from forumapp.registration.views import deciding as registration_deciding
from forumapp.registration.views import entry as registration_entry
from forumapp.registration.views import imports as registration_imports
from forumapp.registration.views import invitations as registration_invitations
from forumapp.registration.views import invited as registration_invited
from forumapp.registration.views import outputs as registration_outputs
from forumapp.registration.views import questions as registration_questions
from forumapp.registration.views import rules as registration_rules
from forumapp.registration.views import seat as registration_seat
from forumapp.registration.views import table as registration_desk
from forumapp.registration.views import viewing as registration_viewing

MODELS = (
    uploads_models,
    mail_models,
    accounts_models,
    directory_models,
    calendar_models,
    forums_models,
    agenda_models,
    registration_models,
    registration_rsvp,
    inquiries_models,
    attendance_models,
    groupwork_models,
    groupwork_arrangement,
    groupwork_board,
    materials_models,
    feedback_models,
    exchange_models,
    campaigns_models,
    publishing_models,
)
"""Modules whose tables belong to the application, from the ground up."""

SLICES: tuple[Any, ...] = (
    accounts_own,
    accounts_administration,
    agenda_items,
    agenda_changes,
    agenda_history,
    agenda_pasting,
    agenda_releases,
    agenda_sheets,
    agenda_speakers,
    agenda_tracks,
    registration_entry,
    registration_answering,
    registration_seat,
    registration_invited,
    registration_desk,
    registration_viewing,
    registration_deciding,
    registration_audience,
    registration_questions,
    registration_attached,
    registration_rules,
    registration_invitations,
    inquiries_reply,
    inquiries_section,
    inquiries_lost,
    inquiries_desk,
    inquiries_board,
    inquiries_proxy,
    inquiries_reply_workbook,
    inquiries_proxy_workbook,
    registration_imports,
    registration_outputs,
    attendance_presence,
    attendance_final,
    attendance_reception,
    attendance_guests,
    attendance_devices,
    groupwork_notes,
    groupwork_links,
    groupwork_setup,
    groupwork_papers,
    groupwork_imports,
    groupwork_arranging,
    groupwork_runs,
    groupwork_release,
    groupwork_merging,
    groupwork_moderating,
    groupwork_projector,
    groupwork_talks,
    feedback_giving,
    feedback_room,
    feedback_results,
    feedback_questions,
    feedback_impressions,
    materials_bundles,
    materials_views,
    materials_recordings,
    materials_registered,
    materials_watching,
    materials_several,
    materials_uploads,
    materials_versions,
    materials_inspections,
    materials_previews,
    personal_speaker,
    personal_uploads,
    personal_lost,
    personal_desk,
    personal_pasting,
    publishing_public,
    publishing_calendars,
    publishing_papers,
    publishing_reports,
    publishing_desk,
    publishing_approval,
    publishing_export,
    publishing_photographs,
    forums_desk,
    forums_candidates,
    forums_people,
    forums_series,
    forums_venues,
    desk_overview,
    desk_outbox,
    desk_mail,
    desk_samples,
    exchange_copying,
    exchange_schedule,
    campaigns_views,
    campaigns_composer,
    campaigns_announcements,
    campaigns_schedules,
    campaigns_subscribers,
)
"""Modules with a blueprint ``bp``."""

COMMANDS: tuple[Any, ...] = (
    exchange_cli.cli,
    agenda_cli.cli,
    publishing_cli.cli,
    registration_cli.cli,
    exchange_keeping.backup,
    exchange_keeping.restore,
    demo_cli.cli,
    accounts_cli.cli,
    mail_cli.cli,
    groupwork_cli.cli,
    serve.serve,
)
"""Groups of shell commands (``cli`` of a slice's cli.py)."""
