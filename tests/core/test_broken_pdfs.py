"""PDF files that are out of shape: what a viewer would mend and run is named all the same."""

import pytest

from forumapp.core.uploads import contents, inspecting

BROKEN = """%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/%s/F(app.exe)/JS(app.alert\\(1\\))>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%%%EOF"""
"""No table says where its objects are; viewers find them all the same."""


@pytest.mark.parametrize(
    ("name", "finding"),
    [("JavaScript", "javascript"), ("#4aava#53cript", "javascript"), ("Launch", "launch"), ("URI", None)],
)
def test_a_program_is_named_in_a_pdf_whose_objects_cannot_be_walked(tmp_path, name, finding):
    path = tmp_path / "content"
    path.write_text(BROKEN % name, encoding="ascii")
    with path.open("rb") as opened:
        found = set(inspecting.inspect(opened, contents.PDF.content_type).findings)
    assert "incomplete" in found
    assert found & {"javascript", "launch"} == ({finding} if finding else set())
