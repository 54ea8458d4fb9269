"""Which letters an inquiry causes, each at most once; those it makes pointless are taken back."""

from typing import Any

from forumapp.core import clock
from forumapp.inquiries.models import Inquiry, InquirySection, InquirySubmission
from forumapp.inquiries.queries.inquiries import clerk_of
from forumapp.mail import services as mail

LINK_PAUSE = 10
"""Minutes in which the same link is mailed at most once."""


def asked(inquiry: Inquiry, occasion: str) -> None:
    """Ask the organisation; a letter of an earlier link that has not left does not leave."""
    mail.abort(f"inquiry:{inquiry.id}:asked:")
    _send(inquiry, "asked", occasion, priority=mail.MASS)


def reminded(inquiry: Inquiry) -> None:
    """Remind the organisation, once an hour at most."""
    _send(inquiry, "reminder", clock.now().strftime("%Y%m%d%H"), priority=mail.MASS)


def submitted(inquiry: Inquiry, submission: InquirySubmission) -> None:
    """Send the clerk a copy of what was submitted; of a later submission with what it changed."""
    mail.abort(f"inquiry:{inquiry.id}:reminder:")
    kind = "submitted" if submission.number == 1 else "changed"
    _send(inquiry, kind, str(submission.number), submission=submission.id)


def link(inquiry: Inquiry, address: str) -> None:
    """Mail the link again to an address that belongs to the reply."""
    slot = int(clock.now().timestamp()) // (LINK_PAUSE * 60)
    _send(
        inquiry,
        "link",
        f"{inquiry.link_generation}.{slot}.{address.lower()}",
        priority=mail.SOON,
        address=address,
    )


def passed_on(section: InquirySection) -> None:
    """Send another department its link."""
    mail.send(
        "inquiries.section",
        dedupe=f"inquiry:{section.inquiry_id}:section:{section.id}:{section.link_generation}",
        address=section.address,
        name=section.name,
        language=section.inquiry.language,
        forum_id=section.forum_id,
        section=section.id,
    )


def section_taken_back(section: InquirySection) -> None:
    """Take back what has not left to a department that is not asked any more."""
    mail.abort(f"inquiry:{section.inquiry_id}:section:{section.id}:")


def withdrawn(inquiry: Inquiry) -> None:
    """Take back whatever has not left."""
    mail.abort(f"inquiry:{inquiry.id}:")


def _send(
    inquiry: Inquiry,
    what: str,
    occasion: str,
    *,
    priority: int = mail.NORMAL,
    address: str = "",
    **recipe: Any,
) -> None:
    mail.send(
        f"inquiries.{what}",
        dedupe=f"inquiry:{inquiry.id}:{what}:{occasion}",
        address=address or inquiry.contact_email or inquiry.address,
        name=clerk_of(inquiry),
        language=inquiry.language,
        forum_id=inquiry.forum_id,
        priority=priority,
        inquiry=inquiry.id,
        **recipe,
    )
