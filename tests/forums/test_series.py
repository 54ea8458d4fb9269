"""Series: texts, parts, documents, and who may change them."""

import io

import pytest

from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums import queries
from forumapp.forums.models import Series
from forumapp.forums.services import series as services
from tests.accounts.factories import make_account, sign_in
from tests.forums.factories import make_organisation
from tests.forums.pages import errors_on, form_in, form_on, send, text_of

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def owner(app):
    return make_organisation("420000")


@pytest.fixture
def creator(owner, client):
    account = make_account(may_create=True, organisation_id=owner.id)
    sign_in(client, account)
    return account


@pytest.fixture
def dx(app, transaction, by, owner):
    with app.test_request_context(), transaction():
        made = services.create_series(owner=owner, slug="dx", by=by, title="DX推進体制")
        services.add_section(made, by=by, title="人材の確保", text="- 採用")
    return made


def shown(series):
    db.session.expire_all()
    found = queries.series_of(series.slug)
    return [(part.title, [document.title for document in part.documents]) for part in found.sections]


@pytest.mark.parametrize("slug", ["dx", "DX", "new", ""])
def test_a_series_needs_a_free_address_and_a_title(writing, by, slug):
    services.create_series(owner=None, slug="dx", by=by, title="一つ目")
    with pytest.raises(DomainError) as refused:
        services.create_series(owner=None, slug=slug, by=by, title="二つ目")
    assert refused.value.field == "slug"
    with pytest.raises(DomainError) as refused:
        services.create_series(owner=None, slug="other", by=by)
    assert refused.value.field == "title"


def test_a_document_is_a_link_or_a_file(writing, by):
    made = services.create_series(owner=None, slug="dx", by=by, title="DX推進体制")
    part = services.add_section(made, by=by, title="人材の確保")
    for values in ({}, {"url": "http://example.jp"}, {"url": "javascript:a"}):
        with pytest.raises(DomainError) as refused:
            services.add_document(part, by=by, title="資料", **values)
        assert refused.value.field == "url"
    services.add_document(part, by=by, title="資料", url="https://www.example.go.jp/a")
    with pytest.raises(DomainError):
        services.remove_section(part, by=by)
    services.remove_document(part, part.documents[0], by=by)
    services.remove_section(part, by=by)
    db.session.flush()
    assert made.sections == []


def test_a_creator_makes_a_series_for_the_own_organisation(client, creator):
    answer = send(client, "/desk/series/new", slug="regional-dx", title="地域DX", position="３")
    assert (answer.status_code, answer.location) == (303, "/desk/series/regional-dx/")
    made = queries.series_of("regional-dx")
    assert (made.title, made.position, made.owner_id) == ("地域DX", 3, creator.organisation_id)


def test_texts_parts_and_documents_are_edited_on_pages(client, creator, dx):
    part = dx.sections[0].id
    send(client, "/desk/series/dx/", background="背景", title="新しい名称")
    send(client, "/desk/series/dx/sections/new", title="根拠")
    send(client, f"/desk/series/dx/sections/{part}", title="人材の確保・育成")
    path = f"/desk/series/dx/sections/{part}/documents/new"
    send(client, path, title="基本方針", url="https://www.example.go.jp/a")
    assert shown(dx) == [("人材の確保・育成", ["基本方針"]), ("根拠", [])]
    document = queries.series_of("dx").sections[0].documents[0].id
    send(client, f"/desk/series/dx/documents/{document}/removal", page="/desk/series/dx/")
    send(client, f"/desk/series/dx/sections/{part}/removal", page="/desk/series/dx/")
    assert shown(dx) == [("根拠", [])]
    assert (queries.series_of("dx").title, queries.series_of("dx").background) == ("新しい名称", "背景")


def test_a_pdf_is_stored_and_handed_out_in_a_sandbox(client, creator, dx):
    path = f"/desk/series/dx/sections/{dx.sections[0].id}/documents/new"
    answer = send(client, path, title="概要", file=(io.BytesIO(PDF), "..\\資料/計画.PDF"))
    assert answer.status_code == 303
    document = queries.series_of("dx").sections[0].documents[0]
    assert (document.filename, document.url) == ("計画.pdf", None)
    with client.get(f"/series/dx/documents/{document.id}/{document.filename}") as handed:
        assert (handed.status_code, handed.mimetype, handed.data) == (200, "application/pdf", PDF)
        assert handed.headers["Content-Security-Policy"].startswith("sandbox;")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ファイルが空です。"),
        (b"MZ\x90\x00 an executable", "PDFファイルを選んでください(内容がPDFではありません)。"),
    ],
)
def test_what_is_no_pdf_is_refused_at_its_field(client, creator, dx, content, sentence):
    path = f"/desk/series/dx/sections/{dx.sections[0].id}/documents/new"
    answer = send(client, path, title="概要", file=(io.BytesIO(content), "a.pdf"))
    assert (answer.status_code, errors_on(answer)) == (422, [("PDFファイル", sentence)])
    assert shown(dx) == [("人材の確保", [])]


def test_neither_link_nor_file_is_refused(client, creator, dx):
    path = f"/desk/series/dx/sections/{dx.sections[0].id}/documents/new"
    answer = send(client, path, title="概要")
    assert [line[0] for line in errors_on(answer)] == ["リンク先のアドレス"]


def test_parts_of_another_series_are_not_there(client, creator, dx, app, transaction, by, owner):
    with app.test_request_context(), transaction():
        other = services.create_series(owner=owner, slug="other", by=by, title="別")
        part = services.add_section(other, by=by, title="別の項目")
    assert client.get(f"/desk/series/dx/sections/{part.id}").status_code == 404
    assert client.get(f"/desk/series/dx/sections/{part.id}/documents/new").status_code == 404


def test_strangers_neither_see_nor_change_a_series(client, dx):
    sign_in(client, make_account(may_create=True, organisation_id=make_organisation("422011").id))
    assert client.get("/desk/series/dx/").status_code == 403
    assert "DX推進体制" not in text_of(client.get("/desk/series/"))
    sign_in(client, make_account())
    assert client.get("/desk/series/new").status_code == 403
    assert client.get("/desk/series/missing/").status_code == 404


def test_the_list_shows_what_one_may_edit(client, creator, dx):
    assert "DX推進体制" in text_of(client.get("/desk/series/"))
    assert db.session.query(Series).count() == 1


@pytest.mark.parametrize("part", [False, True], ids=["series", "part"])
def test_two_who_write_at_once_keep_what_each_changed_alone_and_decide_what_both_did(
    client, creator, dx, part
):
    path, long = ("/desk/series/dx/", "background")
    if part:
        path, long = f"/desk/series/dx/sections/{queries.series_of('dx').sections[0].id}", "text"
    page = form_on(client, path)
    assert client.post(path, data={**page, "title": "新しい題"}).status_code == 303
    assert client.post(path, data={**page, long: "新しい文"}).status_code == 303
    late = client.post(path, data={**page, "title": "もう一つの題"})
    assert (late.status_code, "新しい題" in text_of(late), "もう一つの題" in text_of(late)) == (
        422,
        True,
        True,
    )
    assert client.post(path, data=form_in(text_of(late))).status_code == 303
    kept = form_on(client, path)
    assert (kept["title"], kept[long]) == ("もう一つの題", "新しい文")
