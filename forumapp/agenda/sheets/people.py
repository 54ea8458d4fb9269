"""Speakers in one cell: a line each, as printed, with the role where it is not simply speaking."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from forumapp.agenda.models import Appearance, AppearanceRole
from forumapp.agenda.pasting.speakers import read_speakers
from forumapp.agenda.pasting.tree import PastedSpeaker
from forumapp.agenda.programme import Speaker
from forumapp.agenda.timetable import speaker_of
from forumapp.core.text.cleaning import clean_line

ROLES = {AppearanceRole.MODERATOR: "司会", AppearanceRole.PANELIST: "パネリスト"}
"""Labels that the reader of pasted programmes knows."""


@dataclass
class Cast:
    """What becomes of the speakers of one item: those kept in order, those read anew, those who are gone.

    ``lines``: in order, an appearance that stays (with new values, if any) or None with the values of a new one.
    """

    lines: list[tuple[Appearance | None, PastedSpeaker | None]]
    gone: list[Appearance]
    unread: list[str]


def printed(speaker: Speaker) -> str:
    """Return the line of a speaker: 司会：広島県総務局 課長 山田 正彦氏."""
    label = ROLES.get(AppearanceRole(speaker.role))
    return f"{label}：{speaker.line}" if label else speaker.line


def cast_of(text: str, present: Iterable[Appearance]) -> Cast:
    """Compare a cell with who appears now: a line as it was printed is the same person, whatever its words mean."""
    free = {one.id: one for one in present}
    lines: list[tuple[Appearance | None, PastedSpeaker | None]] = []
    unread: list[str] = []
    later: list[tuple[int, str]] = []
    for line in filter(None, (clean_line(part) for part in text.split("\n"))):
        same = next((one for one in free.values() if clean_line(printed(speaker_of(one))) == line), None)
        if same is not None:
            del free[same.id]
        else:
            later.append((len(lines), line))
        lines.append((same, None))
    extra = 0
    for place, line in later:
        found = read_speakers(line, is_sure=True)
        if not found:
            unread.append(line)
        new = [_matched(speaker, free) for speaker in found]
        lines[place + extra : place + extra + 1] = new
        extra += len(new) - 1
    return Cast(lines, list(free.values()), unread)


def _matched(speaker: PastedSpeaker, free: dict[int, Appearance]) -> tuple[Appearance | None, PastedSpeaker]:
    """Return who of the others has the name; where the affiliation is the same, its parts stay as they were."""
    name = (speaker.family_name, speaker.given_name)
    same = next((one for one in free.values() if (one.family_name, one.given_name) == name), None)
    if same is None:
        return None, speaker
    del free[same.id]
    if speaker_of(same).affiliation.split() == f"{speaker.organisation}{speaker.unit}".split():
        speaker = replace(speaker, organisation=same.organisation, unit=same.unit)
    return same, speaker
