"""A link that was taken back leaves nothing behind: no address to write to, no part passed on, no letter on its way."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Role
from forumapp.inquiries.queries.inquiries import section_token_of
from forumapp.inquiries.services import asking, drafting, finding, passing
from forumapp.mail.models import Letter
from tests.accounts.factories import writing
from tests.forums.factories import sign_in_as
from tests.forums.pages import fresh, send, text_of
from tests.inquiries.factories import asked as asked

EVIL, OFFICE, SUCCESSOR = "evil@example.net", "clerk@city.example.jp", "successor@city.example.jp"


@pytest.fixture
def leaked(asked):
    """Return an inquiry whose link was misused: another contact address, and a part passed on to it."""
    inquiry, quotas = asked
    with writing():
        drafting.change_contact(inquiry, by=SYSTEM, contact_name="代表 太郎", contact_email=EVIL)
        section = passing.pass_on(inquiry, by=SYSTEM, quota_id=quotas[0].id, address=EVIL)
    return inquiry, section, f"/reply-sections/{section_token_of(section)}/"


def readdress(inquiry):
    asking.readdress(inquiry, by=SYSTEM, address=SUCCESSOR, due=None)


def revoke(inquiry):
    asking.revoke(inquiry, by=SYSTEM)


def withdraw_and_ask_again(inquiry):
    asking.withdraw(inquiry, by=SYSTEM)
    asking.ask(inquiry.forum, by=SYSTEM, asked=[asking.Asked(inquiry.organisation)])


@pytest.mark.parametrize(
    ("cut", "address"), [(readdress, SUCCESSOR), (revoke, OFFICE), (withdraw_and_ask_again, OFFICE)]
)
def test_the_next_letter_goes_to_the_organisers_address_and_to_nobody_who_had_the_old_link(
    leaked, cut, address
):
    inquiry, _section, _page = leaked
    with writing():
        cut(inquiry)
        asking.send_again(inquiry, by=SYSTEM)
        finding.send_links(inquiry.forum, email=EVIL)
        finding.send_links(inquiry.forum, email=address)
    queued = sa.select(Letter.kind, Letter.address).where(Letter.state == "queued").order_by(Letter.id)
    letters = [tuple(row) for row in db.session.execute(queued) if row.kind.startswith("inquiries.")]
    assert letters[-2:] == [("inquiries.asked", address), ("inquiries.link", address)]
    assert {one for _kind, one in letters} == {address}


@pytest.mark.parametrize("cut", [readdress, revoke, withdraw_and_ask_again])
def test_what_was_passed_on_by_a_lost_link_opens_nothing_and_is_not_shown_as_asked(client, leaked, cut):
    inquiry, section, page = leaked
    assert client.get(page).status_code == 200
    with writing():
        cut(inquiry)
    assert client.get(page).status_code == 404
    assert fresh(section).withdrawn_at is not None


def test_a_deadline_alone_takes_nothing_back(client, leaked):
    inquiry, section, page = leaked
    with writing():
        asking.readdress(inquiry, by=SYSTEM, address=inquiry.address, due=datetime(2024, 7, 20, 17, 0))
    assert (client.get(page).status_code, fresh(inquiry).contact_email) == (200, EVIL)
    assert section.withdrawn_at is None


def test_editors_take_back_at_the_desk_what_was_passed_on(client, leaked):
    inquiry, section, page = leaked
    sign_in_as(client, inquiry.forum, Role.EDITOR)
    desk = f"/desk/forums/{inquiry.forum.slug}/inquiries/{inquiry.id}"
    action = f"{desk}/departments/{section.id}/withdrawal"
    assert EVIL in text_of(client.get(desk))
    assert send(client, action, page=desk).status_code == 303
    assert action not in text_of(client.get(desk))
    assert (client.get(page).status_code, fresh(section).withdrawn_at is None) == (404, False)
