"""The timeline in a browser: somebody's page with the seed, and hands that drag what is drawn there."""

from playwright.sync_api import expect

from tests.accounts.factories import sign_in
from tests.forums.factories import make_account, make_membership
from tests.journeys.watching import Watch
from tests.serving import hand_over

TALK = "デジタル人材確保の課題について"
CASE = "広島県取組事例についてのご紹介"
GROUPS = "グループワーク・グループ発表"
ANSWERS = "登壇発表者との質疑応答"


class Desk:
    """The editor's page of ``forum`` in a browser of its own."""

    def __init__(self, browser, address, client, forum, role="editor", **options):
        account = make_account(name="編集 花子")
        make_membership(forum, account, role)
        sign_in(client, account)
        self.context = browser.new_context(
            base_url=address, locale="ja-JP", viewport={"width": 1280, "height": 1000}, **options
        )
        hand_over(client, self.context, address)
        self.watch = Watch(self.context)
        self.page = self.context.new_page()
        self.page.goto(f"/desk/forums/{forum.slug}/agenda")
        self.page.get_by_role("button", name="タイムライン").click()
        self.page.locator("#timeline").scroll_into_view_if_needed()

    def leave(self):
        """Close the page; the browser may have complained of nothing but what was expected, and of having no network."""
        offline = "net::ERR_INTERNET_DISCONNECTED"
        self.watch.complaints = [text for text in self.watch.complaints if offline not in text]
        self.watch.check()
        self.context.close()

    def block(self, title):
        """Return the block of an item."""
        return self.page.locator(".timeline__block", has_text=title)

    def times(self):
        """Return {title: printed time} of all blocks."""
        return dict(
            self.page.locator(".timeline__block").evaluate_all(
                "all => all.map(one => [one.querySelector('.timeline__title').textContent,"
                " one.querySelector('.timeline__when').textContent])"
            )
        )

    def ghost(self):
        """Return what the ghost says, or None."""
        found = self.page.locator(".timeline__ghost .timeline__when")
        return found.text_content() if found.count() else None

    def minutes(self, number):
        """Return how many pixels a length has."""
        return number * self.page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('.timeline__canvas')).getPropertyValue('--minute'))"
        )

    def grab(self, title, *, edge=None):
        """Press the pointer upon a block, or its lower or upper edge; gives where."""
        self.block(title).evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
        box = self.block(title).bounding_box()
        height = {"end": box["height"] - 3, "start": 3, None: min(box["height"] / 2, 24)}[edge]
        at = (box["x"] + 30, box["y"] + height)
        self.page.mouse.move(*at)
        self.page.mouse.down()
        return at

    def pull(self, at, *, minutes=0, sideways=0):
        """Move the pressed pointer from ``at``, in steps as a hand does."""
        self.page.mouse.move(at[0] + sideways, at[1] + self.minutes(minutes), steps=8)

    def drag(self, title, *, edge=None, **way):
        """Take a block and let it go elsewhere."""
        self.pull(self.grab(title, edge=edge), **way)
        self.page.mouse.up()

    def save(self):
        """Press the button of the check and wait for the new programme."""
        before = self.page.locator("#agenda-rows").get_attribute("data-version")
        self.page.get_by_role("button", name="この内容で保存する").click()
        expect(self.page.locator("#agenda-rows")).not_to_have_attribute("data-version", before)

    def results(self):
        """Return the sentences of the modes in the panel, the chosen one first where there are several."""
        found = self.page.locator("[data-part=preview] .check__results")
        expect(found.first).to_be_visible()
        return [" ".join(text.split()) for text in found.all_text_contents()]

    def expect_said(self, text):
        """Wait until the live region says this."""
        expect(self.page.locator("#live")).to_have_text(text)
