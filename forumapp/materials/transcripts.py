"""What is said in a recording, from its captions."""

from functools import lru_cache

from forumapp.core import files
from forumapp.materials import captions
from forumapp.materials.captions import Paragraph
from forumapp.materials.models import Recording


def transcript_of(recording: Recording) -> tuple[Paragraph, ...]:
    """Return the paragraphs of what is said; none without captions, and while a scanner holds them back."""
    found = recording.open_captions
    if found is None or recording.file_digest is None:
        return ()
    try:
        return _read(found.digest)
    except (FileNotFoundError, UnicodeDecodeError, captions.UnusableCaptions):
        return ()


def text_of(recording: Recording) -> str:
    """Return the captions as they are stored; "" without any."""
    if recording.captions_digest is None:
        return ""
    return stored_text(recording.captions_digest)


def stored_text(digest: str) -> str:
    """Return the text of stored captions; FileNotFoundError without them."""
    with files.opened(digest) as stream:
        return stream.read().decode("utf-8-sig", "replace")


@lru_cache(maxsize=128)
def _read(digest: str) -> tuple[Paragraph, ...]:
    """Read a content once in a process: what lies under a digest never changes."""
    with files.opened(digest) as stream:
        cues = captions.read(stream.read().decode("utf-8-sig"))
    return tuple(captions.transcript(cues))
