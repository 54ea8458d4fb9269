"""What may be sent of recordings: videos and their captions."""

from typing import IO

from flask_babel import gettext as _

from forumapp.core.uploads import contents
from forumapp.core.uploads.fields import Place
from forumapp.core.uploads.filenames import safe_filename
from forumapp.forums.models import Forum
from forumapp.materials import caption_words, captions


def _examine_video(stream: IO[bytes], name: str) -> tuple[str, str, int | None]:
    try:
        kind = contents.kind_of(stream)
    except (contents.HasMacros, contents.Unpacked, contents.TwoFaced):
        kind = None
    if kind is None or kind.family != "video":
        raise ValueError(_("MP4 または WebM の動画を選んでください。名前ではなく中身で確認しています。"))
    return kind.content_type, safe_filename(name, kind.suffixes), contents.seconds_of(stream, kind)


def _examine_captions(stream: IO[bytes], name: str) -> tuple[str, str, int | None]:
    try:
        captions.read(captions.as_webvtt(stream.read(captions.LARGEST + 1)))
    except captions.UnusableCaptions as error:
        raise ValueError(" ".join(caption_words.sentences(error))) from error
    return captions.CONTENT_TYPE, safe_filename(name, (".vtt", ".srt")), None


def _examine_poster(stream: IO[bytes], name: str) -> tuple[str, str, int | None]:
    try:
        kind = contents.kind_of(stream)
    except (contents.HasMacros, contents.Unpacked, contents.TwoFaced):
        kind = None
    if kind not in {contents.PNG, contents.JPEG}:
        raise ValueError(_("PNG または JPEG の画像を選んでください。"))
    return kind.content_type, safe_filename(name, kind.suffixes), None


VIDEOS = Place("videos", _examine_video, 1 << 40, ".mp4,.m4v,.webm,video/mp4,video/webm")
CAPTIONS = Place("captions", _examine_captions, captions.LARGEST, ".vtt,.srt,text/vtt,application/x-subrip")
POSTERS = Place("posters", _examine_poster, 2 << 20, ".png,.jpg,.jpeg,image/png,image/jpeg")


def desk_purpose(forum: Forum) -> str:
    """Return what organisers' uploads of a forum are for."""
    return f"forum:{forum.id}"
