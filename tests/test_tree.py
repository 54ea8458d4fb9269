"""The tree itself: lengths, names, imports, who commits, and what no file may hold."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "forumapp"
MADE_ANEW = {"build", "dist", "instance", "node_modules", "test-results", "__pycache__"}
MOST_LINES = 300
MOST_LINES_OF_A_VIEW = 20
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "managers", "manager", "misc"}
PRIVATE_ROOMS = {"views", "forms", "notices"}
DATA_BLOCKS = {"application/json", "application/ld+json"}

# Written with [brackets], so that this file does not hold what it looks for.
FORBIDDEN_TEXT = {
    "the address of a package registry": re.compile(
        r"\b(?:test\.|www\.)?p[y]pi\.(?:org|python\.org)|python[h]osted\.org|registry\.npm[j]s\.org|regis[t]ry\.yarnpkg"
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.\-/])/(?:wor[k]|roo[t]|opt/pyp[i]|opt/whee[l]s|User[s]/\w+)(?:/|\b)"
    ),
}


def paths_below(top: Path) -> Iterator[Path]:
    """Yield every file below ``top`` that is not made anew by tools."""
    for folder, below, names in os.walk(top):
        below[:] = [
            name
            for name in below
            if name not in MADE_ANEW
            and (not name.startswith(".") or name == ".ci")
            and ".egg-info" not in name
        ]
        # A linked working tree has a file .git, which says where its repository lies.
        yield from (Path(folder, name) for name in sorted(names) if name != ".git")


def texts() -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every file that is text."""
    for path in paths_below(ROOT):
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def sources(top: Path = PACKAGE) -> dict[str, str]:
    """Return path: text of the Python files below ``top``."""
    return {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in paths_below(top) if p.suffix == ".py"}


def templates() -> dict[str, str]:
    """Return path: text of the HTML templates."""
    return {
        str(p.relative_to(ROOT)): p.read_text("utf-8")
        for p in paths_below(ROOT / "templates")
        if p.suffix == ".html"
    }


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    kinds = {".py", ".html", ".css", ".js"}
    tops = ("forumapp", "templates", "static", "tests", ".ci", "benchmarks")
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for top in tops
        for path in paths_below(ROOT / top)
        if path.suffix in kinds
    }
    assert lengths["tests/test_tree.py"] > 0
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_the_readme_fits_on_sixty_lines() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 60


def test_packages_start_empty() -> None:
    starts = [path for path in paths_below(PACKAGE) if path.name == "__init__.py"]
    assert starts
    assert [str(path) for path in starts if path.read_text("utf-8").strip()] == []


def test_no_module_has_a_vague_name() -> None:
    parts = {part for path in sources() for part in Path(path).with_suffix("").parts}
    assert "core" in parts
    assert parts & VAGUE_NAMES == set()


def test_one_file_commits() -> None:
    committing = re.compile(r"session(?:\(\))?\.commit\(|engine\.begin\(|session\.begin\(")
    assert [path for path, text in sources().items() if committing.search(text)] == [
        "forumapp/core/transaction.py"
    ]


def test_nothing_above_the_core_calls_commit() -> None:
    callers = [path for path, text in sources().items() if ".commit(" in text]
    assert callers
    assert [path for path in callers if not path.startswith("forumapp/core/")] == []


# --- templates --------------------------------------------------------------------------------------------


def inline_code(text: str) -> list[str]:
    """Return what a strict page policy would block in the HTML ``text``, and what it loads from elsewhere."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    found = []
    for attributes, body in re.findall(
        r"<script\b([^>]*)>(.*?)</script>", text, flags=re.DOTALL | re.IGNORECASE
    ):
        kind = re.search(r'type="([^"]+)"', attributes)
        if body.strip() and not (kind and kind.group(1) in DATA_BLOCKS):
            found.append("script")
    found += re.findall(r"<(style)\b", text, flags=re.IGNORECASE)
    found += re.findall(r"\s(style|on[a-z]+)\s*=\s*[\"']", text, flags=re.IGNORECASE)
    found += re.findall(r"(javascript):", text, flags=re.IGNORECASE)
    found += re.findall(
        r"<(?:script|link|img|iframe|source|video)\b[^>]*\b(?:src|href)=[\"']((?:https?:)?//[^\"']+)", text
    )
    return found


def test_no_template_holds_a_script_a_style_or_a_foreign_address() -> None:
    pages = templates()
    assert pages
    assert {path: found for path, text in pages.items() if (found := inline_code(text))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<script>go()</script>", ["script"]),
        ('<script type="module">go()</script>', ["script"]),
        ('<script src="{{ static("js/a.js") }}" defer></script>', []),
        ('<script type="application/ld+json">{}</script>', []),
        ("<style>p {}</style>", ["style"]),
        ('<p class="a" style="color: red">', ["style"]),
        ('<button onclick="go()">', ["onclick"]),
        ('<a href="javascript:go()">', ["javascript"]),
        ('<link rel="stylesheet" href="//cdn.example/a.css">', ["//cdn.example/a.css"]),
        ('<a href="https://example.jp/">外へ</a>', []),
    ],
)
def test_the_scan_of_templates_sees_what_it_looks_for(text: str, found: list[str]) -> None:
    assert inline_code(text) == found


# --- code -------------------------------------------------------------------------------------------------


def deferred_imports(text: str) -> list[int]:
    """Return the lines of imports inside functions."""
    return sorted(
        {
            inner.lineno
            for outer in ast.walk(ast.parse(text))
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for inner in ast.walk(outer)
            if isinstance(inner, ast.Import | ast.ImportFrom)
            or (isinstance(inner, ast.Attribute) and inner.attr == "import_module")
            or (isinstance(inner, ast.Name) and inner.id in {"__import__", "import_module"})
        }
    )


def test_no_import_is_deferred_into_a_function() -> None:
    assert {path: lines for path, text in sources().items() if (lines := deferred_imports(text))} == {}


def test_the_scan_for_deferred_imports_sees_one() -> None:
    assert deferred_imports("import a\ndef f():\n    from b import c\n    return __import__('d')\n") == [3, 4]


def long_views(text: str) -> dict[str, int]:
    """Return name: lines of the functions whose body, without its docstring, is too long for a view."""
    lengths = {}
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            lengths[function.name] = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
    return {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_VIEW}


def test_no_view_is_longer_than_twenty_lines() -> None:
    views = {path: text for path, text in sources().items() if "views" in Path(path).with_suffix("").parts}
    assert views
    assert {path: found for path, text in views.items() if (found := long_views(text))} == {}


def test_what_answers_requests_lies_in_rooms_of_views_and_the_sheets_and_scripts_in_the_core() -> None:
    answering = re.compile(r"\bBlueprint\(|^@\w*bp\.", re.MULTILINE)
    found = [path for path, text in sources().items() if answering.search(text)]
    outside = [path for path in found if "views" not in Path(path).with_suffix("").parts]
    assert outside == ["forumapp/core/assets.py"]


def test_the_measure_of_views_counts_the_body_without_its_docstring() -> None:
    def view(lines: int) -> str:
        return "def v():\n    '''What it shows.'''\n" + "    a = 1\n" * lines

    assert [long_views(view(20)), long_views(view(21))] == [{}, {"v": 21}]


def foreign_rooms(path: str, text: str) -> list[str]:
    """Return imports of another slice's views, forms or notices. The core's forms are everybody's base."""
    own = Path(path).parts[1]
    names = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    split = [name.split(".") for name in names if name.startswith("forumapp.") and name.count(".") > 1]
    return [".".join(parts) for parts in split if parts[1] not in {own, "core"} and parts[2] in PRIVATE_ROOMS]


def test_no_slice_imports_the_views_forms_or_notices_of_another() -> None:
    slices = {path: text for path, text in sources().items() if len(Path(path).parts) > 2}
    assert {path: found for path, text in slices.items() if (found := foreign_rooms(path, text))} == {}


def test_the_scan_for_foreign_rooms_tells_own_from_foreign() -> None:
    text = "from forumapp.agenda import forms\nfrom forumapp.agenda.views import bp\nfrom forumapp.core.forms import F\n"
    path = "forumapp/{}/views.py"
    assert foreign_rooms(path.format("desk"), text) == ["forumapp.agenda.forms", "forumapp.agenda.views.bp"]
    assert foreign_rooms(path.format("agenda"), text) == []


# --- what no file may hold, and the lock files ------------------------------------------------------------


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = {
        f"{path}: {what}": hit.group()
        for path, text in texts()
        for what, pattern in FORBIDDEN_TEXT.items()
        if (hit := pattern.search(text))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "is_forbidden"),
    [
        ("--index-url https://p" + "ypi.org/simple", True),
        ("see /" + "work/main/README.md", True),
        ("cd /" + "root", True),
        ("/forums/a/" + "work/1", False),
        ("/workshop", False),
    ],
)
def test_the_scan_for_addresses_and_paths_sees_them(text: str, is_forbidden: bool) -> None:
    assert any(pattern.search(text) for pattern in FORBIDDEN_TEXT.values()) is is_forbidden


def pins(name: str) -> set[str]:
    """Return each 'package==version' of a lock file."""
    return set(re.findall(r"^[a-z0-9.\-]+==\S+", (ROOT / name).read_text("utf-8"), re.MULTILINE))


def test_the_development_lock_holds_all_of_the_other() -> None:
    assert pins("requirements.lock")
    assert pins("requirements.lock") - pins("requirements-dev.lock") == set()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_hold_only_versions_and_hashes(name: str) -> None:
    lines = [line.strip(" \\") for line in (ROOT / name).read_text("utf-8").splitlines()]
    allowed = re.compile(r"[a-z0-9.\-]+==\S+( ; .+)?|--hash=sha256:[0-9a-f]{64}|#.*|")
    assert [line for line in lines if not allowed.fullmatch(line)] == []
