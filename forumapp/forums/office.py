"""The office that holds a forum, as letters name it."""

from flask_babel import gettext as _

from forumapp.core.i18n import language
from forumapp.forums.models import Forum
from forumapp.mail.letters import Fact


def title_of(forum: Forum) -> str:
    """Return the forum's title in the letter's language, as far as there is one."""
    return (forum.title_en if language() == "en" else "") or forum.title


def contact(forum: Forum) -> tuple[Fact, ...]:
    """Return whom to ask: one part of a letter, or none when nobody is named."""
    lines = [forum.contact_name]
    if forum.contact_phone:
        lines.append(_("電話：%(phone)s", phone=forum.contact_phone))
    if forum.contact_email:
        lines.append(_("メール：%(email)s", email=forum.contact_email))
    named = tuple(filter(None, lines))
    return (Fact(_("問い合わせ先"), named),) if named else ()


def reply_to(forum: Forum) -> str | None:
    """Return where answers to a letter go. Without an office there is none: staff are not given away by a letter."""
    return forum.contact_email or None
