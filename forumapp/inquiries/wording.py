"""Words of inquiries: where a reply stands, what becomes of an attendee, what a column is called."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _

from forumapp.core.i18n import language
from forumapp.directory.queries import departments, ranks
from forumapp.forums.models import Mode
from forumapp.inquiries.queries.frame import Frame
from forumapp.inquiries.queries.overview import Stand
from forumapp.inquiries.services.rows import Change, Kind
from forumapp.registration.wording import mode_name


def stand_name(stand: Stand) -> str:
    """Return the word for where a reply stands."""
    return {
        Stand.UNSENT: _("未送付"),
        Stand.WAITING: _("未回答"),
        Stand.DRAFT: _("入力中"),
        Stand.ANSWERED: _("回答済"),
        Stand.AMENDING: _("変更を入力中"),
        Stand.NOBODY: _("参加者なし"),
        Stand.WITHDRAWN: _("取下げ"),
    }[stand]


def kind_name(kind: Kind) -> str:
    """Return the word for what becomes of an attendee."""
    return {
        Kind.NEW: _("追加"),
        Kind.CHANGED: _("変更"),
        Kind.REMOVED: _("取消し"),
        Kind.UNCHANGED: _("変更なし"),
        Kind.SUBSTITUTED: _("交代"),
    }[kind]


def way_name(way: str) -> str:
    """Return the word for how a reply came."""
    return {"web": _("Web"), "excel": _("Excelの回答様式"), "desk": _("事務局の代理入力")}.get(way, way)


def field_name(name: str) -> str:
    """Return the word for a column of an attendee."""
    return {
        "quota": _("参加枠"),
        "quota_id": _("参加枠"),
        "mode": _("参加方法"),
        "family_name": _("姓"),
        "given_name": _("名"),
        "family_kana": _("姓（フリガナ）"),
        "given_kana": _("名（フリガナ）"),
        "department_id": _("部門"),
        "unit": _("部署名"),
        "title": _("役職"),
        "rank_id": _("職位"),
        "track_id": _("部会"),
        "email": _("メールアドレス"),
        "needs": _("配慮が必要なこと"),
        "may_list": _("参加者名簿への掲載"),
    }.get(name, name)


def shown_changes(frame: Frame, changes: Sequence[Change]) -> list[Change]:
    """Leave out the answers to questions that ``frame`` does not show."""
    hidden = {change.name for change in changes if change.name.startswith("answer_")}
    hidden -= {f"answer_{one.id}" for one in frame.questions}
    return [change for change in changes if change.name not in hidden]


def change_words(frame: Frame, change: Change) -> tuple[str, str, str]:
    """Return what a column is called, and its value before and after, in words."""
    name = field_name(change.name)
    if change.name.startswith("answer_"):
        ident = int(change.name.removeprefix("answer_"))
        name = next((one.label for one in frame.questions if one.id == ident), change.name)
    return name, _value(frame, change.name, change.before), _value(frame, change.name, change.after)


def _value(frame: Frame, name: str, value: Any) -> str:
    if value in (None, "", False):
        return _("同意しない") if name == "may_list" else _("(なし)")
    if name == "mode":
        return mode_name(Mode(value))
    if name == "may_list":
        return _("同意する")
    if name == "quota_id":
        quota = frame.quota(value)
        return quota.label if quota else ""
    listed: dict[str, Callable[[], Sequence[Any]]] = {
        "track_id": lambda: frame.tracks,
        "rank_id": ranks,
        "department_id": departments,
    }
    if name not in listed:
        return "、".join(str(value).splitlines())
    found = next((row for row in listed[name]() if row.id == value), None)
    return ((found.name_en if language() == "en" else "") or found.name) if found else ""
