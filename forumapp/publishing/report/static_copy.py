"""A report as static HTML that opens from disk and fits into another site's pages: no script, nothing fetched from elsewhere.

``index.html`` is Japanese, ``index-en.html`` English, ``report.css`` their only sheet; what was chosen lies in ``files/``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import current_app, render_template
from flask_babel import force_locale

from forumapp.core import files
from forumapp.core.files import StoredFile
from forumapp.core.i18n import LANGUAGES
from forumapp.core.zipping import Entry, entry_of
from forumapp.forums.models import Forum
from forumapp.publishing.report import editions
from forumapp.publishing.report.addresses import Beside
from forumapp.publishing.report.editions import Edition
from forumapp.publishing.report.sections import Report

SHEET = "report.css"
PAGES = {"ja": "index.html", "en": "index-en.html"}


@dataclass(frozen=True)
class Choice:
    """What a copy holds beside its pages."""

    slides: bool = True
    recordings: bool = True
    photographs: bool = True


@dataclass(frozen=True)
class Sizes:
    """Bytes of what can be chosen, all of each kind together."""

    slides: int
    recordings: int
    photographs: int


def edition_of(forum: Forum, language: str) -> Edition:
    """Return what a copy is made of: the newest public version, or what would go out now where none is public."""
    return editions.published(forum, language) or editions.of_now(forum, language)


def sizes_of(edition: Edition) -> Sizes:
    """Return how large the files of a report are."""
    report = edition.report
    films = [one for one in report.recordings if one.file]
    beside = [part for one in films for part in (one.open_captions, one.open_poster) if part]
    return Sizes(
        sum(one.file.size for one in report.materials),
        sum(one.file.size for one in films if one.file) + sum(part.size for part in beside),
        sum(one.file.size + one.small.size for one, _alt, _caption in report.photographs),
    )


def entries(forum: Forum, choice: Choice) -> list[Entry]:
    """Return every file of a copy: pages, sheet, and what was chosen."""
    at = Beside(forum.slug, choice.slides, choice.recordings, choice.photographs)
    made: list[Entry] = []
    for language in LANGUAGES:
        with force_locale(language):
            edition = edition_of(forum, language)
            html = _page(forum, edition, at, language)
        made.append(entry_of(PAGES[language], html.encode()))
    made.append(entry_of(SHEET, _sheet()))
    return [*made, *_files(edition, choice, at)]


def write(forum: Forum, choice: Choice, folder: Path) -> int:
    """Write a copy into an empty ``folder``; returns how many files. FileExistsError if something lies there."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    found = entries(forum, choice)
    for one in found:
        path = folder / one.name
        path.parent.mkdir(exist_ok=True)
        with one.opened() as source, path.open("xb") as target:
            while chunk := source.read(files.CHUNK):
                target.write(chunk)
    return len(found)


def _page(forum: Forum, edition: Edition, at: Beside, language: str) -> str:
    other = next(one for one in LANGUAGES if one != language)
    return render_template(
        "publishing/static_copy.html",
        forum=forum,
        edition=edition,
        view=edition.view,
        report=edition.report,
        at=at,
        lang=language,
        sheet=SHEET,
        other=other,
        other_page=PAGES[other],
    )


def _sheet() -> bytes:
    return (Path(current_app.config["STATIC_DIR"]) / "css" / "static-copy.css").read_bytes()


def _files(edition: Edition, choice: Choice, at: Beside) -> Iterator[Entry]:
    opened = files.opener()
    chosen = (
        _slides(edition.report, at) if choice.slides else (),
        _recordings(edition.report, at) if choice.recordings else (),
        _photographs(edition.report, at) if choice.photographs else (),
    )
    for part in chosen:
        for name, stored in part:
            yield Entry(name, stored.size, partial(opened, stored.digest))


def _slides(report: Report, at: Beside) -> Iterator[tuple[str, StoredFile]]:
    for one in report.materials:
        yield at.material(one), one.file
        if one.preview:
            yield at.preview(one), one.preview


def _recordings(report: Report, at: Beside) -> Iterator[tuple[str, StoredFile]]:
    for one in report.recordings:
        if one.file:
            yield at.recording(one), one.file
            if one.open_captions:
                yield at.captions(one), one.open_captions
            if one.open_poster:
                yield at.poster(one), one.open_poster


def _photographs(report: Report, at: Beside) -> Iterator[tuple[str, StoredFile]]:
    for one, _alt, _caption in report.photographs:
        yield at.photograph(one, "large"), one.file
        yield at.photograph(one, "small"), one.small
