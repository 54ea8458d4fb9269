"""Letters to look at: about an invented organisation's reply, which is never saved, with the forum's own data."""

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.directory.models import Organisation, OrganisationKind
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import takes
from forumapp.inquiries.models import Inquiry, InquirySection, InquirySubmission
from forumapp.inquiries.queries.history import Edition, editions
from forumapp.mail.letters import INVENTED_ADDRESS, sample_letter
from forumapp.mail.models import Letter
from forumapp.registration.models import Quota

NOBODY = 0
"""An id that no row has: tokens made of it are refused."""
RECEIPT = "ABCD-3467"


def sample(forum_id: int) -> Letter:
    """Make a letter to look at: to somebody invented, whose link opens nothing."""
    return sample_letter(forum_id)


def inquiry(forum: Forum) -> Inquiry:
    """Make an inquiry that belongs to no session."""
    return Inquiry(
        id=NOBODY,
        forum_id=forum.id,
        forum=forum,
        organisation_id=NOBODY,
        organisation=Organisation(id=NOBODY, kind=OrganisationKind.CITY, name="例示市", prefecture=None),
        address=INVENTED_ADDRESS,
        message="",
        contact_name="例示　太郎",
        contact_unit="総務部総務課",
        contact_phone="",
        contact_email=INVENTED_ADDRESS,
        link_generation=0,
    )


def section(letter: Letter) -> InquirySection:
    """Make a part passed on that belongs to no session."""
    one = inquiry(db.session.get_one(Forum, letter.forum_id))
    return InquirySection(
        id=NOBODY,
        forum_id=one.forum_id,
        inquiry=one,
        quota=Quota(label="財政担当部門", seats=1, ranks=""),
        name="例示　次郎",
        message="",
        link_generation=0,
    )


def edition(one: Inquiry) -> Edition:
    """Make a submission with one attendee in it."""
    mode = Mode.ON_SITE if takes(one.forum, Mode.ON_SITE) else Mode.WEB
    row = {
        "row": NOBODY,
        "quota": "情報政策担当部門",
        "mode": mode.value,
        "family_name": "例示",
        "given_name": "花子",
        "family_kana": "レイジ",
        "given_kana": "ハナコ",
        "unit": "デジタル推進課",
        "title": "課長補佐",
        "email": "",
        "receipt": "ACDE3467",
        "state": "confirmed",
    }
    content = {"nobody": False, "rows": [row]}
    made = InquirySubmission(number=1, at=clock.now(), by=one.contact_name, way="web", content=content)
    return editions([made])[0]
