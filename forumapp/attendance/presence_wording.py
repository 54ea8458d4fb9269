"""Words of the meeting tools' lists and of the final list."""

from datetime import UTC, datetime

from flask_babel import gettext as _

from forumapp.attendance.hours import Span
from forumapp.attendance.matching import HALF_NAME, JOINED, SAME_ORGANISATION
from forumapp.attendance.models import MatchedBy
from forumapp.attendance.queries.final import Evidence, Row
from forumapp.attendance.services.reading_logs import Notice
from forumapp.attendance.tools.decoding import MOST_ROWS
from forumapp.attendance.tools.errors import UnreadableReport
from forumapp.attendance.tools.headings import Tool
from forumapp.attendance.tools.people import Kind
from forumapp.core import clock
from forumapp.directory.models import OrganisationKind
from forumapp.forums.models import Forum


def refusal(error: UnreadableReport) -> str:
    """Return why a file cannot be read, for the field."""
    text = {
        "empty": _("ファイルの中身がありません。"),
        "excel": _("Excelのファイルです。Web会議のサービスから出力したままの、CSV形式のファイルを選んでください。"),
        "no_csv": _("CSV形式のファイルではありません。"),
        "encoding": _("文字を読み取れません。Web会議のサービスから出力したままのファイルを選んでください。"),
        "too_big": _("ファイルが大きすぎます。1MBまでのファイルを読み込めます。"),
        "too_long": _("行が多すぎます。%(limit)d行までのファイルを読み込めます。", limit=MOST_ROWS),
        "broken": _("ファイルが壊れているため、読み取れません。"),
        "no_heading": _("参加者の見出し行が見つかりません。氏名と、参加・退出の時刻か時間の列が必要です。"),
        "no_people": _("見出しの下に参加者の行がありません。"),
    }[error.code]  # fmt: skip
    return text if not error.detail else _("%(text)s見つかった列：%(found)s", text=text, found=error.detail)


def fault(code: str) -> str:
    """Return why a row could not be taken as it stands."""
    return {
        "no_name": _("氏名がありません。読み飛ばします。"),
        "no_time": _("参加した時刻を読み取れません。"),
        "no_end": _("退出した時刻がありません。0分として数えます。"),
        "odd_times": _("退出が参加より前か、長すぎます。0分として数えます。"),
    }[code]


def notice(code: Notice) -> str:
    """Return what should be looked at before a list is taken."""
    return {
        Notice.OTHER_DAY: _("リストの日付が、フォーラムの開催日と違います。別の会議のリストではありませんか。"),
        Notice.OTHER_HOURS: _("リストの時刻が、フォーラムの時間と重なりません。「時刻の標準時」を選び直す必要はありませんか。"),
        Notice.NO_TIMES: _("このリストには参加・退出の時刻がないため、項目ごとの出席は数えられません。"),
    }[code]  # fmt: skip


def tool_name(tool: str) -> str:
    """Return the name of the meeting tool."""
    names = {Tool.ZOOM: "Zoom", Tool.TEAMS: "Microsoft Teams", Tool.WEBEX: "Webex"}
    return names.get(Tool(tool), _("その他のCSV"))


def kind_of_line(kind: str) -> str:
    """Return what a line looks like; nothing of a person."""
    return {Kind.HOST: _("主催者の端末"), Kind.BOT: _("録画・記録"), Kind.TEST: _("テスト")}.get(
        Kind(kind), ""
    )


def why(code: str) -> str:
    """Return why somebody is a candidate."""
    return {
        MatchedBy.ADDRESS.value: _("メールアドレスが同じ"),
        MatchedBy.NAME.value: _("氏名が同じ"),
        MatchedBy.VARIANT.value: _("氏名が同じ（異体字）"),
        MatchedBy.KANA.value: _("フリガナが同じ"),
        MatchedBy.ORGANISATION.value: _("団体と姓が同じ"),
        MatchedBy.HAND.value: _("担当者が選択"),
        HALF_NAME: _("姓か名が同じ"),
        JOINED: _("同じころに参加ボタンを押した"),
        SAME_ORGANISATION: _("団体が同じ"),
    }[code]


def clock_time(at: datetime | None, forum: Forum) -> str:
    """Return an instant as the wall clock shows it: 13:05."""
    return f"{clock.to_wall(at, forum.zone):%H:%M}" if at else ""


def moment(at: datetime, forum: Forum) -> str:
    """Return an instant as wall time with its day: 2024-08-01 13:05."""
    return f"{clock.to_wall(at, forum.zone):%Y-%m-%d %H:%M}"


def span_text(span: Span, forum: Forum) -> str:
    """Return from when to when an item lasts: 13:30〜13:45."""
    start, end = (datetime.fromtimestamp(second, UTC) for second in (span.start, span.end))
    return f"{clock_time(start, forum)}〜{clock_time(end, forum)}"


def evidence(row: Row, forum: Forum) -> str:
    """Return how it is known that somebody came: 受付 13:05・Web 62分."""
    at = clock_time(row.at, forum)
    words = {
        Evidence.CORRECTION: _("訂正"),
        Evidence.RECEPTION: _("受付 %(at)s", at=at),
        Evidence.WALK_IN: _("当日参加 %(at)s", at=at),
        Evidence.PROXY: _("代理 %(at)s", at=at),
        Evidence.WEB: _("Web %(minutes)d分", minutes=row.minutes),
    }
    return _("・").join(words[one] for one in row.evidence)


def kind_text(kind: OrganisationKind | None) -> str:
    """Return the word for a kind of organisation."""
    words = {
        OrganisationKind.MINISTRY: _("国の機関"),
        OrganisationKind.PREFECTURE: _("都道府県"),
        OrganisationKind.CITY: _("市"),
        OrganisationKind.WARD: _("特別区"),
        OrganisationKind.TOWN: _("町"),
        OrganisationKind.VILLAGE: _("村"),
        OrganisationKind.ASSOCIATION: _("協会・団体"),
        OrganisationKind.COMPANY: _("企業"),
    }
    return words.get(kind, _("その他")) if kind else _("その他")
