"""The form of a release: what visitors read about it, who gets letters, and the organiser's own words in them."""

from typing import Any

import wtforms
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forumapp.agenda.changelog import changelog
from forumapp.agenda.outlook import Outlook
from forumapp.agenda.questions import KINDS
from forumapp.agenda.services.telling import Telling
from forumapp.core.forms import BlockField, Form

LONGEST_NOTE = 2000
FIRST = 1


class ReleaseForm(Form):
    """A release before it is made. ``seen``: fingerprint of what the page shows.

    ``at_…``: whose letter is looked at, from 1; a button ``look_at`` ("speakers-2") chooses another.
    """

    note = BlockField(_l("更新のお知らせ"), limit=LONGEST_NOTE)
    note_en = BlockField(_l("更新のお知らせ(英語)"), limit=LONGEST_NOTE)
    seen = wtforms.HiddenField()
    tell_participants = wtforms.BooleanField(default=True)
    tell_speakers = wtforms.BooleanField(default=True)
    tell_organisations = wtforms.BooleanField(default=True)
    message_participants = BlockField(_l("参加者へのメールに添える文章"), limit=LONGEST_NOTE)
    message_speakers = BlockField(_l("登壇者へのメールに添える文章"), limit=LONGEST_NOTE)
    message_organisations = BlockField(_l("団体へのメールに添える文章"), limit=LONGEST_NOTE)
    at_participants = wtforms.HiddenField(default=FIRST)
    at_speakers = wtforms.HiddenField(default=FIRST)
    at_organisations = wtforms.HiddenField(default=FIRST)
    look_at = wtforms.HiddenField()

    def telling(self) -> Telling:
        """Return who gets letters, and what is added to them."""
        kinds = frozenset(kind for kind in KINDS if self.is_told(kind))
        return Telling(kinds, {kind: self.message(kind) for kind in kinds})

    def is_told(self, kind: str) -> bool:
        """Say whether people of this kind get letters."""
        return bool(self[f"tell_{kind}"].data)

    def message(self, kind: str) -> str:
        """Return what is added to letters of this kind."""
        return str(self[f"message_{kind}"].data or "").strip()

    def place(self, kind: str, most: int) -> int:
        """Return whose letter is looked at (1 to ``most``), and remember it; anything unreadable is the first."""
        chosen, _dash, number = str(self.look_at.data or "").rpartition("-")
        text = number if chosen == kind else str(self[f"at_{kind}"].data or "")
        wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else FIRST
        self[f"at_{kind}"].data = place = max(FIRST, min(wanted, most))
        return place

    def catch_up(self, outlook: Outlook) -> None:
        """Remember what the page shows; what was looked at before it changed counts no more."""
        if self.is_submitted() and self.seen.data != outlook.seen and not self.refused:
            self.refuse(
                _(
                    "ページを開いたあとに、次第またはお知らせの対象が変わりました。"
                    "今の内容を確認してから、もう一度公開してください。"
                )
            )
        self.seen.data = outlook.seen


def release_form(outlook: Outlook) -> ReleaseForm:
    """Make the form with the notes proposed from the difference; a first release has nothing to tell of."""
    proposed: dict[str, Any] = {}
    if outlook.last is not None:
        for name, language in (("note", "ja"), ("note_en", "en")):
            with force_locale(language):
                proposed[name] = changelog(outlook.difference)
    return ReleaseForm(**proposed)
