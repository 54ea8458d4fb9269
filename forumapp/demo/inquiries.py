"""Inquiries of the invented forum: one answered, one begun, one not answered, and one of which nobody comes."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Mode
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.queries.inquiries import inquiries_of, quotas_of
from forumapp.inquiries.services import asking, drafting, submitting
from forumapp.registration.queries.audience import audiences

DAYS_BEFORE = 7
"""How long before the forum the answers are due, at 17:00."""
ADDRESSES = {
    "あおば県": "shomu@pref.aoba.example.jp",
    "あおば市": "soumu@city.aoba.example.jp",
    "かわせ市": "kikaku@city.kawase.example.jp",
    "みさき町": "soumu@town.misaki.example.jp",
}
MESSAGE = "グループワークを行います。情報政策担当の方は、できるだけ会場でご参加ください。"
ANSWERED: tuple[tuple[int, str, str, str, str, Mode], ...] = (
    (0, "栗原 慎吾", "クリハラ シンゴ", "企画部デジタル推進課", "課長補佐", Mode.ON_SITE),
    (0, "沢村 美緒", "サワムラ ミオ", "企画部デジタル推進課", "主査", Mode.WEB),
    (1, "津田 和也", "ツダ カズヤ", "総務部財政課", "係長", Mode.WEB),
)
"""Place of the quota, name, reading, department, title, mode."""
BEGUN: tuple[tuple[int, str, str, str, str, Mode], ...] = (
    (0, "岸 亜由美", "キシ アユミ", "企画課", "主任", Mode.ON_SITE),
)


def fill(forum: Forum, *, by: Actor) -> None:
    """Ask every organisation of the audience, and let two of them answer and one begin."""
    asked = [
        asking.Asked(one, ADDRESSES.get(one.name, "")) for one in asking.organisations_of(audiences(forum))
    ]
    assert forum.day is not None
    due = datetime.combine(forum.day - timedelta(days=DAYS_BEFORE), time(17, 0))
    asking.ask(forum, by=by, asked=asked, message=MESSAGE, due=due)
    replies = {one.organisation.name: one for one in inquiries_of(forum)}
    _enter(replies["あおば県"], "庶務 京子", "総務部庶務課", ANSWERED)
    _submit(replies["あおば県"])
    _enter(replies["かわせ市"], "", "", BEGUN)
    _enter(replies["みさき町"], "岬 真一", "総務課", ())
    _submit(replies["みさき町"], is_nobody=True)


def example() -> Inquiry | None:
    """Return the reply that was begun, whose page can be shown."""
    mine = sa.select(Inquiry).join(Forum).join(Organisation, Organisation.id == Inquiry.organisation_id)
    return db.session.scalar(mine.where(Forum.slug == "aoba", Organisation.name == "かわせ市"))


def _enter(
    inquiry: Inquiry, clerk: str, unit: str, people: tuple[tuple[int, str, str, str, str, Mode], ...]
) -> None:
    by, quotas = _clerk(inquiry), quotas_of(inquiry)
    if clerk:
        drafting.change_contact(
            inquiry, by=by, contact_name=clerk, contact_unit=unit, contact_email=inquiry.address
        )
    for place, name, kana, department, title, mode in people:
        family, given = name.split()
        family_kana, given_kana = kana.split()
        drafting.save(
            inquiry,
            Entered(
                family,
                mode,
                quotas[place].id,
                given,
                family_kana,
                given_kana,
                department_id=quotas[place].department_id,
                unit=department,
                title=title,
                track_id=quotas[place].track_id,
            ),
            by=by,
        )


def _submit(inquiry: Inquiry, *, is_nobody: bool = False) -> None:
    submitting.submit(inquiry, by=_clerk(inquiry), is_nobody=is_nobody)


def _clerk(inquiry: Inquiry) -> Actor:
    return Actor("link", inquiry.id, inquiry.contact_name or inquiry.organisation.name)
