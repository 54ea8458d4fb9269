"""What organisers do with letters, and administrators with the mail of the whole site."""

from flask_babel import gettext as _

from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.desk import queries
from forumapp.forums.models import Forum
from forumapp.mail import bounces, pace
from forumapp.mail import services as mail
from forumapp.mail.models import Letter


def send_again(letter: Letter, *, by: Actor) -> None:
    """Queue a letter that failed once more, or one held back whose address was lifted. DomainError for any other."""
    if not queries.may_go_again([letter]):
        raise DomainError(_("送信できなかったメールだけを再送できます。"))
    if not mail.send_again(letter):
        raise DomainError(_("送信できなかったメールだけを再送できます。"))
    audit.record(by, "letter.queued_again", letter)


def send_failed_again(forum: Forum, *, by: Actor) -> int:
    """Queue every letter of ``forum`` that failed once more; returns how many. Those to suppressed addresses end so."""
    number = mail.send_failed_again(forum.id)
    if number:
        audit.record(by, "letters.queued_again", forum, forum_id=forum.id, changes={"number": [None, number]})
    return number


def suppress(address: str, *, by: Actor, text: str = "") -> None:
    """Send nothing to ``address`` any more; ``text``: why."""
    bounces.suppress(address, by=by, text=text)


def lift(address: str, *, by: Actor) -> bool:
    """Send letters to ``address`` again; False if that was so already."""
    return bounces.lift(address, by=by)


def go_on(host: str, *, by: Actor) -> None:
    """Let letters go to a recipient's domain (or our own server: "") at once, whatever it asked for."""
    pace.go_on(host)
    audit.record(by, "mail.resumed", None)
