"""By which door somebody works on a reply: the clerk's link, another department's link, or the desk (代理入力)."""

from dataclasses import dataclass, field, replace
from typing import Any

from flask import g, url_for

from forumapp.core import clock
from forumapp.forums.models import Forum
from forumapp.inquiries import policy
from forumapp.inquiries.models import Inquiry, InquirySection
from forumapp.inquiries.queries.frame import Frame, frame_of
from forumapp.inquiries.queries.inquiries import section_token_of, token_of
from forumapp.inquiries.queries.standing import Standing, standing
from forumapp.registration.policy import may_read


@dataclass(frozen=True)
class Way:
    """The door, and the reply behind it. ``quota_id``: only the rows of this quota are seen; ``late``: an organiser."""

    inquiry: Inquiry
    frame: Frame
    blueprint: str
    layout: str
    address: dict[str, Any] = field(default_factory=dict)
    quota_id: int | None = None
    late: bool = False
    section: InquirySection | None = None

    def url(self, endpoint: str, **more: Any) -> str:
        """Return the address of a page behind the same door."""
        return url_for(f"{self.blueprint}.{endpoint}", **self.address, **more)

    @property
    def forum(self) -> Forum:
        """Return the forum."""
        return self.inquiry.forum

    @property
    def may_write(self) -> bool:
        """Say whether the reply may be changed through this door now."""
        now = clock.now()
        if self.late:
            return policy.may_answer_for(self.inquiry, now)
        return policy.may_reply(self.inquiry, self.frame.rules, now)

    def people(self) -> list[Standing]:
        """Return the attendees that may be seen here."""
        every = standing(self.inquiry, self.frame.quotas)
        return [one for one in every if self.quota_id is None or one.entered.quota_id == self.quota_id]


def clerks(inquiry: Inquiry) -> Way:
    """Return the way of the organisation's clerk."""
    return Way(inquiry, frame_of(inquiry), "reply", "personal.html", {"token": token_of(inquiry)})


def departments(section: InquirySection) -> Way:
    """Return the way of another department: its quota is all that there is."""
    whole = frame_of(section.inquiry)
    quotas = [quota for quota in whole.quotas if quota.id == section.quota_id]
    return Way(
        section.inquiry,
        replace(whole, quotas=quotas),
        "reply_section",
        "personal.html",
        {"token": section_token_of(section)},
        quota_id=section.quota_id,
        section=section,
    )


def organisers(forum: Forum, inquiry: Inquiry) -> Way:
    """Return the way of an organiser who answers for the organisation, with the questions that they may read."""
    address, whole = {"forum": forum.slug, "inquiry": inquiry.id}, frame_of(inquiry)
    frame = replace(whole, questions=[one for one in whole.questions if may_read(one, g.roles)])
    return Way(inquiry, frame, "proxy", "desk.html", address, late=True)
