"""What differs between two contents of a report, in sentences."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.difference_words import sentences
from forumapp.agenda.differences import compare
from forumapp.agenda.programme import from_json
from forumapp.forums.models import Forum
from forumapp.publishing.queries.versions import versions_of
from forumapp.publishing.report.contents import Content, gather, standing

FACTS = (
    "day",
    "starts",
    "ends",
    "mode",
    "venue",
    "room",
    "hosts",
    "owner",
    "series",
    "zone",
    "programme_ends",
)
TEXTS = ("title", "title_en", "summary", "summary_en")


def differences(before: Content, after: Content) -> list[str]:
    """Say what ``after`` has that ``before`` had not, section by section; [] if a reader sees no difference."""
    return list(_differences(before, after))


def changes_of(forum: Forum) -> list[str] | None:
    """Say what the next version would change; None where none went out before."""
    rows = versions_of(forum.id)
    return differences(rows[0].content, gather(forum, standing(forum))) if rows else None


def _differences(before: Content, after: Content) -> Iterator[str]:
    old, new = before["forum"], after["forum"]
    if any(old[name] != new[name] for name in TEXTS):
        yield _("題名または概要の文を変更")
    if any(old[name] != new[name] for name in FACTS):
        yield _("日時・場所・主催などの情報を変更")
    if before["audience"] != after["audience"]:
        yield _("参加対象者を変更")
    yield from _of_programme(before["programme"], after["programme"])
    yield from _of_files(_("説明資料"), before["materials"], after["materials"])
    yield from _of_summary(before["summary"], after["summary"])
    yield from _of_impressions(before["impressions"], after["impressions"])
    yield from _of_files(_("録画"), before["recordings"], after["recordings"])
    if before.get("unrecorded", []) != after.get("unrecorded", []):
        yield _("録画：「録画なし」とする項目を変更")
    if before["outline"] != after["outline"]:
        yield _("開催概要の文を変更")
    if before["figures"] != after["figures"]:
        yield _("参加状況の数字を変更")
    if before["photographs"] != after["photographs"]:
        yield _("当日の写真を変更")


def _of_programme(before: Content, after: Content) -> Iterator[str]:
    if before == after:
        return
    told = sentences(compare(from_json(before), from_json(after)))
    yield from (_("次第：%(change)s", change=one) for one in told or [_("変更")])


def _of_files(what: str, before: list[Content], after: list[Content]) -> Iterator[str]:
    old, new = {one["id"]: one for one in before}, {one["id"]: one for one in after}
    for ident, one in new.items():
        if ident not in old:
            yield _("%(what)s：「%(title)s」を追加", what=what, title=one["title"])
        elif one["digest"] != old[ident]["digest"]:
            yield _("%(what)s：「%(title)s」のファイルを差し替え", what=what, title=one["title"])
        elif one != old[ident]:
            yield _("%(what)s：「%(title)s」の題名などを変更", what=what, title=one["title"])
    for ident, one in old.items():
        if ident not in new:
            yield _("%(what)s：「%(title)s」を削除", what=what, title=one["title"])
    if [ident for ident in old if ident in new] != [ident for ident in new if ident in old]:
        yield _("%(what)s：順番を変更", what=what)


def _of_summary(before: list[Content], after: list[Content]) -> Iterator[str]:
    if before == after:
        return
    old, new = _bullets(before), _bullets(after)
    added, gone = [one for one in new if one not in old], [one for one in old if one not in new]
    if added:
        yield ngettext(
            "意見の概要：%(num)d件を追加または変更", "意見の概要：%(num)d件を追加または変更", len(added)
        )
    if gone:
        yield ngettext(
            "意見の概要：以前の%(num)d件を載せない", "意見の概要：以前の%(num)d件を載せない", len(gone)
        )
    if not added and not gone:
        yield _("意見の概要：順番または見出しを変更")


def _bullets(themes: list[Content]) -> list[Any]:
    return [(theme["title"], one["text"], one["remark"]) for theme in themes for one in theme["bullets"]]


def _of_impressions(before: list[Content], after: list[Content]) -> Iterator[str]:
    old, new = {one["id"]: one["text"] for one in before}, {one["id"]: one["text"] for one in after}
    added, gone = new.keys() - old.keys(), old.keys() - new.keys()
    changed = [ident for ident in new if ident in old and new[ident] != old[ident]]
    if added:
        yield ngettext("感想：%(num)d件を追加", "感想：%(num)d件を追加", len(added))
    if changed:
        yield ngettext("感想：%(num)d件の文を変更", "感想：%(num)d件の文を変更", len(changed))
    if gone:
        yield ngettext("感想：%(num)d件を載せない", "感想：%(num)d件を載せない", len(gone))
    if not (added or gone or changed) and list(old) != list(new):
        yield _("感想：順番を変更")
