"""Letters that came back, and addresses that get none any more (RFC 3463, RFC 3464).

Suppressed is an address whose own server says that nobody is there, and one that refused three letters for a while
within two weeks. A refusal that speaks of the letter (spam, policy, size) says nothing about the address.
"""

import re
from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.mail.models import Bounce, Cause, Hardness, Letter, LetterState, Suppression

NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""Enhanced codes that speak of the address: unknown, without a host, malformed, moved, null MX, switched off."""
BARE_REFUSALS = frozenset({"550", "551", "553"})
"""Codes of servers without enhanced ones; only an answer to RCPT is passed on with them."""
SOFT_LIMIT, SOFT_WITHIN = 3, timedelta(days=14)
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
# What servers say in a bare 550 when it is the letter or its sender that they do not like.
_OF_THE_LETTER = re.compile(
    r"spam|polic|block|blacklist|denylist|reputation|spf|dkim|dmarc|rbl|dnsbl|spamhaus|relay|auth|too large|size|"
    r"virus|content|reverse|rate|迷惑",
    re.IGNORECASE,
)


def enhanced_code(text: str) -> str | None:
    """Return the enhanced code (RFC 3463) that a server's words begin with: '5.1.1 no such user' → '5.1.1'."""
    found = _ENHANCED.match(text.lstrip())
    return found[1] if found else None


def hardness_of(code: str) -> Hardness:
    """Tell from '5.1.1', '550' or '4.4.7' whether it is for good; a full mailbox (5.2.2) may be emptied."""
    return Hardness.HARD if code.startswith("5") and code != "5.2.2" else Hardness.SOFT


def record(letter: Letter | None, *, address: str, hardness: Hardness, code: str, text: str) -> Bounce:
    """Write down that a letter to ``address`` came back (``letter``: which one, if that is known).

    ``address`` is the one that we wrote to, ``code`` the enhanced code or else the server's ('5.1.1', '550'). A sent
    letter becomes bounced; the address is suppressed when that was enough.
    """
    text = " ".join(text.split())[:500]
    bounce = Bounce(
        letter_id=letter.id if letter else None,
        address=plain(address),
        hardness=hardness,
        code=code[:12],
        text=text,
        at=clock.now(),
    )
    db.session.add(bounce)
    if letter is not None and letter.state is LetterState.SENT:
        letter.state, letter.last_text = LetterState.BOUNCED, text
    db.session.flush()
    if hardness is Hardness.HARD and _speaks_of_the_address(code, text):
        _suppress(bounce.address, Cause.HARD, text)
    elif hardness is Hardness.SOFT and _soft_ones(bounce.address) >= SOFT_LIMIT:
        _suppress(bounce.address, Cause.SOFT, text)
    return bounce


def suppression_of(address: str) -> Suppression | None:
    """Return why nothing is sent to ``address``; None if letters are."""
    return db.session.scalar(sa.select(Suppression).where(Suppression.address == plain(address)))


def is_suppressed(address: str) -> bool:
    """Say whether nothing but sign-in letters may go to ``address``."""
    return suppression_of(address) is not None


def suppressed_among(addresses: Collection[str]) -> dict[str, str]:
    """Return the suppressed ones of ``addresses``, each with the words of the reason; one statement."""
    asked = {plain(address) for address in addresses}
    found = sa.select(Suppression.address, Suppression.text).where(Suppression.address.in_(asked))
    texts = dict(db.session.execute(found).tuples().all())
    return {address: texts[plain(address)] for address in addresses if plain(address) in texts}


def suppress(address: str, *, by: Actor, text: str = "") -> None:
    """Send nothing to ``address`` any more: somebody asked for it by telephone, say."""
    if _suppress(plain(address), Cause.HAND, text[:500]):
        audit.record(by, "mail.suppressed", suppression_of(address))


def lift(address: str, *, by: Actor) -> bool:
    """Send letters to ``address`` again; False if that was so already."""
    found = suppression_of(address)
    if found is None:
        return False
    audit.record(by, "mail.suppression_lifted", found)
    db.session.delete(found)
    return True


def plain(address: str) -> str:
    """Return an address as it is compared: without blanks around it, in lower case."""
    return address.strip().lower()


def _speaks_of_the_address(code: str, text: str) -> bool:
    if code in BARE_REFUSALS:
        return not _OF_THE_LETTER.search(text)
    return code in NO_SUCH_ADDRESS


def _soft_ones(address: str) -> int:
    """Count the letters that came back softly in the last two weeks: tries of one letter are one."""
    which = sa.func.coalesce(Bounce.letter_id, -Bounce.id)
    counted = sa.select(sa.func.count(which.distinct())).where(
        Bounce.address == address,
        Bounce.hardness == Hardness.SOFT,
        Bounce.at > clock.now() - SOFT_WITHIN,
    )
    return db.session.scalar(counted) or 0


def _suppress(address: str, cause: Cause, text: str) -> bool:
    if not address or suppression_of(address) is not None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(Suppression(address=address, cause=cause, text=text, since=clock.now()))
    except IntegrityError:  # another postman has just done so
        return False
    return True
