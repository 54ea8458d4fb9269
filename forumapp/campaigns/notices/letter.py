"""The letter of a campaign: the organiser's own words, with what is true for this recipient when it is sent."""

import re
from dataclasses import dataclass, replace

from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from forumapp.campaigns import audience as filters
from forumapp.campaigns import merging, timing
from forumapp.campaigns.models import Campaign
from forumapp.campaigns.queries import people
from forumapp.campaigns.queries.recipients import Recipient, reach
from forumapp.campaigns.values import MODELS, About, Row, Sheet, row_of
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.links import redact
from forumapp.forums.models import Forum, Mode
from forumapp.mail.letters import Content, render
from forumapp.mail.models import Letter
from forumapp.registration.models import Invitation, Registration

NOBODY = 0
"""An id that no row has."""
UNSENT = "-"
"""An occasion on which nobody has had a letter: whoever is meant is found, also those who got theirs."""
_LINK = re.compile(r"https?://[^\s<>\"'「」（）、。｛｝]+[^\s<>\"'「」（）、。｛｝.,:;!?)\]]")
_EMPTY_LINE = re.compile(r"\n[ \t\u3000]*\n+")


@dataclass(frozen=True)
class Sample:
    """What stands in for a campaign where a letter of its kind is only looked at."""

    subject: str
    body: str


def letter(letter: Letter) -> Content | None:
    """Build the letter; None once its recipient is not meant any more, or the forum is called off since it was sent."""
    if letter.recipe["campaign"] == NOBODY:
        return _specimen(letter)
    campaign = db.session.get(Campaign, letter.recipe["campaign"])
    row = _row(letter)
    if campaign is None or campaign.forum is None or row is None:
        return None
    if not _is_still_meant(campaign, row) and not _is_meant_otherwise(campaign, letter.address):
        return None
    return _write(campaign, About(Sheet(campaign.forum), letter.name, row))


def test(letter: Letter) -> Content | None:
    """Build the letter that an organiser sends to themselves: personal links in it open nothing."""
    if letter.recipe["campaign"] == NOBODY:
        return _marked(_specimen(letter))
    campaign, row = db.session.get(Campaign, letter.recipe["campaign"]), _row(letter)
    if campaign is None or campaign.forum is None or row is None:
        return None
    return _marked(_write(campaign, About(Sheet(campaign.forum), letter.recipe["recipient"], row)))


def _marked(content: Content) -> Content:
    return replace(
        content,
        subject=_("【テスト】%(subject)s", subject=content.subject),
        text=redact(content.text),
        html=redact(content.html or ""),
    )


def preview(campaign: Campaign, recipient: Recipient) -> Content | None:
    """Return the letter as ``recipient`` would get it now; None if what it is about is gone. Raises BadField."""
    row = row_of(recipient.subject, recipient.subject_id)
    if row is None or campaign.forum is None:
        return None
    with force_locale(merging.language_of(campaign.subject, campaign.body)):
        return _write(campaign, About(Sheet(campaign.forum), recipient.name, row))


def sample(forum_id: int) -> Letter:
    """Make an unsaved letter about somebody invented, to be looked at."""
    return Letter(forum_id=forum_id, name="例示　太郎", recipe={"campaign": NOBODY})


def _write(words: Campaign | Sample, about: About) -> Content:
    body = merging.fill(words.body, about.printed)
    content = render(
        "campaigns/mail/letter",
        line=merging.fill(words.subject, about.printed),
        body=body,
        paragraphs=paragraphs(body),
        reason=_reason(about),
    )
    return replace(content, reply_to=about.forum.contact_email or None)


def _specimen(letter: Letter) -> Content:
    forum = db.session.get_one(Forum, letter.forum_id)
    nobody = Registration(
        id=NOBODY,
        forum_id=forum.id,
        forum=forum,
        receipt="ABCD3467",
        mode=Mode.ON_SITE if forum.mode is Mode.BOTH else forum.mode,
        organisation_name=_("あおば市"),
        link_generation=0,
    )
    words = Sample(
        _("「{フォーラム}」当日のご案内"),
        _("{氏名} 様\n\n当日の持ち物をご案内します。\n\n日時：{日時}\n場所：{場所}\n\n{問い合わせ先}"),
    )
    return _write(words, About(Sheet(forum), letter.name, nobody))


def _reason(about: About) -> str:
    title = about.value("フォーラム")
    if about.registration:
        return _("このメールは、「%(title)s」に参加登録された方へお送りしています。", title=title)
    if about.appearance:
        return _("このメールは、「%(title)s」に登壇される方へお送りしています。", title=title)
    return _("このメールは、「%(title)s」の開催案内をお送りした方へお送りしています。", title=title)


def paragraphs(text: str) -> list[list[Markup]]:
    """Return paragraphs of lines, with links that can be opened."""
    return [[_linked(line) for line in part.split("\n")] for part in _EMPTY_LINE.split(text.strip("\n"))]


def _linked(line: str) -> Markup:
    made, last = Markup(), 0
    for found in _LINK.finditer(line):
        made += escape(line[last : found.start()]) + Markup('<a href="{0}">{0}</a>').format(found[0])
        last = found.end()
    return made + escape(line[last:])


def _row(letter: Letter) -> Row | None:
    subject = next(name for name in MODELS if name in letter.recipe)
    return row_of(subject, letter.recipe[subject])


def _is_still_meant(campaign: Campaign, row: Row) -> bool:
    """Look again: whom the filter means no more gets nothing (cancelled, moved, taken back, has answered or registered
    since), nor anybody of a forum called off.

    A campaign that was sent after the forum was called off is about just that.
    """
    forum = campaign.forum
    if forum is None or _is_called_off(campaign, forum):
        return False
    wanted = filters.read(campaign.filter)
    if isinstance(row, Registration):
        return people.fits(forum, wanted, row)
    if isinstance(row, Invitation):
        return people.is_asked(forum, wanted, row)
    return row.withdrawn_at is None and row.item.withdrawn_at is None


def _is_called_off(campaign: Campaign, forum: Forum) -> bool:
    if forum.purged_at is not None or timing.is_too_late(campaign, forum, clock.now()):
        return True
    return forum.cancelled_at is not None and (
        campaign.sent_at is None or campaign.sent_at < forum.cancelled_at
    )


def _is_meant_otherwise(campaign: Campaign, address: str) -> bool:
    """Say whether somebody else at a shared address is meant, where one letter is for all who share it."""
    if campaign.forum is None or _is_called_off(campaign, campaign.forum) or campaign.letter_kind:
        return False
    if merging.is_personal(campaign.subject, campaign.body):
        return False
    meant = reach(campaign, occasion=UNSENT).people
    return any(one.address.lower() == address.lower() for one in meant)
