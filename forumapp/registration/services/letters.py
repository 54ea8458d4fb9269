"""Which letters a registration causes, each at most once; those it makes pointless are taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from forumapp.core import clock
from forumapp.forums import queries as forums
from forumapp.forums.models import Forum, Mode, Role
from forumapp.mail import recall
from forumapp.mail import services as mail
from forumapp.mail.models import LetterState
from forumapp.registration.models import Invitation, Registration, RegistrationState
from forumapp.registration.queries.registrations import name_of
from forumapp.registration.services.told import CHANGES, KINDS, Change, Known, last_known, would_know

LINK_PAUSE = 10
"""Minutes in which the same link is mailed at most once."""
WRITES_TO = (Role.OWNER, Role.EDITOR)
"""Who is told that a mode is full."""


def received(registration: Registration) -> None:
    """Tell that the registration is made; said anew to whoever had no seat before."""
    _send(
        registration, "received", str(registration.id if registration.version == 1 else registration.version)
    )


def entered(registrations: Sequence[Registration]) -> None:
    """Tell those who have just registered where they stand."""
    told = {RegistrationState.PENDING: "pending", RegistrationState.WAITING: "waiting"}
    kinds: dict[str, list[mail.Addressed]] = {}
    for one in registrations:
        kind = told.get(one.state, "received")
        occasion = one.id if kind == "received" else one.version
        kinds.setdefault(kind, []).append(
            mail.Addressed(
                f"registration:{one.id}:{kind}:{occasion}", one.email, name_of(one), one.language,
                {"registration": one.id},
            )
        )  # fmt: skip
    for kind, letters in kinds.items():
        _send_many(registrations[0].forum, kind, letters)


def about(registration: Registration, kind: str, **recipe: Any) -> None:
    """Tell where a registration stands now (waiting, pending, offered, …); once for each of its versions."""
    _send(registration, kind, str(registration.version), **recipe)


@dataclass(frozen=True)
class Drafted:
    """A letter about a change: ``what`` of it, beside ``before``. ``letter`` is None for those without an address.

    ``sent`` is the letter that really goes: that of another registration of the same person if it says the same.
    """

    change: Change
    before: dict[str, Any]
    what: str
    letter: mail.Addressed | None
    sent: mail.Addressed | None


def drafted(known: Iterable[Known], message: str = "") -> list[Drafted]:
    """Return a letter for each of these people who does not know yet; ``message`` is a paragraph of the organiser's own."""
    found: list[Drafted] = []
    first: dict[tuple[str, ...], mail.Addressed] = {}
    for change, before in known:
        if before == change.after:
            continue
        what = "mode_changed" if _is_of_mode(before, change.after) else "moved"
        letter = _addressed(change, what, before, message)
        if not letter.address:
            found.append(Drafted(change, before, what, None, None))
            continue
        same = (letter.address.lower(), letter.name, repr(before), repr(change.after))
        found.append(Drafted(change, before, what, letter, first.setdefault(same, letter)))
    return found


def changed(forum: Forum, changes: Sequence[Change], message: str = "") -> None:
    """Tell each of these people their new time, place or mode beside what they were told last.

    A letter still waiting is replaced; nobody gets one who was told what is true again now.
    """
    letters: dict[str, list[mail.Addressed]] = {"moved": [], "mode_changed": []}
    for one in drafted(last_known(forum, changes), message):
        if one.letter is not None and one.letter is one.sent:
            letters[one.what].append(one.letter)
    for what, found in letters.items():
        _send_many(forum, what, found)


def unsaid(forum: Forum, changes: Sequence[Change]) -> None:
    """Remember what each of these people was told last, without telling them: a later letter begins there.

    A letter that waits goes out, and says what is true then.
    """
    letters = [one.letter for one in drafted(would_know(forum, changes)) if one.letter is not None]
    mail.withhold("registration.moved", letters, forum_id=forum.id)


def _is_of_mode(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether the mode is what changed; the end of one's day may follow from it."""
    return before["mode"] != after["mode"] and all(before[name] == after[name] for name in ("start", "zone"))


def cancelled(registration: Registration) -> None:
    """Tell that the registration is cancelled; nothing older goes out any more.

    Somebody whose "received" had not left yet was never told of it, and hears of neither.
    """
    about = ("registration", registration.id)
    sent = recall.traces(registration.forum_id, KINDS, about=about)
    waiting = [one for one in sent if one.state is LetterState.QUEUED]
    taken = recall.take_back([one.id for one in waiting])
    mail.abort(f"registration:{registration.id}:")
    gone = {one.id for one in waiting if one.id in taken and one.attempts == 0}
    is_unheard = any(one.kind == "registration.received" and one.id in gone for one in sent)
    if is_unheard and all(one.id in gone or one.state is LetterState.ABORTED for one in sent):
        return
    _send(registration, "cancelled", str(registration.version))


def forum_cancelled(forum: Forum, changes: Sequence[Change]) -> None:
    """Tell these people that the forum will not be held, with the time that each was told last."""
    known = list(last_known(forum, changes))
    recall.take_back([one.id for one in recall.traces(forum.id, KINDS) if one.state is LetterState.QUEUED])
    _send_many(
        forum, "forum_cancelled", [_addressed(change, "forum_cancelled", before) for change, before in known]
    )


def link(registration: Registration) -> None:
    """Mail the personal link again; one made worthless meanwhile does not count as mailed."""
    slot = int(clock.now().timestamp()) // (LINK_PAUSE * 60)
    _send(registration, "link", f"{registration.link_generation}.{slot}", priority=mail.SOON)


def readdressed(registration: Registration) -> None:
    """Let what waits go to the new address; whoever was written to at the former one gets link and calendar entry.

    The former address hears nothing: it is mostly a mistyped one, and somebody else's.
    """
    about = ("registration", registration.id)
    sent = recall.traces(
        registration.forum_id, (*CHANGES, "registration.received", "registration.link"), about=about
    )
    waiting = [one for one in sent if one.state is LetterState.QUEUED]
    taken = recall.take_back([one.id for one in waiting])
    moved = [one for one in waiting if one.id in taken and one.kind != "registration.link"]
    for one in moved:
        recipe = {name: value for name, value in one.recipe.items() if name != "registration"}
        _send(registration, one.kind.partition(".")[2], f"{one.id}.{registration.version}", **recipe)
    mail.readdress(registration.forum_id, "registration", registration.id, registration.email)
    if not any(one.kind == "registration.received" for one in moved):
        _send(registration, "link", f"to.{registration.version}", priority=mail.SOON, with_entry=True)


def full(forum: Forum, mode: Mode) -> None:
    """Tell those who hold the forum that the last seat of ``mode`` is taken."""
    for member in forums.members_of(forum):
        if member.role in WRITES_TO and member.account.disabled_at is None:
            mail.send(
                "registration.full",
                dedupe=f"full:{forum.id}:{mode.value}:{member.account_id}:{clock.now().isoformat()}",
                address=member.account.email,
                name=member.account.label,
                language=member.account.language,
                forum_id=forum.id,
                mode=mode.value,
            )


def invited(invitation: Invitation, times: int) -> None:
    """Mail the invitation; ``times`` counts how often it was sent before."""
    mail.send(
        "registration.invitation",
        dedupe=f"invitation:{invitation.id}:{times}",
        address=invitation.address,
        name=invitation.name,
        language=invitation.language,
        forum_id=invitation.forum_id,
        priority=mail.MASS,
        invitation=invitation.id,
    )


def uninvited(invitation: Invitation) -> None:
    """Take back an invitation that was not sent yet."""
    mail.abort(f"invitation:{invitation.id}:")


def _send(
    registration: Registration, what: str, occasion: str, priority: int = mail.NORMAL, **recipe: Any
) -> None:
    mail.send(
        f"registration.{what}",
        dedupe=f"registration:{registration.id}:{what}:{occasion}",
        address=registration.email,
        name=name_of(registration),
        language=registration.language,
        forum_id=registration.forum_id,
        priority=priority,
        registration=registration.id,
        **recipe,
    )


def _addressed(change: Change, what: str, before: dict[str, Any], message: str = "") -> mail.Addressed:
    registration = change.registration
    recipe = {"registration": registration.id, "before": before}
    return mail.Addressed(
        f"registration:{registration.id}:{what}:{change.sequence}.{registration.version}",
        registration.email,
        name_of(registration),
        registration.language,
        {**recipe, "message": message} if message else recipe,
    )


def _send_many(forum: Forum, what: str, letters: Sequence[mail.Addressed]) -> None:
    """Send to those who have an address. The keys are new: a change raises the sequence or the version."""
    known = [one for one in letters if one.address]
    mail.send_many(f"registration.{what}", known, forum_id=forum.id, priority=mail.NORMAL)
