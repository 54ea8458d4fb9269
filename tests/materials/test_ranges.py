"""Parts of files over HTTP (RFC 9110, section 14)."""

import pytest

from tests.forums.factories import make_forum
from tests.materials.factories import PDF, add_material
from tests.materials.test_views import address, get


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki")


@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("bytes=0-4", 206, PDF[:5], f"bytes 0-4/{len(PDF)}"),
        ("bytes=-6", 206, PDF[-6:], f"bytes {len(PDF) - 6}-{len(PDF) - 1}/{len(PDF)}"),
        ("bytes=5-", 206, PDF[5:], f"bytes 5-{len(PDF) - 1}/{len(PDF)}"),
    ],
)
def test_a_part_is_handed_out(forum, client, asked, status, body, told):
    answer = get(client, address(add_material(forum)), headers={"Range": asked})
    assert (answer.status_code, answer.data, answer.headers["Content-Range"]) == (status, body, told)


def test_a_part_behind_the_end_is_416(forum, client):
    answer = get(client, address(add_material(forum)), headers={"Range": "bytes=9999-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(PDF)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "bytes=0-0, -1", "lines=1-2", "bytes=x", "bytes=5-2,"])
def test_several_parts_and_what_is_no_range_are_answered_by_the_whole(forum, client, asked):
    answer = get(client, address(add_material(forum)), headers={"Range": asked})
    assert (answer.status_code, answer.data, "Content-Range" in answer.headers) == (200, PDF, False)


def test_head_says_the_whole_length_whatever_part_is_asked(forum, client):
    answer = client.head(address(add_material(forum)), headers={"Range": "bytes=0-4"}, buffered=True)
    told = (
        answer.status_code,
        answer.headers["Content-Length"],
        answer.headers["Accept-Ranges"],
        answer.data,
    )
    assert told == (200, str(len(PDF)), "bytes", b"")


def test_a_part_of_the_same_version_is_handed_out(forum, client):
    material = add_material(forum)
    headers = {"Range": "bytes=0-4", "If-Range": f'"{material.file_digest}"'}
    answer = get(client, address(material), headers=headers)
    assert (answer.status_code, answer.data) == (206, PDF[:5])


def test_a_part_of_another_version_is_the_whole(forum, client):
    headers = {"Range": "bytes=0-4", "If-Range": '"another"'}
    answer = get(client, address(add_material(forum)), headers=headers)
    assert (answer.status_code, answer.data) == (200, PDF)
