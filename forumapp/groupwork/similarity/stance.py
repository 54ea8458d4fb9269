"""Whether two texts may say the opposite of each other: 「常勤が望ましい」 and 「常勤は難しい」. A caution, not a reading."""

import re

from forumapp.core.text.words import plain

_AGAINST = re.compile(
    r"難し|困難|無理|不要|不可能|厳しい|反対|逆効果|避け|やめ(?:る|た|て)|いらない|要らない|必要(?:は|が|では|も)?な[いく]"
    r"|(?:出来|でき)(?:ない|ません|ず|ていない)|望ましく(?:は)?ない|(?:よく|良く)(?:は)?ない|べきで(?:は)?ない"
    r"|なくて(?:も)?(?:よ|良|い)|(?:しない|ない)(?:方|ほう)が"
)
_FOR = re.compile(
    r"望ましい|望む|必要|欲しい|ほしい|求め|べき|重要|大切|理想|有効|可能|(?:方|ほう)が(?:よ|良|い)|(?:出来|でき)る|したい|有難い|ありがたい"
)
_PAIRS = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (r"増や|増員|拡大|増加", r"減ら|削減|縮小|減少"),
        (r"内製|自前|職員自ら", r"外注|外部委託|業務委託|アウトソーシング"),
        (r"集約|集中|一元", r"分散"),
        (r"(?<!非)常勤(?!でな)", r"非常勤|兼務|兼業|常勤でな"),
        (r"単独|各自で|自治体ごと", r"共同|広域"),
        (r"対面|来庁", r"オンライン|リモート"),
        (r"若手", r"ベテラン|管理職"),
        (r"早く|早め|すぐ", r"慎重|時間をかけ"),
    )
)


def stance(text: str) -> int:
    """Return 1 for a text that wants or praises something, -1 for one that doubts it, 0 for neither or both."""
    flat = plain(text)
    against = _AGAINST.search(flat) is not None
    is_for = _FOR.search(_AGAINST.sub("", flat)) is not None
    return int(is_for) - int(against)


Sides = tuple[int, int]
"""Two sets of bits: what a text is for (or the first of a pair of opposites that it names), and the contrary."""


def sides(text: str) -> Sides:
    """Return where a text stands: by its stance, and by each pair of opposites."""
    flat = plain(text)
    named = [stance(text), *(bool(one.search(flat)) - bool(other.search(flat)) for one, other in _PAIRS)]
    return (
        sum(1 << bit for bit, side in enumerate(named) if side > 0),
        sum(1 << bit for bit, side in enumerate(named) if side < 0),
    )


def are_opposed(one: Sides, other: Sides) -> bool:
    """Say whether two texts contradict each other somewhere."""
    return bool(one[0] & other[1] or one[1] & other[0])
