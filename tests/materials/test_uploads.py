"""Files in pieces over HTTP: in order, once, by who began, to the end; and nothing is left of what was abandoned."""

import io
import os
import tracemalloc
from datetime import timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa

from forumapp.core import clock as clocks
from forumapp.core import files
from forumapp.core.db import db
from forumapp.core.uploads import pieces, tickets
from forumapp.core.uploads.models import Upload
from forumapp.materials.models import Material
from tests.forums.factories import sign_in_as
from tests.forums.pages import form_on
from tests.materials.factories import AT_ONCE, EXE
from tests.materials.sending import CONTENT, NEW, begin, piece, step

pytestmark = pytest.mark.usefixtures("store")


def lying():
    return sorted(path.name for path in pieces.folder().iterdir())


def test_pieces_make_a_file_that_the_form_takes(editor, forum):
    ident = begin(editor).json["id"]
    assert piece(editor, ident, 0, CONTENT[:1000]).json == {"received": 1000}
    assert piece(editor, ident, 1000, CONTENT[1000:]).json == {"received": len(CONTENT)}
    ticket = step(editor, ident, step="finish").json["ticket"]
    sent = {
        "csrf_token": editor.csrf,
        "audience": "public",
        **AT_ONCE,
        "own_title": "案内",
        "item_id": "",
        "file": ticket,
    }
    assert editor.post(NEW, data=sent).status_code == 303
    made = db.session.scalars(sa.select(Material)).one()
    assert (made.filename, made.file_digest) == ("資料.pdf", sha256(CONTENT).hexdigest())
    assert files.path_of(made.file_digest).read_bytes() == CONTENT


def test_the_same_file_goes_on_where_it_was_and_another_begins_anew(editor):
    first = begin(editor).json
    piece(editor, first["id"], 0, CONTENT[:700])
    assert begin(editor).json == {"id": first["id"], "received": 700, "ticket": ""}
    for other in ({"mark": "2"}, {"name": "別.pdf"}, {"size": len(CONTENT) + 1}):
        assert begin(editor, **other).json["received"] == 0


def test_a_piece_that_comes_twice_counts_once_and_one_too_early_is_told_where_to_go_on(editor):
    ident = begin(editor).json["id"]
    piece(editor, ident, 0, CONTENT[:1000])
    for offset in (0, 500, 1500):
        answer = piece(editor, ident, offset, CONTENT[offset : offset + 1000])
        assert (answer.status_code, answer.json) == (409, {"received": 1000})
    assert (pieces.folder() / ident).read_bytes() == CONTENT[:1000]


def test_what_a_killed_request_left_behind_the_known_end_is_cut_off(editor):
    ident = begin(editor).json["id"]
    piece(editor, ident, 0, CONTENT[:1000])
    with (pieces.folder() / ident).open("ab") as torn:
        torn.write(b"half a piece that nobody counted")
    piece(editor, ident, 1000, CONTENT[1000:])
    assert (pieces.folder() / ident).read_bytes() == CONTENT


def test_what_the_disk_lost_is_sent_again(editor):
    ident = begin(editor).json["id"]
    piece(editor, ident, 0, CONTENT[:1000])
    with (pieces.folder() / ident).open("r+b") as torn:
        torn.truncate(400)
    assert piece(editor, ident, 1000, CONTENT[1000:]).json == {"received": 400}
    assert piece(editor, ident, 400, CONTENT[400:]).json == {"received": len(CONTENT)}


def test_more_than_was_announced_is_not_written(editor):
    ident = begin(editor).json["id"]
    assert piece(editor, ident, 0, CONTENT + b"more").json == {"received": len(CONTENT)}
    assert (pieces.folder() / ident).read_bytes() == CONTENT


def test_finishing_too_early_says_where_to_go_on_and_twice_gives_the_same_ticket(editor):
    ident = begin(editor).json["id"]
    piece(editor, ident, 0, CONTENT[:10])
    answer = step(editor, ident, step="finish")
    assert (answer.status_code, answer.json) == (409, {"received": 10})
    piece(editor, ident, 10, CONTENT[10:])
    first = step(editor, ident, step="finish").json
    assert step(editor, ident, step="finish").json == first
    assert begin(editor).json["ticket"] == first["ticket"]


def test_only_who_began_goes_on(editor, forum, app):
    ident = begin(editor).json["id"]
    other = app.test_client()
    sign_in_as(other, forum)
    other.csrf = form_on(other, NEW, "")["csrf_token"]
    assert [piece(other, ident, 0, b"x").status_code, step(other, ident, step="finish").status_code] == [
        404,
        404,
    ]
    assert step(other, ident, step="cancel").status_code == 404
    assert begin(other).json["id"] != ident
    assert piece(editor, ident, 0, CONTENT).status_code == 200


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"size": 0}, "このファイルは空です（0バイト）。中身のあるファイルを選んでください。"),
        ({"size": 101 * 1024 * 1024}, "ファイルが大きすぎます。100MB以内にしてください。"),
        ({"size": "-1"}, "数字で入力してください。"),
        ({"place": "nowhere"}, "ファイルを選んでください。"),
    ],
)
def test_what_cannot_be_taken_is_said_before_it_is_sent(editor, values, told):
    answer = begin(editor, **values)
    assert (answer.status_code, answer.json["message"]) == (422, told)
    assert db.session.scalars(sa.select(Upload.id)).all() == []


def test_a_file_that_is_not_what_it_seems_is_refused_in_words_and_not_stored(editor):
    ident = begin(editor, EXE, "資料.pdf").json["id"]
    piece(editor, ident, 0, EXE)
    answer = step(editor, ident, step="finish")
    assert answer.status_code == 422
    assert "名前ではなく中身で確認しています" in answer.json["message"]
    assert not files.path_of(sha256(EXE).hexdigest()).exists()


def test_cancelling_leaves_nothing(editor):
    ident = begin(editor).json["id"]
    piece(editor, ident, 0, CONTENT[:10])
    assert step(editor, ident, step="cancel").json == {}
    assert (lying(), db.session.scalars(sa.select(Upload.id)).all()) == ([], [])
    assert piece(editor, ident, 0, b"x").status_code == 404


def test_what_was_abandoned_is_swept_and_what_is_under_way_stays(editor, clock):
    old = begin(editor, name="古い.pdf").json["id"]
    piece(editor, old, 0, CONTENT[:10])
    clock.advance(days=3)
    young = begin(editor, name="新しい.pdf").json["id"]
    piece(editor, young, 0, CONTENT[:10])
    stray = pieces.folder() / "stray"
    stray.write_bytes(b"x")
    for path in (pieces.folder() / old, stray):
        then = (clocks.now() - timedelta(days=3)).timestamp()
        os.utime(path, (then, then))
    db.session.rollback()
    pieces.sweep()
    assert (lying(), db.session.scalars(sa.select(Upload.id)).all()) == ([young], [young])


def test_a_ticket_is_good_for_its_place_alone(editor, app):
    with app.test_request_context():
        written = files.write(io.BytesIO(CONTENT), limit=1 << 20)
        ticket = tickets.Attached(
            written.digest, written.size, "application/pdf", "a.pdf", None, "videos"
        ).ticket
    sent = {
        "csrf_token": editor.csrf,
        "audience": "public",
        **AT_ONCE,
        "own_title": "案内",
        "item_id": "",
        "file": ticket,
    }
    answer = editor.post(NEW, data=sent)
    assert answer.status_code == 422
    assert "保存期限が切れました" in answer.get_data(as_text=True)


def test_a_refused_form_carries_the_file_on(editor):
    sent = {"csrf_token": editor.csrf, "audience": "public", **AT_ONCE, "own_title": "", "item_id": ""}
    sent["file"] = (io.BytesIO(CONTENT), "資料.pdf")
    answer = editor.post(NEW, data=sent, content_type="multipart/form-data")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "受け取ったファイル：資料.pdf" in page) == (422, True)
    ticket = page.split('value="file.')[1].split('"')[0]
    again = {**sent, "own_title": "案内", "file": f"file.{ticket}"}
    assert editor.post(NEW, data=again).status_code == 303


class Generated(io.RawIOBase):
    """A stream of so many bytes that nobody keeps."""

    def __init__(self, size):
        self.left = size

    def read(self, size=-1):
        size = min(size, self.left)
        self.left -= size
        return b"\0" * size


def test_a_large_file_passes_in_constant_memory_and_is_stored_once(app, transaction):
    size = 64 << 20
    with transaction():
        upload = Upload(
            id="u" * 32, holder="h", purpose="p", place="videos", filename="a", size=size, mark="", received=0,
            started_at=clocks.now(), touched_at=clocks.now(),
        )  # fmt: skip
        db.session.add(upload)
        tracemalloc.start()
        pieces.append(upload, 0, Generated(size))
        path = pieces.folder() / upload.id
        first = files.adopt(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        second = files.adopt(path)
    assert (first.size, first.digest, peak < 8 << 20) == (size, second.digest, True)
    assert files.path_of(first.digest).stat().st_ino == path.stat().st_ino
