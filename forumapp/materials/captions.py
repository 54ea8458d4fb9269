"""Check of WebVTT captions (W3C WebVTT, section 4): UTF-8, the signature, and cues whose times run forward."""

import re

LARGEST = 1024 * 1024
CONTENT_TYPE = "text/vtt"

_ARROW = "-->"
_MOMENT = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE = re.compile(rf"{_MOMENT}[ \t]+-->[ \t]+{_MOMENT}(?:[ \t].*)?")


class UnusableCaptions(Exception):
    """``line`` (from 1) is the first that is wrong, 0 for the file as a whole; reason: encoding, signature, cue, empty."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"{reason} in line {line}")
        self.reason = reason
        self.line = line


def check(raw: bytes) -> int:
    """Return the number of cues; UnusableCaptions says what is wrong."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableCaptions("encoding") from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if "\0" in text or not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise UnusableCaptions("signature", 1)
    cues = [number for number, line in enumerate(lines, start=1) if _ARROW in line]
    for number in cues:
        found = _CUE.fullmatch(lines[number - 1].strip())
        if found is None or _millis(found.groups()[:4]) >= _millis(found.groups()[4:]):
            raise UnusableCaptions("cue", number)
    if not cues:
        raise UnusableCaptions("empty")
    return len(cues)


def _millis(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, millis = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis
