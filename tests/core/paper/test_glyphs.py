"""What a paper leaves behind in the server's memory once it is printed."""

import gc
import weakref
from datetime import UTC, datetime

import pytest

from forumapp.core.paper import fonts
from forumapp.core.paper.sheet import Sheet

pytestmark = pytest.mark.font


@pytest.mark.parametrize("is_finished", [True, False], ids=["printed", "given up"])
def test_a_paper_and_its_font_are_forgotten(app, is_finished):
    with app.test_request_context():
        sheet = Sheet(
            fonts.find(),
            title="名簿",
            author="長崎県",
            language="ja",
            written=datetime(2024, 8, 1, tzinfo=UTC),
        )
        sheet.write("葛\U000e0100城市の職員 A〓")
        font = weakref.ref(sheet.glyphs.font.ttfont)
        if is_finished:
            assert sheet.output().startswith(b"%PDF")
        else:
            sheet.glyphs.font.close()
    del sheet
    gc.collect()
    assert font() is None


def test_what_a_font_holds_does_not_wait_for_the_collector(app):
    with app.test_request_context():
        sheet = Sheet(
            fonts.find(),
            title="名簿",
            author="長崎県",
            language="ja",
            written=datetime(2024, 8, 1, tzinfo=UTC),
        )
        font = sheet.glyphs.font
        tables = [weakref.ref(font.ttfont[name]) for name in ("cmap", "hmtx")]
        gc.disable()
        try:
            sheet.output()
            assert [table() for table in tables] == [None, None]
        finally:
            gc.enable()
        assert (len(font.cmap), len(font.glyph_ids), len(font.cw)) == (0, 0, 0)
