"""The 次第 as PDF: what stands on it, how it looks as a file, and who gets which."""

import re
from io import BytesIO
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from forumapp.agenda.models import ItemKind
from forumapp.agenda.services import items, releases
from forumapp.core.actor import SYSTEM
from forumapp.core.paper import fonts
from forumapp.core.settings import read
from forumapp.forums.models import Mode
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, add_speaker, add_track
from tests.forums.factories import make_forum, sign_in_as
from tests.publishing.factories import confirm_names, seed_world

pytestmark = pytest.mark.font

PDF = "/forums/nagasaki-2024/agenda.pdf"
DRAFT = "/desk/forums/nagasaki-2024/agenda.pdf"
A4 = (595, 842)
IPAEX = "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"


@pytest.fixture
def world(app):
    return seed_world(title_en="Nagasaki forum on digital structures")


def paper(client, path=PDF):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.status_code
    return PdfReader(BytesIO(answer.data))


def words(pdf):
    """All text without blanks, as a search in the file sees it."""
    return "".join("".join(page.extract_text().split()) for page in pdf.pages)


def page_words(client, path):
    """What the main part of a page shows, without blanks; buttons and hidden headings are not for paper."""
    html = client.get(path).get_data(as_text=True)
    html = html[html.index('<div class="sheet">') : html.index("</main>")]
    html = re.sub(r'<(p|div) class="[^"]*\bno-print">.*?</\1>', "", html, flags=re.DOTALL)
    html = re.sub(r'<a class="download".*?</a>', "", html, flags=re.DOTALL)
    html = re.sub(r'<h2 class="visually-hidden">.*?</h2>', "", html)
    return [normalize("NFC", part) for part in re.sub(r"<[^>]+>", "\n", html).split()]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_seeds_programme_is_one_sheet_of_a4_with_an_embedded_font(world, client, language):
    pdf = paper(client, f"{PDF}?lang={language}")
    (page,) = pdf.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
    (font,) = page["/Resources"]["/Font"].values()
    inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    assert "/FontFile3" in inner
    assert re.match(r"/[A-Z]{6}\+NotoSansCJK", font.get_object()["/BaseFont"])
    assert len(client.get(f"{PDF}?lang={language}").data) < 100_000


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_paper_says_what_the_public_page_says(world, client, language):
    with writing():
        world.forum.contact_name = ""
    add_item(
        world.forum, "閉会", minutes=5, note="資料は受付で配布します。", is_optional=True, mode=Mode.ON_SITE
    )
    text = words(paper(client, f"{PDF}?lang={language}"))
    shown = page_words(client, f"/forums/nagasaki-2024/agenda?lang={language}")
    assert len(shown) > 40
    assert [part for part in shown if part not in text and part not in {"次第", "〜"}] == []


def test_a_name_that_lost_characters_stays_out_of_the_public_paper_and_stands_in_the_draft(world, client):
    sign_in_as(client, world.forum)
    assert "??橋" not in words(paper(client))
    assert "??橋圭氏" in words(paper(client, DRAFT))
    confirm_names(world)
    with writing():
        releases.release(world.forum, by=SYSTEM)
    assert "??橋圭氏" in words(paper(client))


def test_the_draft_is_marked_as_such_with_the_moment_of_printing(world, client):
    sign_in_as(client, world.forum)
    text = words(paper(client, DRAFT))
    assert text.startswith("案令和6年7月1日(月)9:00現在地域DX推進体制構築に向けた")
    assert "現在" not in words(paper(client))


def test_the_file_has_title_author_and_language(world, client):
    pdf = paper(client)
    assert pdf.metadata.title == "地域DX推進体制構築に向けた長崎県・市町村連携フォーラム 次第"
    assert pdf.metadata.author == world.forum.owner.name
    assert pdf.trailer["/Root"]["/Lang"] == "ja-JP"
    assert paper(client, f"{PDF}?lang=en").trailer["/Root"]["/Lang"] == "en-GB"


def test_sixty_items_flow_over_pages_with_the_head_and_the_page_number_on_each(world, client):
    with writing():
        for number in range(60):
            items.add_item(world.forum, by=SYSTEM, title=f"第{number + 1}報告", minutes=5)
        releases.release(world.forum, by=SYSTEM)
    pdf = paper(client)
    pages = ["".join(page.extract_text().split()) for page in pdf.pages]
    assert len(pages) > 2
    assert [page.count("時刻内容登壇者") for page in pages] == [1] * len(pages)
    assert [f"{n}/{len(pages)}" in page for n, page in enumerate(pages, start=1)] == [True] * len(pages)
    found = re.findall(r"第(\d+)報告", "".join(pages))
    assert [int(number) for number in found] == list(range(1, 61))
    assert [line.title for line in pdf.outline] == [
        "部門に分かれて開催",
        "情報政策担当部門",
        "人事・財政部門",
    ]


def test_an_item_higher_than_a_page_goes_on_on_the_next(world, client):
    note = "".join(f"{number}番目の文。" for number in range(600))
    add_item(world.forum, "とても長い項目", minutes=5, note=note)
    text = words(paper(client))
    text = re.sub(
        r"地域DX推進体制構築に向けた長崎県・市町村連携フォーラム次第\d+/\d+時刻内容登壇者", "", text
    )
    assert "".join(note) in text


def test_two_days_are_headed_by_their_dates(app, client):
    forum = make_forum(slug="two")
    add_item(forum, "一日目の話", start="13:00", minutes=30)
    add_item(forum, "二日目の話", start="25:30", minutes=30, day=1)
    text = words(paper(client, "/forums/two/agenda.pdf"))
    assert "1日目令和6年8月1日(木)" in text
    assert "2日目令和6年8月2日(金)25:30〜26:00" in text


def test_variant_kanji_survive_and_a_missing_character_is_named(app, client):
    forum = make_forum(slug="kanji")
    item = add_item(forum, "髙島・﨑戸・𠮷野の話 🦀", start="13:00", minutes=30)
    add_speaker(item, "渡邉", "葛󠄀", organisation="葛󠄀城市")
    text = words(paper(client, "/forums/kanji/agenda.pdf"))
    assert "髙島・﨑戸・𠮷野の話〓" in text
    assert "葛\U000e0100城市" in text
    assert "印刷できない文字があります(U+1F980)。" in text


def test_a_truetype_font_of_the_setting_is_used_and_says_what_it_lacks(app, client, monkeypatch):
    forum = make_forum(slug="kanji")
    add_item(forum, "髙島・﨑戸・𠮷野", start="13:00", minutes=30)
    choose(app, monkeypatch, IPAEX)
    pdf = paper(client, "/forums/kanji/agenda.pdf")
    (font,) = pdf.pages[0]["/Resources"]["/Font"].values()
    assert font.get_object()["/BaseFont"].endswith("IPAexGothic")
    assert "髙島・﨑戸・〓野" in words(pdf)
    assert "(U+20BB7)" in words(pdf)


@pytest.mark.parametrize("setting", ["", "/missing.ttf"])
def test_without_a_font_a_page_says_what_to_install(world, client, app, monkeypatch, setting):
    choose(app, monkeypatch, setting)
    monkeypatch.setattr(fonts, "PLACES", ())
    monkeypatch.setattr(fonts.find, "__defaults__", ("", ()))
    answer = client.get(PDF)
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    told = answer.get_data(as_text=True)
    assert ("fonts-noto-cjk" in told, "設定FORUMAPP_FONTのファイルを" in told) == (not setting, bool(setting))


def test_the_paper_is_kept_by_revision_like_the_page(world, client):
    first = client.get(PDF)
    again = client.get(PDF, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    add_item(world.forum, "追加の項目", minutes=5, kind=ItemKind.OTHER)
    changed = client.get(PDF, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "追加の項目" in words(PdfReader(BytesIO(changed.data)))


def test_a_forum_without_a_programme_has_a_paper_too(app, client):
    make_forum(title="【1人情シス交流イベント】", slug="solo", day=None)
    text = words(paper(client, "/forums/solo/agenda.pdf"))
    assert text.startswith("【1人情シス交流イベント】次第日時調整中")
    assert "次第は調整中です。" in text


def test_tracks_stand_one_after_the_other_under_their_names(app, client):
    forum = make_forum(slug="tracks")
    hall, web = add_track(forum, "情報政策部会"), add_track(forum, "財政部会", mode=Mode.WEB)
    add_item(forum, "討議", start="15:00", minutes=60, track=hall)
    add_item(forum, "質疑", start="15:00", minutes=20, track=web)
    text = words(paper(client, "/forums/tracks/agenda.pdf"))
    assert (
        "情報政策部会15:00〜16:00会場・Web15:00〜16:0060分討議財政部会15:00〜15:20Webのみ15:00〜15:2020分質疑"
        in text
    )


def choose(app, monkeypatch, setting):
    settings = read({"FORUMAPP_SECRET_KEY": "x", "FORUMAPP_FONT": setting})
    monkeypatch.setitem(app.config, "SERVER", settings)
