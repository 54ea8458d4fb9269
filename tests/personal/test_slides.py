"""Slides that speakers send by their link: seen by organisers alone, replaced with their history."""

import pytest
import sqlalchemy as sa

from forumapp.core import jobs
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.materials import services as materials
from forumapp.materials import versions
from forumapp.materials.models import Audience, Material
from tests.at_once import at_once
from tests.forums.pages import errors_on, form_on, text_of
from tests.materials import papers
from tests.materials.factories import EXE, PDF
from tests.personal.pages import hand_in, slides, texts


def test_slides_are_seen_by_organisers_alone_and_replaced_with_their_history(stage, client):
    assert hand_in(client, stage).status_code == 303
    assert hand_in(client, stage, PDF + b"\n2", "第2版.pdf", may_publish="no").status_code == 303
    assert slides(stage) == [("第2版.pdf", "organisers", False, True)]
    assert [one.filename for one in versions.history(db.session.scalars(sa.select(Material)).one())] == [
        "第2版.pdf",
        "資料.pdf",
    ]
    assert "第2版.pdf" in texts(client, stage.own)
    assert "第2版.pdf" not in text_of(client.get("/forums/nagasaki-2024/"))


def test_published_slides_stay_until_organisers_change_them(stage, client, transaction):
    hand_in(client, stage)
    with transaction():
        published = db.session.scalars(sa.select(Material)).one()
        materials.change_material(published, by=SYSTEM, file=None, own_title="", audience=Audience.PUBLIC)
    hand_in(client, stage, PDF + b"\n2", "第2版.pdf")
    assert slides(stage) == [("資料.pdf", "public", True, True)]
    history = versions.history(db.session.scalars(sa.select(Material)).one())
    assert [(one.number, one.filename) for one in history] == [(2, "第2版.pdf"), (1, "資料.pdf")]
    path = f"{stage.own}materials/{published.id}/withdrawal"
    answer = client.post(
        path, data=form_on(client, stage.own, f"{stage.own}appearances/{stage.appearance.id}/approval")
    )
    assert errors_on(answer) == [
        ("", "公開された資料は、事務局だけが取り下げられます。事務局へご連絡ください。")
    ]
    assert slides(stage)[0][3] is True


def test_the_wish_to_publish_must_be_told_and_can_change(stage, client):
    answer = hand_in(client, stage, may_publish="")
    assert errors_on(answer) == [("資料の公開", "公開してよいかどうかを選んでください。")]
    hand_in(client, stage, may_publish="yes")
    assert hand_in(client, stage, may_publish="no").status_code == 303
    assert slides(stage) == [("資料.pdf", "organisers", False, True)]
    assert errors_on(hand_in(client, stage, may_publish="no")) == [
        ("資料のファイル", "同じ内容のファイルがすでに登録されています。")
    ]


def test_a_file_that_is_no_document_is_refused_in_words(stage, client):
    answer = hand_in(client, stage, EXE, "資料.pdf")
    assert answer.status_code == 422
    assert errors_on(answer)[0][1].startswith(
        "PDF、PowerPoint、Word、Excel、PNG、JPEG のファイルを選んでください。"
    )
    assert slides(stage) == []


def test_a_speaker_opens_and_takes_back_what_they_sent(stage, client):
    hand_in(client, stage)
    made = db.session.scalars(sa.select(Material)).one()
    with client.get(f"{stage.own}materials/{made.id}/資料.pdf") as answer:
        told = (answer.status_code, answer.data, answer.headers["Cache-Control"])
    assert told == (200, PDF, "private, no-cache")
    path = f"{stage.own}materials/{made.id}/withdrawal"
    assert client.post(path, data=form_on(client, stage.own, path)).status_code == 303
    assert slides(stage) == [("資料.pdf", "organisers", True, False)]
    assert client.get(f"{stage.own}materials/{made.id}/資料.pdf").status_code == 404


def test_there_may_be_no_slides(stage, client):
    path = f"{stage.own}items/{stage.item.id}/no-slides"
    assert "まだ提出されていません。" in texts(client, stage.own)
    assert client.post(path, data={**form_on(client, stage.own, path), "without": "yes"}).status_code == 303
    assert stage.known.without_slides == [stage.item.id]
    hand_in(client, stage)
    assert stage.known.without_slides == []


def test_what_was_found_in_a_file_is_told_to_whom_sent_it(stage, client):
    def talkative(writer):
        papers.with_properties(writer)
        papers.with_script(writer)

    hand_in(client, stage, papers.pdf(talkative))
    path = f"{stage.own}items/{stage.item.id}/slides"
    assert "確認しました" not in texts(client, path)
    jobs.run_due()
    page = texts(client, path)
    told = ("JavaScript", "名前が残っています：内田 花子、架空市。", "このままでも受け付けています")
    assert [text for text in told if text not in page] == []


@pytest.mark.only_on_postgres
def test_what_is_sent_twice_at_the_same_moment_is_one_material_with_two_versions(app, stage):
    clients = [app.test_client(), app.test_client()]

    def send(client, content):
        with app.app_context():
            return hand_in(client, stage, content).status_code

    forms = [(client, PDF + bytes([number])) for number, client in enumerate(clients)]
    assert at_once(stage.forum, send, forms) == [303, 303]
    db.session.rollback()
    assert slides(stage) == [("資料.pdf", "organisers", True, True)]
    assert [one.number for one in versions.history(db.session.scalars(sa.select(Material)).one())] == [2, 1]
