"""An announcement of a series: words, the forum that it tells of, the office that answers."""

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forumapp.campaigns.forms.composing import VersionedForm
from forumapp.campaigns.models import Campaign
from forumapp.campaigns.services.announcing import Words
from forumapp.core.forms import BlockField, EmailField, LineField, required
from forumapp.forums.models import Forum


class AnnouncementForm(VersionedForm):
    """The draft of an announcement."""

    subject = LineField(_l("件名"), [required()], limit=200)
    body = BlockField(_l("本文"), [required()], limit=20000)
    about_id = wtforms.SelectField(
        _l("案内するフォーラム"), coerce=lambda value: int(value) if value else None
    )
    reply_to = EmailField(_l("返信先のメールアドレス"), [required()], limit=254)

    def __init__(self, forums: Sequence[Forum], draft: Campaign | None, **values: Any) -> None:
        """Offer ``forums`` to tell of; one that was chosen and cannot be told of any more is offered no longer."""
        super().__init__(obj=draft, **values)
        self.forums = {forum.id: forum for forum in forums}
        nothing = SelectChoice("", _("なし（本文だけを送る）"))
        self.about_id.choices = [nothing, *(SelectChoice(forum.id, forum.title) for forum in forums)]

    def differences(self, draft: Campaign) -> list[tuple[Any, str, str]]:
        """Return (label, what stands now, what was typed) of each text that is not the same."""
        texts = (self.subject, self.body, self.reply_to)
        pairs = [(field, getattr(draft, field.name)) for field in texts]
        return [(field.label.text, now, field.data) for field, now in pairs if now != field.data]

    def words(self) -> Words:
        """Return what was entered."""
        about = self.forums.get(self.about_id.data) if self.about_id.data else None
        return Words(self.subject.data, self.body.data, self.reply_to.data, about)
