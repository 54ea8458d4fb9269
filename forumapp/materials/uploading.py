"""What may be sent of recordings: videos and their captions."""

from typing import IO

from flask_babel import gettext as _

from forumapp.core.uploads import contents
from forumapp.core.uploads.fields import Place
from forumapp.core.uploads.filenames import safe_filename
from forumapp.forums.models import Forum
from forumapp.materials import captions


def _examine_video(stream: IO[bytes], name: str) -> tuple[str, str, int | None]:
    try:
        kind = contents.kind_of(stream)
    except (contents.HasMacros, contents.Unpacked, contents.TwoFaced):
        kind = None
    if kind is None or kind.family != "video":
        raise ValueError(_("MP4 または WebM の動画を選んでください。名前ではなく中身で確認しています。"))
    return kind.content_type, safe_filename(name, kind.suffixes), contents.seconds_of(stream, kind)


def _examine_captions(stream: IO[bytes], name: str) -> tuple[str, str, int | None]:
    wordings = {
        "encoding": _("字幕は UTF-8 で保存してください。"),
        "signature": _("字幕は WebVTT 形式（1行目が WEBVTT）のファイルを選んでください。"),
        "empty": _("字幕に時刻の行（例：00:01.000 --> 00:04.000）がありません。"),
    }
    try:
        captions.check(stream.read(captions.LARGEST + 1))
    except captions.UnusableCaptions as error:
        told = _("字幕の%(line)d行目の時刻を確認してください。", line=error.line)
        raise ValueError(wordings.get(error.reason, told)) from error
    return captions.CONTENT_TYPE, safe_filename(name, (".vtt",)), None


VIDEOS = Place("videos", _examine_video, 1 << 40, ".mp4,.m4v,.webm,video/mp4,video/webm")
CAPTIONS = Place("captions", _examine_captions, captions.LARGEST, ".vtt,text/vtt")


def desk_purpose(forum: Forum) -> str:
    """Return what organisers' uploads of a forum are for."""
    return f"forum:{forum.id}"
