"""What a speaker is shown of the programme and asked to check: their lines as they will be printed, item, time, place.

The draft counts: it is what will be printed, a speaker's correction stands in it at once, and speakers are asked before
anything is released. What the public sees already is told beside it where the two differ.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from forumapp.agenda import profiles, queries
from forumapp.agenda.checks.walking import placed
from forumapp.agenda.feeds import location
from forumapp.agenda.models import Appearance, AppearanceRole, Item, ItemKind
from forumapp.agenda.programme import ProgrammeItem, ProgrammeTrack, Speaker, moment
from forumapp.agenda.timetable import build, speaker_of
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.core.text.names import full_name, split_name
from forumapp.core.text.times import format_range
from forumapp.forums.models import Forum
from forumapp.mail.letters import INVENTED_NAME, Fact

WITH_SLIDES = {ItemKind.TALK, ItemKind.PRESENTATION}
"""Items for which slides are awaited; any other that holds something may have some."""
WITHOUT_SLIDES = {ItemKind.BREAK, ItemKind.CONTAINER}

Place = tuple[ProgrammeItem, ProgrammeTrack | None]


class Approval(StrEnum):
    """What the speaker said of a line: nothing yet, yes, or yes to another line than is printed now."""

    OPEN = "open"
    GIVEN = "given"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class Part:
    """Somebody's appearance in an item of the draft; ``announced`` is the item as the public sees it."""

    row: Appearance
    speaker: Speaker
    item: ProgrammeItem
    track: ProgrammeTrack | None
    announced: Place | None = None

    @property
    def name(self) -> str:
        """Return the person's name without the honorific."""
        return full_name(self.row.family_name, self.row.given_name)

    @property
    def line(self) -> str:
        """Return the line as it will be printed."""
        return self.speaker.line

    @property
    def approval(self) -> Approval:
        """Say whether the speaker has approved this very line."""
        if self.row.approved_line is None:
            return Approval.OPEN
        return Approval.GIVEN if self.row.approved_line == self.line else Approval.OUTDATED

    @property
    def awaits_slides(self) -> bool:
        """Say whether slides are to be expected: a talk or presentation by a speaker or on a panel."""
        return self.item.kind in WITH_SLIDES and self.speaker.role != "moderator"

    @property
    def takes_slides(self) -> bool:
        """Say whether slides can be sent at all."""
        return self.item.kind not in WITHOUT_SLIDES


def parts_of_all(forum: Forum) -> dict[int, list[Part]]:
    """Return every person of the draft, in the order of the programme, with what they do; as many statements for any."""
    items = queries.items(forum.id)
    rows = {row.id: row for item in items for row in item.appearances}
    draft = build(items, queries.tracks(forum.id), queries.opens(forum))
    announced: dict[int | None, Place] = {
        item.id: (item, track) for item, track in placed(queries.released_programme(forum.id))
    }
    found: dict[int, list[Part]] = defaultdict(list)
    for item, track in placed(draft):
        for speaker in item.speakers:
            if speaker.person_id is not None:
                part = Part(rows[speaker.appearance_id], speaker, item, track, announced.get(item.id))
                found[speaker.person_id].append(part)
    return dict(found)


def standing(forum: Forum) -> tuple[int, int, int]:
    """Return how many people appear, how many of them were asked, and how many approved all of their lines."""
    everybody, known = parts_of_all(forum), profiles.profiles(forum.id)
    asked = sum(known[ident].asked_at is not None for ident in everybody if ident in known)
    approved = sum(all(part.approval is Approval.GIVEN for part in parts) for parts in everybody.values())
    return len(everybody), asked, approved


def parts_of(forum: Forum, person_id: int) -> Sequence[Part]:
    """Return what one person does."""
    return parts_of_all(forum).get(person_id, [])


def line_of(appearance: Appearance) -> str:
    """Return the line that the row will be printed as."""
    return speaker_of(appearance).line


def title_of(item: ProgrammeItem | Item) -> str:
    """Return the item's title in the present language, as far as there is one."""
    return (item.title_en if language() == "en" else "") or item.title


def when(forum: Forum, item: ProgrammeItem) -> str:
    """Return day and time of an item as it is told to its speaker."""
    if forum.day is None:
        return _("調整中")
    day = format_date(moment(forum.day, (item.day, 0)).date(), language())
    return day if item.start is None else f"{day} {format_range(item.start, item.end)}"


def where(forum: Forum, item: ProgrammeItem, track: ProgrammeTrack | None) -> str:
    """Return the place of an item: its own, its track's, or the forum's."""
    mode = item.mode or (track.mode if track else forum.mode)
    return location(forum, mode, item.room or (track.room if track else ""))


def told(forum: Forum, place: Place) -> dict[str, str]:
    """Return title, time, place and track of an item in words, without what is not known."""
    item, track = place
    name = ((track.name_en if language() == "en" else "") or track.name) if track else ""
    rows = {
        _("ご登壇の項目"): title_of(item),
        _("日時"): when(forum, item),
        _("場所"): where(forum, item, track),
        _("部会"): name,
    }
    return {label: text for label, text in rows.items() if text}


def moved(forum: Forum, part: Part) -> Mapping[str, str]:
    """Return what the public programme says otherwise than the draft, by label; {} when it says the same, or nothing."""
    if part.announced is None:
        return {}
    now = told(forum, (part.item, part.track))
    return {label: text for label, text in told(forum, part.announced).items() if now.get(label) != text}


def facts_of(forum: Forum, parts: Sequence[Part]) -> list[Fact]:
    """Return what a letter asks a speaker to check: the printed line, item, time, place and track of each appearance."""
    facts = []
    for number, part in enumerate(parts, start=1):
        rows = told(forum, (part.item, part.track))
        if len(parts) == 1:
            facts.append(Fact(_("掲載するご所属・お名前"), (part.line,)))
            facts += [Fact(label, (text,)) for label, text in rows.items()]
        else:
            facts.append(Fact(_("ご登壇の項目%(number)d", number=number), (part.line, *rows.values())))
    return facts


def invented(forum: Forum) -> list[Part]:
    """Make an appearance of somebody invented in the first item that has or could have a speaker, for samples of letters."""
    rows = [row for row in placed(queries.draft_programme(forum)) if not row[0].is_container]
    nothing = ProgrammeItem(None, ItemKind.TALK, title=_("講演の例"))
    item, track = next((row for row in rows if row[0].speakers), rows[0] if rows else (nothing, None))
    family_name, given_name = split_name(INVENTED_NAME)
    someone = Appearance(
        id=0,
        organisation=_("例示市"),
        unit="",
        title=_("課長"),
        family_name=family_name,
        given_name=given_name,
        honorific="",
        role=AppearanceRole.SPEAKER,
    )
    return [Part(someone, speaker_of(someone), item, track)]
