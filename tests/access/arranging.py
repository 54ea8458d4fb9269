"""What the world of doors has of an arrangement: everybody seated, a change taken back, a rule, a proposal, a search that waits."""

from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.groupwork.arrangement import ArrangementRun, RuleKind, RunState
from forumapp.groupwork.queries import people
from forumapp.groupwork.services import moving, publishing, rules, setup, taking_back


def arranged(work, place):
    """Seat everybody in the first group, publish, and go on."""
    group, other = work.groups[:2]
    own = group.work
    ids = [one.id for one in people.candidates(work.item)]
    moving.move(own, ids, group.id, by=SYSTEM)
    publishing.publish(own, by=SYSTEM)
    moving.move(own, ids[:1], other.id, by=SYSTEM)
    moving.move(own, ids[1:2], other.id, by=SYSTEM)
    taking_back.undo(own, by=SYSTEM)
    place.ids["rule"] = rules.add(own, RuleKind.APART, ids[:2], by=SYSTEM).id
    theme = setup.add_theme(work.item, by=SYSTEM, number=9, title="取り下げた話題")
    table = setup.add_group(work.item, by=SYSTEM, number=9)
    db.session.flush()
    setup.withdraw_theme(theme, by=SYSTEM)
    setup.withdraw_group(table, by=SYSTEM)
    place.gone |= {"theme": theme.id, "group": table.id}
    frame = {"forum_id": own.forum_id, "work_id": own.id, "asked_at": clock.now(), "version": 2}
    waiting = ArrangementRun(**frame, problem={})
    plan = {str(one): other.id for one in ids}
    found = ArrangementRun(
        **frame,
        state=RunState.FOUND,
        problem={"input": {"people": [{"id": str(one)} for one in ids]}, "away": []},
        result={
            "rounds": [plan],
            "cost": 1,
            "lower_bound": 1,
            "proved_optimal": True,
            "violations": [],
            "wishes": [],
            "moves": [],
            "stopped": "done",
            "why": {},
        },
    )
    db.session.add(waiting)
    db.session.flush()
    db.session.add(found)
    db.session.flush()
    place.ids |= {"active_run": waiting.id, "run": found.id}
