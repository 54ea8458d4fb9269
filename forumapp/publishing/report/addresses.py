"""Where the files of a report lie for whoever reads it: on this site, or beside the page in a static copy."""

from dataclasses import dataclass
from pathlib import PurePath

from flask import url_for

from forumapp.core.urls import absolute_url
from forumapp.materials.models import Material, Recording
from forumapp.publishing.models import ReportPhotograph

FOLDER = "files"


@dataclass(frozen=True)
class OnSite:
    """Addresses on this site."""

    slug: str
    plays: bool = True
    pictures: bool = True

    def material(self, one: Material) -> str:
        """Return the address of slides or a document."""
        return url_for("materials.download", forum=self.slug, material=one.id, filename=one.filename)

    def preview(self, one: Material) -> str:
        """Return the address of the picture of the first page."""
        return url_for("material_previews.everybody", forum=self.slug, material=one.id)

    def bundle(self) -> str:
        """Return the address of all slides in one file."""
        return url_for("material_bundles.everybody", forum=self.slug)

    def recording(self, one: Recording) -> str:
        """Return the address of a stored recording."""
        return url_for("materials.play", forum=self.slug, recording=one.id, filename=one.filename)

    def captions(self, one: Recording) -> str:
        """Return the address of a recording's captions."""
        return url_for("materials.recording_captions", forum=self.slug, recording=one.id)

    def poster(self, one: Recording) -> str:
        """Return the address of a recording's picture."""
        return url_for("recordings.poster", forum=self.slug, recording=one.id)

    def chapters(self, one: Recording, language: str) -> str:
        """Return the address of a recording's chapters."""
        return url_for("recordings.chapter_track", forum=self.slug, recording=one.id, lang=language)

    def photograph(self, one: ReportPhotograph, size: str) -> str:
        """Return the address of a photograph in a size."""
        return url_for("photographs.picture", forum=self.slug, photograph=one.id, size=size)

    def agenda(self) -> str:
        """Return the address of the agenda by day, room and track."""
        return url_for("publishing.agenda", forum=self.slug)


@dataclass(frozen=True)
class Beside:
    """Relative addresses of what a static copy holds; full ones on this site for what it does not.

    Names are short and plain ASCII, and the same in every copy: a content management system may keep them.
    """

    slug: str
    slides: bool = True
    plays: bool = True
    pictures: bool = True

    def material(self, one: Material) -> str:
        """Return the address of slides or a document."""
        if self.slides:
            return f"{FOLDER}/material-{one.id}{_suffix(one.filename)}"
        return absolute_url("materials.download", forum=self.slug, material=one.id, filename=one.filename)

    def preview(self, one: Material) -> str:
        """Return the address of the picture of the first page, "" where slides are left out."""
        return f"{FOLDER}/material-{one.id}.webp" if self.slides else ""

    def bundle(self) -> str:
        """Return the address of all slides in one file, which stays on this site."""
        return absolute_url("material_bundles.everybody", forum=self.slug)

    def recording(self, one: Recording) -> str:
        """Return the address of a stored recording."""
        if self.plays:
            return f"{FOLDER}/recording-{one.id}{_suffix(one.filename)}"
        return absolute_url("materials.play", forum=self.slug, recording=one.id, filename=one.filename)

    def captions(self, one: Recording) -> str:
        """Return the address of a recording's captions."""
        return f"{FOLDER}/recording-{one.id}.vtt"

    def poster(self, one: Recording) -> str:
        """Return the address of the picture before a film plays, "" where there is none or films are left out."""
        if one.open_poster is None or not self.plays:
            return ""
        ending = "png" if one.open_poster.content_type.endswith("png") else "jpg"
        return f"{FOLDER}/recording-{one.id}-poster.{ending}"

    def chapters(self, _one: Recording, _language: str) -> str:
        """Return nothing: browsers take tracks from no disk; the list below the film leads there."""
        return ""

    def photograph(self, one: ReportPhotograph, size: str) -> str:
        """Return the address of a photograph in a size."""
        if self.pictures:
            return f"{FOLDER}/photograph-{one.id}-{size}.jpg"
        return absolute_url("photographs.picture", forum=self.slug, photograph=one.id, size=size)

    def agenda(self) -> str:
        """Return the address of the agenda by day, room and track."""
        return absolute_url("publishing.agenda", forum=self.slug)


def _suffix(filename: str) -> str:
    suffix = PurePath(filename).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() else ""
