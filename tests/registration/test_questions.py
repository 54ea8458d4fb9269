"""The organiser's own questions: what kinds there are, files among them, who reads the answers and how long they stay."""

import io
import re

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from forumapp.core import files
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.files import StoredFile
from forumapp.core.uploads import tickets
from forumapp.exchange.services import purging
from forumapp.forums.models import Role
from forumapp.registration.models import Answer, FieldKind, Question
from forumapp.registration.services import asking
from forumapp.registration.services.registering import set_answers
from tests.accounts.factories import writing
from tests.forums.factories import make_forum, sign_in_as
from tests.materials.factories import EXE, PDF
from tests.registration.factories import make_attendee, make_question, make_registration
from tests.registration.test_desk_views import desk, form_token
from tests.registration.test_entry_views import PERSON, hidden, registrations, start, text_of, token
from tests.registration.test_waiting_views import own


@pytest.fixture
def asked(app):
    """A forum that asks for a file."""
    forum = make_forum()
    return forum, make_question(forum, FieldKind.FILE, "推薦書", is_required=True)


def sent_to_check(client, forum, question, content=PDF, name="推薦書.pdf", **values):
    data = {**PERSON, **start(client, forum), **values}
    data[f"question_{question.id}"] = FileStorage(io.BytesIO(content), name)
    path = f"/forums/{forum.slug}/registration/confirmation"
    boundary, body = encode_multipart(data)
    with client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}") as answer:
        answer.get_data()
    return answer


def carried(page):
    """Return every hidden field of a page's forms."""
    fields = (dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in re.findall(r"<input([^>]*)>", page))
    return {one["name"]: one.get("value", "") for one in fields if one.get("type") == "hidden"}


def registered(client, asked, **values):
    """Register somebody with a file over the check page."""
    forum, question = asked
    check = sent_to_check(client, forum, question, **values)
    assert check.status_code == 200, text_of(check)
    assert "推薦書.pdf" in text_of(check)
    client.post(f"/forums/{forum.slug}/registration", data=hidden(text_of(check)))
    return registrations()[-1]


def answers():
    return list(db.session.scalars(sa.select(Answer).order_by(Answer.id)))


def stored():
    return list(db.session.scalars(sa.select(StoredFile.digest)))


def test_a_file_goes_over_the_check_page_into_the_store(client, asked):
    registration = registered(client, asked)
    answer = answers()[0]
    assert (answer.registration_id, answer.value, [answer.file_digest]) == (
        registration.id,
        "推薦書.pdf",
        stored(),
    )
    assert files.path_of(answer.file_digest).read_bytes() == PDF


def test_the_file_stays_when_another_field_was_wrong(client, asked):
    forum, question = asked
    refused = sent_to_check(client, forum, question, email="momoko")
    page = text_of(refused)
    assert (refused.status_code, "添付済み：推薦書.pdf" in page) == (422, True)
    corrected = {**PERSON, **carried(page)}
    check = client.post(f"/forums/{forum.slug}/registration/confirmation", data=corrected)
    assert (check.status_code, "推薦書.pdf" in text_of(check)) == (200, True)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.pdf", "このファイルは空です"),
        (EXE, "推薦書.pdf", "名前ではなく中身で確認しています"),
        (PDF + bytes(11 * 1024 * 1024), "大.pdf", "10MB以内にしてください"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(client, asked, content, name, words):
    forum, question = asked
    answer = sent_to_check(client, forum, question, content, name)
    assert (answer.status_code, words in text_of(answer)) == (422, True)


def test_a_demanded_file_that_is_missing_is_said_at_its_field(client, asked):
    forum, question = asked
    path = f"/forums/{forum.slug}/registration/confirmation"
    answer = client.post(path, data={**PERSON, **start(client, forum)})
    assert (answer.status_code, f"question_{question.id}-error" in text_of(answer)) == (422, True)


def test_nobody_claims_a_content_without_its_ticket(client, asked):
    forum, question = asked
    registered(client, asked)
    digest = answers()[0].file_digest
    genuine = tickets.Attached(digest, len(PDF), "application/pdf", "推薦書.pdf").ticket
    forged = genuine[:-3] + ("AAA" if genuine[-3:] != "AAA" else "BBB")
    path = f"/forums/{forum.slug}/registration/confirmation"
    for claim in (forged, f"file.{digest}.x", digest, "file..", "file.é.é"):
        data = {**PERSON, "given_name": "次郎", **start(client, forum), f"question_{question.id}": claim}
        assert client.post(path, data=data).status_code == 422


def test_a_ticket_is_text_where_no_file_was_asked_for(client, asked):
    forum, _question = asked
    plain = make_question(forum, FieldKind.TEXT, "交通手段")
    registration = registered(client, asked)
    digest = next(answer.file_digest for answer in answers())
    ticket = tickets.Attached(digest, len(PDF), "application/pdf", "x.pdf").ticket
    with writing():
        set_answers(registration, make_attendee(answers={plain.id: ticket}))
    assert [(one.question_id, one.file_digest) for one in answers() if one.question_id == plain.id] == [
        (plain.id, None)
    ]


def test_the_file_is_saved_never_shown_and_only_for_those_allowed(client, asked, app):
    forum, question = asked
    registration = registered(client, asked)
    place = f"answers/{question.id}/推薦書.pdf"
    with client.get(own(registration, place)) as answer:
        assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    at_desk = desk(forum, f"registrations/{registration.id}/{place}")
    assert app.test_client().get(at_desk).status_code == 303
    other = make_registration(forum, answers={})
    assert client.get(own(other, place)).status_code == 404
    for role in (Role.EDITOR, Role.VIEWER):
        reader = app.test_client()
        sign_in_as(reader, forum, role)
        with reader.get(at_desk) as answer:
            assert answer.status_code == 200
        assert "推薦書.pdf" in reader.get(desk(forum, f"registrations/{registration.id}")).text


def test_answers_for_editors_only_are_kept_from_those_who_watch_or_receive(client, asked, app):
    forum, question = asked
    registration = registered(client, asked)
    with writing():
        db.session.get_one(Question, question.id).editors_only = True
    place = desk(forum, f"registrations/{registration.id}/answers/{question.id}/推薦書.pdf")
    met = {}
    for role in (Role.EDITOR, Role.VIEWER, Role.RECEPTION):
        reader = app.test_client()
        sign_in_as(reader, forum, role)
        with reader.get(place) as answer:
            shown = "推薦書" in reader.get(desk(forum, f"registrations/{registration.id}")).text
            met[role] = (answer.status_code, shown)
    assert met == {Role.EDITOR: (200, True), Role.VIEWER: (403, False), Role.RECEPTION: (403, False)}
    form = text_of(reader.get(desk(forum, f"registrations/{registration.id}/details")))
    assert ("髙橋" in form, "推薦書" in form) == (True, False)
    data = form_token(reader, desk(forum, "registrations"))
    exported = reader.post(desk(forum, "registrations/export"), data={**data, "kind": "csv"}).text
    assert ("髙橋" in exported, "推薦書" in exported) == (True, False)


def test_details_changed_by_those_who_may_not_read_an_answer_leave_it_alone(client, asked):
    forum, question = asked
    registration = registered(client, asked)
    with writing():
        db.session.get_one(Question, question.id).editors_only = True
    sign_in_as(client, forum, Role.RECEPTION)
    path = desk(forum, f"registrations/{registration.id}/details")
    page = text_of(client.get(path))
    assert client.post(path, data={**PERSON, **carried(page), "title": "部長"}).status_code == 303
    db.session.expire_all()
    assert (registration.title, answers()[0].value) == ("部長", "推薦書.pdf")


def test_bodies_beyond_a_few_small_files_are_not_read(client, asked):
    forum, question = asked
    path = f"/forums/{forum.slug}/registration/confirmation"
    large = client.post(path, data=bytes(33 << 20), content_type="multipart/form-data; boundary=x")
    assert large.status_code == 413
    assert sent_to_check(client, forum, question, PDF + bytes(3 << 20)).status_code == 200


def test_the_export_names_the_file_for_those_who_may_read_it(client, asked):
    forum, _question = asked
    registered(client, asked)
    sign_in_as(client, forum)
    data = form_token(client, desk(forum, "registrations"))
    exported = client.post(desk(forum, "registrations/export"), data={**data, "kind": "csv"}).text
    assert "推薦書.pdf" in exported


def test_a_file_is_replaced_and_the_former_goes(client, asked):
    _forum, question = asked
    registration = registered(client, asked)
    path = own(registration, "details")
    page = text_of(client.get(path))
    assert "添付済み：推薦書.pdf" in page
    data = {**PERSON, **carried(page), f"question_{question.id}": (io.BytesIO(PDF + b"new"), "新.pdf")}
    assert client.post(path, data=data, content_type="multipart/form-data").status_code == 303
    db.session.expire_all()
    assert (answers()[0].value, [answers()[0].file_digest]) == ("新.pdf", stored())


def test_details_without_a_new_file_keep_it(client, asked):
    registration = registered(client, asked)
    path = own(registration, "details")
    before = answers()[0].file_digest
    page = text_of(client.get(path))
    assert client.post(path, data={**PERSON, **carried(page), "title": "課長"}).status_code == 303
    db.session.expire_all()
    assert (answers()[0].file_digest, registration.title) == (before, "課長")


def test_the_purge_takes_the_file_along(client, asked):
    forum, _question = asked
    registered(client, asked)
    with writing():
        purging.purge(forum, by=SYSTEM)
    db.session.expire_all()
    assert (answers()[0].value, answers()[0].file_digest, stored()) == ("", None, [])


def test_answers_with_a_time_of_their_own_go_earlier_and_the_form_says_so(client, asked, clock):
    forum, question = asked
    lasting = make_question(forum, FieldKind.TEXT, "交通手段")
    with writing():
        db.session.get_one(Question, question.id).keep_days = 7
    page = text_of(client.get(f"/forums/{forum.slug}/registration"))
    assert "回答は、終了後7日を過ぎると削除します。" in page
    registered(client, asked, **{f"question_{lasting.id}": "電車"})
    clock.advance(days=38)  # 8 August
    with writing():
        assert asking.empty_due() == 0
    clock.advance(days=1)
    with writing():
        assert (asking.empty_due(), asking.empty_due()) == (1, 0)
    db.session.expire_all()
    assert ({one.value for one in answers()}, stored()) == ({"", "電車"}, [])


def test_an_answered_question_keeps_its_kind(client, asked):
    forum, question = asked
    registered(client, asked)
    sign_in_as(client, forum)
    path = desk(forum, f"audience/questions/{question.id}")
    data = {**form_token(client, path), "label": "推薦書（様式1）", "kind": "text"}
    refused = client.post(path, data=data)
    assert refused.status_code == 422
    assert "すでに回答があるため、回答の形は変更できません。" in text_of(refused)
    assert client.post(path, data={**data, "kind": "file"}).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Question, question.id).label == "推薦書（様式1）"


def test_questions_go_up_and_down_and_the_preview_shows_them_so(client, app):
    forum = make_forum()
    first, second = make_question(forum, label="一番目"), make_question(forum, label="二番目")
    sign_in_as(client, forum)
    data = form_token(client, desk(forum, "audience"))
    path = desk(forum, f"audience/questions/{second.id}/position")
    for direction, order in (("up", [1, 0]), ("up", [1, 0]), ("down", [0, 1])):
        assert client.post(path, data={**data, "direction": direction}).status_code == 303
        db.session.expire_all()
        assert [first.position, second.position] == order
    client.post(path, data={**data, "direction": "up"})
    page = text_of(client.get(desk(forum, "audience/questions/preview")))
    assert 0 < page.index("二番目") < page.index("一番目")
    assert 'type="submit"' not in page[page.index("二番目") :]
    assert token(client, desk(forum, "audience"))
