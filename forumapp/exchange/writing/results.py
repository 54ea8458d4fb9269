"""Slides, recordings, group work and impressions as plain values of a document."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from forumapp.exchange.services.keys import Keys
from forumapp.exchange.writing import arrangement
from forumapp.exchange.writing.parts import Folder, Values, full, unless
from forumapp.exchange.writing.parts import numbers as numbers_known
from forumapp.feedback.models import Impression
from forumapp.groupwork.models import Group, GroupWork, Note, SummaryBullet, Theme
from forumapp.materials.models import Audience, Material, PublishWhen, Recording


def materials(rows: Sequence[Material], items: Keys, folder: Folder) -> list[Values]:
    """Return slides and documents; without what a scanner holds back."""
    return [
        full(
            item=items.name_of(row.item_id) if row.item_id else None,
            title=row.own_title,
            **folder.place(row.file_digest, row.filename),
            audience=unless(_audience(row), "public"),
        )
        for row in rows
        if folder.carries(row.file_digest)
    ]


def recordings(rows: Sequence[Recording], items: Keys, folder: Folder) -> list[Values]:
    """Return recordings; captions lie beside the video under its name. Without what a scanner holds back."""
    found = []
    for row in rows:
        if not folder.carries(row.file_digest):
            continue
        values = full(
            item=items.name_of(row.item_id) if row.item_id else None, title=row.own_title, url=row.url
        )
        if row.file_digest is not None:
            values |= folder.place(row.file_digest, row.filename)
        if row.captions_digest is not None and folder.carries(row.captions_digest):
            stem = row.filename.rpartition(".")[0] or row.filename
            values["captions"] = folder.place(row.captions_digest, f"{stem}.vtt")["file"]
            values |= full(captions_language=unless(row.captions_language, "ja"))
        if row.poster_digest is not None and folder.carries(row.poster_digest):
            stem = row.filename.rpartition(".")[0] or "poster"
            values["poster"] = folder.place(row.poster_digest, f"{stem}.{_ending(row)}")["file"]
        day = row.day + 1 if row.day else None
        told = full(seconds=row.seconds, day=day, began=row.began, audience=unless(_audience(row), "public"))
        found.append(values | told)
    return found


def _ending(row: Recording) -> str:
    return "png" if row.poster is not None and row.poster.content_type.endswith("png") else "jpg"


def _audience(row: Material | Recording) -> str:
    """Return who may see it; a document knows no moment and no consent: what waits for one is for organisers alone."""
    is_kept_back = row.publish_when is not PublishWhen.NOW or getattr(row, "may_publish", None) is False
    return Audience.ORGANISERS.value if is_kept_back else row.audience.value


class Discussion:
    """The living themes, groups, notes and bullets of a forum's group work, and its settings by the id of the work."""

    def __init__(
        self,
        themes: Sequence[Theme],
        groups: Sequence[Group],
        notes: Sequence[Note],
        bullets: Sequence[SummaryBullet],
        settings: Mapping[int, Values],
    ) -> None:
        self.settings = settings
        self.themes: dict[int, list[Theme]] = defaultdict(list)
        self.groups: dict[int, list[Group]] = defaultdict(list)
        self.notes: dict[int, list[Note]] = defaultdict(list)
        self.bullets: dict[int, list[SummaryBullet]] = defaultdict(list)
        for theme in themes:
            self.themes[theme.work_id].append(theme)
        for group in groups:
            self.groups[group.work_id].append(group)
        for note in notes:
            self.notes[note.group_id].append(note)
        for bullet in bullets:
            self.bullets[bullet.theme_id].append(bullet)
        self.keys = {note.id: note.client_key for note in notes}

    def of(self, work: GroupWork, items: Keys) -> Values:
        """Return the group work of one item."""
        numbers = {theme.id: theme.number for theme in self.themes[work.id]}
        known = numbers_known(work_minutes=work.work_minutes, talk_minutes=work.talk_minutes)
        return {"item": items.name_of(work.item_id), **known} | full(
            arrangement=self.settings.get(work.id),
            themes=[
                full(
                    number=unless(theme.number, place),
                    title=theme.title,
                    guide=theme.guide,
                    bullets=self._bullets(theme),
                )
                for place, theme in enumerate(self.themes[work.id], start=1)
            ],
            groups=[
                arrangement.group(group, place) | full(notes=self._notes(group, numbers))
                for place, group in enumerate(self.groups[work.id], start=1)
            ],
        )

    def _bullets(self, theme: Theme) -> list[Values]:
        """Return what the public may see; drafts say so. An edit that waits for approval stays out."""
        found = []
        for bullet in self.bullets[theme.id]:
            approved = next((one for one in bullet.editions if one.version == bullet.approved_version), None)
            shown = approved or bullet
            found.append(
                full(
                    text=shown.text,
                    remark=shown.remark,
                    draft=approved is None,
                    sources=[
                        self.keys[source.note_id]
                        for source in sorted(bullet.sources, key=lambda source: source.note_id)
                        if source.note_id in self.keys
                    ],
                )
            )
        return found

    def _notes(self, group: Group, numbers: dict[int, int]) -> list[Values]:
        return [
            {
                "key": note.client_key,
                "theme": numbers[note.theme_id],
                "text": note.text,
                **full(
                    depth=note.depth or None, tag=note.tag.value if note.tag else None, marked=note.is_marked
                ),
            }
            for note in self.notes[group.id]
            if note.theme_id in numbers
        ]


def impressions(rows: Sequence[Impression]) -> list[Values]:
    """Return the published comments."""
    return [full(text=row.text, original=unless(row.original, row.text), consent=row.consent) for row in rows]
