"""What the desk is told, in a few words: on the page, and as the texts of its script."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forumapp.attendance.models import CheckIn, CheckInKind
from forumapp.attendance.services.checking import Outcome, Verdict
from forumapp.core import clock
from forumapp.registration.models import RegistrationState

Tone = Literal["success", "warning", "error"]

KINDS = {
    CheckInKind.REGISTERED: "",
    CheckInKind.WALK_IN: _l("当日参加"),
    CheckInKind.PROXY: _l("代理"),
}
STATES = {
    RegistrationState.CONFIRMED: _l("参加確定"),
    RegistrationState.PENDING: _l("承認待ち"),
    RegistrationState.WAITING: _l("キャンセル待ち"),
    RegistrationState.OFFERED: _l("空席を案内中"),
    RegistrationState.CANCELLED: _l("キャンセル済"),
    RegistrationState.SUBSTITUTED: _l("交代済み"),
}


@dataclass(frozen=True)
class Told:
    """A result: its colour, and a word that says the same."""

    tone: Tone
    text: str


def told(outcome: Outcome, zone: str) -> Told:
    """Return what to say to the desk; ``zone`` is the forum's."""
    if outcome.verdict is Verdict.DONE:
        return Told("success", _("受付しました"))
    if outcome.verdict is Verdict.ALREADY and outcome.first is not None:
        return Told("warning", _("すでに受付済み %(when)s", when=when_and_where(outcome.first, zone)))
    if outcome.verdict is Verdict.UNKNOWN or outcome.registration is None:
        return Told("error", _("該当する登録が見つかりません"))
    return Told("error", refusal(outcome.registration.state))


def refusal(state: RegistrationState) -> str:
    """Say why somebody who is in this state is not checked in."""
    return {
        RegistrationState.PENDING: _("承認待ちのため、席が確定していません"),
        RegistrationState.WAITING: _("キャンセル待ちのため、席が確定していません"),
        RegistrationState.OFFERED: _("空席のご案内中で、席が確定していません"),
        RegistrationState.CANCELLED: _("キャンセル済みの登録です"),
        RegistrationState.SUBSTITUTED: _("交代済みの登録です"),
    }.get(state, _("受付できません"))


def when_and_where(check_in: CheckIn, zone: str) -> str:
    """Return 13:05 受付2."""
    return f"{wall_time(check_in.at, zone)} {check_in.desk}".strip()


def wall_time(instant: datetime, zone: str) -> str:
    """Return an instant as the clock on the wall shows it."""
    return f"{clock.to_wall(instant, zone):%H:%M}"


def script_words() -> dict[str, str]:
    """Return the texts of the page's script; {name} is filled in there."""
    words = {
        "done": _("受付しました"),
        "already": _("すでに受付済み {when}"),
        "earlier": _("この方は、先に受付済みでした {when}"),
        "undone": _("受付を取り消しました"),
        "undo": _("取り消す"),
        "undoOf": _("{name}の受付を取り消す"),
        "unsent": _("未送信"),
        "isUndone": _("取り消し済"),
        "none": _("該当する方が見つかりません"),
        "noneHint": _(
            "番号・氏名・フリガナ・団体名を確かめてください。登録のない方は「当日参加」から登録できます。"
        ),
        "several": _("{n}名が見つかりました。お名前を選んでください"),
        "many": _("該当する方が多すぎます。もう少し入力してください"),
        "web": _("Web参加で登録されている方です"),
        "checkIn": _("受付する"),
        "checkInOf": _("{name}を受付する"),
        "proxy": _("代理"),
        "proxyName": _("代理の方の氏名"),
        "proxyNote": _("代理についてのメモ"),
        "proxySubmit": _("代理で受付する"),
        "proxyFor": _("代理: {name}"),
        "again": _("当日参加として登録し直す"),
        "offline": _("オフラインです。入力は端末に保存されています（{n}件）"),
        "unkept": _("通信できません。この端末には保存できないため、ページを閉じないでください。"),
        "waiting": _("送信していない受付があります（{n}件）"),
        "signedOut": _(
            "サインインが切れたか、受付の担当ではなくなりました。サインインし直してください。未送信の受付（{n}件）は端末に残っています"
        ),
        "refused": _("受付できなかった方があります。下の一覧をご確認ください"),
        "onlineOnly": _(
            "当日参加の登録には通信が必要です。氏名と団体名を控えて、つながってから登録してください"
        ),
        "ended": _("受付の日が終わったため、この端末の名簿を消しました"),
        "early": _("受付は開催日からできます。名簿は端末に準備できました"),
        "missing": _("まだ来ていない団体: {n}団体"),
        "allHere": _("すべての団体が到着しました"),
        "more": _("ほか{n}団体"),
        "nobody": _("団体なし"),
        "cameOf": _("{came}/{expected}名"),
        "empty": _("この端末で受付した方は、まだいません。"),
        "camera": _("カメラを使う許可がありません。番号を入力するか、お名前で検索してください"),
        "noReader": _(
            "このブラウザーではQRコードを読み取れません。番号を入力するか、お名前で検索してください"
        ),
        "scanning": _("QRコードをカメラにかざしてください"),
        "soundOn": _("音あり"),
        "soundOff": _("音なし"),
    }
    words |= {f"state_{state.value}": str(text) for state, text in STATES.items()}
    words |= {f"refused_{state.value}": refusal(state) for state in STATES}
    return words | {f"kind_{kind.value}": str(text) for kind, text in KINDS.items()}
