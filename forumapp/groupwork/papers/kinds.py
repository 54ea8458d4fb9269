"""Which papers and files of a group work there are, what they are called, and who may have them."""

from flask_babel import gettext as _

LISTS = (
    "groups",
    "groups-plain",
    "by-kana",
    "by-code",
    "by-organisation",
    "seating",
    "rosters",
    "rosters-needs",
    "display-names",
)
"""Tables: as PDF and as a page that the browser prints."""
CARDS = ("tents", "name-cards", "sheets", "sheets-code")
"""What is folded or written on: as PDF alone."""
FILES = ("xlsx", "csv", "csv-cp932", "zoom", "teams")
EDITORS_ALONE = frozenset({"sheets-code"})
"""Holds the facilitators' links: whoever has one can write in the group's notes."""
ALL_ROUNDS = frozenset({"by-kana", "by-code", "xlsx", "csv", "csv-cp932"})
"""Shows every round at once."""
ONE_A_PAGE = frozenset({"seating", "rosters", "rosters-needs"})
"""Each part begins on a page of its own."""


def title_of(what: str) -> str:
    """Return the name of a paper."""
    return {
        "groups": _("班編成表"),
        "groups-plain": _("班編成表（団体名のみ）"),
        "by-kana": _("班のご案内（五十音順）"),
        "by-code": _("班のご案内（団体コード順）"),
        "by-organisation": _("班のご案内（団体名のみ）"),
        "seating": _("配席表"),
        "rosters": _("進行役・記録係用の名簿"),
        "rosters-needs": _("進行役・記録係用の名簿（配慮あり）"),
        "display-names": _("表示名の一覧"),
        "tents": _("卓上札（班の番号）"),
        "name-cards": _("卓上札（氏名）"),
        "sheets": _("記録用紙"),
        "sheets-code": _("記録用紙（進行役用・QRコード付き）"),
    }[what]


def hint_of(what: str) -> str:
    """Return what a paper is for."""
    return {
        "groups": _("班ごとに、団体・所属・氏名・参加方法を載せます。"),
        "groups-plain": _("班ごとに、団体名と人数だけを載せます。掲示や事前の配布に使えます。"),
        "by-kana": _("入口の掲示用です。氏名の五十音順に、班と部屋を載せます。"),
        "by-code": _("入口の掲示用です。団体コードの順に、班と部屋を載せます。"),
        "by-organisation": _("入口の掲示用です。団体ごとに班の番号だけを載せ、氏名は載せません。"),
        "seating": _("部屋ごとに1枚、卓（班）と着席する方を載せます。"),
        "rosters": _("班ごとに1枚、フリガナ・所属・役職・参加方法を載せます。"),
        "rosters-needs": _("上の名簿に、配慮が必要なことを加えます。必要な方にだけ渡してください。"),
        "display-names": _("Web会議で名乗る表示名の一覧です。事前の割り当てができない方の案内に使えます。"),
        "tents": _("A4を半分に折って立てます。班の番号を両面に大きく印刷します。"),
        "name-cards": _("A4に2名分です。切って半分に折ると、団体と氏名が両面に見えます。"),
        "sheets": _("パソコンが使えないときの用紙です。テーマごとに、問いと書き込む行を印刷します。"),
        "sheets-code": _(
            "書き込みページを開くQRコードが付きます。読み取った人は誰でも書き込めるため、進行役に直接渡してください。"
        ),
    }[what]
