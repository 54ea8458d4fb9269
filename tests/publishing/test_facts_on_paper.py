"""Every fact of the ministry's own page stands in the text of the PDF of the demo's report."""

from io import BytesIO
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from forumapp.core.clock import frozen
from forumapp.core.resources import folder
from forumapp.exchange.cli.documents import load
from tests.publishing.factories import AFTER
from tests.publishing.test_seed_report import IMPRESSIONS, SECTIONS, TALKS, THEMES, TRACKS

FACTS = (
    "地域DX推進体制構築に向けた長崎県・市町村連携フォーラム",
    "令和6年8月1日(木)",
    "出島メッセ長崎",
    "〒850-0058",
    "長崎県長崎市尾上町4−1",
    "総務省",
    "情報政策担当部門(2名 課長級・補佐級(係長級))",
    "財政部門(1名)",
    "人事部門(1名)",
    "デジタル戦略課担当者(5名)",
    "財政課担当者(1名)",
    "人事課担当者(1名)",
    "91名",
    "全体に関する質疑応答",
    "休憩",
)


def packed(text):
    return "".join(normalize("NFKC", text).split())


@pytest.mark.font
def test_the_paper_holds_every_fact_of_the_seed(client):
    load(folder("demo") / "nagasaki.yaml")
    with frozen(AFTER):
        answer = client.get("/forums/nagasaki-2024/report.pdf?lang=ja")
    assert answer.status_code == 200
    text = packed("".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages))
    expected = [*FACTS, *SECTIONS, *IMPRESSIONS]
    for start, minutes, title, who in TALKS:
        expected += [start, minutes, title, who]
    for name, *_times, title, end, span in TRACKS:
        expected += [name, title, end, span]
    for theme, bullets in THEMES.items():
        expected += [theme, *bullets]
    assert [fact for fact in expected if packed(fact) not in text] == []
