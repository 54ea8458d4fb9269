"""The record of changes and the outbox in words."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from forumapp.core.audit import AuditEntry
from forumapp.mail.models import Letter, LetterState

ACTIONS: Mapping[str, Any] = {
    "forum.created": _l("フォーラムを作成"),
    "forum.copied": _l("フォーラムを複製"),
    "forum.imported": _l("フォーラムを取り込み"),
    "forum.facts": _l("基本情報を変更"),
    "forum.date": _l("日時を変更"),
    "candidate.added": _l("候補日を追加"),
    "candidate.withdrawn": _l("候補日を取り下げ"),
    "forum.venue": _l("会場を変更"),
    "forum.hosts": _l("主催・共催・後援を変更"),
    "forum.seats": _l("開催方法・定員を変更"),
    "forum.contact": _l("問い合わせ先を変更"),
    "forum.join": _l("Web会議の案内を変更"),
    "forum.registration": _l("受付期間を変更"),
    "forum.published": _l("ページを公開"),
    "forum.withdrawn": _l("ページを下書きに戻す"),
    "forum.cancelled": _l("フォーラムを中止"),
    "forum.publication": _l("公開の状態を取り込み"),
    "forum.purged": _l("個人情報を消去"),
    "venue.created": _l("会場を登録"),
    "venue.changed": _l("会場の情報を変更"),
    "membership.created": _l("担当者を追加"),
    "membership.changed": _l("担当者の役割を変更"),
    "membership.removed": _l("担当者を外す"),
    "letter.queued_again": _l("メールを再送"),
    "letters.queued_again": _l("送信できなかったメールをまとめて再送"),
    "mail.resumed": _l("メールの送信を再開"),
    "mail.suppressed": _l("宛先を配信停止に追加"),
    "mail.suppression_lifted": _l("宛先の配信停止を解除"),
    "agenda.released": _l("次第を公開"),
    "agenda.imported": _l("次第を取り込み"),
    "agenda.copied": _l("次第を複製"),
    "agenda.pasted": _l("次第を文章から書き込み"),
    "agenda.undone": _l("次第の変更を取り消し"),
    "agenda.redone": _l("次第の変更をやり直し"),
    "agenda.brought_back": _l("次第を以前の公開版に戻す"),
    "item.added": _l("次第の項目を追加"),
    "item.changed": _l("次第の項目を変更"),
    "item.moved": _l("次第の項目を移動"),
    "item.withdrawn": _l("次第の項目を取り下げ"),
    "item.restored": _l("次第の項目を元に戻す"),
    "track.added": _l("部会を追加"),
    "track.changed": _l("部会を変更"),
    "track.moved": _l("部会を移動"),
    "track.withdrawn": _l("部会を取り下げ"),
    "track.restored": _l("部会を元に戻す"),
    "appearance.added": _l("登壇者を追加"),
    "appearance.changed": _l("登壇者を変更"),
    "appearance.name_confirmed": _l("登壇者の氏名を確認"),
    "appearance.imported": _l("登壇者を取り込み"),
    "appearance.moved": _l("登壇者を移動"),
    "appearance.withdrawn": _l("登壇者を取り下げ"),
    "appearance.restored": _l("登壇者を元に戻す"),
    "audience.added": _l("参加対象を追加"),
    "audience.changed": _l("参加対象を変更"),
    "audience.withdrawn": _l("参加対象を取り下げ"),
    "audience.moved": _l("参加対象を移動"),
    "quota.added": _l("参加枠を追加"),
    "quota.changed": _l("参加枠を変更"),
    "quota.withdrawn": _l("参加枠を取り下げ"),
    "quota.moved": _l("参加枠を移動"),
    "question.added": _l("登録フォームの質問を追加"),
    "question.changed": _l("登録フォームの質問を変更"),
    "question.withdrawn": _l("登録フォームの質問を取り下げ"),
    "question.moved": _l("登録フォームの質問を移動"),
    "invitations.sent": _l("開催案内を送付"),
    "invitation.withdrawn": _l("開催案内を取り下げ"),
    "registration.created": _l("参加登録"),
    "registration.changed": _l("参加登録を変更"),
    "registration.moved": _l("参加方法を変更"),
    "registration.cancelled": _l("参加登録をキャンセル"),
    "registration.answered": _l("出欠の返事"),
    "registration.answer_noted": _l("出欠についての連絡"),
    "registration.link_revoked": _l("参加者用リンクを無効化"),
    "registration.join_link_taken": _l("Web会議に参加"),
    "registration.exported": _l("参加者一覧を出力"),
    "group.added": _l("班を追加"),
    "group.changed": _l("班を変更"),
    "group.withdrawn": _l("班を取り下げ"),
    "group.link_sent": _l("班の記録用リンクを送付"),
    "group.link_revoked": _l("班の記録用リンクを無効化"),
    "group.members_set": _l("班の構成員を変更"),
    "group.notes_written": _l("班の意見を記録"),
    "theme.added": _l("テーマを追加"),
    "theme.changed": _l("テーマを変更"),
    "theme.withdrawn": _l("テーマを取り下げ"),
    "summary.added": _l("意見の概要を追加"),
    "summary.changed": _l("意見の概要を変更"),
    "summary.moved": _l("意見の概要を移動"),
    "summary.withdrawn": _l("意見の概要を取り下げ"),
    "material.added": _l("資料を登録"),
    "material.changed": _l("資料を変更"),
    "material.moved": _l("資料を移動"),
    "material.withdrawn": _l("資料を取り下げ"),
    "material.restored": _l("資料を元に戻す"),
    "recording.added": _l("録画を登録"),
    "recording.changed": _l("録画を変更"),
    "recording.moved": _l("録画を移動"),
    "recording.withdrawn": _l("録画を取り下げ"),
    "recording.restored": _l("録画を元に戻す"),
    "feedback.asked": _l("感想のお願いを送付"),
    "campaign.begun": _l("一斉メールの下書きを作成"),
    "campaign.audience": _l("一斉メールの宛先を変更"),
    "campaign.written": _l("一斉メールの文面を変更"),
    "campaign.released": _l("一斉メールを送信"),
    "campaign.called_back": _l("一斉メールの送信を取り消し"),
    "campaign.resent": _l("一斉メールを再送"),
    "campaign.withdrawn": _l("一斉メールの下書きを削除"),
    "impression.added": _l("感想を掲載候補に追加"),
    "impression.decided": _l("感想の掲載を判断"),
    "impression.edited": _l("感想の掲載文を編集"),
    "impression.moved": _l("感想の順番を変更"),
    "announcement.begun": _l("シリーズのお知らせを作成"),
    "announcement.written": _l("シリーズのお知らせを変更"),
    "schedule.switched_on": _l("自動送信メールをオン"),
    "schedule.switched_off": _l("自動送信メールをオフ"),
    "schedule.changed": _l("自動送信メールを変更"),
    "schedule.missed": _l("自動送信メールを送れず"),
    "subscriber.asked": _l("お知らせの受け取りを申し込み"),
    "subscriber.confirmed": _l("お知らせの受け取りを登録"),
    "subscriber.ended": _l("お知らせの受け取りを停止"),
    "report.published": _l("開催報告を公開"),
    "report.unpublished": _l("開催報告を非公開に変更"),
}
"""Words of actions in the record of changes."""

FIELDS: Mapping[str, Any] = {
    "title": _l("名称"),
    "title_en": _l("英語の名称"),
    "summary": _l("概要"),
    "summary_en": _l("英語の概要"),
    "series_id": _l("シリーズ"),
    "visibility": _l("公開範囲"),
    "day": _l("開催日"),
    "candidate": _l("候補日"),
    "starts": _l("開始時刻"),
    "ends": _l("終了時刻"),
    "venue_id": _l("会場"),
    "room_id": _l("部屋"),
    "rooms": _l("部屋"),
    "hosts": _l("主催・共催・後援"),
    "mode": _l("開催方法"),
    "seats": _l("席数"),
    "seats_on_site": _l("会場の定員"),
    "seats_web": _l("Webの定員"),
    "contact_name": _l("担当部署・担当者"),
    "contact_phone": _l("電話番号"),
    "contact_email": _l("メールアドレス"),
    "audience_note": _l("参加対象についての補足"),
    "privacy_note": _l("個人情報の利用目的"),
    "retention_days": _l("個人情報の保存期間(日)"),
    "join_url": _l("Web会議のアドレス"),
    "join_note": _l("Webで参加する方への案内"),
    "registration": _l("受付の切り替え"),
    "opens": _l("受付開始"),
    "closes": _l("申込締切"),
    "closes_web": _l("申込締切(Web)"),
    "cancel_reason": _l("中止の理由"),
    "name": _l("名称"),
    "name_en": _l("英語の名称"),
    "postal_code": _l("郵便番号"),
    "address": _l("住所"),
    "access": _l("交通案内"),
    "account": _l("担当者"),
    "role": _l("役割"),
    "start": _l("開始"),
    "minutes": _l("所要時間(分)"),
    "label": _l("表示名"),
    "text": _l("本文"),
    "note": _l("備考"),
    "family_name": _l("姓"),
    "given_name": _l("名"),
    "organisation": _l("団体"),
    "answer": _l("出欠の返事"),
    "unit": _l("所属"),
    "state": _l("状態"),
    "subject": _l("件名"),
    "recipients": _l("宛先の数"),
    "schedule": _l("自動送信メール"),
    "amount": _l("送信する日"),
    "at": _l("送信する時刻"),
    "letter_kind": _l("文面の種類"),
}
"""Words of columns in the record of changes."""

VALUES: Mapping[tuple[str, str], Any] = {
    ("visibility", "public"): _l("公開"),
    ("visibility", "link"): _l("アドレスを知っている人だけ"),
    ("visibility", "invitation"): _l("案内を送った団体だけ"),
    ("mode", "both"): _l("会場とWebの併用"),
    ("mode", "on_site"): lazy_pgettext("参加方法", "会場"),
    ("mode", "web"): _l("Web"),
    ("registration", "dates"): _l("日時に従う"),
    ("registration", "open"): _l("手動で受付中"),
    ("registration", "closed"): _l("手動で受付終了"),
    ("role", "owner"): _l("責任者"),
    ("role", "editor"): _l("編集者"),
    ("role", "facilitator"): _l("進行役"),
    ("role", "reception"): _l("受付係"),
    ("role", "viewer"): _l("閲覧者"),
    ("answer", "accepted"): _l("出席"),
    ("answer", "declined"): _l("欠席"),
    ("answer", "tentative"): _l("未定"),
}
"""Words of stored values, by column."""

HOST_ROLES: Mapping[str, Any] = {"host": _l("主催"), "cohost": _l("共催"), "support": _l("後援")}
HOST_CODE = re.compile(r"\((host|cohost|support)\)")

KINDS: Mapping[str, Any] = {
    "accounts.set_password": _l("パスワード設定の案内"),
    "accounts.password_changed": _l("パスワード変更のお知らせ"),
    "registration.received": _l("参加登録の受付"),
    "registration.mode_changed": _l("参加方法の変更のお知らせ"),
    "registration.moved": _l("日時・場所の変更のお知らせ"),
    "registration.reminder": _l("開催前のご案内"),
    "registration.join_information": _l("Webでの参加のご案内"),
    "registration.full": _l("満席のお知らせ"),
    "registration.cancelled": _l("参加キャンセルの受付"),
    "registration.forum_cancelled": _l("開催中止のお知らせ"),
    "registration.link": _l("参加者用リンクの再送"),
    "registration.invitation": _l("開催案内"),
    "groupwork.facilitator": _l("班の記録用リンクの案内"),
    "feedback.thanks": _l("お礼と感想のお願い"),
    "feedback.request": _l("感想のお願い"),
    "agenda.speaker_request": _l("登壇者への確認のお願い"),
    "publishing.report_published": _l("開催報告のお知らせ"),
    "campaigns.letter": _l("一斉メール"),
    "campaigns.test": _l("一斉メールのテスト"),
    "campaigns.announcement": _l("シリーズのお知らせ"),
    "campaigns.subscription": _l("お知らせの受け取りの確認"),
}
"""Words of kinds of letters."""

SECRET_KINDS = "accounts."
"""Letters that open somebody's account: nobody else reads them."""


def action_name(entry: AuditEntry) -> str:
    """Return what was done, in words."""
    return str(ACTIONS.get(entry.action, _("変更(%(action)s)", action=entry.action)))


def who(entry: AuditEntry) -> str:
    """Return who did it: a name, or what kind of actor."""
    if entry.actor_kind == "system":
        return _("システム")
    if entry.actor_kind == "stranger":
        return _("申込者")
    return entry.actor_label or _("(消去済み)")


def changes_of(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """Return (field, before, after) in words."""
    found = []
    for field, pair in entry.changes.items():
        if isinstance(pair, list) and len(pair) == 2:
            found.append((str(FIELDS.get(field, field)), _value(field, pair[0]), _value(field, pair[1])))
    return found


def _value(field: str, value: Any) -> str:
    if value in (None, ""):
        return _("(なし)")
    text = str(VALUES.get((field, str(value)), value))
    if field == "hosts":
        text = HOST_CODE.sub(lambda code: f"({HOST_ROLES[code[1]]})", text)
    if field in {"opens", "closes", "closes_web", "starts", "ends"}:
        text = text.removesuffix(":00")
    return text


def letter_name(letter: Letter) -> str:
    """Return the kind of a letter in words."""
    return str(KINDS.get(letter.kind, _("その他のメール")))


def letter_state(letter: Letter) -> str:
    """Return the state of a letter as the status badge knows it: a queued one that was tried waits for a retry."""
    is_tried = letter.state is LetterState.QUEUED and letter.attempts > 0
    return "retry" if is_tried else letter.state.value
