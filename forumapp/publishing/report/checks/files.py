"""What was found inside the slides and documents that go out with a report: read from their inspections."""

from collections import Counter
from collections.abc import Callable, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core.uploads.findings import FINDINGS, PEOPLE
from forumapp.core.uploads.findings import Finding as FileFinding
from forumapp.materials.inspections import is_awaited
from forumapp.materials.models import Material
from forumapp.publishing.report.checks.findings import Finding

BOARD = "materials.board"
HARD_TO_READ = ("no_text", "garbled_text", "no_title", "no_language", "not_tagged")


def look_inside(materials: Sequence[Material]) -> tuple[Finding, ...]:
    """Return what is to be said of files that go out; each finding may concern none."""
    return (
        _each(
            materials,
            _("公開の資料に、プログラム、埋め込み、隠れた内容など、気をつけることがあるファイルがあります。"),
            troubles,
        ),
        _each(
            materials,
            _("公開の資料に、作成者の名前、コメント、変更履歴などが残っているファイルがあります。"),
            _people,
        ),
        _each(
            materials,
            _("公開の資料に、中身をまだ確認していないファイルがあります。"),
            lambda one: [_("中身を確認しています")] if is_awaited(one) else [],
        ),
        _hints(materials),
    )


def not_shown(held: Sequence[Material]) -> Finding:
    """Name the files that would go out if what is inside did not hold them back."""
    return Finding(
        _(
            "「公開」の資料に、検査中、またはプログラム入りのため公開されず、報告に載らないファイルがあります。"
        ),
        tuple(one.title for one in held),
        BOARD,
    )


def troubles(material: Material) -> list[str]:
    """Return in short words what may harm or embarrass those who open a file: programs, hidden and embedded content."""
    return [str(one.word) for one in _told(material) if one.tone != "hint"]


def _people(material: Material) -> list[str]:
    """Say what kinds of names a file carries; the names themselves stand on the page of its inspection alone."""
    found = material.inspection
    people = found.people if found is not None and not is_awaited(material) else {}
    return [str(word) for key, word in PEOPLE.items() if people.get(key)]


def _told(material: Material) -> list[FileFinding]:
    found = material.inspection
    return [] if found is None or is_awaited(material) else list(found.told)


def _each(materials: Sequence[Material], text: str, words: Callable[[Material], list[str]]) -> Finding:
    """Name every file of which there are words, with the page of its inspection."""
    found = [(one, said) for one in materials if (said := words(one))]
    about = tuple(_("%(title)s：%(words)s", title=one.title, words="、".join(said)) for one, said in found)
    return Finding(text, about, BOARD, versions=tuple((one.id, one.version) for one, _said in found))


def _hints(materials: Sequence[Material]) -> Finding:
    """Count what would make PDFs easier to read: a title, a language, tags, text."""
    seen = (one.inspection for one in materials if one.inspection and not is_awaited(one))
    counts = Counter(key for inspection in seen for key in inspection.findings)
    about = tuple(
        ngettext("%(word)s %(num)d件", "%(word)s %(num)d件", counts[key], word=FINDINGS[key].word)
        for key in HARD_TO_READ
        if counts[key]
    )
    return Finding(_("読みやすさを改善できる資料があります。"), about, BOARD, is_hint=True)
