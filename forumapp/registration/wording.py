"""Words of registration: modes, states, and what a person should know about a track."""

from collections.abc import Mapping

from flask_babel import gettext as _

from forumapp.forums.models import Mode
from forumapp.registration.models import Answer, AudienceKind, Entry, FieldKind, RegistrationState
from forumapp.registration.queries.rsvps import Reply


def mode_name(mode: Mode) -> str:
    """Return the word for how somebody takes part."""
    return {Mode.ON_SITE: _("会場参加"), Mode.WEB: _("Web参加"), Mode.BOTH: _("会場・Web")}[mode]


def state_name(state: RegistrationState) -> str:
    """Return the word for what became of a registration."""
    return {
        RegistrationState.CONFIRMED: _("参加確定"),
        RegistrationState.PENDING: _("承認待ち"),
        RegistrationState.WAITING: _("キャンセル待ち"),
        RegistrationState.OFFERED: _("繰り上げ案内中"),
        RegistrationState.CANCELLED: _("キャンセル済"),
        RegistrationState.SUBSTITUTED: _("交代済"),
    }[state]


def reply_name(reply: Reply) -> str:
    """Return the word for where a registration stands."""
    return {
        Reply.ACCEPTED: _("出席"),
        Reply.DECLINED: _("欠席"),
        Reply.TENTATIVE: _("未定"),
        Reply.NONE: _("未回答"),
        Reply.STALE: _("前の日時への回答"),
    }[reply]


def audience_name(kind: AudienceKind) -> str:
    """Return the word for a kind of audience."""
    return {
        AudienceKind.MUNICIPALITIES: _("都道府県内のすべての市区町村"),
        AudienceKind.ORGANISATION: _("1つの団体"),
        AudienceKind.ANYBODY: _("どなたでも"),
    }[kind]


def field_name(kind: FieldKind) -> str:
    """Return the word for a kind of question."""
    return {
        FieldKind.TEXT: _("1行の文章"),
        FieldKind.LONG_TEXT: _("複数行の文章"),
        FieldKind.NUMBER: _("数字"),
        FieldKind.DATE: _("日付"),
        FieldKind.CHOICE: _("1つ選ぶ"),
        FieldKind.CHOICES: _("複数選ぶ"),
        FieldKind.YES_NO: _("はい・いいえ"),
        FieldKind.FILE: _("ファイル"),
    }[kind]


def elsewhere(mode: Mode, held: Mode | None) -> str:
    """Return what somebody of ``mode`` should know of a track that is ``held`` otherwise; "" if it fits (V10)."""
    if held in {None, Mode.BOTH, mode}:
        return ""
    if held is Mode.WEB:
        return _("この部会はWebのみで行います。会場に来られる方も、部会はWebで参加してください。")
    return _("この部会は会場のみで行います。Webでは、全体の部だけご覧いただけます。")


def held_elsewhere(mode: Mode, held: Mode | None) -> str:
    """Return what somebody of ``mode`` should know of an item that is ``held`` otherwise; "" if it fits."""
    if held in {None, Mode.BOTH, mode}:
        return ""
    return _("この時間はWebで行います") if held is Mode.WEB else _("この時間は会場のみで行います")


def answer_words(answer: Answer) -> str:
    """Return an answer as people read it."""
    if answer.question.kind is FieldKind.YES_NO:
        return {"yes": _("はい"), "no": _("いいえ")}.get(answer.value, "")
    if answer.question.kind is FieldKind.CHOICES:
        return "、".join(answer.value.splitlines())
    return answer.value


def entry_name(entry: Entry) -> str:
    """Return the words for who registers."""
    return {
        Entry.INDIVIDUALS: _("本人が申し込む"),
        Entry.ORGANISATIONS: _("団体の担当者がまとめて回答する"),
        Entry.BOTH: _("本人の申込みと団体の回答の両方"),
    }[entry]


def shortage_words(shortage: Mapping[tuple[Mode, ...], int]) -> list[str]:
    """Return by how much the seats that are promised exceed those that there are, a sentence for each set of modes."""
    return [_shortage(modes, number) for modes, number in shortage.items()]


def _shortage(modes: tuple[Mode, ...], number: int) -> str:
    if modes == (Mode.ON_SITE,):
        return _("会場：参加枠と一般枠の合計が、定員を%(number)d席超えています。", number=number)
    if modes == (Mode.WEB,):
        return _("Web：参加枠と一般枠の合計が、定員を%(number)d席超えています。", number=number)
    return _("会場・Web：参加枠と一般枠の合計が、合わせた定員を%(number)d席超えています。", number=number)
