"""From YAML text to plain values, with the line of each: the schema says what a scalar is, so nothing needs quotes.

``13:30``, ``420000`` and ``no`` stay text where text is due (YAML 1.1 would make numbers and a truth of them).
A key without a value is as good as left out.
Anchors, aliases, tags and further documents are refused; so are keys given twice (YAML 1.2.2, 3.2.1.1).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from flask_babel import gettext as _

from forumapp.core.text.cleaning import clean_block, clean_line, unusable
from forumapp.exchange import schema as schemas
from forumapp.exchange.errors import BadDocument, Problem
from forumapp.exchange.schema import Schema

LARGEST = 2 * 1024 * 1024
DEEPEST = 30
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_NOTHING = {"", "~", "null"}
Path = tuple[str | int, ...]


@dataclass
class Source:
    """The values of a document and the line (from 1) of each place in it."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def problem(self, path: Path, message: str) -> Problem:
        """Return a problem of the place ``path``, at its line or the line of what holds it."""
        near = path
        while near and near not in self.lines:
            near = near[:-1]
        return Problem(self.lines.get(near, 1), place(path), message)


def place(path: Path) -> str:
    """Print a path: agenda[2].minutes; lists count from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def read(raw: bytes) -> tuple[Source, list[Problem]]:
    """Read a document. Raises BadDocument where it is no YAML at all; returns what is wrong with single places."""
    root = _compose(_decoded(raw))
    reader = _Reader()
    data = reader.value(root, schemas.whole(), ())
    return Source(data, reader.lines), reader.problems


def _decoded(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise BadDocument([Problem(1, "", _("ファイルが大きすぎます(上限2MB)。"))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadDocument([Problem(line, "", _("文字コードがUTF-8ではありません。"))]) from error


def _compose(text: str) -> yaml.Node:
    try:
        refused = list(_refused(text))
        if refused:
            raise BadDocument(refused)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = _("YAMLとして読めません(%(detail)s)。", detail=error.problem or error.context or "")
        raise BadDocument([Problem(line, "", message)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadDocument(
            [Problem(line, "", _("使用できない文字(制御文字など)が含まれています。"))]
        ) from error
    if root is None:
        raise BadDocument([Problem(1, "", _("ファイルが空です。"))])
    return root


def _refused(text: str) -> Iterator[Problem]:
    """Yield what is no part of a forum document; a bomb is seen here, before anything is built."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if documents > 1:
            yield Problem(line, "", _("1つのファイルに書けるのは1つのフォーラムだけです。"))
            return
        if depth > DEEPEST:
            yield Problem(line, "", _("入れ子が深すぎます。"))
            return
        if getattr(event, "anchor", None) is not None:
            yield Problem(line, "", _("アンカー(&)とエイリアス(*)は使えません。"))
        if getattr(event, "tag", None) not in {None, "!"}:
            yield Problem(line, "", _("タグ(!)は使えません。"))


class _Reader:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: yaml.Node, schema: Schema, path: Path) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, schemas.branch(schema, is_object=True), path)
        schema = schemas.branch(schema, is_object=False)
        if isinstance(node, yaml.SequenceNode):
            inner = schema.get("items", {})
            return [self.value(item, inner, (*path, place)) for place, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, schema, path)

    def _mapping(self, node: yaml.MappingNode, schema: Schema, path: Path) -> dict[str, Any]:
        known = schema.get("properties", {})
        found: dict[str, Any] = {}
        for name_node, value_node in node.value:
            line = name_node.start_mark.line + 1
            if not isinstance(name_node, yaml.ScalarNode):
                self.problems.append(Problem(line, place(path), _("見出し(キー)は文字列にしてください。")))
                continue
            name = name_node.value
            if name in found:
                self._refuse_twice(line, (*path, name))
                continue
            self.lines[(*path, name)] = line
            found[name] = self.value(value_node, known.get(name, {}), (*path, name))
        return {name: value for name, value in found.items() if value is not None}

    def _refuse_twice(self, line: int, path: Path) -> None:
        message = _(
            "「%(name)s」が2回書かれています(1回目は%(line)d行目)。", name=path[-1], line=self.lines[path]
        )
        self.problems.append(Problem(line, place(path), message))

    def _scalar(self, node: yaml.ScalarNode, schema: Schema, path: Path) -> Any:
        text: str = node.value
        is_plain = node.style is None
        if is_plain and text in _NOTHING:
            return None
        kind = schema.get("type") or type(schema.get("const", "")).__name__
        if is_plain and kind == "integer" and _INTEGER.fullmatch(text):
            return int(text)
        if is_plain and kind in {"boolean", "bool"} and text in {"true", "false"}:
            return text == "true"
        if unusable(text):
            message = _("使用できない文字(制御文字など)が含まれています。")
            self.problems.append(Problem(node.start_mark.line + 1, place(path), message))
        if schema.get("format") == "line":
            return clean_line(text)
        return clean_block(text) if schema.get("format") == "block" else text
