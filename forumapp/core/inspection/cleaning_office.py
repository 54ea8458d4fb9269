"""An Office file without its authors: parts about people are left out, the others are copied, and so is every prefix of their XML.

Tracked changes are accepted: what was inserted stays, what was deleted goes (ECMA-376-1, 17.13.5).
"""

import re
import zipfile
from typing import IO
from xml.sax import handler, saxutils, xmlreader

from forumapp.core.inspection.found import Unusable
from forumapp.core.inspection.package import Package, opened, parse

GONE = re.compile(
    r"docProps/custom\.xml|docMetadata/.*|"
    r"word/(?:comments[^/]*|people)\.xml|"
    r"ppt/(?:comments/.*|commentAuthors\.xml|authors\.xml|changesInfos/.*|revisionInfo\.xml)|"
    r"xl/(?:comments[^/]*\.xml|comments/.*|threadedComments/.*|persons/.*|revisions/.*)"
)
"""Parts that are about people."""
NOTES = re.compile(r"xl/drawings/vmlDrawing[^/]*\.vml")
"""Where the boxes of comments in tables are drawn, and controls of forms, too."""
STORIES = re.compile(r"word/(?:document|header[^/]*|footer[^/]*|footnotes|endnotes|settings)\.xml")
SHEETS = re.compile(r"xl/worksheets/[^/]*\.xml")
PROPERTIES = {
    "docProps/core.xml": {"creator", "lastModifiedBy", "description", "keywords", "category", "subject"},
    "docProps/app.xml": {"Company", "Manager", "HyperlinkBase"},
}
DROPPED = {
    *(
        "del",
        "moveFrom",
        "cellDel",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "annotationRef",
    ),
    *(
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
        "trackRevisions",
        "rsids",
    ),
    *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange"),
    *("tblGridChange", "numberingChange", "cellIns", "cellMerge", "attachedTemplate"),
}
UNWRAPPED = {"ins", "moveTo"}
LARGEST_XML = 48 << 20


def clean(source: IO[bytes], target: IO[bytes]) -> None:
    """Write the copy. Unusable: signed; mixed (comments and controls in one drawing); damaged."""
    with opened(source) as package:
        if package.names("_xmlsignatures/"):
            raise Unusable("signed")
        gone = {name for name in package.parts if GONE.fullmatch(name)}
        gone |= {_relations_of(name) for name in gone}
        gone |= _boxes(package)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for name, part in package.parts.items():
                if name not in gone and not part.is_dir():
                    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    _copy(package, name, gone, made, entry)


def _copy(package: Package, name: str, gone: set[str], made: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    rewrite = _rewriting(package, name, gone)
    if rewrite is not None:
        content = package.part(name, LARGEST_XML)
        made.writestr(entry, rewritten(content, rewrite))
        return
    try:
        with package.archive.open(name) as part, made.open(entry, "w", force_zip64=True) as copy:
            while piece := part.read(1 << 18):
                copy.write(piece)
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unusable("damaged") from error


def _rewriting(package: Package, name: str, gone: set[str]) -> "_Rules | None":
    """Return what to change of a part, None for one that is copied as it is."""
    if name in PROPERTIES:
        return _Rules(emptied=PROPERTIES[name])
    if name == "[Content_Types].xml":
        return _Rules(points=("PartName", {f"/{one}" for one in gone}))
    if name.endswith(".rels"):
        base = name.replace("_rels/", "").rpartition("/")[0]
        return _Rules(points=("Target", {one for part in gone for one in _ways_to(part, base)}))
    if STORIES.fullmatch(name):
        return _Rules(dropped=DROPPED, unwrapped=UNWRAPPED)
    if SHEETS.fullmatch(name) and _shows(package, name, gone):
        return _Rules(dropped={"legacyDrawing"})
    return None


def _shows(package: Package, sheet: str, gone: set[str]) -> bool:
    """Say whether a sheet shows boxes of comments that go."""
    relations = _relations_of(sheet)
    said = package.part(relations, LARGEST_XML) if relations in package.parts else b""
    return any(NOTES.fullmatch(one) and one.rpartition("/")[2].encode() in said for one in gone)


def _ways_to(part: str, base: str) -> set[str]:
    """Return how a relation of a part in the folder ``base`` may name another part."""
    ways = {f"/{part}"}
    here, there = [one for one in base.split("/") if one], part.split("/")
    while here and len(there) > 1 and here[0] == there[0]:
        here, there = here[1:], there[1:]
    ways.add("../" * len(here) + "/".join(there))
    if not here:
        ways.add("./" + "/".join(there))
    return ways


def _relations_of(name: str) -> str:
    folder, _slash, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def _boxes(package: Package) -> set[str]:
    """Return the drawings that hold boxes of comments and nothing else."""
    found = set()
    for name in package.names("xl/drawings/"):
        if NOTES.fullmatch(name):
            kinds = set(re.findall(rb"ObjectType\s*=\s*[\"'](\w+)", package.part(name)))
            if kinds == {b"Note"}:
                found.add(name)
            elif b"Note" in kinds:
                raise Unusable("mixed")
    return found


class _Rules:
    """What to change: elements that go with all that is in them, whose tags go, whose text goes, that point to what is gone."""

    def __init__(
        self,
        *,
        dropped: set[str] | None = None,
        unwrapped: set[str] | None = None,
        emptied: set[str] | None = None,
        points: tuple[str, set[str]] = ("", set()),
    ) -> None:
        self.dropped, self.unwrapped = dropped or set(), unwrapped or set()
        self.emptied, self.points = emptied or set(), points


class _Rewriter(handler.ContentHandler):
    """Copies XML by its qualified names, so that prefixes stay as the office program knows them."""

    def __init__(self, rules: _Rules) -> None:
        super().__init__()
        self._rules, self._deep, self._is_empty = rules, 0, False
        self._kept: list[str] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']

    def startElement(self, name: str, attrs: xmlreader.AttributesImpl) -> None:  # noqa: N802
        """Copy a beginning, unless it goes."""
        plain = name.rpartition(":")[2]
        key, gone = self._rules.points
        if self._deep or plain in self._rules.dropped or (key and attrs.get(key) in gone):
            self._deep += 1
        elif plain not in self._rules.unwrapped:
            self._is_empty = plain in self._rules.emptied
            said = "".join(f" {key}={saxutils.quoteattr(value)}" for key, value in attrs.items())
            self._kept.append(f"<{name}{said}>")

    def endElement(self, name: str) -> None:  # noqa: N802
        """Copy an end, unless its beginning went."""
        if self._deep:
            self._deep -= 1
        elif name.rpartition(":")[2] not in self._rules.unwrapped:
            self._is_empty = False
            self._kept.append(f"</{name}>")

    def characters(self, content: str) -> None:
        """Copy text, unless it goes."""
        if not self._deep and not self._is_empty:
            self._kept.append(saxutils.escape(content))

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802
        """Copy an instruction of the office program (mso-…)."""
        if not self._deep:
            self._kept.append(f"<?{target} {data}?>")

    @property
    def whole(self) -> bytes:
        """Return the copy."""
        return "".join(self._kept).encode()


def rewritten(content: bytes, rules: _Rules) -> bytes:
    """Return the XML with the changes."""
    copy = _Rewriter(rules)
    parse(content, copy, namespaces=False)
    return copy.whole
