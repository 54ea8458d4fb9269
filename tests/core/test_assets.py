"""Static files: one address for the joined files of a folder with a list."""

from forumapp.core.assets import read_folder


def test_files_of_a_list_are_joined_in_its_order(tmp_path):
    folder = tmp_path / "js" / "picture"
    folder.mkdir(parents=True)
    (folder / "bundle.txt").write_text("second.js\nfirst.js\n", encoding="utf-8")
    (folder / "first.js").write_text("one();", encoding="utf-8")
    (folder / "second.js").write_text("two();", encoding="utf-8")
    assets = read_folder(tmp_path)
    assert assets["js/picture.js"].body == b"two();\none();"
    assert assets["js/picture.js"].mimetype == "text/javascript"


def test_sheets_of_a_page_are_joined_beside_the_sheet_of_the_site(tmp_path):
    for place, name in (("css", "base.css"), ("css/picture", "blocks.css")):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / "bundle.txt").write_text(name, encoding="utf-8")
        (tmp_path / place / name).write_text(f"/* {name} */", encoding="utf-8")
    assets = read_folder(tmp_path)
    assert assets["css/app.css"].body == b"/* base.css */"
    assert assets["css/picture.css"].body == b"/* blocks.css */"
