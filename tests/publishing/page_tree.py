"""A page as a tree, to read its facts element by element; full-width brackets and blanks become ordinary ones."""

import re
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Node:
    def __init__(self, name, attributes, parent=None):
        self.name, self.attributes, self.parent, self.children = name, attributes, parent, []

    @property
    def text(self):
        return re.sub(r"\s+", " ", self._raw()).translate(str.maketrans("（）", "()")).strip()

    def _raw(self):
        return "".join(child if isinstance(child, str) else child._raw() for child in self.children)

    def walk(self):
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def all(self, what):
        """Every element below of a name ('li'), class ('.track') or id ('#summary'), in order."""
        return [node for node in self.walk() if node.matches(what)]

    def one(self, what):
        (found,) = self.all(what)
        return found

    def matches(self, what):
        if what.startswith("."):
            return what[1:] in self.attributes.get("class", "").split()
        if what.startswith("#"):
            return self.attributes.get("id") == what[1:]
        return self.name == what

    def texts(self, what):
        return [node.text for node in self.all(what)]


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = self.here = Node("document", {})

    def handle_starttag(self, name, attributes):
        node = Node(name, dict(attributes), self.here)
        self.here.children.append(node)
        if name not in VOID:
            self.here = node

    def handle_endtag(self, name):
        node = self.here
        while node.parent is not None and node.name != name:
            node = node.parent
        if node.parent is not None:
            self.here = node.parent

    def handle_data(self, text):
        self.here.children.append(text)


def tree(html):
    builder = _Builder()
    builder.feed(html)
    return builder.root
