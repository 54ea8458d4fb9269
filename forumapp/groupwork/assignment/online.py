"""The bound of the mode where nobody may be alone online: a table has none, or two and more."""

from forumapp.groupwork.assignment.instance import Instance, pairs
from forumapp.groupwork.assignment.problem import Mode


def mixed_tables(instance: Instance) -> int:
    """Return the fewest pairs of one mode over all tables, 0 where sizes are not fixed or modes not all known."""
    problem, seats = instance.problem, instance.seats
    web = sum(person.mode is Mode.WEB for person in problem.people)
    is_even = len(set(zip(seats.low, seats.high, strict=True))) == 1 and not problem.move_penalty
    if not is_even or web == 1 or any(person.mode is None for person in problem.people):
        return 0
    larger = len(problem.people) - sum(seats.low)
    sizes = [low + (at < larger) for at, low in enumerate(seats.low)]
    best = {0: 0}
    for size in sizes:
        after: dict[int, int] = {}
        for seated, cost in best.items():
            for here in (0, *range(2, min(size, web - seated) + 1)):
                found = cost + pairs(here) + pairs(size - here)
                if found < after.get(seated + here, found + 1):
                    after[seated + here] = found
        best = after
    return best.get(web, 0)
