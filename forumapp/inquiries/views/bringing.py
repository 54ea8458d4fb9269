"""Bringing many attendees at once into a reply: rows pasted from a table, and last time's people."""

from collections.abc import Sequence
from typing import Any

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.core.pages import notify
from forumapp.forums.models import Mode
from forumapp.inquiries import pasting
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.forms.reply import PasteForm, paste_form, recall_form
from forumapp.inquiries.pasting import Pasted
from forumapp.inquiries.queries.recall import last_time
from forumapp.inquiries.services import drafting
from forumapp.inquiries.services.rows import Difference, difference
from forumapp.inquiries.views.steps import back, require_writing, show_page
from forumapp.inquiries.views.way import Way
from forumapp.registration.models import Quota

MOST_ROWS = 300
COLUMNS = ("family_name", "given_name", "family_kana", "given_kana", "unit", "title", "email", "needs")


def paste_step(way: Way) -> ResponseReturnValue:
    """The field to paste into; taking over what was looked at."""
    require_writing(way)
    form = _paste_form(way)
    if _is_sound(form):
        with form.refusals():
            made = _take_over(way, _entered_rows(way, form))
            told = len([one for one in made.rows if one.entered is not None])
            notify(
                ngettext(
                    "%(num)d名を途中保存しました。まだ提出していません。",
                    "%(num)d名を途中保存しました。まだ提出していません。",
                    told,
                )
            )
            return back(way)
        made = _beside(way, _entered_rows(way, form))
        return show_page("inquiries/paste_preview.html", way, form=form, made=made, status=422)
    return show_page("inquiries/paste.html", way, form=form, status=form.status)


def paste_preview_step(way: Way) -> ResponseReturnValue:
    """What was understood of pasted rows; writes nothing."""
    form = _paste_form(way)
    if not way.may_write or not _is_sound(form):
        return show_page("inquiries/paste.html", way, form=form, status=form.status)
    made = _beside(way, _entered_rows(way, form))
    return show_page("inquiries/paste_preview.html", way, form=form, made=made)


def recall_step(way: Way) -> ResponseReturnValue:
    """Choose among the people of the last forum."""
    require_writing(way)
    found = last_time(way.frame)
    offered = [one for one in found.people if not one.is_here] if found else []
    form = recall_form([(one.ident, one.entered.name) for one in offered])
    if form.accepted():
        with form.refusals():
            chosen = [one.entered for one in offered if one.ident in set(form.people.data or ())]
            _take_over(way, chosen)
            notify(_("前回の参加者を途中保存しました。部署や役職が変わっていないか確認してください。"))
            return back(way)
    return show_page(
        "inquiries/recall.html", way, form=form, found=found, offered=offered, status=form.status
    )


def _paste_form(way: Way) -> PasteForm:
    return paste_form(way.frame, way.quota_id)


def _is_sound(form: PasteForm) -> bool:
    """Say whether there is something to take over that one page can show."""
    if not form.accepted():
        return False
    number = len(pasting.read(form.rows.data or ""))
    if number > MOST_ROWS:
        form.refuse(_("一度に貼り付けられるのは%(most)d名までです。", most=MOST_ROWS), "rows")
    if not number:
        form.refuse(_("参加者の行が見つかりません。Excelの行をコピーして貼り付けてください。"), "rows")
    return 0 < number <= MOST_ROWS


def _entered_rows(way: Way, form: PasteForm) -> Sequence[Entered]:
    quota = way.frame.quota(form.quota_id.data) if "quota_id" in form else None
    rows = pasting.read(form.rows.data or "")
    return [_entered(way, row, quota, form.mode.data) for row in rows]


def _beside(way: Way, entered: Sequence[Entered]) -> Difference:
    return difference(way.inquiry, entered, whole=False, quota_id=way.quota_id)


def _take_over(way: Way, entered: Sequence[Entered]) -> Difference:
    """Compare under the lock: what somebody else brings at this moment is seen or waits."""
    drafting.hold(way.inquiry, late=way.late)
    made = _beside(way, entered)
    drafting.take_over(way.inquiry, made, g.actor, late=way.late, quota_id=way.quota_id)
    return made


def _entered(way: Way, row: Pasted, quota: Quota | None, mode: Mode) -> Entered:
    """A row may name its quota and mode; else what was chosen for all holds, of those who do not stand yet."""
    named = _named(way.frame.quotas, row.cells.get("quota", ""))
    own = named or quota
    modes = way.frame.modes(own)
    wanted = pasting.mode_in(row.cells.get("mode", ""))
    values: dict[str, Any] = {name: row.cells[name] for name in COLUMNS if name in row.cells}
    told = {"quota_id": named, "mode": wanted}
    return Entered(
        **{"family_name": "", **values},
        mode=modes[0] if len(modes) == 1 else wanted or mode,
        quota_id=own.id if own else None,
        line=row.line,
        said=frozenset([*values, *(name for name in told if told[name])]),
    )


def _named(quotas: Sequence[Quota], text: str) -> Quota | None:
    found = [quota for quota in quotas if text and (text in quota.label or quota.label in text)]
    return found[0] if len(found) == 1 else None
