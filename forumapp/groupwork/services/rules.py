"""People who must sit together, or apart."""

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.groupwork.arrangement import GroupingRule, GroupingRulePerson, RuleKind
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries import people
from forumapp.groupwork.queries.draft import rules_of


def add(
    work: GroupWork, kind: RuleKind, chosen: Collection[int], *, by: Actor, note: str = ""
) -> GroupingRule:
    """Make a rule about at least two people; the search keeps it, a change by hand may break it."""
    lock(work)
    wanted = sorted(set(chosen))
    if len(wanted) < 2:
        raise DomainError(_("2人以上を選んでください。"), "people")
    if set(wanted) - {one.id for one in people.candidates(work.item)}:
        raise DomainError(_("参加を取りやめた人は条件に入れられません。"), "people")
    if any(one.kind is kind and sorted(_who(one)) == wanted for one in rules_of(work.id)):
        raise DomainError(_("同じ条件がすでにあります。"), "people")
    rule = GroupingRule(forum_id=work.forum_id, work_id=work.id, kind=kind, note=note)
    db.session.add(rule)
    db.session.flush()
    db.session.execute(
        sa.insert(GroupingRulePerson), [{"rule_id": rule.id, "registration_id": one} for one in wanted]
    )
    audit.record(by, f"arrangement.{kind.value}_added", work, changes={"count": [None, len(wanted)]})
    return rule


def withdraw(rule: GroupingRule, *, by: Actor) -> None:
    """Take a rule away."""
    lock(rule)
    rule.withdrawn_at = clock.now()
    audit.record(by, "arrangement.rule_withdrawn", rule)


def _who(rule: GroupingRule) -> list[int]:
    return [one.registration_id for one in rule.people]
