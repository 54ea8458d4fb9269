"""What is wrong with captions, in sentences of the page's language."""

from collections.abc import Sequence

from flask_babel import get_locale
from flask_babel import gettext as _

from forumapp.materials.captions import Problem, UnusableCaptions

LANGUAGES = {
    "ja": "日本語",
    "en": "English",
    "zh": "中文",
    "ko": "한국어",
    "pt": "Português",
    "vi": "Tiếng Việt",
}
"""Languages of captions (BCP 47), each in its own words."""


def language_name(code: str) -> str:
    """Return what a language (BCP 47) is called in the page's language; its code where it has no name."""
    locale = get_locale()
    found: str | None = locale.languages.get(code.partition("-")[0].lower()) if locale else None
    return found or code


def sentence(problem: Problem) -> str:
    """Say one problem."""
    told = {
        "encoding": _("字幕は UTF-8 で保存してください（SRT は Shift_JIS でもかまいません）。"),
        "signature": _("字幕の1行目を WEBVTT としてください（SRT のファイルは、そのまま送れます）。"),
        "empty": _("字幕に時刻の行（例：00:01.000 --> 00:04.000）がありません。"),
    }
    of_line = {
        "cue": _("%(line)d行目：時刻を 00:01.000 --> 00:04.000 の形で書いてください。", line=problem.line),
        "order": _("%(line)d行目：終わりの時刻が、始まりの時刻より後になっていません。", line=problem.line),
        "backwards": _("%(line)d行目：始まりの時刻が、前の字幕より早くなっています。", line=problem.line),
        "no_time": _("%(line)d行目：字幕の文の前に、時刻の行がありません。", line=problem.line),
        "no_text": _("%(line)d行目：時刻の下に、字幕の文がありません。", line=problem.line),
    }
    return told.get(problem.reason) or of_line[problem.reason]


def sentences(error: UnusableCaptions) -> Sequence[str]:
    """Say all that was found, line by line."""
    return [sentence(problem) for problem in error.problems]
