"""Who signs in to the demo and who takes part in the invented forum. Nobody here exists."""

from forumapp.forums.models import Mode, Role
from forumapp.registration.attendee import Attendee

PASSWORD = "forumapp-demo-2026"
"""The same for all, printed by ``demo load`` and refused outside the demo, which is never on the open net."""

ACCOUNTS: tuple[tuple[str, str, Role | None], ...] = (
    ("admin@demo.example.jp", "管理 花子", None),
    ("owner@demo.example.jp", "青葉 一郎", Role.OWNER),
    ("editor@demo.example.jp", "若葉 緑", Role.EDITOR),
    ("facilitator@demo.example.jp", "進行 太郎", Role.FACILITATOR),
    ("reception@demo.example.jp", "受付 さくら", Role.RECEPTION),
    ("viewer@demo.example.jp", "閲覧 次郎", Role.VIEWER),
)
"""Address, name, and role in every forum of the demo; no role for the administrator."""

INFORMATION, MONEY = "information", "staff-and-money"


def _person(name: str, kana: str, organisation: str, unit: str, title: str, **more: str) -> Attendee:
    family, given = name.split()
    family_kana, given_kana = kana.split()
    return Attendee(
        family_name=family,
        given_name=given,
        family_kana=family_kana,
        given_kana=given_kana,
        organisation=organisation,
        unit=unit,
        title=title,
        email=more.get("email", ""),
        needs=more.get("needs", ""),
        may_list=True,
    )


ATTENDEES: tuple[tuple[Attendee, Mode, str], ...] = (
    (
        _person(
            "髙﨑 𠮷乃",
            "タカサキ ヨシノ",
            "あおば市",
            "総務部情報政策課",
            "課長",
            email="takasaki@city.aoba.example.jp",
        ),
        Mode.ON_SITE,
        INFORMATION,
    ),
    (
        _person(
            "桜庭 陽太",
            "サクラバ ヨウタ",
            "かわせ市",
            "総務部情報政策課",
            "主任",
            email="sakuraba@city.kawase.example.jp",
            needs="手話通訳を希望します。",
        ),
        Mode.ON_SITE,
        INFORMATION,
    ),
    (
        _person(
            "浜辺 みお", "ハマベ ミオ", "みさき町", "総務課", "係長", email="hamabe@town.misaki.example.jp"
        ),
        Mode.ON_SITE,
        INFORMATION,
    ),
    (
        _person(
            "峰 岳人", "ミネ ガクト", "やまおく村", "総務課", "主事", email="mine@vill.yamaoku.example.jp"
        ),
        Mode.ON_SITE,
        INFORMATION,
    ),
    (
        _person(
            "藤野 千景",
            "フジノ チカゲ",
            "あおば市",
            "財政部財政課",
            "係長",
            email="fujino@city.aoba.example.jp",
        ),
        Mode.WEB,
        MONEY,
    ),
    (
        _person(
            "渡邉 直哉",
            "ワタナベ ナオヤ",
            "あおば県",
            "総務部人事課",
            "主査",
            email="watanabe@pref.aoba.example.jp",
        ),
        Mode.WEB,
        MONEY,
    ),
)
"""Invented people of the invented forum, how they take part, and the key of their track."""

ASKED = "kawase@city.kawase.example.jp"
SPEAKERS = {"川瀬　流": ASKED, "岬　なぎさ": "misaki@town.misaki.example.jp"}
"""Invented speakers who come from outside, by printed name, and their addresses; the one who was asked."""
