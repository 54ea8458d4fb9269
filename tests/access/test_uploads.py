"""Bodies too large or broken, and files that are not what they seem."""

import io

import pytest

from forumapp.core import files
from tests.access.bad import EXE, FORM, SCRIPTED, THOROUGH, body, changed, judge, typed
from tests.access.forms import FILES
from tests.access.snapshot import rows
from tests.materials.factories import PDF

FRAMES = {
    *FILES,
    "accounts.sign_in",
    "agenda.add_item",
    "forums.facts",
    "groupwork.notes",
    "registration.register",
}
"""Forms of every make: the shape of a body is read before any of them."""
PIECES = {"material_uploads.step", "speaker_uploads.step"}
"""A part of a file is not looked at; the whole is, before its ticket is given (tests/materials/test_uploads.py)."""


def test_ten_megabytes_of_text_are_refused_in_words(world, forms, failures):
    wrong, large = [], b"x" * 10_000_000
    for door, path, form, fresh in forms():
        first = next((name for name, _value in typed(form)), "csrf_token")
        bodies = [(body([(first, large[: 10_000_000 if door.endpoint in FILES else 2_200_000])]), FORM)]
        if door.endpoint in FILES:
            part = f'--x\r\nContent-Disposition: form-data; name="{first}"\r\n\r\n'.encode()
            bodies.append((part + large + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"))
        for raw, kind in bodies:
            answer = fresh().post(path, data=raw, content_type=kind)
            told = judge(answer, failures)
            if told or answer.status_code != 413:
                wrong.append(f"{door.endpoint}: {answer.status_code} {told}")
    assert wrong == []
    assert changed(world) == []


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"", "空.pdf"),
        (EXE, "資料.pdf"),
        (EXE, "録画.mp4"),
        (SCRIPTED, "資料.png"),
        (b"PK\x03\x04", "資料.pptx"),
    ],
)
def test_files_that_are_not_what_they_seem_are_refused(world, forms, failures, content, filename):
    wrong = []
    for door, path, form, fresh in forms():
        for name in FILES.get(door.endpoint, {}) if door.endpoint not in PIECES else ():
            sent = dict(typed(form))
            sent |= {"csrf_token": form["csrf_token"], name: (io.BytesIO(content), filename)}
            answer = fresh().post(path, data=sent, content_type="multipart/form-data")
            told = judge(answer, failures)
            if told or answer.status_code != 422:
                wrong.append(f"{door.endpoint} {name}: {answer.status_code} {told}")
    assert wrong == []
    assert changed(world) == []


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (
            b"--x\r\nContent-Disposition: form-data; name=title\r\n\r\nno end",
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"anything", "multipart/form-data"),
        (
            b"--x\r\nContent-Disposition: form-data; name=file; filename=\r\n\r\n\r\n--x--",
            "multipart/form-data; boundary=x",
        ),
        (b"file=name.pdf&title=x&url=", FORM),
        (b'{"title": "x"}', "application/json"),
        (b"\xff" * 100, "text/plain; charset=nonsense"),
        (b"&&&===&%zz=%zz&" + b"a=1&" * 2000, FORM),
    ],
)
def test_broken_bodies_are_refused_and_change_nothing(world, forms, failures, raw, kind):
    wrong = []
    for door, path, _form, fresh in forms():
        if not THOROUGH and door.endpoint not in FRAMES:
            continue
        answer = fresh().post(path, data=raw, content_type=kind)
        told = judge(answer, failures)
        if told or answer.status_code not in {400, 413, 422}:
            wrong.append(f"{door.endpoint}: {answer.status_code} {told}")
    assert wrong == []
    assert changed(world) == []


def test_a_file_field_that_holds_text_is_refused(world, forms, failures):
    wrong = []
    for door, path, form, fresh in forms():
        for name in FILES.get(door.endpoint, {}):
            sent = [*typed(form), (name, "name.pdf"), ("csrf_token", form["csrf_token"])]
            answer = fresh().post(path, data=body(sent), content_type=FORM)
            told = judge(answer, failures)
            if told or answer.status_code != 422:
                wrong.append(f"{door.endpoint} {name}: {answer.status_code} {told}")
            world.restore()
    assert wrong == []


def test_a_file_whose_name_runs_backwards_gets_a_plain_one(world, catalogue, failures):
    path = f"/desk/series/series-here/sections/{world.here.ids['section']}/documents/new"
    sent = {
        **dict(typed(catalogue[path].sent(title="計画2"))),
        "csrf_token": catalogue[path].sent()["csrf_token"],
    }
    sent["file"] = (io.BytesIO(PDF + b"2"), "../計画\u202efdp.exe")
    answer = world.browsers["admin"].fresh().post(path, data=sent, content_type="multipart/form-data")
    assert (answer.status_code, failures) == (303, [])
    names = [row["filename"] for row in rows()["series_document"]]
    assert names[-1] == "計画fdp.exe.pdf"


def test_a_file_of_somebody_without_leave_is_not_even_stored(world, catalogue, failures):
    path = f"/desk/series/series-here/sections/{world.here.ids['section']}/documents/new"
    stored = sorted(files.folder().rglob("*"))
    sent = {"title": "計画", "csrf_token": catalogue[path].sent()["csrf_token"]}
    sent["file"] = (io.BytesIO(PDF + b"of nobody"), "計画.pdf")
    answer = world.browsers["editor"].fresh().post(path, data=sent, content_type="multipart/form-data")
    assert (answer.status_code, failures, changed(world)) == (403, [], [])
    assert sorted(files.folder().rglob("*")) == stored
