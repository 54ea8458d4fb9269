"""Forums as open data: the columns of イベント一覧 in the national government's 推奨データセット.

Digital Agency (formerly the IT strategy office), 推奨データセット 基本編 No. 6. What forumapp does not know (a reading of the
title, coordinates, fees) stays empty.
"""

from collections.abc import Iterable

from flask_babel import gettext as _

from forumapp.core import markup
from forumapp.core.urls import absolute_url
from forumapp.directory import register
from forumapp.forums.models import Forum, HostRole, Mode
from forumapp.forums.states import deadline_of, end_of, start_of
from forumapp.registration.tables import write_csv

COLUMNS = (
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "イベント名",
    "イベント名_カナ",
    "イベント名_英語",
    "開始日",
    "終了日",
    "開始時間",
    "終了時間",
    "開始日時特記事項",
    "説明",
    "料金(基本)",
    "料金(詳細)",
    "連絡先名称",
    "連絡先電話番号",
    "連絡先内線番号",
    "主催者",
    "場所名称",
    "住所",
    "方書",
    "緯度",
    "経度",
    "アクセス方法",
    "駐車場情報",
    "定員",
    "参加申込終了日",
    "参加申込終了時間",
    "参加申込方法",
    "URL",
    "備考",
)


def events_csv(forums: Iterable[Forum]) -> bytes:
    """Return the list as CSV: UTF-8 with BOM, CRLF, no cell that a spreadsheet would run. Forums without a day are left out."""
    rows = [_row(number, forum) for number, forum in enumerate((f for f in forums if f.day), 1)]
    return write_csv([list(COLUMNS), *([row.get(name, "") for name in COLUMNS] for row in rows)])


def _row(number: int, forum: Forum) -> dict[str, str]:
    start, end = start_of(forum), end_of(forum)
    deadline = deadline_of(forum, Mode.WEB if forum.mode is Mode.WEB else Mode.ON_SITE)
    return {
        **_owner(forum),
        "NO": str(number),
        "イベント名": forum.title,
        "イベント名_英語": forum.title_en,
        "開始日": f"{start:%Y-%m-%d}" if start else "",
        "終了日": f"{end or start:%Y-%m-%d}" if start else "",
        "開始時間": f"{forum.starts:%H:%M}" if forum.starts else "",
        "終了時間": f"{end:%H:%M}" if end else "",
        "説明": markup.plain(forum.summary),
        "連絡先名称": forum.contact_name,
        "連絡先電話番号": forum.contact_phone,
        "主催者": "、".join(host.organisation.name for host in forum.hosts if host.role is HostRole.HOST),
        "参加申込終了日": f"{deadline:%Y-%m-%d}" if deadline else "",
        "参加申込終了時間": f"{deadline:%H:%M}" if deadline else "",
        "URL": absolute_url("publishing.forum", forum=forum.slug),
        **_place(forum),
        "備考": _("中止") if forum.cancelled_at is not None else "",
    }


def _owner(forum: Forum) -> dict[str, str]:
    code = forum.owner.code or ""
    known = register.by_code(code)
    if known is None:
        return {"都道府県コード又は市区町村コード": code}
    return {
        "都道府県コード又は市区町村コード": code,
        "都道府県名": known.prefecture_name,
        "市区町村名": "" if known.is_prefecture else known.name,
    }


def _place(forum: Forum) -> dict[str, str]:
    if forum.mode is Mode.WEB or forum.venue is None:
        return {"場所名称": _("オンライン(Web)") if forum.mode is Mode.WEB else ""}
    return {
        "場所名称": forum.venue.name,
        "住所": forum.venue.address,
        "方書": forum.room.name if forum.room else "",
        "アクセス方法": forum.venue.access,
        "定員": "" if forum.seats_on_site is None else str(forum.seats_on_site),
    }
