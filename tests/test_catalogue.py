"""The English catalogue: complete, current, and with the placeholders of the Japanese texts."""

import re
from collections.abc import Iterable
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
"""The same as in the Makefile's ``catalogue``."""
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
ENGLISH_WITH_JAPANESE = {"日本語"}
"""Texts whose translation holds Japanese on purpose."""
MERGE_FIELD = re.compile(r"\{[^{}%]+\}")
"""A field of letters to many: its name is Japanese in every language, as {氏名}."""


def used_texts() -> dict[str, str]:
    """Return msgid: file of every text in code and templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return {
        text[0] if isinstance(text, tuple) else text: name for name, _line, text, _notes, _context in found
    }


def english() -> Catalog:
    """Return the English catalogue."""
    with (ROOT / "forumapp/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def forms_of(texts: object) -> tuple[str, ...]:
    """Return singular and plurals of a msgid or msgstr."""
    return texts if isinstance(texts, tuple) else (str(texts),)


def placeholders(text: str) -> set[str]:
    """Return the named placeholders of a text, with their types."""
    return set(re.findall(r"%\([a-z_]+\)[a-z]|%[sd]", text))


def is_japanese(text: str) -> bool:
    """Say whether Japanese stands in ``text`` besides the names of merge fields."""
    return JAPANESE.search(MERGE_FIELD.sub("", text)) is not None


def incomplete(messages: Iterable[Message]) -> list[str]:
    """Return the msgids that are untranslated, only guessed, still Japanese, or differ in placeholders."""
    found = []
    for message in messages:
        ids, texts = forms_of(message.id), forms_of(message.string)
        if message.id and (
            message.fuzzy
            or not all(texts)
            or any(is_japanese(text) and text not in ENGLISH_WITH_JAPANESE for text in texts)
            or any(placeholders(text) != placeholders(ids[-1]) for text in texts[-1:])
            or not placeholders(texts[0]) <= placeholders(ids[0])
        ):
            found.append(ids[0])
    return found


def test_every_text_is_in_the_english_catalogue_and_no_other() -> None:
    used = used_texts()
    known = {forms_of(message.id)[0] for message in english() if message.id}
    assert sorted(set(used) - known) == []
    assert sorted(known - set(used)) == []


def test_every_text_is_translated_with_its_placeholders() -> None:
    assert incomplete(english()) == []


def test_the_check_of_translations_sees_what_is_wrong() -> None:
    wrong = [
        Message("空"),
        Message("推測", "a guess", flags=["fuzzy"]),
        Message("日本語のまま", "日本語のまま"),
        Message("残り%(n)d席", "seats left"),
        Message(("%(num)d人", "%(num)d人"), ("one person", "people")),
    ]
    right = [
        Message("残り%(n)d席", "%(n)d seats left"),
        Message(("%(num)d人", "%(num)d人"), ("one person", "%(num)d people")),
    ]
    assert incomplete([*wrong, *right]) == ["空", "推測", "日本語のまま", "残り%(n)d席", "%(num)d人"]


def test_the_source_texts_are_japanese() -> None:
    """A text without a single Japanese sign must consist of placeholders and signs alone."""
    words = re.compile(r"[A-Za-z]{4,}")
    odd = {
        text: name
        for text, name in used_texts().items()
        if not JAPANESE.search(text) and words.search(re.sub(r"%\([a-z_]+\)[a-z]", "", text))
    }
    assert odd == {}


def test_no_text_holds_a_sign_that_formatting_would_stumble_over():
    """Templates format every text with ``%``, also one without a placeholder."""
    bare = re.compile(r"%(?!\()")
    texts = [text for message in english() for text in (*forms_of(message.id), *forms_of(message.string))]
    assert len(texts) > 1000
    assert [text for text in texts if bare.search(text.replace("%%", ""))] == []
