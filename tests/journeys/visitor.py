"""A person at a browser: fills fields by their labels, presses buttons and follows links by their names."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.journeys.watching import HEIGHT, Watch, check_in_place, check_pages, check_width

ANSWERS_SEEN: set[tuple[str, int]] = set()
"""Answers to forms (address, status) that were looked at: they have no address to come back to."""
BADGE = r"\s*(必須|任意)?\s*"


def _named(name: str) -> re.Pattern[str]:
    """Match exactly this name; a part that only is heard, （in brackets）, may stand behind a space."""
    return re.compile(rf"^\s*{re.escape(name).replace('（', chr(92) + 's*（')}\s*$")


class Visitor:
    """One person. Every page is checked on arrival; ``examine`` looks closely at those seen."""

    def __init__(self, browser: Browser, address: str, *, scripted: bool, width: int = 1280) -> None:
        size: Any = {"width": width, "height": HEIGHT}
        self.address, self.scripted = address, scripted
        self.context = browser.new_context(viewport=size, java_script_enabled=scripted, locale="ja-JP")
        self.watch = Watch(self.context)
        self.page: Page = self.context.new_page()
        self.paths: dict[str, str] = {}

    def open(self, address: str, expecting: int = 200) -> None:
        """Go to a path of the site or to a whole address."""
        whole = address if address.startswith("http") else self.address + address
        self._arrive(self.page.goto(whole), expecting)

    def follow(self, name: str, within: Locator | None = None) -> None:
        """Follow the link with exactly this name."""
        link = (within or self.page).get_by_role("link", name=_named(name))
        with self.page.expect_navigation() as arrival:
            link.click()
        self._arrive(arrival.value, 200)

    def press(self, name: str, expecting: int = 200, within: Locator | None = None) -> None:
        """Press the button with exactly this name; the page that follows has the status ``expecting``."""
        button = (within or self.page).get_by_role("button", name=_named(name))
        with self.page.expect_navigation() as arrival:
            button.click()
        self._arrive(arrival.value, expecting)

    def _arrive(self, answer: Response | None, expecting: int) -> None:
        assert answer is not None
        assert answer.status == expecting, f"{answer.url}: {answer.status}"
        if expecting >= 400:
            self.watch.expected[expecting] += 1
        check_width(self.page)
        if answer.request.method == "GET" and answer.status == 200:
            parts = urlsplit(answer.url)
            self.paths[re.sub(r"\d+", "0", parts.path)] = parts.path + (
                f"?{parts.query}" if parts.query else ""
            )
        elif self.scripted and (kind := (answer.url, expecting)) not in ANSWERS_SEEN:
            ANSWERS_SEEN.add(kind)
            check_in_place(self.page)

    def examine(self, below: str = "/") -> None:
        """Look closely at the pages seen ``below`` an address: four widths, two languages, axe; one of each kind."""
        if self.scripted:
            seen = [path for path in self.paths.values() if path.startswith(below)]
            check_pages(self.context, self.address, seen)

    def leave(self) -> None:
        """Go; nothing may have been complained of."""
        self.watch.check()
        self.context.close()

    # --- fields --------------------------------------------------------------------------------------------

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """Return the field with this label, whether it says 必須, 任意 or nothing."""
        return (within or self.page).get_by_label(re.compile(rf"^\s*{re.escape(label)}{BADGE}$"))

    def fill(self, values: dict[str, str], within: Locator | None = None) -> None:
        """Type into fields by their labels."""
        for label, value in values.items():
            self.field(label, within).fill(value)

    def select(self, label: str, option: str) -> None:
        """Choose from a list box."""
        self.field(label).select_option(label=option)

    def choose(self, legend: str, option: str) -> None:
        """Choose a radio button, or tick one of several boxes, below a legend."""
        group = self.page.get_by_role("group", name=re.compile(rf"^\s*{re.escape(legend)}{BADGE}$"))
        group.get_by_label(option, exact=True).check()

    def tick(self, label: str) -> None:
        """Tick a box."""
        self.field(label).check()

    def attach(self, label: str, path: Path) -> None:
        """Choose a file."""
        self.field(label).set_input_files(path)

    # --- what is seen --------------------------------------------------------------------------------------

    def section(self, heading: str) -> Locator:
        """Return the region that this heading names."""
        return self.page.get_by_role("region", name=heading, exact=True)

    def sees_notice(self, text: str) -> None:
        """Expect the notification on top of the page to say this."""
        body = self.page.locator(".notification__body").first
        expect(body).to_have_text(re.compile(rf"^\s*(完了|お知らせ)\s*{re.escape(text)}\s*$"))

    def sees_heading(self, text: str) -> None:
        """Expect the page to be called this."""
        expect(self.page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements, with white space made even."""
        found = self.page.locator(selector).all_text_contents()
        return [" ".join(text.split()) for text in found]
