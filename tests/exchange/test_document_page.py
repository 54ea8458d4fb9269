"""docs/forum-document.md against the schema: every key, every choice, and an example that loads."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from forumapp.core.resources import folder
from forumapp.exchange import schema
from forumapp.exchange.services.importing import check

PAGE = Path(__file__).parents[2] / "docs" / "forum-document.md"


def words(part):
    if isinstance(part, dict):
        yield from part.get("properties", {})
        yield from part.get("enum", [])
        for inner in part.values():
            yield from words(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from words(inner)


def test_the_schema_is_a_draft_2020_12_schema():
    Draft202012Validator.check_schema(schema.whole())
    assert schema.whole()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_key_and_choice_is_explained():
    written = set(re.findall(r"`([a-z_]+)`", PAGE.read_text("utf-8")))
    expected = set(words(schema.whole()))
    assert len(expected) > 90
    assert expected - written == set()


def test_the_example_can_be_loaded(app, tmp_path):
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    source, found = check(example.encode(), tmp_path)
    assert ([item["key"] for item in source.data["agenda"]], found) == (["opening", "parallel"], [])


@pytest.mark.parametrize("name", ["nagasaki", "aoba"])
def test_the_documents_of_the_demo_have_no_problem(app, name):
    path = folder("demo") / f"{name}.yaml"
    source, found = check(path.read_bytes(), path.parent)
    assert (source.data["format"], len(found) > 0) == ("forumapp/1", True)
