"""What goes out for a recipe, as things are shortly before it is sent."""

from collections.abc import Sequence
from datetime import timedelta
from email.utils import parseaddr

from flask import current_app

from forumapp.core import clock
from forumapp.core.transaction import reading
from forumapp.mail import letters
from forumapp.mail.addresses import Mailbox
from forumapp.mail.compose import Message
from forumapp.mail.models import Letter

AHEAD = 10
"""Letters that are built in one look at the database."""
FRESH = timedelta(seconds=1)
"""For so long what was built ahead counts as the last look before sending."""


class Builder:
    """Builds the next few letters at once: beginning and ending a look takes longer than a letter's own statement."""

    def __init__(self) -> None:
        self._built: dict[int, Message | None] = {}
        self._until = clock.now()

    def message(self, letter: Letter, following: Sequence[Letter]) -> Message | None:
        """Return what goes out for a letter, None when it has become pointless; ``following`` will be asked for next."""
        if letter.id not in self._built or clock.now() > self._until:
            self._build([letter, *following[: AHEAD - 1]])
        return self._built.pop(letter.id)

    def _build(self, some: Sequence[Letter]) -> None:
        self._built, self._until = {}, clock.now() + FRESH
        with reading():
            for letter in some:
                try:
                    self._built[letter.id] = build(letter)
                except Exception:
                    if not self._built:
                        raise
                    return  # its turn will come, in a look of its own: this one may be broken by now
                if clock.now() > self._until:
                    return


def sender() -> Mailbox:
    """Return who all letters come from."""
    name, address = parseaddr(current_app.config.get("MAIL_DEFAULT_SENDER") or "")
    return Mailbox(
        address or f"noreply@{current_app.config['HOST']}", name or current_app.config["SITE_NAME"]
    )


def build(letter: Letter) -> Message | None:
    """Build what goes out for a letter; None when it has become pointless."""
    content = letters.build(letter)
    if content is None:
        return None
    return Message(
        sender=sender(),
        recipient=Mailbox(letter.address, letter.name),
        subject=content.subject,
        text=content.text,
        html=content.html,
        message_id=letter.message_id,
        date=letter.created_at,
        reply_to=Mailbox(content.reply_to) if content.reply_to else None,
        calendar_method=content.method,
        calendar_ics=content.calendar,
        headers=content.headers,
    )
