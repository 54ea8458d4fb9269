"""Captions: WebVTT (W3C WebVTT, section 4) and SubRip files read, checked line by line, and written as WebVTT."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LARGEST = 1024 * 1024
LARGEST_STORED = 4 * LARGEST
"""Bytes of what was sent as SubRip: a sign of Shift_JIS may take three times as many in UTF-8, and its times some more."""
CONTENT_TYPE = "text/vtt"
BEGINNING = "WEBVTT\n\n00:00.000 --> 00:04.000\n"
"""What an empty page of captions begins with."""
MOST_PROBLEMS = 20
"""Lines that are named; who has more of them has another problem."""

_ARROW = "-->"
_MOMENT = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE = re.compile(rf"{_MOMENT}[ \t]+-->[ \t]+{_MOMENT}(?:[ \t].*)?")
_SUBRIP = re.compile(
    r"(\d{1,3}):(\d\d):(\d\d)[,.](\d{1,3})[ \t]*-->[ \t]*(\d{1,3}):(\d\d):(\d\d)[,.](\d{1,3}).*"
)
_OTHER_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
# What a tag holds ends at the next "<" too: else a line of nothing but "<" is looked through once for each of them.
_TAG = re.compile(r"<[^<>]*>")
_VOICE = re.compile(r"<v(?:\.[^ \t<>]*)?[ \t]+([^ \t<>][^<>]*)>")
_SUBRIP_STYLE = re.compile(r"\{\\[^{}]*\}|</?font[^<>]*>")
_ENDLESS_NUMBER = re.compile(r"&#\d{8,};?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from ``start`` to ``end`` (milliseconds); ``text`` may hold WebVTT's tags and several lines."""

    start: int
    end: int
    text: str

    @property
    def plain(self) -> str:
        """Return what is said, in one line, without tags."""
        lines = (_unescaped(_TAG.sub("", line)).strip() for line in self.text.split("\n"))
        return _joined(line for line in lines if line)

    @property
    def voice(self) -> str:
        """Return who speaks, as far as the cue says it (<v Name>)."""
        found = _VOICE.search(self.text)
        return _unescaped(found[1]).strip() if found else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Line ``line`` (from 1; 0: the file as a whole) is wrong.

    ``reason``: encoding, signature, cue (no readable times), order (ends before it begins), backwards (begins before the
    one above), no_time (text without times), no_text, empty (no cue at all).
    """

    reason: str
    line: int = 0


class UnusableCaptions(Exception):
    """What is wrong, in the order of lines; ``reason`` and ``line`` are the first one's."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems[:MOST_PROBLEMS])
        self.reason, self.line = problems[0].reason, problems[0].line
        super().__init__(f"{self.reason} in line {self.line}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of a transcript: when it begins (milliseconds), who speaks where that is told, and what is said."""

    start: int
    voice: str
    text: str


def check(raw: bytes) -> int:
    """Return the number of cues of a WebVTT file; UnusableCaptions says what is wrong."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableCaptions([Problem("encoding")]) from error
    return len(read(text))


def as_webvtt(raw: bytes) -> str:
    """Return what was sent as WebVTT: that itself, or a SubRip file (also in Shift_JIS) turned into it."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            text = raw.decode("cp932")
        except UnicodeDecodeError:
            raise UnusableCaptions([Problem("encoding")]) from error
        if not _is_subrip(_lines(text)):
            raise UnusableCaptions([Problem("encoding")]) from error
    lines = _lines(text)
    return _from_subrip(lines) if _is_subrip(lines) else text


def tidy(text: str) -> str:
    """Return text of a form as it is stored: one kind of line end, one of them at the end."""
    return "\n".join(line.rstrip() for line in _lines(text)).strip("\n") + "\n"


def read(text: str) -> list[Cue]:
    """Return the cues of a WebVTT text; UnusableCaptions names every line that is wrong."""
    lines = _lines(text)
    if "\0" in text or not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise UnusableCaptions([Problem("signature", 1)])
    cues: list[Cue] = []
    problems: list[Problem] = []
    for number, block in _blocks(lines):
        _read_block(number, block, cues, problems)
    if not cues and not problems:
        problems.append(Problem("empty"))
    if problems:
        raise UnusableCaptions(problems)
    return cues


def _read_block(number: int, block: list[str], cues: list[Cue], problems: list[Problem]) -> None:
    """Read the block whose first line is ``number``: times in its first or second line, text below."""
    if _OTHER_BLOCK.match(block[0]) and not any(_ARROW in line for line in block[:1]):
        return
    at = next((place for place, line in enumerate(block) if _ARROW in line), None)
    if at is None:
        problems.append(Problem("no_time", number))
        return
    wrong = next((place for place, line in enumerate(block) if _ARROW in line and place > max(at, 0)), None)
    found = _CUE.fullmatch(block[at].strip())
    if at > 1 or found is None:
        problems.append(Problem("cue" if found is None else "no_time", number + (at if found is None else 0)))
        return
    start, end = _millis(found.groups()[:4]), _millis(found.groups()[4:])
    text = "\n".join(block[at + 1 :])
    if wrong is not None:
        problems.append(Problem("cue", number + wrong))
    elif start >= end:
        problems.append(Problem("order", number + at))
    elif cues and start < cues[-1].start:
        problems.append(Problem("backwards", number + at))
    elif not text.strip():
        problems.append(Problem("no_text", number + at))
    cues.append(Cue(start, end, text))


def write(cues: Sequence[Cue]) -> str:
    """Return cues as WebVTT."""
    blocks = [f"{clock(cue.start)} --> {clock(cue.end)}\n{cue.text}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def clock(milliseconds: int) -> str:
    """Return a moment as WebVTT writes it: 00:01.500, 01:02:03.000."""
    seconds, millis = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return (
        f"{hours:02}:{minute:02}:{second:02}.{millis:03}" if hours else f"{minute:02}:{second:02}.{millis:03}"
    )


def transcript(cues: Sequence[Cue], *, pause: int = 2000, longest: int = 240) -> list[Paragraph]:
    """Put cues together into paragraphs: a new one after a pause (milliseconds), with another voice, or after so many letters.

    That is at the end of a sentence if there is one: captions that a program wrote often have none.
    """
    found: list[Paragraph] = []
    ended, voice = 0, ""
    for cue in cues:
        if not cue.plain:
            continue
        voice_now = cue.voice or voice
        is_new = not found or cue.start - ended > pause or voice_now != voice
        if is_new or _is_full(found[-1].text, longest):
            found.append(Paragraph(cue.start, voice_now if voice_now != voice else "", cue.plain))
        else:
            last = found[-1]
            found[-1] = Paragraph(last.start, last.voice, _joined((last.text, cue.plain)))
        ended, voice = max(ended, cue.end), voice_now
    return found


def _is_full(text: str, longest: int) -> bool:
    return len(text) >= longest and (text[-1] in "。．.!?！？" or len(text) >= 2 * longest)


def _unescaped(text: str) -> str:
    """Return text without references to characters; a number that no character has is the sign for that."""
    return html.unescape(_ENDLESS_NUMBER.sub("\ufffd", text))


def _joined(parts: Iterator[str] | tuple[str, ...]) -> str:
    """Put texts together: with a blank between Latin letters, without one in Japanese."""
    whole = ""
    for part in parts:
        needs_blank = whole and part and (whole[-1] + part[0]).isascii()
        whole += f" {part}" if needs_blank else part
    return whole


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks behind the header with the number of their first line (from 1)."""
    block: list[str] = []
    is_header = True
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
            continue
        if block and not is_header:
            yield number - len(block), block
        is_header, block = is_header and not block, []


def _is_subrip(lines: Sequence[str]) -> bool:
    written = [line.strip() for line in lines if line.strip()]
    return any(_SUBRIP.fullmatch(line) and "," in line.partition(_ARROW)[0] for line in written[:2])


def _from_subrip(lines: Sequence[str]) -> str:
    """Turn SubRip into WebVTT; a line whose times cannot be read stays as it is, to be named by the check."""
    written = ["WEBVTT", ""]
    for line in lines:
        found = _SUBRIP.fullmatch(line.strip())
        if found:
            start, end = found.groups()[:4], found.groups()[4:]
            written.append(f"{_from_comma(start)} --> {_from_comma(end)}")
        else:
            written.append(_SUBRIP_STYLE.sub("", line))
    return tidy("\n".join(written))


def _from_comma(parts: tuple[str, ...]) -> str:
    hours, minutes, seconds, millis = parts
    return f"{int(hours):02}:{minutes}:{seconds}.{millis.ljust(3, '0')}"


def _millis(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, millis = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis
