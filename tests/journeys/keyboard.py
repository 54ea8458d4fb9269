"""A keyboard and nothing else: every element that takes the focus on the way must be seen (WCAG 2.4.7, 2.4.11)."""

from playwright.sync_api import Locator, Page

MOST_STEPS = 150
HIDDEN = """async () => {
  const said = () => {
    const one = document.activeElement;
    if (one.matches("body, main")) return "";
    const box = one.getBoundingClientRect();
    const parts = [0.1, 0.5, 0.9];
    const points = parts.flatMap((x) => parts.map((y) => [box.left + box.width * x, box.top + box.height * y]));
    const seen = points.some(([x, y]) => {
      const hit = document.elementFromPoint(x, y);
      return hit && (one.contains(hit) || (hit.contains(one) && !hit.matches("body, html")));
    });
    const style = getComputedStyle(one);
    const ringed = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return seen && ringed ? "" : one.outerHTML.slice(0, 300) + JSON.stringify(box);
  };
  for (let frame = 0; frame < 60 && said(); frame++) await new Promise(requestAnimationFrame);
  return said();
}"""
"""Empty when what has the focus is in sight, with a ring, at the latest after a second of scrolling."""


class Keyboard:
    """Hands on a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> None:
        """Press a key; what has the focus then must be in sight."""
        self.page.keyboard.press(key)
        assert self.page.evaluate(HIDDEN) == ""

    def tab_to(self, target: Locator) -> None:
        """Press Tab until ``target`` has the focus."""
        for _step in range(MOST_STEPS):
            self.press("Tab")
            if has_focus(target):
                return
        raise AssertionError(f"Tab never reaches {target}")

    def type(self, target: Locator, text: str) -> None:
        """Go to a field and type over what is in it."""
        self.tab_to(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def enter(self, target: Locator) -> None:
        """Go to a link or button and press Enter; another page follows."""
        self.tab_to(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def has_focus(target: Locator) -> bool:
    """Say whether ``target`` is what the keyboard speaks to."""
    return target.count() == 1 and target.evaluate("one => one === document.activeElement")
