"""The URL map as a whole: every endpoint says who may call it, every parameter is typed, every path is kebab-case."""

import re

import pytest

from forumapp.core.access import Tag
from forumapp.core.headers import ALWAYS

TYPED = {
    "IdConverter",
    "SlugConverter",
    "TokenConverter",
    "DigestConverter",
    "NameConverter",
    "WordConverter",
}


def rules(app):
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def test_every_endpoint_has_an_access_tag(app):
    untagged = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if not isinstance(getattr(view, "access_tag", None), Tag)
    ]
    assert untagged == []


def test_every_parameter_is_typed(app):
    untyped = [
        (rule.rule, name)
        for rule in rules(app)
        for name, converter in rule._converters.items()
        if type(converter).__name__ not in TYPED and rule.endpoint != "assets.file"
    ]
    assert untyped == []


def test_every_path_is_kebab_case(app):
    strange = [
        rule.rule
        for rule in rules(app)
        if not re.fullmatch(r"(/|(/([a-z0-9]+([-.][a-z0-9]+)*|<[a-z]+:[a-z_]+>))+/?)", rule.rule)
    ]
    assert strange == []


def test_a_slug_of_a_forum_is_always_called_forum_and_a_link_token(app):
    odd = [
        rule.rule
        for rule in rules(app)
        for name, converter in rule._converters.items()
        if (type(converter).__name__ == "TokenConverter") != (name == "token")
    ]
    assert odd == []


def test_personal_links_have_a_resolver_and_a_token_in_their_path(app):
    kinds = app.extensions["forumapp.access"].links
    for rule in rules(app):
        tag = app.view_functions[rule.endpoint].access_tag
        if tag.kind == "personal_link":
            assert tag.link in kinds, rule.rule
            assert "token" in rule.arguments, rule.rule


def test_a_role_always_belongs_to_a_forum_of_the_path(app):
    without = [
        rule.rule
        for rule in rules(app)
        if app.view_functions[rule.endpoint].access_tag.kind == "role" and "forum" not in rule.arguments
    ]
    assert without == []


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/sign-in"])
def test_every_answer_carries_the_page_policy(client, path):
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
