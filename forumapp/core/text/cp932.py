"""Text for programs that know no other Japanese encoding than CP932 (Shift_JIS of Windows). Pure.

Some signs have one code there and two in Unicode: 〜 goes out as the tilde that Windows reads there, and comes back as
〜 when it is cleaned. What has no code at all (𠮷, variants of a kanji) is never replaced by another kanji.
"""

import re

GETA = "〓"
"""What stands for a character that the encoding does not have."""
_SAME = str.maketrans(
    {"〜": "～", "−": "－", "‖": "∥", "—": "―", "¢": "￠", "£": "￡", "¬": "￢", "\u00a0": " "}
)
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def encode(text: str) -> bytes:
    """Return ``text`` in CP932; 〓 for what it lacks, variants as the plain kanji."""
    return as_read(text).translate(_SAME).encode("cp932")


def as_read(text: str) -> str:
    """Return what a reader of the CP932 file sees."""
    plain = _SELECTOR.sub("", text)
    return plain if _has(plain) else "".join(sign if _has(sign) else GETA for sign in plain)


def changes(text: str) -> bool:
    """Say whether a reader of the CP932 file sees something else."""
    return not text.isascii() and as_read(text) != text


def _has(text: str) -> bool:
    try:
        text.translate(_SAME).encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
