"""The record of changes and the outbox in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forumapp.core.audit import AuditEntry
from forumapp.desk import groupwork_words
from forumapp.desk.arranging_words import ARRANGING
from forumapp.desk.field_words import FIELDS, HOST_CODE, HOST_ROLES, VALUES
from forumapp.desk.hall_words import IN_THE_HALL
from forumapp.desk.recording_words import RECORDINGS
from forumapp.desk.report_words import REPORTING
from forumapp.mail.models import Letter, LetterState

ACTIONS: Mapping[str, Any] = {
    **ARRANGING,
    **REPORTING,
    "forum.created": _l("フォーラムを作成"),
    "forum.copied": _l("フォーラムを複製"),
    "forum.imported": _l("フォーラムを取り込み"),
    "forum.facts": _l("基本情報を変更"),
    "forum.date": _l("日時を変更"),
    "candidate.added": _l("候補日を追加"),
    "candidate.withdrawn": _l("候補日を取り下げ"),
    "forum.venue": _l("会場を変更"),
    "forum.hosts": _l("主催・共催・後援を変更"),
    "forum.hours": _l("会場の利用時間を変更"),
    "forum.seats": _l("開催方法・定員を変更"),
    "forum.contact": _l("問い合わせ先を変更"),
    "forum.join": _l("Web会議の案内を変更"),
    "forum.registration": _l("受付期間を変更"),
    "forum.published": _l("ページを公開"),
    "forum.withdrawn": _l("ページを下書きに戻す"),
    "forum.started": _l("ひな形からフォーラムを作成"),
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
    "agenda.pasted": _l("次第を文章から取り込み"),
    "agenda.sheet_imported": _l("次第をExcelから取り込み"),
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
    "appearance.corrected": _l("登壇者が訂正"),
    "appearance.approved": _l("登壇者が掲載内容を承認"),
    "speaker.address_changed": _l("登壇者の連絡先を変更"),
    "speaker.link_revoked": _l("登壇者用リンクを無効化"),
    "speaker.handed_over": _l("登壇者の連絡先を引き継ぎ"),
    "speaker.phone_changed": _l("登壇者が当日の電話番号を変更"),
    "speaker.note_changed": _l("登壇者が事務局への連絡を変更"),
    "speaker.unavailability_changed": _l("登壇者が都合の悪い時間を変更"),
    "speaker.without_slides": _l("登壇者が資料の有無を変更"),
    "speakers.request_sent": _l("登壇者に確認を依頼"),
    "speakers.reminder_sent": _l("登壇者に督促を送付"),
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
    "inquiries.sent": _l("照会を送付"),
    "inquiries.reminded": _l("照会の督促を送付"),
    "inquiry.begun": _l("団体の回答を代理で入力し始める"),
    "inquiry.drafted": _l("団体の回答を途中保存"),
    "inquiry.submitted": _l("団体の回答を提出"),
    "inquiry.sent_again": _l("照会を再送"),
    "inquiry.changed": _l("照会の宛先・期限を変更"),
    "inquiry.link_revoked": _l("照会のリンクを無効化"),
    "inquiry.withdrawn": _l("照会を取り下げ"),
    "section.passed_on": _l("回答の一部を別の部署に依頼"),
    "section.done": _l("依頼された部署が入力を完了"),
    "section.withdrawn": _l("別の部署への依頼を取り消し"),
    "invitations.sent": _l("開催案内を送付"),
    "invitation.withdrawn": _l("開催案内を取り下げ"),
    "question.emptied": _l("質問の回答を削除"),
    "registration.created": _l("参加登録"),
    "registration.changed": _l("参加登録を変更"),
    "registration.moved": _l("参加方法を変更"),
    "registration.cancelled": _l("参加登録をキャンセル"),
    "registration.answered": _l("出欠の返事"),
    "registration.answer_noted": _l("出欠についての連絡"),
    "registration.link_revoked": _l("参加者用リンクを無効化"),
    "registration.join_link_taken": _l("Web会議に参加"),
    "registration.approved": _l("参加登録を承認"),
    "registration.declined": _l("参加登録を承認しない"),
    "registration.moved_up": _l("キャンセル待ちを繰り上げ"),
    "registration.offer_accepted": _l("案内された席で参加"),
    "registration.offer_lapsed": _l("案内した席の期限切れ"),
    "registration.substituted": _l("参加者を交代"),
    "saved_view.added": _l("参加登録の表示を保存"),
    "saved_view.changed": _l("参加登録の表示の名前を変更"),
    "saved_view.deleted": _l("参加登録の表示を削除"),
    "seat_rules.changed": _l("受付のきまりを変更"),
    "allotment.changed": _l("団体の席数を変更"),
    "quota.released": _l("使われない席を開放"),
    "check_in.made": _l("受付"),
    "check_in.undone": _l("受付を取り消し"),
    "registration.imported": _l("名簿を取り込み"),
    "registration.exported": _l("参加者一覧を出力"),
    "presence.read": _l("Web会議の参加者リストを読み込み"),
    "presence.withdrawn": _l("Web会議の参加者リストの読み込みを取り消し"),
    "presence.matched": _l("リストの行の参加者を再検索"),
    "presence.decided": _l("リストの行の参加者を決定"),
    "presence.dismissed": _l("リストの行をまとめて対象外に変更"),
    "attendance.corrected": _l("出席の記録を訂正"),
    "attendance.rules_changed": _l("出席とみなす条件を変更"),
    "attendance.settled": _l("出席を確定"),
    "attendance.reopened": _l("出席の確定を取り消し"),
    "attendance.exported": _l("出席者一覧を出力"),
    "group.added": _l("班を追加"),
    "group.changed": _l("班を変更"),
    "group.withdrawn": _l("班を取り下げ"),
    "group.restored": _l("班を元に戻す"),
    "group.link_sent": _l("班の記録用リンクを送付"),
    "group.link_revoked": _l("班の記録用リンクを無効化"),
    "group.members_set": _l("班の構成員を変更"),
    "arrangement.members_set": _l("班編成を変更（班の人を選択）"),
    "arrangement.group_withdrawn": _l("班編成を変更（班を取り下げ）"),
    "arrangement.undone": _l("班編成の変更を取り消し"),
    "arrangement.redone": _l("班編成の変更をやり直し"),
    "arrangement.published": _l("班編成を公開"),
    "arrangement.imported": _l("班編成をファイルから取り込み"),
    "arrangement.exported": _l("班編成の資料・ファイルを出力"),
    "arrangement.display_name": _l("Web会議の表示名のきまりを変更"),
    "group.notes_written": _l("班の意見を記録"),
    **IN_THE_HALL,
    "theme.added": _l("テーマを追加"),
    "theme.changed": _l("テーマを変更"),
    "theme.withdrawn": _l("テーマを取り下げ"),
    "theme.restored": _l("テーマを元に戻す"),
    **groupwork_words.SUMMARY,
    "material.added": _l("資料を登録"),
    "material.changed": _l("資料を変更"),
    "material.handed_in": _l("登壇者が資料を提出"),
    "material.version_shown": _l("見せる版を変更"),
    "material.cleaned": _l("作成者情報を除去した版を作成"),
    "material.moved": _l("資料を移動"),
    "material.withdrawn": _l("資料を取り下げ"),
    "material.restored": _l("資料を元に戻す"),
    **RECORDINGS,
    "feedback.asked": _l("感想のお願いを送付"),
    "feedback.question_added": _l("感想の質問を追加"),
    "feedback.question_changed": _l("感想の質問を変更"),
    "feedback.question_withdrawn": _l("感想の質問を取り下げ"),
    "feedback.rules": _l("感想の受付と集計のきまりを変更"),
    "feedback.room": _l("感想の会場のページを変更"),
    "feedback.closed": _l("感想の受付を締切"),
    "campaign.begun": _l("一斉メールの下書きを作成"),
    "campaign.audience": _l("一斉メールの宛先を変更"),
    "campaign.written": _l("一斉メールの文面を変更"),
    "campaign.released": _l("一斉メールを送信"),
    "campaign.called_back": _l("一斉メールの送信を取り消し"),
    "campaign.resent": _l("一斉メールを再送"),
    "campaign.withdrawn": _l("一斉メールの下書きを削除"),
    "announcement.begun": _l("シリーズのお知らせを作成"),
    "announcement.written": _l("シリーズのお知らせを変更"),
    "schedule.switched_on": _l("自動送信メールをオン"),
    "schedule.switched_off": _l("自動送信メールをオフ"),
    "schedule.changed": _l("自動送信メールを変更"),
    "schedule.missed": _l("自動送信メールを送れず"),
    "subscriber.asked": _l("お知らせの受け取りを申し込み"),
    "subscriber.confirmed": _l("お知らせの受け取りを登録"),
    "subscriber.ended": _l("お知らせの受け取りを停止"),
}
"""Words of actions in the record of changes."""

KINDS: Mapping[str, Any] = {
    "accounts.set_password": _l("パスワード設定の案内"),
    "accounts.password_changed": _l("パスワード変更のお知らせ"),
    "registration.received": _l("参加登録の受付"),
    "registration.mode_changed": _l("参加方法の変更のお知らせ"),
    "registration.moved": _l("日時・場所の変更のお知らせ"),
    "registration.track_changed": _l("団体への部会の変更のお知らせ"),
    "registration.reminder": _l("開催前のご案内"),
    "registration.join_information": _l("Webでの参加のご案内"),
    "registration.full": _l("満席のお知らせ"),
    "registration.pending": _l("参加申込の受付（承認待ち）"),
    "registration.waiting": _l("キャンセル待ちの受付"),
    "registration.offered": _l("空席のご案内"),
    "registration.offer_lapsed": _l("空席のご案内の期限切れ"),
    "registration.declined": _l("参加をお断りするお知らせ"),
    "registration.substituted": _l("交代の受付"),
    "registration.cancelled": _l("参加キャンセルの受付"),
    "registration.forum_cancelled": _l("開催中止のお知らせ"),
    "registration.link": _l("参加者用リンクの再送"),
    "registration.invitation": _l("開催案内"),
    "inquiries.asked": _l("団体への照会"),
    "inquiries.reminder": _l("照会の督促"),
    "inquiries.section": _l("別の部署への入力の依頼"),
    "inquiries.submitted": _l("団体の回答の控え"),
    "inquiries.changed": _l("団体の回答の変更の控え"),
    "inquiries.link": _l("回答用ページのリンクの再送"),
    "groupwork.facilitator": _l("班の記録用リンクの案内"),
    "groupwork.group_assigned": _l("グループワークの班のお知らせ"),
    "feedback.thanks": _l("お礼と感想のお願い"),
    "feedback.request": _l("感想のお願い"),
    "agenda.speaker_request": _l("登壇者への確認のお願い"),
    "agenda.speaker_moved": _l("登壇者への変更のお知らせ"),
    "personal.speaker_reminder": _l("登壇者への督促"),
    "personal.speaker_link": _l("登壇者用リンクの再送"),
    "personal.speaker_news": _l("登壇者からの連絡のお知らせ"),
    "publishing.report_published": _l("開催報告のお知らせ"),
    "publishing.report_asked": _l("開催報告の承認のお願い"),
    "publishing.report_decided": _l("開催報告の承認・差し戻しの連絡"),
    "publishing.report_stopped": _l("開催報告を公開しなかった連絡"),
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
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
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
    return "retry" if letter.state is LetterState.QUEUED and letter.attempts > 0 else letter.state.value
