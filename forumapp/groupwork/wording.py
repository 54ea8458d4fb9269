"""What a facilitator is told, in a few words: on the page, and as the texts of its script."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from forumapp.core import clock
from forumapp.core.text.times import format_time
from forumapp.groupwork.models import NoteTag

ADVISED = 3
"""Bullets of a group that are to be presented: a fourth is kept, and said."""
TAGS = {
    NoteTag.PROBLEM: _l("課題"),
    NoteTag.PRACTICE: _l("工夫"),
    NoteTag.REQUEST: _l("要望"),
}


def saved(moment: datetime, zone: str) -> str:
    """Say when the notes were saved; ``zone`` is the forum's."""
    wall = clock.to_wall(moment, zone)
    return _("保存しました %(time)s", time=format_time(wall.hour * 60 + wall.minute))


def marked(number: int) -> str:
    """Say how many bullets are marked, and what is advised."""
    if number > ADVISED:
        return _(
            "★発表する点が%(n)d件あります。%(most)d件までがおすすめです。発表しない点の★を外してください。",
            n=number,
            most=ADVISED,
        )
    return _("★発表する点は%(n)d件です（%(most)d件まで選ぶのがおすすめです）。", n=number, most=ADVISED)


def script_words() -> dict[str, str]:
    """Return the texts of the page's script, with its own {places}."""
    return {
        "saving": _("保存中"),
        "offline": _("オフラインです。入力は端末に保存されています（{n}件）"),
        "waiting": _("保存できませんでした。入力は端末に保存されています（{n}件）。自動で送り直します。"),
        "unkept": _("通信できません。この端末には保存できないため、ページを閉じないでください。"),
        "gone": _(
            "このリンクは使えなくなりました。入力した内容はこの端末に残っています。「コピー」か「テキストで保存」で取り出して、事務局に渡してください。"
        ),
        "goneEmpty": _("このリンクは使えなくなりました。入力した内容はすべて保存されています。"),
        "signedOut": _(
            "このページを開けなくなりました（サインアウトや権限の変更）。入力した内容はこの端末に残っています（{n}件）。"
        ),
        "refused": _("保存されていません：{why}"),
        "line": _("テーマ{number}の意見"),
        "beside": _("同時に編集されました。両方を残しています。"),
        "settle": _("両方残す"),
        "mark": _("発表する点"),
        "kind": _("種類"),
        "indent": _("字下げ"),
        "outdent": _("字下げを戻す"),
        "up": _("上へ"),
        "down": _("下へ"),
        "remove": _("削除"),
        "tools": _("この意見の操作"),
        "removed": _("削除しました：{text}"),
        "copied": _("コピーしました。"),
        "notCopied": _("コピーできませんでした。「テキストで保存」をお使いください。"),
        "marked": marked(0).replace("0", "{n}", 1),
        "markedMany": marked(ADVISED + 1).replace(str(ADVISED + 1), "{n}", 1),
        "fileMarked": _("発表する点"),
        "fileOthers": _("そのほかの意見"),
        "fileAll": _("意見"),
        "fileEmpty": _("意見はまだありません。"),
        "work": _("話し合い"),
        "round": _("話し合い 第{n}回"),
        "presentation": _("発表"),
        "before": _("開始まで"),
        "over": _("終了しました"),
        "phase": _("「{stage}」の時間になりました。"),
        **{str(tag): str(word) for tag, word in TAGS.items()},
    }


def members(number: int) -> str:
    """Say how many people sit in a group."""
    return ngettext("%(num)d名", "%(num)d名", number)
