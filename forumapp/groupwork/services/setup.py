"""Setting group work up: themes, groups, members, and the facilitators' links."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda.models import Item
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.forums.models import Mode
from forumapp.forums.services.facts import check_https
from forumapp.groupwork import notices
from forumapp.groupwork.models import Group, GroupWork, SummaryBullet, Theme
from forumapp.groupwork.queries import people, works
from forumapp.groupwork.services.arranging import Chair, Seat, arranging

WITHDRAWAL = "arrangement.group_withdrawn"
"""The command that empties a group which is taken away."""


def work_of(item: Item) -> GroupWork:
    """Return the group work of an agenda item, made when there is none yet."""
    lock(item)
    work = db.session.scalar(sa.select(GroupWork).where(GroupWork.item_id == item.id))
    if work is None:
        work = GroupWork(forum_id=item.forum_id, item_id=item.id)
        db.session.add(work)
        db.session.flush()
    return work


def _is_taken(kind: type[Theme] | type[Group], work: GroupWork, number: int, own: int | None) -> bool:
    taken = sa.select(kind.id).where(
        kind.work_id == work.id, kind.number == number, kind.withdrawn_at.is_(None), kind.id != (own or 0)
    )
    return db.session.scalar(taken) is not None


def _free(kind: type[Theme] | type[Group], work: GroupWork, number: int, own: int | None = None) -> None:
    if _is_taken(kind, work, number, own):
        raise DomainError(_("番号%(number)dはすでに使われています。", number=number), "number")


def add_theme(item: Item, *, by: Actor, number: int, title: str, guide: str = "") -> Theme:
    """Add a theme to the group work of ``item``; its number must be free."""
    work = work_of(item)
    _free(Theme, work, number)
    theme = Theme(forum_id=item.forum_id, work_id=work.id, number=number, title=title, guide=guide)
    db.session.add(theme)
    audit.record(by, "theme.added", theme, changes={"title": [None, title]})
    return theme


def change_theme(theme: Theme, *, by: Actor, **values: Any) -> None:
    """Change number, title or guiding question."""
    _free(Theme, theme.work, values.get("number", theme.number), theme.id)
    changes = audit.difference(theme, values)
    if changes:
        audit.record(by, "theme.changed", theme, changes=changes)


def withdraw_theme(theme: Theme, *, by: Actor) -> None:
    """Take a theme away; its notes are kept. Refused while the summary has bullets on it."""
    used = sa.select(SummaryBullet.id).where(
        SummaryBullet.theme_id == theme.id, SummaryBullet.withdrawn_at.is_(None)
    )
    if db.session.scalar(used.limit(1)) is not None:
        raise DomainError(_("このテーマには意見の概要があります。先に概要の項目を取り下げてください。"))
    theme.withdrawn_at = clock.now()
    audit.record(by, "theme.withdrawn", theme)


def restore(thing: Theme | Group, *, by: Actor) -> None:
    """Bring a withdrawn theme or group back with its notes, under another number if its own is taken.

    Nobody sits in a group that came back, and its former links stay without effect.
    """
    lock(thing.work)
    if thing.withdrawn_at is None:
        return
    kind, number = type(thing), thing.number
    if _is_taken(kind, thing.work, number, thing.id):
        thing.number = works.next_number(kind, thing.work.item)
    thing.withdrawn_at = None
    name = "theme" if isinstance(thing, Theme) else "group"
    audit.record(by, f"{name}.restored", thing, changes={"number": [number, thing.number]})


def _check_group(item_forum: int, values: dict[str, Any]) -> None:
    known = {one.account_id for one in works.facilitators_of(item_forum)}
    for field in ("account_id", "recorder_account_id"):
        if values.get(field) is not None and values[field] not in known:
            raise DomainError(_("この人には進行役の役割がありません。"), field)
    if values.get("join_url"):
        check_https(values["join_url"], "join_url")


def add_group(item: Item, *, by: Actor, number: int, **values: Any) -> Group:
    """Add a group; ``values`` are its other columns. Its number must be free."""
    work = work_of(item)
    _free(Group, work, number)
    _check_group(item.forum_id, values)
    group = Group(forum_id=item.forum_id, work_id=work.id, number=number, **values)
    db.session.add(group)
    audit.record(by, "group.added", group, changes={"number": [None, number]})
    return group


def add_groups(item: Item, *, by: Actor, number: int, web: int | None = None) -> list[Group]:
    """Add ``number`` groups after those that there are, the last ``web`` of them for the Web and the others on site.

    With ``web`` None it is left to the arrangement who sits where.
    """
    if web is not None and web > number:
        raise DomainError(_("Webの班の数は、作る班の数までにしてください。"), "web")
    work, first = work_of(item), works.next_number(Group, item)
    if first + number > 1000:
        raise DomainError(_("班の番号は999までです。"), "amount")
    made = [
        Group(
            forum_id=item.forum_id,
            work_id=work.id,
            number=first + at,
            mode=None if web is None else Mode.WEB if at >= number - web else Mode.ON_SITE,
        )
        for at in range(number)
    ]
    db.session.add_all(made)
    db.session.flush()
    audit.record_many(by, "group.added", [(group, {"number": [None, group.number]}) for group in made])
    return made


def change_group(group: Group, *, by: Actor, **values: Any) -> None:
    """Change a group. A new address of the facilitator or recorder ends the link that the former one has."""
    _free(Group, group.work, values.get("number", group.number), group.id)
    _check_group(group.forum_id, values)
    facilitator, recorder = group.facilitator_email, group.recorder_email
    changes = audit.difference(group, values)
    if facilitator and "facilitator_email" in changes:
        _revoke(group, "facilitator")
    if recorder and "recorder_email" in changes:
        _revoke(group, "recorder")
    if changes:
        audit.record(by, "group.changed", group, changes=changes)


def withdraw_group(group: Group, *, by: Actor) -> None:
    """Take a group away: its link ends, its members are free again, its notes are kept."""
    with arranging(group.work, by=by, action=WITHDRAWAL, title=str(group.number)) as draft:
        draft.seats = {chair: seat for chair, seat in draft.seats.items() if seat.group_id != group.id}
    close(group, by=by)


def close(group: Group, *, by: Actor) -> None:
    """End the links of a group in which nobody sits, and let nobody see it."""
    group.withdrawn_at = clock.now()
    _revoke(group, "facilitator")
    _revoke(group, "recorder")
    audit.record(by, "group.withdrawn", group)


def set_members(
    group: Group, *, by: Actor, members: Collection[int], seen: Collection[int] | None = None
) -> None:
    """Seat exactly these registrations in ``group``; they leave any other group of the same work.

    With ``seen``, who was ticked when the page was opened, only what differs from that is changed: whoever came or went
    in the meantime stays where they are. DomainError if one is not a confirmed registration of the item's track.
    """
    lock(group.work)
    wanted = set(members)
    if wanted - {one.id for one in people.candidates(group.work.item)}:
        raise DomainError(_("参加登録が変更されました。もう一度選んでください。"), "members")
    with arranging(group.work, by=by, action="arrangement.members_set", title=str(group.number)) as draft:
        present = draft.of(group.id)
        before = present if seen is None else set(seen)
        for ident in (before - wanted) & present:
            del draft.seats[Chair(1, ident)]
        for ident in wanted - before - present:
            draft.seats[Chair(1, ident)] = Seat(group.id)


def send_link(group: Group, *, by: Actor, part: notices.Part = "facilitator") -> None:
    """Mail the facilitator or the recorder the link to the notes."""
    if part == "facilitator" and not group.facilitator_email:
        raise DomainError(_("進行役のメールアドレスが入力されていません。"))
    if part == "recorder" and not group.recorder_email:
        raise DomainError(_("記録係のメールアドレスが入力されていません。"))
    if notices.send_link(group, part):
        audit.record(by, "group.link_sent", group)


def revoke_link(group: Group, *, by: Actor, part: notices.Part = "facilitator") -> None:
    """End the facilitator's or the recorder's link; the next one is another."""
    _revoke(group, part)
    audit.record(by, "group.link_revoked", group)


def _revoke(group: Group, part: notices.Part) -> None:
    if part == "facilitator":
        group.link_generation += 1
    else:
        group.recorder_generation += 1
    notices.abort_link(group, part)
