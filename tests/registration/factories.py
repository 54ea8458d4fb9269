"""Registrations and audiences for the tests of every slice, made by the services."""

import io
from itertools import count

from forumapp.core import clock, files
from forumapp.core.actor import SYSTEM
from forumapp.directory import services as directory
from forumapp.forums.models import Mode
from forumapp.registration.addresses import Guest
from forumapp.registration.attendee import Attendee
from forumapp.registration.models import Answer, AudienceKind, Entry, FieldKind, RegistrationState
from forumapp.registration.services import asking, audience, inviting, registering, rules
from tests.accounts.factories import writing

_numbers = count(1)
LETTER = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"


def make_attendee(**values):
    """Make what somebody types: an invented person of 長崎市 with an address of their own."""
    number = next(_numbers)
    given = {
        "family_name": "試験",
        "given_name": f"花子{number}",
        "family_kana": "シケン",
        "given_kana": "ハナコ",
        "organisation": "長崎市",
        "unit": "総務部デジタル戦略課",
        "title": "主査",
        "email": f"hanako{number}@city.example.jp",
        **values,
    }
    return Attendee(**given)


def make_registration(
    forum, mode=Mode.ON_SITE, *, form_key="", language="ja", by_hand=False, waits=False, **values
):
    """Register somebody (``values`` of Attendee) for ``forum``."""
    with writing():
        registration, _is_own = registering.register(
            forum,
            by=SYSTEM,
            mode=Mode(mode),
            attendee=make_attendee(**values),
            form_key=form_key,
            language=language,
            by_hand=by_hand,
            waits=waits,
        )
    return registration


def make_undecided(forum):
    """Make somebody who waits for approval and somebody who waits for a seat; returns their ids."""
    applicant, queued = make_registration(forum, Mode.WEB), make_registration(forum, Mode.WEB)
    with writing():
        applicant.state, queued.state = RegistrationState.PENDING, RegistrationState.WAITING
        queued.waiting_since = clock.now()
    return {"applicant": applicant.id, "queued": queued.id}


def make_file_answer(registration):
    """Let somebody have sent a file; returns the ids of what opens it."""
    question = make_question(registration.forum, FieldKind.FILE, "推薦書")
    with writing():
        stored = files.write(io.BytesIO(LETTER), limit=1 << 20)
        files.keep(stored, "application/pdf")
        answer = Answer(forum_id=registration.forum_id, question_id=question.id, value="letter.pdf")
        answer.file_digest = stored.digest
        registration.answers.append(answer)
    return {"file_question": question.id, "answer_name": answer.value}


def set_rules(forum, **values):
    """Write how the seats of ``forum`` are given out."""
    with writing():
        return rules.change_rules(forum, by=SYSTEM, **values)


def make_invitation(forum, address=None, **values):
    """Invite somebody."""
    guest = Guest(
        address or f"clerk{next(_numbers)}@town.example.jp",
        values.pop("organisation", ""),
        values.pop("name", ""),
    )
    with writing():
        return inviting.invite(forum, by=SYSTEM, guests=[guest], **values)[0]


def make_line(forum, kind=AudienceKind.MUNICIPALITIES, label="長崎県内市町", **values):
    """Add a line to the audience: by default all municipalities of Nagasaki."""
    if kind is AudienceKind.MUNICIPALITIES:
        values.setdefault("prefecture", "42")
    with writing():
        return audience.add_line(forum, by=SYSTEM, kind=kind, label=label, **values)


def make_quota(line, label="情報政策担当部門", seats=2, **values):
    """Add a quota to a line."""
    with writing():
        return audience.add_quota(line, by=SYSTEM, label=label, seats=seats, **values)


def make_rules(forum, **values):
    """Set the rules of seats."""
    if "entry" in values:
        values["entry"] = Entry(values["entry"])
    with writing():
        return rules.change_rules(forum, by=SYSTEM, **values)


def make_question(forum, kind=FieldKind.TEXT, label="交通手段", **values):
    """Ask something of the organiser's own."""
    with writing():
        return asking.add_question(forum, by=SYSTEM, kind=kind, label=label, **values)


def make_lists():
    """Enter the departments and ranks of every installation."""
    with writing():
        directory.ensure_defaults()
