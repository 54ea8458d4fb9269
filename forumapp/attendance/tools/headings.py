"""Which column holds what, by its heading in Japanese or English, and which tool writes such headings."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timezone
from enum import StrEnum

from forumapp.attendance.tools.moments import stated_zone


class Tool(StrEnum):
    """Who wrote the list."""

    ZOOM = "zoom"
    TEAMS = "teams"
    WEBEX = "webex"
    PLAIN = "plain"


@dataclass(frozen=True)
class Columns:
    """Places of the columns of one table; None where it has none. ``unit``: seconds of a bare number of ``length``."""

    name: int | None = None
    address: int | None = None
    join: int | None = None
    leave: int | None = None
    length: int | None = None
    role: int | None = None
    action: int | None = None
    attended: int | None = None
    given: int | None = None
    unit: int = 60
    zone: timezone | None = None
    marks: frozenset[str] = field(default_factory=frozenset)

    @property
    def has_times(self) -> bool:
        """Say whether the table tells when."""
        return self.join is not None


_RULES: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (
            "ignored",
            r"\bhost\b|ホスト名?|登録日時|registration time|approval|承認|registration email|登録.*メール|"
            r"participant id|参加者 ?id|会議名|meeting name|topic|トピック|country|国|同意|consent|平均|average|"
            r"meeting (start|end)|organi[sz]ation|団体|所属|会社|company|department|部署|役職|job title|\bip\b|client|browser|"
            r"device|デバイス|接続|connection|audio|音声|invited|招待",
        ),
        (
            "length",
            r"分[)）]?$|minutes|\bmins?\b|duration|期間|所要|会議の長さ|会議時間|滞在|在室|参加時間数|"
            r"time in session|長さ|seconds",
        ),
        ("action", r"user action|ユーザー ?(の)?(アクション|操作)|^操作$|^アクション$"),
        (
            "join",
            r"join|最初の参加|参加(した)?(時刻|時間|日時)|入室|入場|timestamp|タイムスタンプ|^start( time|"
            r" date)?$|開始(時刻|時間|日時)|^参加$|time joined|first seen",
        ),
        (
            "leave",
            r"leave|left|exited|退出|退室|退場|最後の退|^end( time| date)?$|終了(時刻|時間|日時)|last seen",
        ),
        ("attended", r"^attended$|^出席$|^参加状況$|^出席済み$"),
        ("address", r"e-?mail|メール|アドレス|upn"),
        ("role", r"^(role|役割|ロール|参加者の種類|attendee type|種別)$"),
        ("family", r"^(last name|姓|苗字|名字|family name)$"),
        ("given", r"^(first name|名|given name)$"),
        ("name", r"name|名前|氏名|お名前|表示名|参加者|ユーザー名|attendee|participant"),
    )
)
_HOUR = re.compile(r"(?<![+\-\d])\d{1,2}:\d{2}")
_HEAD = re.compile(
    r"topic|トピック|meeting ?id|ミーティング ?id|meeting title|会議のタイトル|webinar id|ウェビナー ?id"
)
_COUNTED = {"participants", "参加者", "参加者数", "attendees", "出席者", "attended participants"}
_MARKS = {
    Tool.TEAMS: re.compile(
        r"first join|last leave|最初の参加|最後の退|user action|ユーザー ?(の)?(アクション|操作)|upn|full name|"
        r"in-meeting"
    ),
    Tool.WEBEX: re.compile(
        r"attendee email|display name|attendance duration|connection type|"
        r"接続(の)?(種類|タイプ)|出席者の?メール|webex"
    ),
    Tool.ZOOM: re.compile(
        r"original name|元の名前|オリジナル|原名|ゲスト|guest|待機室|waiting room|"
        r"time in session|セッション(の)?時間"
    ),
}


def plain(heading: str) -> str:
    """Return a heading as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", heading).lower().split())


def columns_of(row: Sequence[str]) -> Columns | None:
    """Return the columns if ``row`` is the heading of a list of people; None if it is something else."""
    headings = [plain(cell) for cell in row]
    if sum(map(bool, headings)) < 2 or any(len(one) > 60 or _HOUR.search(one) for one in headings):
        return None
    roles = [_role_of(heading) for heading in headings]
    name = _name_among(headings, roles)
    places = {
        role: _nearest(roles, role, name)
        for role in ("address", "join", "leave", "length", "role", "action", "attended")
    }
    given = (
        roles.index("given") if "given" in roles and name is not None and roles[name] == "family" else None
    )
    told = places["join"] is not None or places["length"] is not None
    if not told or (name is None and (places["address"] is None or places["join"] is None)):
        return None
    if any(map(_HEAD.search, headings)) and (name is None or headings[name] in _COUNTED):
        return None  # the head block of a meeting: topic, start, end, the host's address, how many people
    length = headings[places["length"]] if places["length"] is not None else ""
    marks = frozenset(tool for tool, pattern in _MARKS.items() if any(map(pattern.search, headings)))
    return Columns(
        name=name,
        given=given,
        unit=1 if re.search(r"秒|second", length) else 60,
        zone=stated_zone(row[places["join"]]) if places["join"] is not None else None,
        marks=marks,
        **places,
    )


def _role_of(heading: str) -> str:
    if not heading:
        return ""
    return next((role for role, pattern in _RULES if pattern.search(heading)), "")


def _name_among(headings: Sequence[str], roles: Sequence[str]) -> int | None:
    """Prefer the column with the original name: before it may stand those of the meeting and its host."""
    for place, heading in enumerate(headings):
        if roles[place] == "name" and re.search(r"original|元の名前|オリジナル", heading):
            return place
    for wanted in ("name", "family"):
        if wanted in roles:
            return roles.index(wanted)
    return None


def _nearest(roles: Sequence[str], role: str, name: int | None) -> int | None:
    places = [place for place, one in enumerate(roles) if one == role]
    after = [place for place in places if name is None or place > name]
    return next(iter(after or places), None)
