"""The files that a document names: looked at where they lie, told by their content, and stored before the transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Literal

from flask import current_app
from flask_babel import gettext as _

from forumapp.core import files
from forumapp.core.uploads import contents
from forumapp.core.uploads.filenames import safe_filename
from forumapp.core.uploads.received import Received
from forumapp.exchange.checks.places import rows, text
from forumapp.exchange.errors import Problem
from forumapp.exchange.reading import Path, Source
from forumapp.materials import captions

Use = Literal["document", "video", "captions"]
Files = dict[tuple[str, str], Received]
"""What was stored, by the path that the document gives and the name to offer when downloading."""


@dataclass(frozen=True)
class Found:
    """A file that can be stored: where it is named, its own path, its type, and a video's length in seconds."""

    name: str
    offered: str
    path: FilePath
    content_type: str
    filename: str
    seconds: int | None


def look(source: Source, folder: FilePath) -> tuple[list[Found], list[Problem]]:
    """Examine every file of the document in ``folder``; writes nothing."""
    found, problems = [], []
    for path, use, name, offered in _named(source):
        try:
            found.append(_examined(folder, use, name, offered))
        except ValueError as error:
            problems.append(source.problem(path, str(error)))
    return found, problems


def store(found: list[Found]) -> Files:
    """Copy the files into the store."""
    stored: Files = {}
    for one in found:
        with one.path.open("rb") as stream:
            written = files.write(stream, limit=current_app.config["MAX_UPLOAD"])
        stored[one.name, one.offered] = Received(written, one.content_type, one.filename, one.seconds)
    return stored


def _named(source: Source) -> Iterator[tuple[Path, Use, str, str]]:
    for path, row in rows(source.data, "materials"):
        yield (*path, "file"), "document", text(row, "file"), text(row, "filename")
    for path, row in rows(source.data, "recordings"):
        if text(row, "file"):
            yield (*path, "file"), "video", text(row, "file"), text(row, "filename")
        if text(row, "captions"):
            yield (*path, "captions"), "captions", text(row, "captions"), ""
        if text(row, "poster"):
            yield (*path, "poster"), "document", text(row, "poster"), ""
    series = source.data.get("series") if isinstance(source.data, dict) else None
    for path, section in rows(series, "sections", ("series",)):
        for place, row in rows(section, "documents", path):
            if text(row, "file"):
                yield (*place, "file"), "document", text(row, "file"), text(row, "filename")


def _examined(folder: FilePath, use: Use, name: str, offered: str) -> Found:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(_("「%(name)s」はこの文書のフォルダーの外にあります。", name=name))
    if not path.is_file():
        raise ValueError(_("ファイル「%(name)s」がありません。", name=name))
    size = path.stat().st_size
    if size == 0:
        raise ValueError(_("ファイル「%(name)s」は空です。", name=name))
    if size > current_app.config["MAX_UPLOAD"]:
        raise ValueError(_("ファイル「%(name)s」は大きすぎます。", name=name))
    given = offered or path.name
    if use == "captions":
        return Found(name, offered, path, captions.CONTENT_TYPE, _captions(path, name, given), None)
    kind, seconds = _kind(path, name)
    if kind is None or kind.family != use:
        raise ValueError(
            _("「%(name)s」の中身は文書(PDF、Officeなど)ではありません。", name=name)
            if use == "document"
            else _("「%(name)s」の中身は動画(MP4、WebM)ではありません。", name=name)
        )
    return Found(name, offered, path, kind.content_type, safe_filename(given, kind.suffixes), seconds)


def _kind(path: FilePath, name: str) -> tuple[contents.Kind | None, int | None]:
    with path.open("rb") as stream:
        try:
            kind = contents.kind_of(stream)
        except contents.HasMacros as error:
            raise ValueError(_("「%(name)s」はマクロを含むため登録できません。", name=name)) from error
        except (contents.Unpacked, contents.TwoFaced):
            return None, None
        return kind, contents.seconds_of(stream, kind) if kind else None


def _captions(path: FilePath, name: str, given: str) -> str:
    if path.stat().st_size > captions.LARGEST:
        raise ValueError(_("ファイル「%(name)s」は大きすぎます。", name=name))
    try:
        captions.check(path.read_bytes())
    except captions.UnusableCaptions as error:
        raise ValueError(
            _("「%(name)s」は字幕(WebVTT)として使えません(%(line)d行目)。", name=name, line=error.line)
        ) from error
    return safe_filename(given, (".vtt",))
