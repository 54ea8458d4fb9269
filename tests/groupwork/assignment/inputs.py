"""Inputs of the assignment, and a search that misses nothing."""

from itertools import product

from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.assignment.report import report


def made(people, groups, **more):
    """Return the report of an assignment."""
    return report(assign(read({"people": people, "groups": groups, **more})))


def crowd(count, *, departments=3, homes=4, web=0):
    """Make up people whose values go round."""
    return [
        {
            "id": f"p{number}",
            "organisation": f"第{number % homes}市",
            "mode": "web" if number < web else "on_site",
            "attributes": {"department": f"d{number % departments}", "rank": f"r{number * 7 % 5}"},
        }
        for number in range(count)
    ]


def tables(result, number=0):
    """Return the people of each group, sorted."""
    found = {}
    for person, group in result["rounds"][number].items():
        found.setdefault(group, []).append(person)
    return {group: sorted(people) for group, people in found.items()}


def cheapest(people, groups, weights, limits):
    """Return the least soft cost of all even plans that keep ``limits`` (of an organisation), by trying them all."""
    least = None
    sizes = sorted(len(people) // groups + (at < len(people) % groups) for at in range(groups))
    for seats in product(range(groups), repeat=len(people)):
        if sorted(map(seats.count, range(groups))) != sizes or not _within(people, seats, limits):
            continue
        cost = sum(
            weight
            for one, mine in enumerate(people)
            for other in range(one)
            if seats[one] == seats[other]
            for name, weight in weights.items()
            if mine["attributes"][name] == people[other]["attributes"][name]
        )
        least = cost if least is None else min(least, cost)
    return least


def _within(people, seats, limits):
    counts = {}
    for one, seat in zip(people, seats, strict=True):
        key = (one["organisation"], seat)
        counts[key] = counts.get(key, 0) + 1
    return all(count <= limits[home] for (home, _), count in counts.items())
