"""Words of columns and of their stored values in the record of changes."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

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
    "venue_opens": _l("会場の利用開始"),
    "venue_closes": _l("会場の利用終了"),
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
    "desk": _l("受付の場所"),
    "kind": _l("種別"),
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
    ("kind", "registered"): _l("参加登録のある方"),
    ("kind", "walk_in"): _l("当日参加"),
    ("kind", "proxy"): _l("代理"),
}
"""Words of stored values, by column."""

HOST_ROLES: Mapping[str, Any] = {"host": _l("主催"), "cohost": _l("共催"), "support": _l("後援")}
HOST_CODE = re.compile(r"\((host|cohost|support)\)")
