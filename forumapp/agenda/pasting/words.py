"""Words by which organisations, units, job titles, tracks and kinds of items are known in a pasted programme."""

import re
from functools import cache

from forumapp.agenda.models import AppearanceRole, ItemKind
from forumapp.agenda.pasting.vocabulary import MINISTRIES, MODIFIERS, TITLES, UNIT_CHIEFS
from forumapp.directory import register
from forumapp.forums.models import Mode

_SHARED = "|".join(UNIT_CHIEFS)
_PLAIN = "|".join(sorted(TITLES, key=len, reverse=True))
_ONE_TITLE = rf"(?:(?:{'|'.join(MODIFIERS)}){{0,3}}(?:(?:{_SHARED})(?:補佐|代理|心得)?|{_PLAIN}))"
TITLE = re.compile(rf"{_ONE_TITLE}{{1,3}}(?:\(兼\)|兼|事務取扱)?", re.IGNORECASE)
CHIEF = re.compile(rf"(?:{_SHARED})(?:補佐|代理|心得)?$")
_PLAIN_END = re.compile(rf"(?:{_PLAIN})$", re.IGNORECASE)

UNIT_END = re.compile(
    r"(?:[課室部局係班所館科]|支所|本庁|センター|グループ|チーム|官房|ユニット|ラボ|研究院|事業本部|窓口)$"
)
INSTITUTION = re.compile(
    r"大学院大学|大学院|大学校|大学|高等専門学校|高専|研究所|研究機構|協会|機構|財団|連合会|協議会|連盟|組合|銀行|信用金庫|新聞社|"
    r"放送局|学会|委員会|事務所|商工会議所|商工会|センター|株式会社|有限会社|合同会社"
)
CORPORATE = re.compile(
    r"株式会社|有限会社|合同会社|合名会社|(?:一般|公益)?(?:社団|財団)法人|(?:独立行政|地方独立行政|国立大学|公立大学|学校|"
    r"特定非営利活動|NPO|社会福祉|医療)法人|NPO|\(株\)|（株）|㈱|\(一社\)|（一社）|\(一財\)|（一財）|\(公財\)|（公財）|\(公社\)|（公社）"
)
LOCAL = re.compile(r"[^\s、,:：]{1,7}?[都道府県市区町村省庁]")
NOT_LOCAL = re.compile(
    r"都市|都道府県|道府県|市町村|市区町村|県市|市町|町村|全国市|全市|各[都道府県市区町村]|本[市県町村]|当[市県町村]"
)

HONORIFIC = re.compile(r"(?<!同)(氏|様|さま|さん|先生|殿)$")
NOBODY = re.compile(
    r"^(皆|皆々|各|参加者|登壇者|講師|市民|住民|職員|担当者|関係者|お客|事業者|出席者|来賓|会員)$"
)
COMMON = re.compile(
    r"説明|挨拶|紹介|報告|発表|討論|討議|質疑|応答|休憩|全体|趣旨|意見|交換|概要|開会|閉会|講演|事例|取組|議事|議題|審議|総括|講評|"
    r"連絡|事項|移動|準備|昼食|懇親|受付|開場|終了|課題|施策|現状|推進|人材|改革|計画|方針|対策|事業|予定|場所|会議|共有|研修|演習|自治体|"
    r"について|による|ための|開催|分科|部会|部門|各[市町県]|県内|市内|資料|録画|感想|テーマ|募集|案内|進行|司会|以上|参加|対象"
)
NAME = re.compile(
    "[\u3005\u3006\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff\U0002f800-\U0002fa1f"
    "\U000e0100-\U000e01ef\ufe00-\ufe0f\u3041-\u3096\u30a1-\u30fa\u30fc\u30fd\u30fe\u30fb・ヶヵ"
    "?？\ufffd\u3013\ue000-\uf8ffA-Za-z.'\u00c0-\u024f]{1,20}"
)
NAME_AFTER_TITLE = re.compile(r"\S{1,7}$")

ROLES = {
    "登壇者": AppearanceRole.SPEAKER,
    "講演者": AppearanceRole.SPEAKER,
    "発表者": AppearanceRole.SPEAKER,
    "説明者": AppearanceRole.SPEAKER,
    "報告者": AppearanceRole.SPEAKER,
    "話題提供者": AppearanceRole.SPEAKER,
    "話題提供": AppearanceRole.SPEAKER,
    "講師": AppearanceRole.SPEAKER,
    "発表": AppearanceRole.SPEAKER,
    "説明": AppearanceRole.SPEAKER,
    "担当": AppearanceRole.SPEAKER,
    "挨拶者": AppearanceRole.SPEAKER,
    "司会進行": AppearanceRole.MODERATOR,
    "司会": AppearanceRole.MODERATOR,
    "進行": AppearanceRole.MODERATOR,
    "座長": AppearanceRole.MODERATOR,
    "モデレーター": AppearanceRole.MODERATOR,
    "モデレータ": AppearanceRole.MODERATOR,
    "コーディネーター": AppearanceRole.MODERATOR,
    "コーディネータ": AppearanceRole.MODERATOR,
    "ファシリテーター": AppearanceRole.MODERATOR,
    "ファシリテータ": AppearanceRole.MODERATOR,
    "パネリスト": AppearanceRole.PANELIST,
    "パネラー": AppearanceRole.PANELIST,
    "コメンテーター": AppearanceRole.PANELIST,
}
ROLE_LABEL = re.compile(
    rf"[(（【\[〔]?\s?({'|'.join(sorted(ROLES, key=len, reverse=True))})\s?(?:[)）】\]〕]\s*[:：]?|[:：]|[/／](?=\S))\s*"
)

KINDS = (
    (ItemKind.BREAK, r"休憩|休けい|昼食|昼休み|ランチ|ブレイク|ブレーク|\bbreak\b|\blunch\b|^移動(?:時間)?$"),
    (
        ItemKind.GROUP_WORK,
        r"グループワーク|グループ討議|グループ討論|グループディスカッション|グループ協議|ワークショップ|\bworkshop\b",
    ),
    (ItemKind.QA, r"質疑|質問|Q\s?&\s?A|Q\s?＆\s?A|\bQA\b"),
    (ItemKind.PRESENTATION, r"グループ.{0,2}発表|班.{0,2}発表|全体発表|全体共有|成果発表|発表会|^発表"),
    (
        ItemKind.TALK,
        r"講演|講義|説明|紹介|報告|事例|解説|セミナー|パネル|対談|取組|講座|研修|話題提供|\btalk\b|\bkeynote\b",
    ),
    (
        ItemKind.GREETING,
        r"挨拶|あいさつ|ご挨拶|開会|閉会|式辞|祝辞|オープニング|クロージング|\bopening\b|\bclosing\b|\bwelcome\b",
    ),
    (
        ItemKind.OTHER,
        r"受付|開場|開演|入場|集合|解散|記念撮影|写真撮影|アンケート|名刺交換|懇親会|交流会|事務連絡|諸連絡|連絡事項|終了|意見交換|情報交換|"
        r"総括|まとめ|講評|その他|準備|移動|接続(?:確認|テスト)",
    ),
)
KIND_WORDS = tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in KINDS)
MODES = (
    (
        Mode.BOTH,
        re.compile(
            r"(?:会場|現地|対面|集合)(?:[・・/／と+＋&]|及び|および)\s?(?:web|オンライン|リモート)|web併用|オンライン併用|併用|ハイブリッド|hybrid",
            re.I,
        ),
    ),
    (Mode.WEB, re.compile(r"web|オンライン|リモート|zoom|teams|webex|ウェブ|配信", re.I)),
    (Mode.ON_SITE, re.compile(r"会場|現地|対面|集合", re.I)),
)
MODE_ONLY = re.compile(
    r"(?:形式[:：]?)?\s?(?:会場|現地|対面|集合|web|オンライン|リモート|zoom|teams|webex|ウェブ|ライブ|ハイブリッド|hybrid|併用|配信|開催|会議|のみ|"
    r"限定|参加|形式|実施|で|[・・/／と+＋&\s]|及び|および){1,8}",
    re.I,
)  # fmt: skip
OPTIONAL = re.compile(
    r"時間(?:が|に余裕が)(?:あれば|ある場合|許せば|許す限り)|if time permits|optional|任意", re.I
)

HEADING = re.compile(
    r"(?:進行次第|議事次第|式次第|会議次第|開催次第|次第|プログラム|タイムテーブル|タイムスケジュール|スケジュール|"
    r"日程表?|時程表?|議題|内容|当日の流れ|agenda|programme|program|schedule|timetable)(?:\s?[(（].{0,20}[)）]|\s?\(?案\)?)?"
)  # fmt: skip
FACT = re.compile(
    r"(開催日時|日時|日程|期日|開催日|と\s?き|開催場所|場所|会場|と\s?ころ|開催方法|開催形式|参加対象者?|対象者?|主催者?|共催|後援|協力|協賛|"
    r"定員|参加費|受講料|申込(?:方法|期限|先)?|お?申し込み|締切|お?問い?合わ?せ先?|連絡先|テーマ|目的|趣旨|出席者|配布資料|持ち物|備考)\s?[:：\s]"
)
ENDING = re.compile(
    r"(?:各?(?:講演者?)?(?:の)?(?:説明|配布|配付|講演)?資料|意見の概要|ご?感想|録画|アーカイブ|お?申込.{0,6}|お?申し込み.{0,6}|"
    r"お?問い?合わ?せ先?.{0,10}|アクセス|注意事項|備考|参加方法|出席者名簿|関連リンク|主催.{0,20}|定員.{0,20}|参加費.{0,20}|会場案内|以上)"
)
DIVISION = re.compile(
    r"に分かれて|に分かれ|分科会|部会|並行|パラレル|部門別|コース別|テーマ別|parallel", re.IGNORECASE
)
TRACK = re.compile(
    r"第?\s?[0-9０-９一二三四五六七八九十A-ZＡ-Ｚ①-⑩]{1,3}\s?(?:分科会|部会|トラック|コース|会場|セッション|分会)|"
    r"(?:分科会|部会|トラック|コース|会場|ルーム|track)\s?[0-9０-９A-ZＡ-Ｚ①-⑩](?![0-9])|"
    r"\S{1,20}(?:部門|部会|分科会|コース|トラック|担当者?向け|の部)(?=$|[\s(（【:：])",
    re.IGNORECASE,
)
PLENARY = re.compile(r"全体会?|全員|合同|共通|plenary")
CLOSING = re.compile(r"閉会|全体|講評|総括|まとめ|閉式|終了|クロージング|解散|closing", re.IGNORECASE)
SECTION = re.compile(
    r"[【〔\[<《]?\s?(?:第\s?[0-9０-９一二三四五六七八九十Ⅰ-Ⅻ]{1,3}\s?部|午前の部|午後の部|セッション\s?[0-9０-９]{1,2}|part\s?\d)(?!会)",
    re.I,
)


@cache
def organisations() -> frozenset[str]:
    """Return every known name: ministries, prefectures, municipalities with and without their prefecture."""
    known = [*register.prefectures(), *register.all_municipalities()]
    return frozenset([*MINISTRIES, *(one.name for one in known), *(one.full_name for one in known)])


@cache
def longest_organisation() -> int:
    """Return how many characters the longest known name has."""
    return max(map(len, organisations()))


def kind_of(title: str) -> ItemKind:
    """Return what a title announces: the word that comes first decides; a talk if there is none."""
    found = [
        (hit.start(), place, kind)
        for place, (kind, form) in enumerate(KIND_WORDS)
        if (hit := form.search(title))
    ]
    kind = min(found, default=(0, 0, ItemKind.TALK))[2]
    is_break = kind is ItemKind.BREAK or (len(title) <= 12 and KIND_WORDS[0][1].search(title) is not None)
    return ItemKind.BREAK if is_break else kind


def mode_of(text: str) -> Mode | None:
    """Return the mode that ``text`` names, if it names nothing else."""
    if not MODE_ONLY.fullmatch(text):
        return None
    return next((mode for mode, form in MODES if form.search(text)), None)


def ends_in_title(token: str) -> int | None:
    """Return where the job title that closes ``token`` begins, or None."""
    found = CHIEF.search(token) or _PLAIN_END.search(token)
    return found.start() if found else None
