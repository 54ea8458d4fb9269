"""How a group work goes on: minutes, rounds, and what its arrangement looks at."""

from typing import Any

from flask_babel import gettext as _

from forumapp.agenda.models import Item
from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.groupwork.arrangement import Arrangement, ModePolicy, Pattern
from forumapp.groupwork.queries.arrangement import DEFAULT_WEIGHTS, settings_of, weights_of
from forumapp.groupwork.services.arranging import hold
from forumapp.groupwork.services.setup import work_of

LEAST_ROUNDS = {Pattern.SINGLE: 1, Pattern.FRESH: 2, Pattern.HOSTS: 2, Pattern.HOME: 3}


def held(item: Item) -> dict[str, Any]:
    """Return the settings as a form holds them, which stand until the transaction ends."""
    work = work_of(item)
    hold(work)
    return settings_of(work)


def change(
    item: Item,
    *,
    by: Actor,
    work_minutes: int | None,
    talk_minutes: int | None,
    pattern: Pattern,
    rounds: int | None,
    mode_policy: ModePolicy,
    weights: dict[str, int],
    seed: int,
) -> Arrangement:
    """Change the settings of an item's group work; ``rounds`` counts only where people change seats.

    Raises DomainError if the pattern needs more rounds, or the item has fewer minutes.
    """
    least = LEAST_ROUNDS[pattern]
    wanted = 1 if pattern is Pattern.SINGLE else rounds or least
    if wanted < least:
        raise DomainError(_("この席替えには、%(rounds)d回以上のラウンドが必要です。", rounds=least), "rounds")
    if item.minutes and (work_minutes or 0) + (talk_minutes or 0) > item.minutes:
        raise DomainError(
            _("話し合いと発表を合わせて、次第の%(minutes)d分までにしてください。", minutes=item.minutes),
            "talk_minutes",
        )
    work = work_of(item)
    arrangement = hold(work)
    db.session.add(arrangement)
    values: dict[str, Any] = {
        "pattern": pattern,
        "rounds": wanted,
        "mode_policy": mode_policy,
        "seed": seed,
    }
    changes = audit.difference(work, {"work_minutes": work_minutes, "talk_minutes": talk_minutes})
    changes |= audit.difference(arrangement, values)
    changes |= _weigh(arrangement, weights)
    if changes:
        audit.record(by, "arrangement.settings", work, changes=changes)
    return arrangement


def _weigh(arrangement: Arrangement, weights: dict[str, int]) -> dict[str, list[Any]]:
    before = weights_of(arrangement)
    if before == weights:
        return {}
    arrangement.weights = None if weights == DEFAULT_WEIGHTS else weights
    return {
        f"weight_{name}": [before.get(name, 0), weight]
        for name, weight in weights.items()
        if before.get(name, 0) != weight
    }
