"""What an organiser adds to a report: outline, figures, photographs; the task list and the checks before publication."""

import io
import struct
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageOps

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback.models import ImpressionState
from forumapp.forums.models import Mode, Role
from forumapp.publishing.models import ReportPhotograph
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.report.figures import tables
from forumapp.publishing.report.formats.blocks import Heading, Line, Lines, Prose
from forumapp.publishing.report.formats.outline import prose
from forumapp.publishing.services.preparing import prepare
from tests.accounts.factories import writing
from tests.accounts.pages import token_on
from tests.forums.factories import sign_in_as
from tests.materials.looking import deep_grey, tones
from tests.publishing.factories import AFTER, add_impression, report
from tests.publishing.page_tree import tree
from tests.registration.factories import make_registration

BEFORE = datetime(2024, 7, 1, tzinfo=UTC)
PAGE = "/forums/nagasaki-2024/report"
DESK = "/desk/forums/nagasaki-2024/report"
PLAIN = {"outline": "", "outline_en": "", "figures": (), "fewest": 5, "needs_approval": False}


@pytest.fixture
def register(held, clock):
    """Register somebody while that was possible."""

    def each(**values):
        clock.instant = BEFORE
        made = make_registration(held.forum, **values)
        clock.instant = AFTER
        return made

    return each


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def say(held, **values):
    with writing() as session:
        version = preparation_of(held.forum.id).version
        prepare(session.merge(held.forum), by=SYSTEM, version=version, **{**PLAIN, **values})


def jpeg(side=(2000, 1500), place="長崎"):
    """A photograph as a camera writes it, with a position and an owner."""
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x010E], exif[0x8298], exif[0x0112] = f"{place} 32.75N 129.87E", "Owner Name", 6
    Image.effect_noise(side, 40).convert("RGB").save(target, "JPEG", quality=20, exif=exif)
    return target.getvalue()


def send_photograph(client, content=None, **fields):
    path = f"{DESK}/photographs/new"
    values = {"alt": "班に分かれて話し合う参加者", "caption": "", "has_consent": "y", **fields}
    file = (io.BytesIO(jpeg() if content is None else content), "IMG_0001.jpg")
    data = {"csrf_token": token_on(client, path), **values, "file": file}
    return client.post(path, data=data, content_type="multipart/form-data")


def test_the_outline_is_generated_edited_and_shown_in_every_form(held, client):
    sign_in_as(client, held.forum)
    drafted = text(client, f"{DESK}/preparation?draft=yes")
    assert "出島メッセ長崎(Web併用)で開催しました。主催は総務省です。" in drafted
    path = f"{DESK}/preparation"
    sent = {"csrf_token": token_on(client, path), "fewest": "5"}
    assert client.post(path, data={**sent, "outline": "概要の文です。\n\n- 目的"}).status_code == 303
    report(held)
    page = tree(text(client, PAGE))
    assert page.one("#outline").texts("p") == ["概要の文です。"]
    assert "概要の文です。" in text(client, f"{PAGE}.md")
    assert '"outline": "概要の文です。' in text(client, f"{PAGE}.json")
    say(held, outline="")
    assert page.one("#outline").text == tree(text(client, PAGE)).one("#outline").text


STYLED = """## 趣旨

県と**市町村**の連携を話し合いました。
二行目です。

1. 一つ目

   その説明
2. 二つ目
   - 内訳

- [計画](https://plan.example.jp/)
"""


def test_headings_and_lists_of_the_outline_stand_in_other_forms_as_on_the_page():
    assert list(prose(STYLED)) == [
        Heading("趣旨"),
        Prose(("県と市町村の連携を話し合いました。", "二行目です。")),
        Lines(
            (Line("一つ目"), Line("その説明", depth=1), Line("二つ目"), Line("内訳", depth=1)),
            is_numbered=True,
        ),
        Lines((Line("計画"),)),
    ]


def test_a_figure_that_there_is_not_is_refused_in_the_language_of_the_page(held, client):
    sign_in_as(client, held.forum)
    path = f"{DESK}/preparation"
    form = {"csrf_token": token_on(client, path), "fewest": "5", "figures": ["people", "zz"]}
    answer = client.post(path, data=form)
    assert (answer.status_code, "valid choice" in answer.text) == (422, False)
    assert "載せる数字：選択肢の中から選んでください。" in answer.text


def test_chosen_figures_stand_on_the_page_as_in_the_other_forms(held, client, register):
    for number in range(12):
        mode = Mode.ON_SITE if number < 6 else Mode.WEB
        register(mode=mode, family_name="神無月", given_name=f"{number}子")
    say(held, figures=["people", "modes"])
    report(held)
    section = tree(text(client, PAGE)).one("#figures")
    assert section.texts("dd") == ["登録12名", "登録6名", "登録6名"]
    markdown = text(client, f"{PAGE}.md?lang=ja")
    assert ("登録12名" in markdown, "神無月" in text(client, PAGE)) == (True, False)


@pytest.mark.parametrize(("on_site", "web"), [(6, 3), (9, 1), (4, 4)])
def test_a_small_number_cannot_be_worked_out(held, register, on_site, web):
    for number in range(on_site + web):
        register(mode=Mode.ON_SITE if number < on_site else Mode.WEB)
    assert tables(held.forum, ["modes"], 5) == []
    (people,) = tables(held.forum, ["people"], 5)
    assert people["rows"][0]["registered"] == on_site + web


def test_a_photograph_loses_what_the_camera_wrote_and_is_light_and_upright(held, client):
    sign_in_as(client, held.forum)
    assert send_photograph(client).status_code == 303
    one = db.session.query(ReportPhotograph).one()
    assert (one.width, one.height) == (1200, 1600)  # turned as the camera said
    assert client.get(f"/forums/nagasaki-2024/photographs/{one.id}/small").status_code == 404
    report(held)
    for size, most in (("large", 400_000), ("small", 90_000)):
        with client.get(f"/forums/nagasaki-2024/photographs/{one.id}/{size}") as answer:
            assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
            assert len(answer.data) <= most
            assert not any(word in answer.data for word in (b"129.87E", b"Owner", b"Exif"))
    (shown,) = tree(text(client, PAGE)).one("#photographs").all("img")
    assert (shown.attributes["alt"], shown.attributes["loading"]) == ("班に分かれて話し合う参加者", "lazy")
    assert client.get(f"/forums/nagasaki-2024/photographs/{one.id}/huge").status_code == 404


def test_without_consent_a_photograph_is_gone_at_once_everywhere(held, client):
    sign_in_as(client, held.forum)
    send_photograph(client, caption="話し合いの様子")
    report(held)
    one = db.session.query(ReportPhotograph).one()
    address = f"/forums/nagasaki-2024/photographs/{one.id}/large"
    with client.get(address) as answer:
        assert [answer.status_code, "話し合いの様子" in text(client, PAGE)] == [200, True]
    path = f"{DESK}/photographs/{one.id}"
    form = {"csrf_token": token_on(client, path), "alt": one.alt}
    assert client.post(path, data=form).status_code == 303
    assert [client.get(address).status_code, "話し合いの様子" in text(client, PAGE)] == [404, False]
    assert "話し合いの様子" not in text(client, f"{PAGE}.md")


def noted(tag, kind, value, orientation=6):
    """A small photograph, higher than wide once it is upright, with one more note of the camera (TIFF 6.0, section 2)."""
    notes = [struct.pack("<HHII", 0x0112, 3, 1, orientation), struct.pack("<HHI4s", tag, kind, 1, value)]
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(notes)) + b"".join(notes) + bytes(4)
    target = io.BytesIO()
    Image.effect_noise((60, 40), 40).save(target, "JPEG", exif=exif)
    return target.getvalue()


@pytest.mark.parametrize(
    ("tag", "kind", "value"),
    [(0x0100, 1, b"\1\0\0\0"), (0x010E, 11, b"abcd"), (0x011A, 2, b"a\0\0\0"), (0x0111, 4, b"\xff" * 4)],
)
def test_a_strange_note_of_the_camera_spoils_no_photograph(held, client, tag, kind, value):
    sign_in_as(client, held.forum)
    assert send_photograph(client, noted(tag, kind, value)).status_code == 303
    one = db.session.query(ReportPhotograph).one()
    assert (one.width, one.height) == (40, 60)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_however_the_camera_was_held(held, client, orientation):
    """As ImageOps.exif_transpose turns it."""
    picture, target = Image.new("RGB", (64, 32), "white"), io.BytesIO()
    picture.paste("black", (0, 0, 32, 16))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(target, "JPEG", quality=95, exif=exif)
    sign_in_as(client, held.forum)
    send_photograph(client, target.getvalue())
    one = db.session.query(ReportPhotograph).one()
    wanted = ImageOps.exif_transpose(Image.open(target)).convert("1")
    with client.get(f"{DESK}/photographs/{one.id}/large") as answer:
        made = Image.open(io.BytesIO(answer.data)).convert("1", dither=Image.Dither.NONE)
    corners = [(2, 2), (wanted.width - 3, 2), (2, wanted.height - 3), (wanted.width - 3, wanted.height - 3)]
    assert made.size == wanted.size
    assert [made.getpixel(at) for at in corners] == [wanted.getpixel(at) for at in corners]


def test_a_photograph_of_sixteen_bits_of_grey_keeps_its_tones(held, client):
    sign_in_as(client, held.forum)
    send_photograph(client, deep_grey())
    one = db.session.query(ReportPhotograph).one()
    for size in ("large", "small"):
        with client.get(f"{DESK}/photographs/{one.id}/{size}") as answer:
            dark, middle, light = tones(answer.data)
        assert (dark < 14, 120 < middle < 140, light > 241) == (True, True, True)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4 no picture", b"\xff\xd8\xff\xe0 broken", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused_in_words(held, client, content):
    sign_in_as(client, held.forum)
    answer = send_photograph(client, content)
    assert (answer.status_code, 'id="file-error"' in answer.get_data(as_text=True)) == (422, True)
    assert send_photograph(client, alt="").status_code == 422
    assert db.session.query(ReportPhotograph).count() == 0


def test_photographs_are_put_in_order_by_hand_and_taken_out(held, client):
    sign_in_as(client, held.forum)
    for number, alt in enumerate(["一枚目", "二枚目"]):
        send_photograph(client, jpeg((300 + number, 200)), alt=alt)
    first, second = (one.id for one in db.session.query(ReportPhotograph).order_by(ReportPhotograph.id))
    token = {"csrf_token": token_on(client, f"{DESK}/photographs/new")}
    assert client.post(f"{DESK}/photographs/{second}/position/up", data=token).status_code == 303
    report(held)
    assert [one.attributes["alt"] for one in tree(text(client, PAGE)).all("img")] == ["二枚目", "一枚目"]
    assert client.post(f"{DESK}/photographs/{second}/withdrawal", data=token).status_code == 303
    assert [one.attributes["alt"] for one in tree(text(client, PAGE)).all("img")] == ["一枚目"]
    assert client.post(f"{DESK}/photographs/{first}/position/sideways", data=token).status_code == 404


def test_the_checks_find_names_numbers_and_links_that_lead_nowhere(held, client, register):
    register(family_name="神無月", given_name="凛太郎")
    add_impression(held.forum, "神無月凛太郎さんの話がよかった。連絡は03-1234-5678まで", position=9)
    say(held, outline="[次第](/forums/nowhere/agenda) と [一覧](/) と [古い](/no-such-page)")
    sign_in_as(client, held.forum)
    found = [one.text for one in tree(text(client, DESK)).all(".inset")]
    assert any("神無月凛太郎" in one and "03-1234-5678" in one for one in found)
    (links,) = [one for one in found if "行き先のないリンク" in one]
    assert ("/forums/nowhere/agenda" in links, "/no-such-page" in links, " / " in links) == (
        True,
        True,
        False,
    )


def test_the_task_list_says_what_is_missing_and_where_it_is_done(held, client):
    add_impression(held.forum, "まだ判断していない感想", state=ImpressionState.INBOX)
    sign_in_as(client, held.forum)
    tasks = tree(text(client, DESK)).one(".tasks").all("li")
    found = {task.all("a")[0].text: (task.all("a")[0].attributes["href"], task.text) for task in tasks}
    assert list(found) == [
        "次第",
        "説明資料",
        "意見の概要",
        "感想",
        "録画",
        "開催概要",
        "参加状況",
        "当日の写真",
    ]
    assert found["感想"][0] == "/desk/forums/nagasaki-2024/feedback/impressions"
    assert "判断していない感想が1件あります" in found["感想"][1]


@pytest.mark.parametrize("path", ["preparation", "photographs/new"])
def test_only_editors_prepare(held, client, path):
    sign_in_as(client, held.forum, Role.VIEWER)
    assert client.get(f"{DESK}/{path}").status_code == 403
    assert client.get(f"{DESK}/photographs").status_code == 200
