"""What the public reads of a report: the page, its paper, its copy on disk."""

import re
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

from playwright.sync_api import Browser, Locator
from pypdf import PdfReader

from tests.journeys import seed
from tests.journeys.visitor import Visitor

REPORT = f"{seed.PUBLIC}/report"
SECTIONS = [
    "次第",
    "各講演者説明資料",
    "グループワークでの意見の概要",
    "イベント開催に対する自治体の皆様のご感想",
    "イベント当日の模様（録画）",
]
"""Those of the model page."""
QUOTAS = [
    "情報政策担当部門(2名 課長級・補佐級(係長級))",
    *(
        "財政部門(1名)",
        "人事部門(1名)",
        "デジタル戦略課担当者(5名)",
        "財政課担当者(1名)",
        "人事課担当者(1名)",
    ),
]
TALKS = [seed.TALKS[one["item"]] for one in seed.SEED["materials"]]
LINES = [seed.line(speaker) for row in seed.ROWS for speaker in row.get("speakers", [])]
FILES = (
    ("#materials .downloads a", "href"),
    ("#recordings source", "src"),
    ("#recordings track", "src"),
    ("#photographs a", "href"),
    ("#photographs img", "src"),
)
ORDERED = ("outline", "materials", "summary", "impressions", "figures")
"""The sections whose every part stands on paper in the order of the page."""
WORDS = """one => {
  const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest(".no-print")) found.push(walker.currentNode.textContent);
  return found.concat([...one.querySelectorAll(".photographs img")].map(picture => picture.alt));
}"""
"""Every text of an element that is not for the screen alone, and what its photographs show."""
FOOTER = re.compile(r"\n[^\n]* \d+ / \d+$")


def plain(text: str) -> str:
    """Return a text without white space, each sign in its usual form, in small letters."""
    return re.sub(r"\s", "", normalize("NFKC", text)).casefold()


def japanese(day: date) -> str:
    """Return a day as the model page prints it: 令和6年8月1日(木)."""
    return f"令和{day.year - 2018}年{day.month}月{day.day}日({'月火水木金土日'[day.weekday()]})"


def check_report(
    guest: Visitor, day: date, *, questions: int = 15, before: Iterable[str] = (), after: Iterable[str] = ()
) -> None:
    """The public sees the seed's five sections with all their facts; ``questions``: how many minutes they were given.

    ``before`` and ``after`` are sections that the model page does not have.
    """
    guest.open(f"{seed.PUBLIC}/")
    guest.follow("開催報告を見る")
    guest.sees_heading(seed.TITLE)
    assert guest.texts(".report__section > h2") == [*before, *SECTIONS, *after]
    _check_facts(guest, day)
    _check_programme(guest, questions)
    assert guest.texts("#materials .downloads a > span:first-child") == TALKS
    assert guest.texts("#summary .theme__title") == [
        f"テーマ{n} {theme['title']}" for n, theme in enumerate(seed.THEMES, 1)
    ]
    bullets = [bullet for theme in seed.THEMES for bullet in theme["bullets"]]
    remarks = [f" （{one['remark']}）" if "remark" in one else "" for one in bullets]
    assert guest.texts("#summary li") == [
        one["text"] + remark for one, remark in zip(bullets, remarks, strict=True)
    ]
    assert guest.texts("#impressions blockquote") == seed.IMPRESSIONS
    assert guest.texts("#recordings h3") == TALKS
    said = [f"0:00{seed.spoken(one['captions'])}" for one in seed.SEED["recordings"]]
    assert [plain(text) for text in guest.texts(".recording__transcript")] == [plain(text) for text in said]
    for selector, attribute in FILES[:3]:
        files = _values(guest.page.locator(selector), attribute)
        assert len(files) == len(TALKS), selector
        for address in files:
            assert guest.context.request.get(guest.address + address).status == 200, address


def _check_facts(guest: Visitor, day: date) -> None:
    venue, (host,) = seed.FORUM["venue"], seed.FORUM["hosts"]
    assert guest.texts(".hero__lead") == [f"{japanese(day)}開催", seed.FORUM["summary"]]
    names, values = guest.texts("#programme .facts dt"), guest.texts("#programme .facts > div > dd")
    facts = dict(zip(names, values, strict=True))
    assert facts["開催日時"] == f"{japanese(day)} 13:30〜"
    assert (
        facts["開催場所"]
        == f"{venue['name']} 101会議室 〒{venue['postal_code']} {venue['address']}（Web併用）"
    )
    assert facts["主催"] == host["name"]
    assert guest.texts("#programme .audience__seats li") == QUOTAS
    assert facts["参加対象者"].endswith("対象は合わせて91名でした。")


def _check_programme(guest: Visitor, questions: int) -> None:
    def told(row: dict) -> bool:
        """Return whether the row is as on the model page."""
        return row["title"] != seed.QUESTIONS or questions == row["minutes"]

    assert guest.texts("#programme .agenda__title") == [row["title"] for row in seed.ROWS]
    assert guest.texts("#programme .agenda__start") == [seed.wall(row["start"]) for row in seed.ROWS]
    minutes = [row["minutes"] if told(row) else questions for row in seed.ROWS if "minutes" in row]
    assert guest.texts("#programme .agenda__minutes") == [f"{number}分" for number in minutes]
    ends = [row["end_text"] for row in seed.PARALLEL["children"] if told(row)]
    assert guest.texts("#programme .agenda__derived") == ends
    assert guest.texts("#programme .track__name") == [seed.INFORMATION, seed.MONEY]
    for selector in ("#programme .agenda__speakers li", "#materials .downloads__by"):
        assert [plain(text) for text in guest.texts(selector)] == [plain(text) for text in LINES], selector


def check_paper(guest: Visitor) -> None:
    """The PDF says, section by section, all that the page which the guest has open says."""
    address = guest.page.locator("a[href*='report.pdf']").get_attribute("href")
    answer = guest.context.request.get(f"{guest.address}{address}")
    assert answer.status == 200
    pages = [FOOTER.sub("", page.extract_text()) for page in PdfReader(BytesIO(answer.body())).pages]
    rest = plain("\n".join(pages))
    parts = []
    for number, heading in enumerate(guest.texts(".report__section > h2"), 1):
        part, found, rest = rest.partition(plain(f"{number}. {heading}"))
        assert found, heading
        parts.append(part)
    top, *bodies = [*parts, rest]
    assert _lost(guest.page.locator(".hero").evaluate(WORDS), top) == []
    assert _lost(guest.texts("section[aria-labelledby=corrections-title] dd"), top) == []
    for section, body in zip(guest.page.locator(".report__section").all(), bodies, strict=True):
        name = str(section.get_attribute("id"))
        heading, *texts = filter(None, map(plain, section.evaluate(WORDS)))
        assert texts, heading
        assert _lost(texts, body, ordered=name in ORDERED) == [], name
        told = {"programme": _rows(), "recordings": _films()}.get(name, [])
        assert _lost(told, body, ordered=True) == [], name


def _lost(texts: Iterable[str], words: str, *, ordered: bool = False) -> list[str]:
    """Return the texts that do not stand in ``words``: one behind the other if ``ordered``."""
    lost = []
    for text in filter(None, map(plain, texts)):
        _before, found, behind = words.partition(text)
        if not found:
            lost.append(text)
        elif ordered:
            words = behind
    return lost


def _rows() -> list[str]:
    """Return the rows of the programme, each with its own time, length, end and people."""
    rows = []
    for row in seed.ROWS:
        start, minutes = row["start"], row.get("minutes")
        until = f"{seed.wall(start + minutes)}（{minutes}分）" if minutes else ""
        end = f"（{row['end_text']}）" if "end_text" in row else ""
        people = "".join(seed.line(speaker) for speaker in row.get("speakers", []))
        rows.append(f"{seed.wall(start)}〜{until}{end}{row['title']}{people}")
    return rows


def _films() -> list[str]:
    return [
        f"{number}. {title}{line} / 長さ0:12 / 字幕：日本語"
        for number, (title, line) in enumerate(zip(TALKS, LINES, strict=True), 1)
    ]


def check_copy(guest: Visitor, browser: Browser, folder: Path) -> None:
    """The static copy, opened from disk without a network, reads like the page in both languages and has its files."""
    context = browser.new_context(offline=True, java_script_enabled=False)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    for language, name, corrections in (("en", "index-en.html", "Corrections"), ("ja", "index.html", "訂正")):
        guest.open(f"{REPORT}?lang={language}")
        assert guest.texts("#corrections-title") == [corrections]
        page.goto(f"file://{folder}/{name}")
        assert page.locator("html").get_attribute("lang") == language
        for here, there in (
            ("main > header", ".hero"),
            ("section[aria-labelledby=corrections-title]", "section[aria-labelledby=corrections-title]"),
            (".report", ".report"),
        ):
            texts = [plain(text) for text in guest.texts(there)]
            assert texts, there
            assert [plain(text) for text in page.locator(here).all_text_contents()] == texts, there
        for selector, attribute in (
            (".report__section", "id"),
            ("img", "alt"),
            ("video", "aria-label"),
            ("track", "srclang"),
        ):
            found = _values(guest.page.locator(f".report {selector}"), attribute)
            assert found, selector
            assert _values(page.locator(f".report {selector}"), attribute) == found, selector
    held = set()
    for selector, attribute in FILES:
        copies, originals = (_values(one.locator(selector), attribute) for one in (page, guest.page))
        assert originals, selector
        for copied, original in zip(copies, originals, strict=True):
            body = guest.context.request.get(guest.address + original).body()
            assert (folder / copied).read_bytes() == body, copied
            held.add(folder / copied)
    assert set((folder / "files").iterdir()) == held
    assert all(page.locator("img").evaluate_all("all => all.map(one => one.naturalWidth > 0)"))
    assert [address for address in asked if not address.startswith(f"file://{folder}/")] == []
    context.close()


def _values(found: Locator, attribute: str) -> list[str]:
    return found.evaluate_all(f"all => all.map(one => one.getAttribute('{attribute}'))")
