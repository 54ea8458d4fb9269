"""What every seat would cost everybody, kept while people change seats: it must stay what a fresh count says."""

from random import Random

import pytest

from benchmarks import instances
from forumapp.groupwork.assignment import blocks, instance, rounds, seats
from forumapp.groupwork.assignment.movable import Movable
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.rows import Rows, weights
from forumapp.groupwork.assignment.search import start
from forumapp.groupwork.assignment.table import Table


def seated(given, met=0):
    """Return a table with people on any seat, and ``met`` as the price of those who sat together in another plan."""
    problem, random = read(given), Random(1)
    room, joined, placed = seats.plan(problem, blocks.make(problem))
    made = instance.make(problem, joined, room)
    table = Table(made, start(made, placed, random))
    if met:
        rounds.beside(table, [start(made, placed, random)], met)
    return table


def hosts(people, seed):
    return instances.hosts(people, seed, "hosts")


KINDS = [*instances.SINGLE.values(), hosts]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_prices_and_total_stay_what_a_fresh_count_says(kind):
    table = seated(kind(47, 2), met=7_000)
    movable, shared = Movable.of(table.instance), weights(table.instance)
    rows, random, seen = Rows(table, movable, shared), Random(2), list[int]()
    before = list(table.group)
    for heat in (10**12, 4_000, 500):  # hot enough to break rules, then as the search goes
        rows.stir(300, heat, random, lambda: seen.append(table.total))
    fresh = Table(table.instance, list(table.group))
    fresh.pair, fresh.near = table.pair, table.near
    counted = Rows(fresh, movable, shared)
    assert len(seen) > 100
    assert (rows.price, rows.own, rows.eased) == (counted.price, counted.own, counted.eased)
    again = seated(kind(47, 2), met=7_000)
    again.sit(table.group)
    assert table.total == again.total
    moved = [one for one, at in enumerate(before) if table.group[one] != at]
    assert set(moved) <= set(rows.singles)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_price_is_what_a_change_of_seats_costs(kind):
    table = seated(kind(20, 1), met=7_000)
    rows = Rows(table, Movable.of(table.instance), weights(table.instance))
    for one in rows.singles:
        told = rows.changes(one)
        for other in rows.singles:
            if table.group[one] != table.group[other] and told[other] < 10**15:
                assert told[other] == table.swapping(one, other), (one, other)
