"""Words of a release: kinds of people, how many of them, the letter that is looked at, why nobody is told."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.outlook import Outlook, letter_to
from forumapp.agenda.questions import ORGANISATIONS, PARTICIPANTS, SPEAKERS, Concerned
from forumapp.agenda.release_forms import ReleaseForm
from forumapp.core.links import redact
from forumapp.forums.models import Forum
from forumapp.forums.states import is_to_come


@dataclass(frozen=True)
class Look:
    """One letter among ``total`` (number ``place``, from 1), complete as it will go; its personal links are blanked."""

    to: Concerned
    place: int
    total: int
    subject: str
    text: str
    language: str


def kind_name(kind: str) -> str:
    """Return the word for a kind of people."""
    return {
        PARTICIPANTS: _("ご自身の日時・場所が変わる参加者"),
        SPEAKERS: _("項目や掲載内容が変わる登壇者"),
        ORGANISATIONS: _("部会が変わる団体"),
    }[kind]


def letter_title(kind: str) -> str:
    """Return the heading of the letter that a kind of people gets."""
    return {
        PARTICIPANTS: _("参加者に届くメール"),
        SPEAKERS: _("登壇者に届くメール"),
        ORGANISATIONS: _("団体の担当者に届くメール"),
    }[kind]


def people_count(kind: str, number: int) -> str:
    """Return how many letters go to a kind of people."""
    if kind == ORGANISATIONS:
        return ngettext("団体の担当者%(num)d名に送る", "団体の担当者%(num)d名に送る", number)
    if kind == SPEAKERS:
        return ngettext("登壇者%(num)d名に送る", "登壇者%(num)d名に送る", number)
    return ngettext("参加者%(num)d名に送る", "参加者%(num)d名に送る", number)


def unsent_count(kind: str, number: int) -> str:
    """Return how many letters are not sent, since the organiser decided so."""
    if kind == ORGANISATIONS:
        return ngettext("団体の担当者%(num)d名には送らない", "団体の担当者%(num)d名には送らない", number)
    if kind == SPEAKERS:
        return ngettext("登壇者%(num)d名には送らない", "登壇者%(num)d名には送らない", number)
    return ngettext("参加者%(num)d名には送らない", "参加者%(num)d名には送らない", number)


def sent_words(kind: str, number: int) -> str:
    """Return how many letters went out to a kind of people."""
    if kind == ORGANISATIONS:
        return ngettext("団体の担当者%(num)d名", "団体の担当者%(num)d名", number)
    if kind == SPEAKERS:
        return ngettext("登壇者%(num)d名", "登壇者%(num)d名", number)
    return ngettext("参加者%(num)d名", "参加者%(num)d名", number)


def why_nobody(forum: Forum) -> str:
    """Return why no letters go out at all; "" where they do."""
    if forum.cancelled_at is not None:
        return _("このフォーラムは中止されているため、お知らせのメールは送りません。")
    if not is_to_come(forum):
        return _("このフォーラムは終了しているため、お知らせのメールは送りません。")
    return ""


def letters_of(outlook: Outlook, form: ReleaseForm) -> dict[str, Look]:
    """Return by kind the letter that the organiser looks at."""
    found: dict[str, Look] = {}
    for concern in outlook.concerns:
        letters = concern.letters
        if not letters:
            continue
        place = form.place(concern.kind, len(letters))
        one = letters[place - 1]
        content = letter_to(outlook, one, form.message(concern.kind))
        if content is not None and one.letter is not None:
            text = redact(content.text)
            found[concern.kind] = Look(one, place, len(letters), content.subject, text, one.letter.language)
    return found
