"""What was found inside the files that go out is told before publication, in words and with the page that says more."""

import pytest

from forumapp.core.db import db
from forumapp.materials.models import Audience, Material
from tests.accounts.factories import writing
from tests.forums.factories import sign_in_as
from tests.materials.looking import looked_at
from tests.publishing.page_tree import tree

DESK = "/desk/forums/nagasaki-2024/report"
ACTIVE = "公開の資料に、プログラム、埋め込み、隠れた内容など、気をつけることがあるファイルがあります。"
NAMES = "公開の資料に、作成者の名前、コメント、変更履歴などが残っているファイルがあります。"
UNSEEN = "公開の資料に、中身をまだ確認していないファイルがあります。"
READABLE = "読みやすさを改善できる資料があります。"


@pytest.fixture
def slides(held):
    found = db.session.query(Material).filter_by(forum_id=held.forum.id).order_by(Material.id).all()
    return [(one.id, one.title, one.file_digest) for one in found]


def see_all(slides, **first):
    """Look at every file; what was found in the first is given."""
    for number, (_id, _title, digest) in enumerate(slides):
        looked_at(digest, **(first if number == 0 else {}))


def page_of(client, held):
    sign_in_as(client, held.forum)
    answer = client.get(DESK)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_files_that_nobody_has_looked_into_are_told_with_their_pages(held, slides, client):
    page = page_of(client, held)
    assert (UNSEEN in page, ACTIVE in page, NAMES in page, READABLE in page) == (True, False, False, False)
    for ident, title, _digest in slides:
        assert f"{title}：中身を確認しています" in page
        assert f'href="/desk/forums/nagasaki-2024/materials/{ident}/versions/1/inspection"' in page


def test_programs_and_hidden_content_are_told_in_words(held, slides, client):
    see_all(slides, findings=["javascript", "launch", "embedded", "hidden_text"])
    page = page_of(client, held)
    (ident, title, _digest), other = slides[0], slides[1]
    words = f"{title}：プログラム入り、ほかのソフトを起動、ファイルの埋め込み、隠し文字"
    assert (ACTIVE in page, words in page, UNSEEN in page) == (True, True, False)
    assert (
        client.get(f"/desk/forums/nagasaki-2024/materials/{ident}/versions/1/inspection").status_code == 200
    )
    assert f"{other[1]}：" not in page
    assert "中身に気をつけることがある公開の資料が1件あります" in page


def test_names_left_in_a_file_are_told_without_saying_them(held, slides, client):
    people = {"author": "神無月 一郎", "comments": 3, "comment_authors": ["霜月 花子"], "changes": 2}
    see_all(slides, people=people)
    page = page_of(client, held)
    assert NAMES in page
    assert f"{slides[0][1]}：作成者、コメントの数、コメントを書いた人、変更履歴の数" in page
    assert ("神無月" in page, "霜月" in page) == (False, False)


def test_what_is_hard_to_read_is_one_line_and_no_warning(held, slides, client):
    for _id, _title, digest in slides[:2]:
        looked_at(digest, findings=["no_title", "not_tagged", "signed"])
    see_all(slides)
    page = page_of(client, held)
    assert f"{READABLE}題名なし 2件、タグなし 2件" in tree(page).text
    assert (ACTIVE in page, "電子署名" in page) == (False, False)


def test_a_file_for_organisers_alone_is_not_told(held, slides, client):
    see_all(slides, findings=["javascript"], people={"author": "神無月"})
    with writing() as session:
        session.get(Material, slides[0][0]).audience = Audience.ORGANISERS
    page = page_of(client, held)
    assert (ACTIVE in page, NAMES in page) == (False, False)
