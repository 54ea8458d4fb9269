"""One round's plan while it is being made: who sits where, and what a change would cost."""

from forumapp.groupwork.assignment.instance import Instance


class Table:
    """``total`` is the cost of everything: rules, moves and spread. People who met elsewhere are told by ``met``."""

    def __init__(self, instance: Instance, group: list[int]) -> None:
        """Seat ``group`` (of each person). Nobody has met anybody yet."""
        self.instance = instance
        groups = len(instance.problem.groups)
        self.slots, self.steps = instance.slots, instance.steps
        self.near = [list(row) for row in instance.static]
        self.pair: list[dict[int, int]] = [{} for _ in group]
        self.group = list(group)
        self.size = [0] * groups
        self.count = [[0] * len(instance.features) for _ in range(groups)]
        self.total = 0
        for person, at in enumerate(group):
            for feature in self.slots[person]:
                self.total += self.steps[feature][self.count[at][feature]]
                self.count[at][feature] += 1
            self.size[at] += 1
            self.total += self.near[person][at]
        for one, other in instance.problem.apart_pairs():
            self.part(one, other, instance.levels.apart)
        self.plain = not any(any(row) for row in self.near) and not any(self.pair)

    def part(self, one: int, other: int, price: int) -> None:
        """Let it cost ``price`` more that two people sit together."""
        self.pair[one][other] = self.pair[one].get(other, 0) + price
        self.pair[other][one] = self.pair[other].get(one, 0) + price
        self.near[one][self.group[other]] += price
        self.near[other][self.group[one]] += price
        if self.group[one] == self.group[other]:
            self.total += price
        self.plain = False

    def swapping(self, one: int, other: int) -> int:
        """Return what it would cost to let two people of different groups change seats."""
        g, h = self.group[one], self.group[other]
        here, there, steps = self.count[g], self.count[h], self.steps
        change = 0
        for a, b in zip(self.slots[one], self.slots[other]):  # noqa: B905 (the same length, and this is the hot loop)
            if a != b:
                step = steps[a]
                change += step[there[a]] - step[here[a] - 1]
                step = steps[b]
                change += step[here[b]] - step[there[b] - 1]
        if self.plain:
            return change
        mine, yours = self.near[one], self.near[other]
        change += mine[h] - mine[g] + yours[g] - yours[h]
        pair = self.pair[one]
        return change - 2 * pair[other] if other in pair else change

    def moving(self, one: int, h: int) -> int:
        """Return what it would cost to let a person sit in the other group ``h``."""
        g = self.group[one]
        here, there, steps, near = self.count[g], self.count[h], self.steps, self.near[one]
        change = near[h] - near[g]
        for feature in self.slots[one]:
            step = steps[feature]
            change += step[there[feature]] - step[here[feature] - 1]
        return change

    def move(self, one: int, h: int) -> None:
        """Let a person sit in the other group ``h``; ``total`` is left to the caller, who knows the change."""
        g = self.group[one]
        here, there = self.count[g], self.count[h]
        for feature in self.slots[one]:
            here[feature] -= 1
            there[feature] += 1
        self.group[one] = h
        self.size[g] -= 1
        self.size[h] += 1
        for friend, price in self.pair[one].items():
            self.near[friend][g] -= price
            self.near[friend][h] += price

    def swap(self, one: int, other: int) -> None:
        """Let two people of different groups change seats; ``total`` is left to the caller."""
        group = self.group
        g, h = group[one], group[other]
        here, there = self.count[g], self.count[h]
        for a, b in zip(self.slots[one], self.slots[other]):  # noqa: B905
            if a != b:
                here[a] -= 1
                there[a] += 1
                here[b] += 1
                there[b] -= 1
        group[one], group[other] = h, g
        if not self.plain:
            for who, old, new in ((one, g, h), (other, h, g)):
                for friend, price in self.pair[who].items():
                    near = self.near[friend]
                    near[old] -= price
                    near[new] += price

    def members(self, at: int) -> list[int]:
        """Return the people of a group."""
        return [person for person, group in enumerate(self.group) if group == at]

    def exchange(self, ours: list[int], theirs: list[int], g: int, h: int) -> int:
        """Let ``ours`` go from g to h and ``theirs`` come, and return what it cost; ``total`` follows."""
        before = self.total
        for one in ours:
            self.total += self.moving(one, h)
            self.move(one, h)
        for one in theirs:
            self.total += self.moving(one, g)
            self.move(one, g)
        return self.total - before

    def sit(self, group: list[int]) -> None:
        """Take over another plan of the same people."""
        for person, at in enumerate(group):
            if self.group[person] != at:
                self.total += self.moving(person, at)
                self.move(person, at)
