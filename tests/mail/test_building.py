"""Letters are built a few ahead; what changes meanwhile is seen before they go out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.mail import claims, letters, postman
from forumapp.mail.building import AHEAD, FRESH, Builder
from forumapp.mail.letters import Content
from forumapp.mail.models import LetterState


@pytest.fixture
def built(app, outbox, monkeypatch):
    """Letters of kind "trial" tell when they are built; ``said`` is what they say then."""
    told = {"said": "初め", "order": []}

    def build(letter):
        told["order"].append(letter.address.partition("@")[0])
        return Content(told["said"], "本文\n") if told["said"] else None

    monkeypatch.setitem(app.extensions[letters.EXTENSION], "trial", letters.Kind(build))
    return told


@pytest.fixture
def claimed(outbox, built):
    """Letters of one claim, in order."""

    def claim(number):
        outbox.put(*(f"guest{n:02}@city.example.jp" for n in range(number)))
        return list(claims.take(paced=False).letters)

    return claim


def test_a_few_are_built_in_one_look(claimed, built):
    waiting, builder = claimed(AHEAD + 2), Builder()
    builder.message(waiting[0], waiting[1:])
    assert built["order"] == [f"guest{n:02}" for n in range(AHEAD)]
    for number, letter in enumerate(waiting[1:], start=1):
        builder.message(letter, waiting[number + 1 :])
    assert built["order"] == [f"guest{n:02}" for n in range(AHEAD + 2)]


def test_what_was_built_a_while_ago_is_built_anew(claimed, built, clock):
    waiting, builder = claimed(3), Builder()
    assert builder.message(waiting[0], waiting[1:]).subject == "初め"
    built["said"] = "後"
    assert builder.message(waiting[1], waiting[2:]).subject == "初め"
    clock.advance(seconds=(FRESH + timedelta(seconds=0.1)).total_seconds())
    assert builder.message(waiting[2], []).subject == "後"


def test_a_letter_that_became_pointless_meanwhile_is_dropped(claimed, built, clock):
    waiting, builder = claimed(2), Builder()
    builder.message(waiting[0], waiting[1:])
    built["said"] = ""
    clock.advance(seconds=(FRESH + timedelta(seconds=0.1)).total_seconds())
    assert builder.message(waiting[1], []) is None


def test_slow_building_is_not_done_ahead(claimed, built, clock, app, monkeypatch):
    waiting, builder = claimed(3), Builder()

    def slowly(letter):
        built["order"].append(letter.address.partition("@")[0])
        clock.advance(seconds=FRESH.total_seconds() + 1)
        return Content("件名", "本文\n")

    monkeypatch.setitem(app.extensions[letters.EXTENSION], "trial", letters.Kind(slowly))
    for number, letter in enumerate(waiting):
        builder.message(letter, waiting[number + 1 :])
        assert built["order"] == [f"guest{n:02}" for n in range(number + 1)]


def test_a_letter_that_breaks_the_look_spoils_no_other(outbox, built, app, monkeypatch):
    """On PostgreSQL a failed statement ends the whole transaction."""
    outbox.put(*(f"guest{n}@city.example.jp" for n in range(4)))
    one = letters.kinds()["trial"].builder

    def build(letter):
        if letter.address.startswith("guest1"):
            db.session.execute(sa.text("SELECT nonsense"))
        return one(letter)

    monkeypatch.setitem(app.extensions[letters.EXTENSION], "trial", letters.Kind(build))
    postman.deliver_due()
    assert {name: letter.state for name, letter in outbox.rows().items()} == {
        "guest0": LetterState.SENT,
        "guest1": LetterState.QUEUED,
        "guest2": LetterState.SENT,
        "guest3": LetterState.SENT,
    }
