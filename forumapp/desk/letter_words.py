"""Letters in words: when each kind is sent, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forumapp.desk.wording import KINDS


@dataclass(frozen=True)
class Description:
    """A kind of letter: its place in an address, its name, when it is sent, to whom."""

    slug: str
    name: str
    when: str
    whom: str


PARTICIPANT = _l("参加登録した方")
THOSE_CONCERNED = _l("変更の対象となる方だけ")
HOLDERS = _l("責任者と編集者")
OCCASIONS: Mapping[str, tuple[Any, Any]] = {
    "registration.invitation": (_l("「開催案内」のページで送付したとき"), _l("案内先の団体")),
    "registration.received": (_l("参加登録を受け付けたとき"), PARTICIPANT),
    "registration.link": (_l("参加用ページのリンクの再送を求められたとき"), PARTICIPANT),
    "registration.mode_changed": (_l("会場参加とWeb参加を切り替えたとき"), THOSE_CONCERNED),
    "registration.moved": (_l("その方の日時または場所が変わったとき"), THOSE_CONCERNED),
    "registration.track_changed": (
        _l("次第を公開して、部会の時間・部屋・形式が変わったとき"),
        _l("その部会に参加枠のある団体の担当者"),
    ),
    "registration.reminder": (_l("自動送信または一斉メールで、開催の前に送るとき"), PARTICIPANT),
    "registration.join_information": (
        _l("自動送信または一斉メールで、開始の前に送るとき"),
        _l("Webで参加する方"),
    ),
    "registration.cancelled": (_l("参加登録をキャンセルしたとき"), _l("キャンセルした方")),
    "registration.forum_cancelled": (_l("フォーラムを中止したとき"), PARTICIPANT),
    "registration.full": (_l("会場またはWebの定員に達したとき"), HOLDERS),
    "registration.pending": (_l("承認が必要な参加登録を受け付けたとき"), _l("申し込まれた方")),
    "registration.waiting": (_l("キャンセル待ちに登録されたとき"), _l("キャンセル待ちの方")),
    "registration.offered": (_l("空いた席をキャンセル待ちの方に案内するとき"), _l("キャンセル待ちの方")),
    "registration.offer_lapsed": (_l("案内した席のお返事の期限が過ぎたとき"), _l("案内を受けた方")),
    "registration.declined": (_l("参加登録を承認しなかったとき"), _l("申し込まれた方")),
    "registration.substituted": (_l("別の方と交代したとき"), _l("もとの参加者")),
    "inquiries.asked": (_l("「照会と回答」のページで送付したとき"), _l("照会先の団体の担当者")),
    "inquiries.reminder": (_l("回答していない団体に督促したとき"), _l("照会先の団体の担当者")),
    "inquiries.section": (_l("団体の担当者が、別の部署に入力を頼んだとき"), _l("頼まれた部署")),
    "inquiries.submitted": (_l("団体が回答を提出したとき"), _l("回答した団体の担当者")),
    "inquiries.changed": (_l("団体が回答を変更して提出したとき"), _l("回答した団体の担当者")),
    "inquiries.link": (_l("回答用ページのリンクの再送を求められたとき"), _l("照会先の団体の担当者")),
    "agenda.speaker_request": (
        _l("「登壇者」のページで確認を依頼したとき"),
        _l("選んだ登壇者"),
    ),
    "personal.speaker_reminder": (_l("「登壇者」のページで督促したとき"), _l("未回答・未提出の登壇者")),
    "personal.speaker_link": (_l("登壇者用ページのリンクの再送を求められたとき"), _l("登壇者")),
    "personal.speaker_news": (
        _l("登壇者が訂正、資料の提出、連絡などをしたとき（15分に1通まで）"),
        HOLDERS,
    ),
    "agenda.speaker_moved": (
        _l("次第を公開して、登壇する項目の時間・部屋・形式や掲載内容が変わったとき"),
        _l("その項目に登壇する方"),
    ),
    "groupwork.facilitator": (_l("班の記録用リンクを送付したとき"), _l("班の進行役・記録係")),
    "groupwork.group_assigned": (
        _l("班編成を公開して、その方の班が決まったとき、または変わったとき"),
        THOSE_CONCERNED,
    ),
    "feedback.thanks": (
        _l("自動送信または一斉メールで、開催の翌日に送るとき"),
        _l("まだ感想を書いていない参加者（出席の確定後は、出席した方だけ）"),
    ),
    "feedback.request": (
        _l("「感想」のページで送付したとき"),
        _l("まだ感想を書いていない参加者（出席の確定後は、出席した方だけ）"),
    ),
    "publishing.report_asked": (_l("開催報告の公開に、ほかの担当者の承認が必要なとき"), HOLDERS),
    "publishing.report_decided": (_l("開催報告が承認または差し戻されたとき"), _l("公開に進んだ担当者")),
    "publishing.report_stopped": (
        _l("予約した開催報告を、予定の日時に公開しなかったとき"),
        _l("公開に進んだ担当者"),
    ),
    "publishing.report_published": (_l("開催報告の公開後に、一斉メールで送るとき"), PARTICIPANT),
    "campaigns.letter": (_l("「一斉メール」で送信したとき"), _l("選んだ宛先の方")),
    "campaigns.test": (_l("「一斉メール」で自分あてに試したとき"), _l("試した編集者")),
    "campaigns.announcement": (_l("シリーズのお知らせを送信したとき"), _l("お知らせの受け取りを登録した方")),
    "campaigns.subscription": (_l("お知らせの受け取りを申し込んだとき"), _l("申し込んだ方")),
    "accounts.set_password": (
        _l("アカウントを作ったとき、またはパスワードを忘れたとき"),
        _l("アカウントの本人"),
    ),
    "accounts.password_changed": (_l("パスワードを変更したとき"), _l("アカウントの本人")),
}
"""When a letter is sent, and to whom, by kind; in the order of a forum's life."""


def slug_of(kind: str) -> str:
    """Return how a kind stands in an address: registration.mode_changed → registration-mode-changed."""
    return kind.replace(".", "-").replace("_", "-")


def describe(kind: str) -> Description:
    """Return a kind of letter in words."""
    when, whom = OCCASIONS.get(kind, ("", ""))
    return Description(slug_of(kind), str(KINDS.get(kind, _("その他のメール"))), str(when), str(whom))


def in_order(kinds: Mapping[str, object]) -> list[str]:
    """Return those kinds in the order of a forum's life, unknown ones last."""
    places = {kind: place for place, kind in enumerate(OCCASIONS)}
    return sorted(kinds, key=lambda kind: places.get(kind, len(places)))
