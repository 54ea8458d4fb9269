"""Names under which people get a file: what they called it, made harmless on every system. Never used as a path."""

import re

from forumapp.core.text.cleaning import clean_line

LONGEST = 120
"""Characters; 120 kanji are 360 bytes in a header and still less than Windows' 255 UTF-16 units."""

_FORBIDDEN = re.compile(r'[<>:"|?*%#;]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def safe_filename(given: str, suffixes: tuple[str, ...]) -> str:
    """Return the name without folders, control and direction marks, ending in one of ``suffixes`` (the first is added)."""
    name = clean_line(re.split(r"[/\\]", given)[-1])
    name = _FORBIDDEN.sub("_", name).strip(". \u3000")
    ending = next((suffix for suffix in suffixes if name.lower().endswith(suffix)), None)
    stem = name[: -len(ending)] if ending else name
    ending = name[-len(ending) :] if ending else suffixes[0]
    stem = stem[: LONGEST - len(ending)].rstrip(". \u3000") or "file"
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return stem + ending
