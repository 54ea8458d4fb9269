"""Printing: the programme is one sheet of A4 (次第)."""

from io import BytesIO
from unicodedata import normalize

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.browser

A4 = (595, 842)
"""Points."""
LOOKALIKES = str.maketrans({"⻑": "長", "‧": "・"})
"""Signs that share a glyph in the font and come out of the file as the other one; the rest is NFKC's."""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_seeds_programme_prints_on_one_sheet_of_a4(demo_site, visitors, language):
    person = visitors(demo_site, scripted=True)
    person.open(f"/forums/nagasaki-2024/agenda?lang={language}")
    sheet = PdfReader(BytesIO(person.page.pdf(prefer_css_page_size=True)))
    assert len(sheet.pages) == 1
    (page,) = sheet.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
    text = normalize("NFKC", "".join(page.extract_text().split())).translate(LOOKALIKES)
    titles = {
        "ja": ["挨拶・全体説明", "休憩", "グループワーク・グループ発表", "登壇発表者との質疑応答"],
        "en": ["Welcomeandoverview", "Break", "Groupworkandpresentations", "Questionstothespeakers"],
    }[language]
    assert [title for title in titles if title not in text] == []
    assert "サインイン" not in text
