"""Answers that are files: what a ticket names becomes a kept file, and only for a question that asks for one."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.core.uploads import tickets
from forumapp.registration.models import FieldKind, Question


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as its row holds it: of a file its name, with the content's digest."""

    value: str
    file_digest: str | None = None


def kept(answers: Mapping[int, str]) -> dict[int, Kept]:
    """Return what to write down of ``answers``, by id of question; one statement more where a file was sent."""
    tickets_in = [ident for ident, value in answers.items() if value.startswith(tickets.PREFIX)]
    asking = set(_asking_for_files(tickets_in)) if tickets_in else set()
    return {ident: _file(value) if ident in asking else Kept(value) for ident, value in answers.items()}


def _file(ticket: str) -> Kept:
    found = tickets.read(ticket)
    if found is None:
        return Kept("")
    found.keep()
    return Kept(found.filename, found.digest)


def _asking_for_files(idents: list[int]) -> list[int]:
    asked = sa.select(Question.id).where(Question.id.in_(idents), Question.kind == FieldKind.FILE)
    return list(db.session.scalars(asked))
