"""The published schema of forum documents (JSON Schema, Draft 2020-12), read once."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

FORMAT = "forumapp/1"
Schema = dict[str, Any]


@cache
def whole() -> Schema:
    """Return the schema of a document."""
    text = (files("forumapp.exchange") / "forum.schema.json").read_text("utf-8")
    schema: Schema = json.loads(text)
    return schema


@cache
def validator() -> Draft202012Validator:
    """Return what checks a document."""
    return Draft202012Validator(whole())


def resolved(schema: Schema) -> Schema:
    """Follow ``$ref`` to a definition of the same schema."""
    while "$ref" in schema:
        schema = whole()["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def branch(schema: Schema, *, is_object: bool) -> Schema:
    """Return what ``schema`` says of an object, or of anything else, where it allows both."""
    schema = resolved(schema)
    for alternative in map(resolved, schema.get("anyOf", ())):
        if (alternative.get("type") == "object") is is_object:
            return alternative
    return schema


def definition(name: str) -> Schema:
    """Return a definition by name."""
    found: Schema = whole()["$defs"][name]
    return found
