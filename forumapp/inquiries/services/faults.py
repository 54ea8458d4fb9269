"""What is wrong or unfinished with an attendee of a reply, in words that stand beside their row."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from forumapp.core.text.names import damaged_characters, is_kana
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.queries.frame import Frame
from forumapp.inquiries.queries.standing import Standing
from forumapp.mail.addresses import BadAddress, check_address
from forumapp.registration.models import FieldKind

LIMITS = {
    "family_name": 80,
    "given_name": 80,
    "family_kana": 80,
    "given_kana": 80,
    "unit": 200,
    "title": 200,
    "email": 254,
    "needs": 1000,
}


class Weight(StrEnum):
    """What a message stops: taking the row over at all, submitting it, or nothing."""

    FAULT = "fault"
    OPEN = "open"
    CAUTION = "caution"


@dataclass(frozen=True)
class Message:
    """Something to say of one value of one attendee; ``code`` is for programs."""

    field: str
    code: str
    text: str
    weight: Weight


def faults_of(
    frame: Frame, one: Entered, other: Standing | None, replaced: Standing | None
) -> Iterator[Message]:
    """Say what cannot be taken, and what must be completed before a submission."""
    if not one.family_name:
        yield _fault("family_name", "name_missing", _("氏名を入力してください。"))
    for name, limit in LIMITS.items():
        if len(getattr(one, name)) > limit:
            text = _("%(limit)d文字以内で入力してください。", limit=limit)
            yield _fault(name, "too_long", text)
    yield from _of_seat(frame, one)
    if one.email and not _is_address(one.email):
        text = _("メールアドレスの形を確認してください(例:yamada@city.example.jp)。")
        yield _fault("email", "bad_address", text)
    for name in ("family_kana", "given_kana"):
        if getattr(one, name) and not is_kana(getattr(one, name)):
            yield _fault(name, "bad_kana", _("フリガナはカタカナで入力してください。"))
    if one.replaces and replaced is None and other is None:
        text = _("交代元の方が見つかりません。受付番号を確認してください。")
        yield _fault("replaces", "nobody_to_replace", text)
    yield from _unanswered(frame, one)


def caution_of(one: Entered) -> Iterator[Message]:
    """Say what is worth a look."""
    if damaged_characters(one.name):
        yield _caution(
            "family_name", "lost_character", _("氏名に、文字化けと思われる文字があります。ご確認ください。")
        )
    if one.family_name and not one.given_name:
        text = _("姓と名が分かれていません。")
        yield _caution("given_name", "name_unsplit", text)
    if one.family_name and not one.family_kana and not one.family_name.isascii():
        yield _caution("family_kana", "kana_missing", _("フリガナがありません（名簿の並び順に使います）。"))


def twice_of(_one: Entered) -> Message:
    """Say that one person was entered twice in one quota; in two quotas they are one person in two seats."""
    return _fault("family_name", "twice", _("同じ方が、同じ参加枠に2回入力されています。"))


def full_of(frame: Frame, quota_id: int, *, waits: bool) -> Message:
    """Say that a quota has no seat for this attendee, and what becomes of them: who has a seat does not wait."""
    seats = frame.caps[quota_id]
    if waits and frame.rules.has_waiting:
        text = _("この参加枠（%(seats)d名）を超えるため、キャンセル待ちになります。", seats=seats)
        return _caution("quota_id", "waits", text)
    return Message("quota_id", "quota_full", _("この参加枠は%(seats)d名までです。", seats=seats), Weight.OPEN)


def _of_seat(frame: Frame, one: Entered) -> Iterator[Message]:
    quota = frame.quota(one.quota_id)
    if quota is None and (one.quota_id is not None or frame.quotas):
        yield _fault("quota_id", "bad_quota", _("参加枠を選んでください。"))
    elif one.mode not in frame.modes(quota):
        yield _fault("mode", "bad_mode", _("この参加枠では、この参加方法は選べません。"))
    if one.track_id is not None and one.track_id not in {track.id for track in frame.tracks}:
        yield _fault("track_id", "bad_track", _("この部会は選べません。もう一度選んでください。"))
    if one.track_id is None and frame.tracks:
        yield Message("track_id", "track_missing", _("部会を選んでください。"), Weight.OPEN)


def _unanswered(frame: Frame, one: Entered) -> Iterator[Message]:
    """A file is asked of the person, on their own page."""
    for question in frame.questions:
        is_asked = question.is_required and question.kind is not FieldKind.FILE
        if is_asked and not one.answers.get(question.id):
            text = _("「%(question)s」に答えてください。", question=question.label)
            yield Message(f"answer_{question.id}", "answer_missing", text, Weight.OPEN)


def _is_address(text: str) -> bool:
    try:
        check_address(text)
    except BadAddress:
        return False
    return True


def _fault(field: str, code: str, text: str) -> Message:
    return Message(field, code, text, Weight.FAULT)


def _caution(field: str, code: str, text: str) -> Message:
    return Message(field, code, text, Weight.CAUTION)
