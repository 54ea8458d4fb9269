"""Sealed answers open with the installation's keys only, and under their own id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.feedback import seals

CONTENT = {"v": {"rating": "5", "comment": "声"}, "p": True, "d": None, "m": "web"}


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


def test_what_was_sealed_opens_under_its_id_alone():
    sealed = seals.seal("a" * 32, CONTENT, 4096)
    assert seals.unseal("a" * 32, sealed) == CONTENT
    assert seals.unseal("b" * 32, sealed) is None
    assert seals.unseal("a" * 32, sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert [seals.unseal("a" * 32, nothing) for nothing in (None, b"", b"short")] == [None] * 3


def test_the_same_answer_never_looks_the_same_and_its_length_tells_little():
    first, second = (seals.seal("a" * 32, CONTENT, 4096) for _time in range(2))
    assert first != second
    assert len(seals.seal("a" * 32, {"v": {}}, 4096)) == len(first)


def test_a_former_key_still_opens_and_locks(app, monkeypatch):
    sealed, lock = seals.seal("a" * 32, CONTENT, 4096), seals.locks(1, "CODE")[0]
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "another")
    assert seals.unseal("a" * 32, sealed) == CONTENT
    assert lock in seals.locks(1, "CODE")
    assert seals.locks(1, "CODE")[0] != lock
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    assert seals.unseal("a" * 32, sealed) is None


def test_a_code_is_read_as_people_type_it():
    code = seals.new_code()
    printed = seals.printed_code(code)
    assert seals.read_code(printed) == code
    assert seals.read_code(f" {printed.lower().replace('-', ' ')} ") == code
    assert [seals.read_code(text) for text in ("", "ABCD", "IIII-OOOO-1111", printed + "A")] == [None] * 4


@given(st.text(max_size=40))
def test_anything_typed_is_a_code_or_none(text):
    found = seals.read_code(text)
    assert found is None or (len(found) == 12 and set(found) <= set(seals.ALPHABET))
