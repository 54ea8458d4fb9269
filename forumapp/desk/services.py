"""What organisers do with letters."""

from flask_babel import gettext as _

from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.mail import services as mail
from forumapp.mail.models import Letter, LetterState


def send_again(letter: Letter, *, by: Actor) -> None:
    """Queue a letter that failed once more. Raises DomainError for any other."""
    if letter.state is not LetterState.FAILED:
        raise DomainError(_("送信できなかったメールだけを再送できます。"))
    mail.send_again(letter)
    audit.record(by, "letter.queued_again", letter)
