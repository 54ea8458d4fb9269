"""The forms that were refused at the door are accepted from who may send them: the refusals were no accident."""

from tests.access.forms import sound
from tests.access.pages import STALE
from tests.access.snapshot import digest, rows

OUTCOMES = {
    "agenda_pasting.preview": (200, False),
    "agenda_releases.preview": (200, False),
    "agenda_sheets.preview": (200, False),
    "candidates.index": (422, False),
    "composer.count": (200, False),
    "exchange_schedule.index": (422, False),
    "exchange_schedule.preview": (200, False),
    "feedback.change": (422, False),
    "feedback_room.change": (422, False),
    "feedback_form.install": (409, False),
    "final_list.export": (200, True),
    "presence.matching": (303, False),
    "presence.preview": (200, False),
    "imports.preview": (200, False),
    "group_imports.preview": (200, False),
    "group_papers.file": (200, True),
    "outputs.file": (200, True),
    "forums.withdraw": (409, False),
    "forums.publication": (422, False),
    "accounts.sign_out": (303, False),
    "recordings.mark": (303, False),
    "inquiries.preview": (200, False),
    "inquiries.proxy": (303, False),
    "reply.adopt": (303, False),
    "reply.paste_preview": (200, False),
    "reply_section.paste_preview": (200, False),
    "proxy.paste_preview": (200, False),
    "groupwork.changes": (200, True),
    "groupwork.group_changes": (200, True),
    "groupwork.recorder_changes": (200, True),
    "invitations.preview": (200, False),
    "speaker_pasting.preview": (200, False),
    "speakers.check": (200, False),
    "invited.check": (200, False),
    "publishing.unpublish_report": (422, False),
    "report_approval.decide": (422, False),
    "report_approval.call_back": (303, False),
    "several_materials.places": (200, False),
    "material_versions.show": (303, False),
    **dict.fromkeys(("material_uploads.begin", "speaker_uploads.begin"), (200, True)),
    **dict.fromkeys(("material_uploads.step", "speaker_uploads.step"), (200, True)),
    "reception_devices.scan": (200, False),
    "reception_devices.sync": (200, True),
    "registration.check": (200, False),
    "seat.accept": (303, False),
    "seat.check_substitute": (200, False),
    "registrations.export": (200, True),
    "reply_workbook.preview": (200, False),
    "proxy_workbook.preview": (200, False),
    "registrations.select": (200, False),
    "board.answer": (303, False),
    "board.check_reminders": (200, False),
    "board.export": (200, True),
    "board.remind": (422, False),
}
"""(status, is anything written) of forms that do not end with a redirect: previews, and what is not done twice."""


def test_every_form_is_accepted_from_who_may_send_it(world, catalogue, forms):
    wrong, before = [], digest(world.kept)
    for door, path, form, fresh in forms():
        with fresh().post(path, data=form) as answer:
            answer.get_data()
        outcome = (answer.status_code, digest(rows()) != before)
        if outcome != OUTCOMES.get(door.endpoint, (303, True)):
            wrong.append(f"{door.endpoint}: {outcome}")
        world.restore()
    assert wrong == []


def test_no_form_is_accepted_with_a_token_of_another_session(world, catalogue, forms):
    wrong = []
    for door, path, _form, fresh in forms():
        answer = fresh().post(path, data=sound(catalogue, door, path, csrf_token=STALE))
        if answer.status_code not in {400, 422}:
            wrong.append(f"{door.endpoint}: {answer.status_code}")
    assert wrong == []
    assert digest(rows()) == digest(world.kept)
