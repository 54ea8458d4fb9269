"""Letters as files, where there is no mail server: read with the standard library's Maildir."""

import mailbox
import stat
from dataclasses import replace

import pytest

from forumapp.mail import maildir
from forumapp.mail.compose import compose
from forumapp.mail.models import Letter
from tests.mail.reading import LETTER

RAW = compose(LETTER)
OTHER = replace(LETTER, message_id="<b13@forum.example.jp>", text="x\n")


@pytest.fixture
def root(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    return tmp_path / "maildir"


def row(message):
    return Letter(message_id=message.message_id)


def test_a_kept_letter_is_new_mail_for_a_mail_program(root):
    path = maildir.keep(RAW, LETTER.message_id)
    box = mailbox.Maildir(root, create=False)
    [(_name, found)] = box.items()
    assert (found.get_subdir(), found["Message-ID"], found.get_payload(decode=True)) == (
        "new",
        LETTER.message_id,
        LETTER.text.replace("\n", "\r\n").encode(),
    )
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (RAW.replace(b"\r\n", b"\n"), 0o600)
    assert [stat.S_IMODE((root / name).stat().st_mode) for name in maildir.SUBFOLDERS] == [0o700] * 3


def test_the_same_letter_kept_twice_is_one_file_and_another_is_another(root):
    paths = [
        maildir.keep(RAW, LETTER.message_id),
        maildir.keep(RAW, LETTER.message_id),
        maildir.keep(compose(OTHER), OTHER.message_id),
    ]
    assert paths[0] == paths[1]
    assert maildir.files() == sorted({paths[0], paths[2]})
    assert list((root / "tmp").iterdir()) == []


def test_a_letter_is_found_also_when_a_mail_program_has_read_it(root):
    assert maildir.find(row(LETTER)) is None
    path = maildir.keep(RAW, LETTER.message_id)
    assert (maildir.find(row(LETTER)), maildir.find(row(OTHER))) == (path, None)
    read = root / "cur" / f"{path.name}:2,S"
    path.rename(read)
    assert maildir.find(row(LETTER)) == read
    assert maildir.keep(RAW, LETTER.message_id) == read
    assert maildir.files() == [read]


def test_letters_are_removed_by_their_message_ids_and_others_stay(root):
    for message in (LETTER, OTHER):
        maildir.keep(compose(message), message.message_id)
    assert maildir.remove([]) == 0
    assert maildir.remove([LETTER.message_id, "<never@forum.example.jp>"]) == 1
    assert (maildir.find(row(LETTER)), maildir.files()) == (None, [maildir.find(row(OTHER))])


def test_a_letter_that_cannot_be_kept_whole_leaves_nothing(root):
    path = maildir.keep(RAW, LETTER.message_id)
    path.unlink()
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        maildir.keep(RAW, LETTER.message_id)
    assert list((root / "tmp").iterdir()) == []
