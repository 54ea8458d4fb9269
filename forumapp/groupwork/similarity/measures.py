"""How alike two notes are, from 0 to 1: their words weighed by rarity (tf-idf cosine), and their pairs of characters (Dice)."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from forumapp.core.text import words

WORDS = 0.75
"""Weight of the words; the rest goes to the pairs of characters. Without a dictionary these count alone."""

_SIGNS = re.compile(r"[^\w]|[のをにがはでとも]")


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters, without signs and the commonest particles."""
    flat = _SIGNS.sub("", words.plain(text))
    return frozenset(flat[place : place + 2] for place in range(len(flat) - 1)) or frozenset((flat,))


def similarities(texts: Sequence[str]) -> dict[tuple[int, int], float]:
    """Return {(i, j): similarity} with i < j for the texts that have anything in common; deterministic."""
    by_pairs = _dice([pairs(text) for text in texts])
    if not words.is_there():
        return by_pairs
    by_words = _cosine([words.content_words(text) for text in texts])
    return {
        key: WORDS * by_words.get(key, 0.0) + (1 - WORDS) * by_pairs.get(key, 0.0)
        for key in sorted(by_words.keys() | by_pairs.keys())
    }


def _dice(bags: Sequence[frozenset[str]]) -> dict[tuple[int, int], float]:
    holders: dict[str, list[int]] = defaultdict(list)
    for place, bag in enumerate(bags):
        for pair in sorted(bag):
            holders[pair].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        shared.update(combinations(places, 2))
    return {key: 2 * many / (len(bags[key[0]]) + len(bags[key[1]])) for key, many in shared.items()}


def _cosine(bags: Sequence[tuple[str, ...]]) -> dict[tuple[int, int], float]:
    used = Counter(word for bag in bags for word in sorted(set(bag)))
    rarity = {word: 1 + math.log((len(bags) + 1) / (many + 1)) for word, many in used.items()}
    vectors = [{word: times * rarity[word] for word, times in Counter(bag).items()} for bag in bags]
    lengths = [math.sqrt(sum(weight * weight for weight in vector.values())) for vector in vectors]
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for word, weight in vector.items():
            holders[word].append((place, weight / lengths[place]))
    products: dict[tuple[int, int], float] = defaultdict(float)
    for word in sorted(holders):
        for (one, mine), (other, yours) in combinations(holders[word], 2):
            products[one, other] += mine * yours
    return products
