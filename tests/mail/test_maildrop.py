"""Letters as files, where there is no mail server."""

import stat
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from forumapp.mail.compose import compose
from forumapp.mail.transport import (
    drop,
)
from tests.mail.reading import LETTER


def test_a_dropped_letter_is_a_file_of_its_bytes_named_by_its_date(tmp_path: Path) -> None:
    tokyo = replace(LETTER, date=datetime(2024, 7, 1, 12, tzinfo=timezone(timedelta(hours=9))))
    path = drop(compose(tokyo), tmp_path / "mail" / "drop")
    assert (path.parent, path.name[:17], path.suffix) == (
        tmp_path / "mail" / "drop",
        "20240701T030000Z-",
        ".eml",
    )
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (compose(tokyo), 0o600)


def test_the_same_letter_dropped_twice_is_one_file_and_another_is_another(tmp_path: Path) -> None:
    paths = [
        drop(compose(LETTER), tmp_path),
        drop(compose(LETTER), tmp_path),
        drop(compose(replace(LETTER, text="x")), tmp_path),
    ]
    assert paths[0] == paths[1]
    assert sorted(tmp_path.iterdir()) == sorted({paths[0], paths[2]})


def test_a_letter_that_cannot_be_dropped_whole_leaves_nothing(tmp_path: Path) -> None:
    path = drop(compose(LETTER), tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        drop(compose(LETTER), tmp_path)
    assert list(tmp_path.iterdir()) == [path]
