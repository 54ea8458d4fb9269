"""What every page of a journey must be: no complaint of the browser, no sideways scroll, nothing that axe finds."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDTHS = (320, 375, 768, 1280)
HEIGHT = 900
LANGUAGES = ("ja", "en")

VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
BEGIN = """(tags) => {
  const options = {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]};
  window.found = new Promise((resolve) => setTimeout(resolve)).then(() => axe.run(options)).then((all) =>
    all.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", ")));
  return "begun";
}"""
"""Let axe begin, later than this answers: so that two pages are looked through at the same time."""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d)")


class Watch:
    """Listens to a browser context: what it complains of, and which refusals were expected."""

    def __init__(self, context: BrowserContext) -> None:
        self.refusals: Counter[int] = Counter()
        self.expected: Counter[int] = Counter()
        self.complaints: list[str] = []
        self.is_offline = False
        context.add_init_script(VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        refused = REFUSED.match(message.text)
        if self.is_offline and "net::ERR_INTERNET_DISCONNECTED" in message.text:
            return
        if refused:
            self.refusals[int(refused[1])] += 1
        else:
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def check(self) -> None:
        """Fail if there was anything else than the expected refusals."""
        assert self.complaints == []
        assert self.refusals == self.expected


def check_width(page: Page) -> None:
    """Fail if the page can be scrolled sideways."""
    assert page.evaluate(SIDEWAYS) == 0, f"{page.url} scrolls sideways at {page.viewport_size}"


def check_in_place(page: Page) -> None:
    """Look through the page as it is, at all widths: for pages that answer a form and have no address."""
    before = page.viewport_size
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        check_width(page)
        page.evaluate(BEGIN, TAGS)
        assert page.evaluate("found") == [], f"{page.url} at {width}"
    page.set_viewport_size(before)


def check_pages(context: BrowserContext, address: str, paths: list[str]) -> None:
    """Look through ``paths`` at all widths, in both languages side by side, with the sign-in of ``context``."""
    state: Any = context.storage_state()
    contexts = {code: context.browser.new_context(storage_state=state, locale="ja-JP") for code in LANGUAGES}
    watches = [Watch(one) for one in contexts.values()]
    for code, one in contexts.items():
        one.add_cookies([{"name": "lang", "value": code, "url": address}])
        one.add_init_script(AXE)
    pages = {code: one.new_page() for code, one in contexts.items()}
    for path in paths:
        for code, page in pages.items():
            answer = page.goto(address + path)
            assert answer.status == 200, f"{path}: {answer.status}"
            assert page.evaluate("document.documentElement.lang") == code, path
        for width in WIDTHS:
            for page in pages.values():
                page.set_viewport_size({"width": width, "height": HEIGHT})
                check_width(page)
                page.evaluate(BEGIN, TAGS)
            for code, page in pages.items():
                assert page.evaluate("found") == [], f"{path} at {width} in {code}"
    for watch in watches:
        watch.check()
    for one in contexts.values():
        one.close()
