"""Proposals of the merge board: 320 notes on one theme (8 groups of 40), their words not yet known, then known."""

import time

from forumapp.core.text import words
from forumapp.groupwork.similarity.clusters import liken

GROUPS, EACH = 8, 40
WHO = ("幹部", "若手職員", "原課の担当者", "県", "ベンダー", "財政部門", "人事部門", "情報政策部門")
WHAT = (
    "戦略を描ける",
    "進捗を管理する",
    "仕様を書ける",
    "継続的に支援する",
    "研修を行う",
    "窓口を見直す",
    "予算を確保する",
)
HOW = ("人材が必要", "のは難しい", "仕組みがほしい", "時間がない", "ことを共同で進めたい", "方法を学びたい")


def notes() -> tuple[str, ...]:
    """Make the notes."""
    return tuple(
        f"{WHO[n % 8]}と一緒に{WHAT[n * 3 % 7]}{HOW[n * 5 % 6]}({n % 11}年目の課題{n % 17})"
        for n in range(GROUPS * EACH)
    )


def milliseconds() -> tuple[float, float, int]:
    """Return the time of the first and of a later reckoning (words remembered), and the number of proposals."""
    texts = notes()
    words.is_there()
    words.content_words.cache_clear()
    times = []
    for _ in range(2):
        liken.cache_clear()
        begun = time.perf_counter()
        found = liken(texts).clusters
        times.append((time.perf_counter() - begun) * 1000)
    return times[0], times[1], len(found)
