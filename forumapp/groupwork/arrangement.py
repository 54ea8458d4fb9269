"""Who sits where (班編成): a draft that is changed by commands and can be taken back, and what was published of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, key, personal
from forumapp.groupwork.models import Group, GroupWork
from forumapp.registration.models import Registration


class Pattern(StrEnum):
    """How people move between rounds: they stay, they all mix, a host stays at each table, or all come home at last."""

    SINGLE = "single"
    FRESH = "fresh"
    HOSTS = "hosts"
    HOME = "home"


class ModePolicy(StrEnum):
    """Tables of their own for the Web, nobody alone online at a table, or modes do not matter."""

    TABLES = "tables"
    MIXED = "mixed"
    IGNORE = "ignore"


class RuleKind(StrEnum):
    """People who must sit together, or apart."""

    TOGETHER = "together"
    APART = "apart"


class CommandState(StrEnum):
    """What became of a command: in force, taken back (and can be done again), or taken back for good."""

    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"


class RunState(StrEnum):
    """Where the search for a plan stands. A plan that was found is a proposal until it is taken or put away."""

    QUEUED = "queued"
    RUNNING = "running"
    FOUND = "found"
    TAKEN = "taken"
    DISCARDED = "discarded"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Failure(StrEnum):
    """Why a search found nothing: it died, took too long, or a condition leaves no plan."""

    DIED = "died"
    TIME = "time"
    TOGETHER = "together"
    APART = "apart"
    CAPACITY = "capacity"
    PATTERN = "pattern"
    RULES = "rules"


class Arrangement(Model):
    """How the people of a group work are shared out over its groups. A work without a row has the defaults.

    ``weights`` maps an attribute to what a pair costs that shares its value; None: the engine's. ``version`` grows with
    every command; ``published_version`` is the one that people see. ``display_name`` is the rule for names in the
    meeting tool, such as ``{group:02}_{organisation}_{family}``.
    """

    __tablename__ = "arrangement"
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), primary_key=True)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    pattern: Mapped[Pattern] = choice(Pattern, default=Pattern.SINGLE)
    rounds: Mapped[int] = mapped_column(default=1)
    mode_policy: Mapped[ModePolicy] = choice(ModePolicy, default=ModePolicy.TABLES)
    weights: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    seed: Mapped[int] = mapped_column(default=1)
    display_name: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=0)
    published_version: Mapped[int | None]
    published_at: Mapped[datetime | None]
    work: Mapped[GroupWork] = relationship()
    __table_args__ = (sa.CheckConstraint("rounds BETWEEN 1 AND 20", name="rounds"),)


class Placement(Model):
    """Where a registered person sits in a round of the draft; ``is_pinned``: the search leaves them there."""

    __tablename__ = "placement"
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, default=1)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("work_group.id"), index=True)
    is_pinned: Mapped[bool] = mapped_column(default=False)
    group: Mapped[Group] = relationship()
    registration: Mapped[Registration] = relationship()
    __table_args__ = (sa.Index("ix_placement_registration", "registration_id"),)


class PublishedPlacement(Model):
    """What a person was told: their group in a round as it was published last."""

    __tablename__ = "published_placement"
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, default=1)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("work_group.id"), index=True)
    group: Mapped[Group] = relationship()
    __table_args__ = (sa.Index("ix_published_placement_registration", "registration_id"),)


class GroupingRule(Model):
    """People who must be together or apart; ``note`` says why, for organisers alone."""

    __tablename__ = "grouping_rule"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), index=True)
    kind: Mapped[RuleKind] = choice(RuleKind)
    note: Mapped[str] = personal(sa.String(300), default="")
    withdrawn_at: Mapped[datetime | None]
    people: Mapped[list["GroupingRulePerson"]] = relationship(order_by="GroupingRulePerson.registration_id")


class GroupingRulePerson(Model):
    """Somebody whom a rule is about."""

    __tablename__ = "grouping_rule_person"
    rule_id: Mapped[int] = mapped_column(sa.ForeignKey("grouping_rule.id"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        sa.ForeignKey("registration.id"), primary_key=True, index=True
    )


class ArrangementCommand(Model):
    """One change of the draft, numbered per work: who, when, and each placement before and after.

    ``rows`` maps "round:registration" to [[group id, is pinned] or None before, the same after]. ``undo`` and ``redo`` are
    commands too and name their ``target``. ``title`` says in a few words what was changed.
    """

    __tablename__ = "arrangement_command"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    actor_label: Mapped[str] = personal(sa.String(200), default="")
    action: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = personal(sa.String(300), default="")
    state: Mapped[CommandState] = choice(CommandState, default=CommandState.DONE)
    target_id: Mapped[int | None] = mapped_column(sa.ForeignKey("arrangement_command.id"))
    rows: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    __table_args__ = (sa.UniqueConstraint("work_id", "number"),)


class ArrangementRun(Model):
    """One search for a plan, done by the worker. ``problem`` is the engine's input, ``result`` its output (ids alone).

    ``progress`` is in per cent, ``version`` the arrangement's when it was asked for; ``is_late`` moves as few people as
    possible. ``wants_cancel`` asks the worker to stop. ``error`` is a Failure or "".
    """

    __tablename__ = "arrangement_run"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), index=True)
    state: Mapped[RunState] = choice(RunState, default=RunState.QUEUED)
    is_late: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[int] = mapped_column(default=0)
    wants_cancel: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    problem: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    asked_by: Mapped[str] = personal(sa.String(200), default="")
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
