"""What is known of speakers beside what is printed, and what they do themselves: approve, correct, tell."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda import policy, profiles
from forumapp.agenda.appearing import line_of
from forumapp.agenda.models import Appearance, SpeakerProfile
from forumapp.agenda.services.aggregate import editing
from forumapp.agenda.timetable import has_lost_characters
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory.models import Person
from forumapp.forums.models import Forum
from forumapp.mail import services as mail
from forumapp.mail.addresses import BadAddress, check_address

CORRECTED = ("organisation", "unit", "title", "family_name", "given_name", "family_kana", "given_kana")
"""What speakers correct of their line; the honorific is the organiser's."""
NAMES = ("family_name", "given_name")
PRINTED = ("organisation", "unit", "title", *NAMES)


# --- by organisers ----------------------------------------------------------------------------------------


def know(forum: Forum, person_id: int) -> SpeakerProfile:
    """Return the profile of somebody who appears, made if there is none yet."""
    transaction.lock(forum)
    found = profiles.profile_of(forum.id, person_id)
    if found is None:
        found = SpeakerProfile(forum_id=forum.id, person_id=person_id, unavailable=[], without_slides=[])
        db.session.add(found)
        db.session.flush()
    return found


def set_address(
    forum: Forum, person_id: int, *, by: Actor, email: str, language: str | None = None
) -> SpeakerProfile:
    """Note where a speaker is reached. Raises DomainError for ``email``.

    Another address before any answer means that the first was wrong: the link that went there stops working, and the
    speaker counts as not asked.
    """
    try:
        email = reachable(email) if email else ""
    except BadAddress as error:
        raise DomainError(
            _("メールアドレスの形を確認してください(例:yamada@city.example.jp)。"), "email"
        ) from error
    profile = know(forum, person_id)
    former = profile.email
    profile.language = language or profile.language
    if email == former:
        return profile
    profile.email = email
    if profile.asked_at is not None and profile.answered_at is None:
        _renew(profile)
    elif email:
        mail.readdress(forum.id, "profile", profile.id, email)
    if email:
        mail.readdress(forum.id, "person", person_id, email)
    for ident in profiles.appearances(forum.id, person_id) if email else ():
        mail.readdress(forum.id, "appearance", ident, email)
    audit.record(by, "speaker.address_changed", profile)
    return profile


def reachable(text: str) -> str:
    """Return the address in ASCII. Raises BadAddress, also for a domain without a dot, which only a local server knows."""
    address = check_address(text)
    if "." not in address.rpartition("@")[2]:
        raise BadAddress(f"domain without a dot: {text!r}")
    return address


def renew_link(profile: SpeakerProfile, *, by: Actor) -> None:
    """Make the speaker's link worthless; the next letter carries another."""
    transaction.lock(profile.forum)
    _renew(profile)
    audit.record(by, "speaker.link_revoked", profile)


def _renew(profile: SpeakerProfile) -> None:
    profile.link_generation += 1
    profile.asked_at = None
    for what in ("request", "reminder", "link"):
        mail.abort(f"speaker:{profile.id}:{what}:")


def hand_over(profile: SpeakerProfile, person_id: int, *, by: Actor) -> None:
    """Let the profile be that of another person of the programme: the same human under a corrected name.

    Raises DomainError when something is known of that person already.
    """
    transaction.lock(profile.forum)
    if not _moved(profile, person_id):
        raise DomainError(_("この方には、すでに連絡先などが登録されています。"), "person_id")
    audit.record(by, "speaker.handed_over", profile)


def follow(forum_id: int, before: int | None, after: int | None) -> None:
    """Let a profile follow when a name that had lost characters was put right, and so became another person."""
    if before is None or after is None or before == after:
        return
    profile = profiles.profile_of(forum_id, before)
    if profile is not None:
        _moved(profile, after)


def _moved(profile: SpeakerProfile, person_id: int) -> bool:
    other = profiles.profile_of(profile.forum_id, person_id)
    if other is profile:
        return True
    if other is not None:
        if other.email or other.phone or other.note or other.unavailable or other.asked_at:
            return False
        db.session.delete(other)
        db.session.flush()
    profile.person_id = person_id
    db.session.flush()
    db.session.expire(profile, ["person"])
    return True


# --- by speakers ------------------------------------------------------------------------------------------


def approve(profile: SpeakerProfile, appearance: Appearance, *, by: Actor, seen: str) -> None:
    """Note that the speaker said yes to the line ``seen``.

    Raises DomainError when another line is printed by now, or when its name lost characters: that needs a correction.
    """
    _refuse_late(policy.may_correct(profile.forum))
    transaction.lock(profile.forum)
    db.session.refresh(appearance)
    line = line_of(appearance)
    if seen != line:
        raise DomainError(
            _("掲載する内容が、このページを開いたあとに変わりました。新しい内容を確認してください。")
        )
    if appearance.confirmed_at is None and has_lost_characters(appearance.family_name, appearance.given_name):
        raise DomainError(_("お名前の文字が失われています。「訂正する」から正しいお名前を入力してください。"))
    if appearance.approved_line != line:
        _approved(profile, appearance)
        audit.record(by, "appearance.approved", appearance)


def correct(
    profile: SpeakerProfile,
    appearance: Appearance,
    *,
    by: Actor,
    values: Mapping[str, Any],
    everywhere: bool = False,
) -> Sequence[Appearance]:
    """Put the speaker's line right in the draft, in one command in the speaker's name, and count it as approved.

    ``values`` name columns of CORRECTED. ``everywhere``: also where the same was printed of the same person. The
    person's identity stays. Raises DomainError for ``family_name``.
    """
    forum = profile.forum
    _refuse_late(policy.may_correct(forum))
    if not values["family_name"].strip():
        raise DomainError(_("姓を入力してください。"), "family_name")
    with editing(forum, by=by, action="appearance.corrected", title=appearance.item.title) as edit:
        rows = [appearance, *(_alike(profile, appearance) if everywhere else ())]
        for row in rows:
            changes = audit.difference(row, {name: values[name] for name in CORRECTED})
            is_odd = has_lost_characters(row.family_name, row.given_name)
            row.confirmed_at = clock.now() if is_odd else None
            row.confirmed_by = by.label if is_odd else ""
            if changes:
                edit.tell("appearance.corrected", row, changes)
        _complete(profile.person, values)
    for row in rows:
        _approved(profile, row)
    db.session.flush()
    return rows


def set_phone(profile: SpeakerProfile, *, by: Actor, phone: str) -> None:
    """Note the number for the day; "" forgets it. The record of changes does not hold it."""
    _tell(profile, by, "speaker.phone_changed", "phone", phone)


def set_note(profile: SpeakerProfile, *, by: Actor, note: str) -> None:
    """Note what the speaker has to say to the organisers."""
    _tell(profile, by, "speaker.note_changed", "note", note)


def set_unavailable(profile: SpeakerProfile, *, by: Actor, spans: Sequence[tuple[int, int, int]]) -> None:
    """Note when the speaker cannot come: (day from 0, first minute, last minute) of each span."""
    stored = [{"day": day, "start": start, "end": end} for day, start, end in sorted(set(spans))]
    _tell(profile, by, "speaker.unavailability_changed", "unavailable", stored)


def set_without_slides(profile: SpeakerProfile, item_id: int, *, by: Actor, without: bool) -> None:
    """Note that there will be no slides for an item, or that there will be some after all."""
    _refuse_late(policy.may_correct(profile.forum))
    transaction.lock(profile.forum, profile)
    stored = sorted({*profile.without_slides, item_id} if without else {*profile.without_slides} - {item_id})
    if stored != profile.without_slides:
        profile.without_slides = stored
        audit.record(by, "speaker.without_slides", profile)


def _tell(profile: SpeakerProfile, by: Actor, action: str, name: str, value: Any) -> None:
    _refuse_late(policy.may_arrange(profile.forum, clock.now()))
    if getattr(profile, name) != value:
        setattr(profile, name, value)
        audit.record(by, action, profile)


def _refuse_late(allowed: bool) -> None:
    if not allowed:
        raise DomainError(_("受付を終えたため、変更できません。変更が必要な場合は、事務局へご連絡ください。"))


def _alike(profile: SpeakerProfile, appearance: Appearance) -> Sequence[Appearance]:
    """Return where else the same is printed of the same person."""
    same = {name: getattr(appearance, name) for name in PRINTED}
    mine = sa.select(Appearance).filter_by(
        forum_id=profile.forum_id, person_id=profile.person_id, withdrawn_at=None, **same
    )
    return db.session.scalars(mine.where(Appearance.id != appearance.id).order_by(Appearance.id)).all()


def _approved(profile: SpeakerProfile, appearance: Appearance) -> None:
    now = clock.now()
    appearance.approved_at, appearance.approved_line = now, line_of(appearance)
    profile.answered_at = now


def _complete(person: Person, values: Mapping[str, Any]) -> None:
    """Put a name that lost characters right in the directory too: nobody else goes by it."""
    names = {name: values[name] for name in NAMES}
    if has_lost_characters(person.family_name, person.given_name) and not has_lost_characters(**names):
        person.family_name, person.given_name = names["family_name"], names["given_name"]
    person.family_kana = person.family_kana or values["family_kana"]
    person.given_kana = person.given_kana or values["given_kana"]
