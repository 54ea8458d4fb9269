"""Asking a child process what is in a stored file, or for a copy without its authors; the child may die of it, the worker not.

The child (``python -m forumapp.core.inspection``) is given the open file and nothing else: no path, no environment. What it says is
taken like the words of a stranger: known findings, short texts, a picture that is one.
"""

import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal

import forumapp
from forumapp.core.files import CHUNK
from forumapp.core.inspection import found as words
from forumapp.core.text.cleaning import clean_block, clean_line
from forumapp.core.uploads import contents
from forumapp.core.uploads.findings import FINDINGS

PATIENCE = 60.0
"""Seconds by the clock after which the child is killed."""
LARGEST_SAID = 8 << 20
LARGEST_PREVIEW = 1 << 20
PREVIEW_TYPE = "image/webp"
KINDS = {
    contents.PDF.content_type: "pdf",
    **dict.fromkeys((one.content_type for one in (contents.PPTX, contents.DOCX, contents.XLSX)), "office"),
    **dict.fromkeys((one.content_type for one in (contents.PNG, contents.JPEG)), "picture"),
}
"""What can be inspected: content types and how the child calls them."""
REASONS = ("encrypted", "signed", "damaged", "large", "mixed")
"""Why there is no copy; "heavy" when the child did not come to an end."""
NAMES = ("author", "last_modified_by", "company", "manager")
LISTS = ("comment_authors", "change_authors")
COUNTS = ("comments", "changes")


@dataclass(frozen=True)
class Inspected:
    """What was found; ``is_whole``: the child came to its end. ``preview``: a WebP, or b""."""

    is_whole: bool
    pages: int | None = None
    title: str = ""
    language: str = ""
    is_tagged: bool | None = None
    text: str = ""
    findings: list[str] = field(default_factory=list)
    people: dict[str, Any] = field(default_factory=dict)
    preview: bytes = b""


class NotCleaned(Exception):
    """There is no copy; ``reason`` is one of REASONS or "heavy"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def inspect(content: IO[bytes], content_type: str) -> Inspected:
    """Let a child look into an open file of one of KINDS."""
    with _child("inspect", content, content_type) as (code, said, target):
        lines = [line for line in said.read(LARGEST_SAID).split(b"\n") if line]
        states = [line for line in lines if line.startswith(b"{")]
        told = _told(states[-1]) if states else {}
        if code == 1 and lines and lines[-1] in {b"damaged", b"large"}:
            told["findings"] = [
                *told.get("findings", ()),
                "damaged" if lines[-1] == b"damaged" else "too_large",
            ]
        elif code != 0:
            told["findings"] = [*told.get("findings", ()), "heavy"]
        return Inspected(code in {0, 1}, preview=_picture(target), **told)


@contextmanager
def cleaned(content: IO[bytes], content_type: str) -> Iterator[IO[bytes]]:
    """Give a copy of an open file without its authors. Raises NotCleaned."""
    with _child("clean", content, content_type) as (code, said, target):
        if code != 0:
            reason = said.read(40).decode("ascii", "replace").strip()
            raise NotCleaned(reason if code == 1 and reason in REASONS else "heavy")
        yield target


@contextmanager
def _child(
    way: Literal["inspect", "clean"], content: IO[bytes], content_type: str
) -> Iterator[tuple[int, IO[bytes], IO[bytes]]]:
    """Run the child; gives its exit code (negative: killed) and the two files that it wrote."""
    with (
        _file_of(content) as source,
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as target,
    ):
        command = [
            sys.executable,
            "-m",
            "forumapp.core.inspection",
            way,
            KINDS[content_type],
            str(target.fileno()),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program with our own words
                command,
                stdin=source,
                stdout=said,
                stderr=subprocess.DEVNULL,
                pass_fds=(target.fileno(),),
                env={"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"},
                cwd=Path(forumapp.__file__).parent.parent,
                timeout=PATIENCE,
                check=False,
            )
            code = done.returncode
        except subprocess.TimeoutExpired:
            code = -9
        said.seek(0)
        target.seek(0)
        yield code, said, target


@contextmanager
def _file_of(content: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give the content as a file that a child can jump about in: itself, or a copy of what comes from elsewhere."""
    if isinstance(content, io.BufferedReader) and isinstance(content.raw, io.FileIO):
        yield content
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(content, copy, CHUNK)
        copy.flush()
        copy.seek(0)
        yield copy


def _told(line: bytes) -> dict[str, Any]:
    """Return what a line says, as far as it has the shape that it should have."""
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return {}
    pages, tagged, people = said.get("pages"), said.get("is_tagged"), said.get("people")
    return {
        "pages": pages if type(pages) is int and 0 < pages < 10**6 else None,
        "title": _text(said.get("title"), words.LONGEST_TITLE),
        "language": _text(said.get("language"), 40),
        "is_tagged": tagged if isinstance(tagged, bool) else None,
        "text": clean_block(str(said.get("text", "")))[: words.MOST_TEXT],
        "findings": [one for one in _list(said.get("findings")) if one in FINDINGS],
        "people": _people(people if isinstance(people, dict) else {}),
    }


def _people(said: dict[str, Any]) -> dict[str, Any]:
    names = {key: _text(said.get(key), words.LONGEST_NAME) for key in NAMES}
    lists = {key: [_text(one, words.LONGEST_NAME) for one in _list(said.get(key))] for key in LISTS}
    counts = {key: said[key] for key in COUNTS if type(said.get(key)) is int and 0 < said[key] < 10**6}
    return {key: value for key, value in {**names, **lists, **counts}.items() if value}


def _list(value: Any) -> list[str]:
    return (
        [one for one in value if isinstance(one, str)][: words.MOST_PEOPLE] if isinstance(value, list) else []
    )


def _text(value: Any, longest: int) -> str:
    return clean_line(value)[:longest] if isinstance(value, str) else ""


def _picture(target: IO[bytes]) -> bytes:
    """Return the picture, if it is one (WebP: RIFF container, RFC 9649)."""
    content = target.read(LARGEST_PREVIEW + 1)
    is_one = content[:4] == b"RIFF" and content[8:12] == b"WEBP" and len(content) <= LARGEST_PREVIEW
    return content if is_one else b""
