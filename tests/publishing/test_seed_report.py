"""The ministry's own page, fact by fact: what stands there stands on the report and the series page of the demo too.

The facts are typed here once more, from that page and not from the demo's document.
"""

import pytest

from forumapp.core.clock import frozen
from forumapp.core.resources import folder
from forumapp.exchange.cli.documents import load
from tests.publishing.factories import AFTER
from tests.publishing.page_tree import tree

SECTIONS = [
    "次第",
    "各講演者説明資料",
    "グループワークでの意見の概要",
    "イベント開催に対する自治体の皆様のご感想",
    "イベント当日の模様(録画)",
]
TALKS = [
    ("13:30", "15分", "挨拶・全体説明", "総務省自治行政局地域情報化企画室 室長 志賀 真幸"),
    ("13:45", "15分", "デジタル人材確保の課題について", "総務省DXアドバイザー 齋藤 正樹氏"),
    ("14:00", "30分", "広島県取組事例についてのご紹介", "広島県総務局デジタル基盤整備課 課長 山田 正彦氏"),
    ("14:30", "10分", "長崎県説明", "長崎県企画部デジタル戦略課 課長 ??橋 圭氏"),
]
ROWS = [
    *TALKS,
    ("14:40", "10分", "全体に関する質疑応答", ""),
    ("14:50", "15分", "休憩", ""),
    ("15:05", "", "部門に分かれて開催", ""),
]
TRACKS = [
    ("情報政策担当部門", "15:05", "65分", "グループワーク・グループ発表", "16:10終了", "15:05〜16:10"),
    ("人事・財政部門", "15:05", "15分", "登壇発表者との質疑応答", "15:20終了", "15:05〜15:20"),
]
THEMES = {
    "テーマ1 必要とする人材のレベル・層について": [
        "どの自治体も共通する事として「IT・システム戦略を描き、幹部と共に方向性を示せる人材」が必要。",
        "正しい方向に進むためにプロジェクトマネジメントが出来る人材も必要。",
        "常勤が望ましいが、それが無理な場合は少なくとも継続的に支援してくれる人が必要。",
        "一緒に汗をかいてくれる人が必要。",
    ],
    "テーマ2 具体的な分野・事業について": [
        "分野問わず、BPRの機運が高い部局。",
        "新しい事業(定額減税など)を始める所属。 (デジタル化との親和性が高い)",
    ],
}
IMPRESSIONS = [
    "デジタル人材の確保の考え方やグループワークで他自治体の状況を聞くことができた",
    "本市においては情報政策部門、人事部門、財政部門の意見交換や情報共有の機会を増やしていかなければならないと感じた。",
    "優秀な人材は他の機関(自治体・民間等)との競合になるので早めに確保したい。",
    "人材プール機能の確保という考え方が興味深かった。",
    "デジタル人材に限らず、技術・資格職(土木職、建築職等)などの単独では確保が難しい人材にも有効な方法だと感じた。",
]
BREADCRUMB = "総務省トップ > 政策 > 地方行財政 > 地方行政のデジタル化 > 自治体DXの推進 > 都道府県と市町村の連携によるDX推進体制"
BACKGROUND = (
    "全国的に官民問わず、デジタル人材が不足する中、特に小規模な市町村の現場では、極めて少人数の職員のみでDXの取組全てを担うような"
    "状況にあるなど、DXの推進について課題を抱えている団体も多い状況です。 こうした市町村においても着実にDXを推進するためには、"
    "都道府県と市町村の連携によるDX推進体制を構築するとともに、推進体制の中で、都道府県が積極的にデジタル人材の確保・育成を含めた"
    "市町村支援に取り組むことが重要です。"
)
POLICY = (
    "今般閣議決定された「デジタル社会の実現に向けた重点計画」及び「国・地方デジタル共通基盤の整備・運用に関する基本方針」"
    "(令和6年6月21日閣議決定)においては、国と地方のデジタル共通基盤の整備・運用を進めるとともに、令和7年度中に全都道府県で"
    "推進体制を構築し、その中で市町村の求めるDX支援のための人材プール等の必要な機能を確保できるよう、総務省として支援の強化を"
    "図っていくこと等が盛り込まれました。"
)
SUPPORT = (
    "総務省では、都道府県と市町村が連携した地域DX推進体制構築に向けて、先進事例に学び意見交換を行うフォーラムや、"
    "情報システム担当が1人のみとなっている自治体の職員による交流イベントを開催することとしております。"
)
DOCUMENTS = [
    "地域DX推進体制の構築やデジタル人材の確保・育成",
    "国・地方デジタル共通基盤の整備・運用に関する基本方針(抜粋)",
    "デジタル社会の実現に向けた基本計画(デジタル庁ホームページ)",
]


@pytest.fixture
def pages(client):
    """Load the two documents of the series, and look at them a month after the forum."""
    for name in ("nagasaki", "hitori-josys"):
        load(folder("demo") / f"{name}.yaml")

    def get(path):
        with frozen(AFTER):
            response = client.get(path)
        assert response.status_code == 200
        return tree(response.get_data(as_text=True)).one("main")

    return get


@pytest.fixture
def report(pages):
    return pages("/forums/nagasaki-2024/report")


def facts(node):
    return {part.one("dt").text: part.one("dd") for part in node.all("div") if len(part.all("dt")) == 1}


def row(item):
    """(start, minutes, title, speakers) of one item, without what stands in tracks below it."""
    own = [node for node in item.children if not isinstance(node, str)]
    time, body = (
        next(node for node in own if node.matches(what)) for what in (".agenda__time", ".agenda__body")
    )
    inside = [node for node in body.children if not isinstance(node, str) and not node.matches(".tracks")]
    speakers = [speaker.text for node in inside for speaker in [node, *node.walk()] if speaker.name == "li"]
    title = next(node for node in inside if node.matches(".agenda__title"))
    return (
        time.one(".agenda__start").text,
        "".join(time.texts(".agenda__minutes")),
        title.text,
        "".join(speakers),
    )


def test_the_report_has_the_title_and_the_five_sections(report):
    title = "地域DX推進体制構築に向けた長崎県・市町村連携フォーラム"
    assert title in [node.text for node in report.walk()]
    assert [section.one("h2").text for section in report.all(".report__section")] == SECTIONS
    lead = (
        "先進団体の情報を共有し、県内市町村で意見交換を行うことで、全国的な機運醸成につなげるため、"
        "長崎県・市町村連携フォーラムを開催しました。"
    )
    assert lead in [node.text for node in report.all("p")]


def test_date_place_and_host_stand_as_the_ministry_prints_them(report):
    found = facts(report.one("#programme"))
    assert found["開催日時"].text.replace(" ", "") == "令和6年8月1日(木)13:30〜"
    assert found["開催場所"].text == "出島メッセ長崎 〒850-0058 長崎県長崎市尾上町4−1(Web併用)"
    assert found["主催"].text == "総務省"


def test_the_audience_stands_with_every_head_count(report):
    seats = facts(report.one("#programme"))["参加対象者"].texts(".audience__seats")
    lines = facts(report.one("#programme"))["参加対象者"].texts(".audience__who")
    assert [line.split(" ")[0].split("(")[0] for line in lines] == ["長崎県内市町", "長崎県"]
    quotas = [seat.replace(" ", "") for seat in seats]
    assert quotas == [
        "情報政策担当部門(2名課長級・補佐級(係長級))財政部門(1名)人事部門(1名)",
        "デジタル戦略課担当者(5名)財政課担当者(1名)人事課担当者(1名)",
    ]
    assert "91名" in facts(report.one("#programme"))["参加対象者"].text


def test_the_programme_has_its_eleven_rows(report):
    programme = report.one("#programme").all(".agenda")[0]
    items = [node for node in programme.children if not isinstance(node, str)]
    tracks = programme.all(".track")
    inner = [row(item) for track in tracks for item in track.all(".agenda__item")]
    assert [row(item) for item in items] == ROWS
    assert [track.one(".track__name").text for track in tracks] == [name for name, *_rest in TRACKS]
    assert inner == [(start, minutes, title, "") for _name, start, minutes, title, _end, _span in TRACKS]
    assert len(items) + len(tracks) + len(inner) == 11


def test_the_tracks_end_as_the_page_says_and_the_second_is_held_by_web(report):
    tracks = report.one("#programme").all(".track")
    for track, (_name, _start, _minutes, _title, end, span) in zip(tracks, TRACKS, strict=True):
        assert (end in track.text, span in track.text) == (True, True)
    assert ["Webのみ" in track.one(".track__facts").text for track in tracks] == [False, True]


def test_four_slides_repeat_the_titles_of_the_talks(report):
    *slides, bundle = report.one("#materials").all("a")
    titles = [link.text.rpartition("(PDF")[0].strip() for link in slides]
    assert titles == [title for _start, _minutes, title, _who in TALKS]
    assert [link.attributes["href"].endswith(".pdf") for link in slides] == [True] * 4
    assert bundle.text.startswith("資料4件をまとめてダウンロード(ZIP")


def test_the_summary_has_two_themes_and_six_bullets(report):
    themes = {theme.one("h3").text: theme.texts("li") for theme in report.one("#summary").all(".theme")}
    assert themes == THEMES


def test_five_impressions_stand_in_the_order_of_the_page(report):
    assert report.one("#impressions").texts("blockquote") == IMPRESSIONS


def test_four_recordings_can_be_played_with_captions(report):
    recordings = report.one("#recordings").all(".recording")
    assert [one.one("h3").text for one in recordings] == [title for _start, _minutes, title, _who in TALKS]
    assert [len(one.all("source")) + len(one.all("track")) for one in recordings] == [2] * 4


def test_slides_and_recordings_are_real_files(client, report):
    links = [link.attributes["href"] for link in report.one("#materials").all("a")]
    links += [source.attributes["src"] for source in report.one("#recordings").all("source")]
    found = []
    with frozen(AFTER):
        for link in links:
            with client.get(link) as answer:
                found.append((answer.status_code, answer.mimetype, len(answer.get_data()) > 10_000))
    kinds = ["application/pdf"] * 4 + ["application/zip"] + ["video/mp4"] * 4
    assert found == [(200, kind, True) for kind in kinds]


def test_the_series_page_has_its_background_and_policy(pages):
    page = pages("/series/dx-structure/")
    texts = [node.text for node in page.all("p")]
    assert page.one("h1").text == "都道府県と市町村の連携によるDX推進体制"
    assert [text in texts for text in (BREADCRUMB, BACKGROUND, POLICY, SUPPORT)] == [True] * 4
    headings = [node.text for name in ("h2", "h3", "h4") for node in page.all(name)]
    expected = ["伴走支援事業", "地域DX推進体制構築に向けた県・市町村連携フォーラム"]
    assert [heading for heading in expected if heading in headings] == expected


def test_the_series_page_has_its_three_documents(pages):
    links = pages("/series/dx-structure/").all("a")
    found = {link.text.rpartition(" (PDF")[0] or link.text: link.attributes["href"] for link in links}
    assert [found[title].rpartition("/")[2] for title in DOCUMENTS] == [
        "series-dx-structure.pdf",
        "series-basic-policy.pdf",
        "priority-policy-program",
    ]


def test_the_series_page_lists_the_forum_and_the_event_of_which_only_the_title_is_known(pages):
    cards = pages("/series/dx-structure/").all(".forum-card")
    titles = [card.one(".forum-card__title").text for card in cards]
    assert titles == [
        "【1人情シス交流イベント】",
        "地域DX推進体制構築に向けた長崎県・市町村連携フォーラム",
    ]
    assert cards[0].one(".date-tile").text == "日程 調整中"
    assert cards[1].one(".date-tile").text == "令和6年 8/1 (木)"


def test_the_event_of_which_only_the_title_is_known_has_a_page(pages):
    page = pages("/forums/hitori-josys/")
    assert page.one("h1").text == "【1人情シス交流イベント】"
    assert "調整中" in page.text
