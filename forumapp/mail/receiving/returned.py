"""Letters that came back to their bounce address: written down with the letter, by way of mail.bounces."""

from forumapp.core import transaction
from forumapp.core.db import db
from forumapp.mail import bounces
from forumapp.mail.models import Letter, LetterState
from forumapp.mail.receiving import dsn
from forumapp.mail.receiving.dsn import Notice
from forumapp.mail.receiving.inbox import NotYet, Outcome
from forumapp.mail.receiving.parts import Incoming
from forumapp.mail.tokens import Tagged


def knows(tagged: Tagged) -> bool:
    """Say whether the letter exists."""
    return db.session.get(Letter, tagged.ident) is not None


def take(tagged: Tagged, message: Incoming) -> Outcome:
    """Write what became of the letter. Raises NotYet while the postman has not finished with it."""
    notice = dsn.read(message)
    if notice is None or notice.action == "other":
        return Outcome.IGNORED
    letter = db.session.get_one(Letter, tagged.ident)
    transaction.lock(letter)
    if letter.state is LetterState.SENDING:
        raise NotYet
    if not letter.address:  # purged meanwhile: the server's words would bring the address back
        return Outcome.IGNORED
    if notice.action == "delayed" or _is_elsewhere(letter, notice):
        letter.last_text = _said(notice)
        return Outcome.DELAYED if notice.action == "delayed" else Outcome.NOTED
    hardness = bounces.hardness_of(notice.code)
    bounces.record(letter, address=letter.address, hardness=hardness, code=notice.code, text=_said(notice))
    return Outcome.BOUNCED


def _is_elsewhere(letter: Letter, notice: Notice) -> bool:
    """Say whether it failed behind the address: a shared address with one member gone still reaches the others."""
    return bool(notice.recipient) and bounces.plain(notice.recipient) != bounces.plain(letter.address)


def _said(notice: Notice) -> str:
    return notice.text if notice.text.startswith(notice.code) else f"{notice.code} {notice.text}"
