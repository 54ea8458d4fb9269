"""The reception in a journey: devices that scan, lose the network and find it again."""

from playwright.sync_api import expect

from forumapp.core.db import db
from forumapp.registration.models import Registration, RegistrationState


def registered(forum, family_name):
    """Return the living registration of somebody."""
    db.session.rollback()
    return (
        db.session.query(Registration)
        .filter_by(forum_id=forum.id, family_name=family_name, state=RegistrationState.CONFIRMED)
        .one()
    )


class Desk:
    """A device at the reception."""

    def __init__(self, visitor, forum, name):
        self.page, self.watch = visitor.page, visitor.watch
        visitor.open(f"/desk/forums/{forum.slug}/reception")
        expect(self.page.locator("#reception[data-ready]")).to_be_attached()
        self.page.fill("#desk", name)
        self.page.locator("#desk").blur()
        expect(self.page.locator("#kept")).to_be_visible()

    def check_in(self, registration):
        self.page.fill("#q", "")
        self.page.keyboard.type(registration.receipt)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#result .reception__word")).to_be_visible()
        expect(self.page.locator("#result .reception__name")).to_contain_text(registration.family_name)

    def disconnect(self):
        self.watch.is_offline = True
        self.page.context.set_offline(True)

    def connect(self):
        self.page.context.set_offline(False)
        self.page.evaluate("dispatchEvent(new Event('online'))")
        expect(self.page.locator("#offline")).to_be_hidden()
        self.watch.is_offline = False


def receive(first, second, forum, order):
    """Two desks without network: one person comes to both; the two send what they have in ``order``."""
    one, other, doubled = order
    first.disconnect()
    second.disconnect()
    first.check_in(registered(forum, doubled))
    first.check_in(registered(forum, one))
    second.check_in(registered(forum, doubled))
    second.check_in(registered(forum, other))
