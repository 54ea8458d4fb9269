"""The letter that says in which group somebody sits, or that it is another one now: to those whom a publication changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.models import Forum, Mode
from forumapp.forums.office import contact, reply_to, title_of
from forumapp.forums.states import over_at
from forumapp.groupwork.calling import own_display_names
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.naming import group_name, whole_theme
from forumapp.groupwork.queries import people, works
from forumapp.groupwork.queries.changes import Changed
from forumapp.mail import letters, services
from forumapp.mail.letters import Fact
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.registrations import link_of

KIND = "groupwork.group_assigned"


def send(work: GroupWork, changed: Sequence[Changed]) -> int:
    """Write to those of ``changed`` who have an address; returns to how many.

    Of a change that nobody heard of yet the letter is taken back, and the next one tells from what was told before.
    """
    waiting = _take_back(work)
    idents = [one.person.id for one in changed]
    found = sa.select(Registration).where(Registration.id.in_(idents), Registration.email != "")
    known = {one.id: one for one in db.session.scalars(found.order_by(Registration.id))}
    addressed = [
        services.Addressed(
            dedupe=f"{KIND}:{work.id}:{one.person.id}:{uuid4().hex}",
            address=known[one.person.id].email,
            name=one.person.name,
            language=known[one.person.id].language,
            recipe={
                "registration_id": one.person.id,
                "work_id": work.id,
                "before": waiting.get(one.person.id, _before(one)),
            },
        )
        for one in changed
        if one.person.id in known
    ]
    services.send_many(KIND, addressed, forum_id=work.forum_id, priority=services.NORMAL)
    return len(addressed)


def _before(one: Changed) -> dict[str, int | None]:
    return {str(number): old.id if old else None for number, (old, _new) in one.rounds.items()}


def _take_back(work: GroupWork) -> dict[int, dict[str, int | None]]:
    """Abort what waits; returns by registration id what those people know."""
    found = sa.select(Letter).where(
        Letter.kind == KIND,
        Letter.forum_id == work.forum_id,
        Letter.state == LetterState.QUEUED,
        Letter.dedupe_key.startswith(f"{KIND}:{work.id}:", autoescape=True),
    )
    waiting = db.session.scalars(found.order_by(Letter.id)).all()
    services.abort(f"{KIND}:{work.id}:")
    return {one.recipe["registration_id"]: one.recipe["before"] for one in waiting}


def sample(forum_id: int) -> Letter:
    """Make a letter to look at."""
    return letters.sample_letter(forum_id, before={"1": None})


def group_assigned(letter: Letter) -> letters.Content | None:
    """Build the letter from what is published now; None for who takes no part, or knows it already."""
    registration = _registration(letter)
    over = over_at(registration.forum)
    if not letters.is_sample(letter) and (
        registration.state is not RegistrationState.CONFIRMED
        or registration.forum.cancelled_at is not None
        or (over is not None and clock.now() >= over)
    ):
        return None
    now, before = _groups(letter, registration)
    if before == {number: group.id for number, group in now.items()}:
        return None
    content = letters.render(
        "groupwork/mail/group_assigned",
        name=letter.name,
        title=title_of(registration.forum),
        was_known=any(before.values()),
        has_group=bool(now),
        facts=[
            *_where(now, before, registration),
            *_themes(letter, now),
            Fact(
                _("参加用ページ"),
                url=link_of(registration),
                note=_("最新の班は、いつでも参加用ページで確認できます。"),
            ),
            *contact(registration.forum),
        ],
    )
    return replace(content, reply_to=reply_to(registration.forum))


def _registration(letter: Letter) -> Registration:
    if not letters.is_sample(letter):
        return db.session.get_one(Registration, letter.recipe["registration_id"])
    forum = db.session.get_one(Forum, letter.forum_id)
    return Registration(id=0, forum_id=forum.id, forum=forum, mode=Mode.ON_SITE, link_generation=0)


def _groups(letter: Letter, registration: Registration) -> tuple[dict[int, Group], dict[int, int | None]]:
    if letters.is_sample(letter):
        return {1: Group(id=0, number=3, forum=registration.forum)}, {1: None}
    work_id = letter.recipe["work_id"]
    found = {number: group for number, group in people.groups_of(registration.id) if group.work_id == work_id}
    told = {int(number): ident for number, ident in letter.recipe["before"].items()}
    unchanged = {number: group.id for number, group in found.items() if number not in told}
    return found, {number: ident for number, ident in (told | unchanged).items() if ident is not None}


def _where(
    now: Mapping[int, Group], before: Mapping[int, int | None], registration: Registration
) -> list[Fact]:
    found: list[Fact] = []
    called = own_display_names(registration, next(iter(now.values())).work) if now else {}
    former = _former(before)
    for number, group in sorted(now.items()):
        lines = [group_name(group)]
        if place := place_of(group, registration.mode):
            lines.append(place)
        if group.facilitator:
            lines.append(_("進行役：%(name)sさん", name=group.facilitator))
        old = former.get(number)
        note = _("これまでは%(group)sでした。", group=group_name(old)) if old and old.id != group.id else ""
        found.append(Fact(_round(number, len(now)), tuple(lines), note=note))
        found += _online(group, registration.mode, called.get(number, ""))
    gone = [old for number, old in sorted(former.items()) if number not in now]
    if gone:
        names = tuple(group_name(old) for old in gone)
        found.append(Fact(_("取り消された班"), names))
    return found


def _online(group: Group, mode: Mode, called: str) -> list[Fact]:
    """Say to who takes part by Web where the group meets, and under which name."""
    if mode is not Mode.WEB:
        return []
    found = []
    if group.join_url:
        label = _("%(group)sのWeb会議のリンク", group=group_name(group))
        note = _("このリンクは、他の方に転送しないでください。")
        found.append(Fact(label, url=group.join_url, note=note))
    if called:
        note = _("入室したら、表示名をこのとおりに変えてください。")
        found.append(Fact(_("Web会議での表示名"), (called,), note=note))
    return found


def _former(before: Mapping[int, int | None]) -> dict[int, Group]:
    found = sa.select(Group).where(Group.id.in_([ident for ident in before.values() if ident]))
    groups = {one.id: one for one in db.session.scalars(found.order_by(Group.id))}
    return {number: groups[ident] for number, ident in before.items() if ident in groups}


def _round(number: int, rounds: int) -> str:
    return _("あなたの班") if rounds == 1 else _("第%(number)dラウンドの班", number=number)


def place_of(group: Group, mode: Mode) -> str:
    """Return where somebody meets their group: the room, or online the room of the meeting; never a join link."""
    if mode is Mode.WEB and group.online_room:
        return _("オンラインの部屋：%(room)s", room=group.online_room)
    return _("部屋：%(room)s", room=group.room.name) if group.room else ""


def _themes(letter: Letter, now: Mapping[int, Group]) -> list[Fact]:
    work_id: Any = letter.recipe.get("work_id")
    if work_id is None or not now:
        return []
    lines = [whole_theme(theme) for theme in works.themes(work_id)]
    return [Fact(_("話し合うテーマ"), tuple(lines))] if lines else []
