"""A plan that is held to a cap of moves while it is being made."""

from forumapp.groupwork.assignment.instance import Instance
from forumapp.groupwork.assignment.table import Table

NOWHERE = -1


class CappedTable(Table):
    """Each move beyond ``most_moves`` costs ``levels.beyond``; ``over`` counts them, below 0 where more may move."""

    def __init__(self, instance: Instance, group: list[int]) -> None:
        """Seat ``group`` (of each person). Who has no present group moves nowhere."""
        super().__init__(instance, group)
        problem, number = instance.problem, instance.number
        present = [problem.present(one, number) for one in range(len(problem.people))]
        self.homes = [NOWHERE if home is None else home for home in present]
        self.over = sum(home not in (at, NOWHERE) for at, home in zip(group, self.homes, strict=True))
        self.over -= problem.most_moves or 0
        self.total += instance.levels.beyond * max(0, self.over)

    def swapping(self, one: int, other: int) -> int:
        """Return what it would cost to let two people of different groups change seats."""
        return super().swapping(one, other) + self._price(self._both(one, other))

    def moving(self, one: int, h: int) -> int:
        """Return what it would cost to let a person sit in the other group ``h``."""
        return super().moving(one, h) + self._price(self._more(one, self.group[one], h))

    def move(self, one: int, h: int) -> None:
        """Let a person sit in the other group ``h``."""
        self.over += self._more(one, self.group[one], h)
        super().move(one, h)

    def swap(self, one: int, other: int) -> None:
        """Let two people of different groups change seats."""
        self.over += self._both(one, other)
        super().swap(one, other)

    def _both(self, one: int, other: int) -> int:
        g, h = self.group[one], self.group[other]
        return self._more(one, g, h) + self._more(other, h, g)

    def _more(self, one: int, g: int, h: int) -> int:
        """Return 1 if who goes from g to h leaves the present group so, -1 if that is coming back."""
        home = self.homes[one]
        return (home == g) - (home == h)

    def _price(self, more: int) -> int:
        beyond = self.instance.levels.beyond
        return beyond * (max(0, self.over + more) - max(0, self.over)) if more else 0
