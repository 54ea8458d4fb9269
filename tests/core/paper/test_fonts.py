"""Finding a Japanese font, and refusing what is none."""

import shutil

import pytest

from forumapp.core.paper.fonts import NAMES, FontFile, NoFont, find

pytestmark = pytest.mark.font


def test_the_face_of_a_collection_is_the_japanese_one():
    found = find()
    assert found.path.name == "NotoSansCJK-Regular.ttc"
    assert found.number == 0


def test_without_a_font_in_the_usual_places_there_is_none(tmp_path):
    with pytest.raises(NoFont) as refused:
        find("", [tmp_path, tmp_path / "missing"])
    assert refused.value.path == ""


def test_a_font_of_the_known_names_is_found_in_any_folder_below(tmp_path):
    folder = tmp_path / "opentype" / "deep"
    folder.mkdir(parents=True)
    shutil.copy(IPAEX, folder)
    assert find("", [tmp_path]) == FontFile(folder / "ipaexg.ttf")


def test_a_broken_file_of_a_known_name_is_passed_over(tmp_path):
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"ttcf no font at all")
    assert NAMES[0] == "NotoSansCJK-Regular.ttc"
    shutil.copy(IPAEX, tmp_path)
    assert find("", [tmp_path]).path.name == "ipaexg.ttf"


@pytest.mark.parametrize(
    "setting", ["/missing.ttf", "/etc/hostname", "{tmp}/bad.ttc", "{tmp}/bad.ttf", "{noto}#99"]
)
def test_a_setting_that_names_no_japanese_font_is_named_in_the_refusal(tmp_path, setting):
    for name in ("bad.ttc", "bad.ttf"):
        (tmp_path / name).write_bytes(b"no font")
    named = setting.format(tmp=tmp_path, noto=find().path)
    with pytest.raises(NoFont) as refused:
        find(named)
    assert refused.value.path == named


def test_a_setting_can_choose_the_face():
    noto = find().path
    assert find(f"{noto}#2") == FontFile(noto, 2)


IPAEX = "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"
