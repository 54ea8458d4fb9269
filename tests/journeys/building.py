"""What an organiser does to a programme: by pointer, by keyboard alone or without JavaScript. The steps are the same."""

import re
from abc import ABC, abstractmethod
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys import organising, seed
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import Visitor
from tests.journeys.watching import check_in_place

SEED = (Path(__file__).parents[1] / "agenda" / "pasting" / "seed.txt").read_text("utf-8")
AGENDA = f"{seed.DESK}/agenda"
TALK = "デジタル人材確保の課題について"
ANSWERS = "登壇発表者との質疑応答"


def cell(person: Visitor, field: str, title: str = TALK) -> Locator:
    """Return a cell of the table, by the title of its row."""
    row = person.page.locator("#agenda-table tr[data-item]").filter(
        has=person.page.locator(f"th[data-value='{title}']")
    )
    return row.locator(f"[data-field={field}]")


def _times(side: str) -> str:
    (found,) = re.findall(r"\d+:\d\d〜\d+:\d\d", side)
    return found


class Hands(ABC):
    """A way to work on a programme; each step leaves the browser on the page of the programme."""

    scripted = True

    def __init__(self, office: Visitor) -> None:
        self.office, self.page = office, office.page

    def follow(self, name: str) -> None:
        self.office.follow(name)

    def press(self, name: str) -> None:
        self.office.press(name)

    def write(self, label: str, text: str) -> None:
        self.office.fill({label: text})

    @abstractmethod
    def move(self, title: str, start: str, minutes: int, said: str) -> None:
        """Let an item begin at ``start``, ``minutes`` later, and those after it follow; ``said`` foretells it."""

    @abstractmethod
    def undo(self) -> None: ...

    @abstractmethod
    def redo(self) -> None: ...

    def paste(self) -> None:
        self.follow("次第を貼り付ける")
        self.write("次第の文章", SEED)
        self.press("読み取った内容を確認する")
        self.press("9件を次第に取り込む")
        self.office.sees_heading("次第")

    def shows(self, times: list[str]) -> None:
        """Expect the programme to print these times, from first to last."""
        expect(self.page.locator("#agenda-table [data-field=start]")).to_have_text(times)

    def release(self, people: dict[str, list[list[str]]], outcome: list[str]) -> None:
        """Release the draft; ``people`` are the rows of those concerned by kind, ``outcome`` says who got letters."""
        self.follow("確認して公開する")
        assert self.concerned() == people
        self.press("公開前の確認へ進む")
        self.press("公開する")
        self.office.sees_heading("次第を公開しました")
        assert self.office.texts("section[aria-labelledby=sent-title] li") == outcome
        self.follow("次第の編集に戻る")

    def concerned(self) -> dict[str, list[list[str]]]:
        """Return whom the page names: by kind the rows (who, time before, time after)."""
        found = self.page.locator("section[id^=told-]").evaluate_all(
            "all => all.map(one => [one.id.slice(5), [...one.querySelectorAll('tbody tr')]"
            ".map(row => [...row.cells].map(cell => cell.innerText))])"
        )
        return {
            kind: [[" ".join(who.split()), *map(_times, sides)] for who, *sides in rows]
            for kind, rows in found
        }


class Plain(Hands):
    """Without JavaScript: links, buttons and pages."""

    scripted = False

    def move(self, title: str, start: str, minutes: int, said: str) -> None:
        self.office.follow(title, within=self.page.locator("#agenda-table"))
        self.office.fill({"開始時刻": start})
        self.press("保存する")
        self.office.sees_heading("変更の確認")
        assert self.office.texts(".check__results li")[0] == said
        self.press("この内容で保存する")
        self.office.sees_notice(f"「{title}」を保存しました。")

    def undo(self) -> None:
        self._step("undo")

    def redo(self) -> None:
        self._step("redo")

    def _step(self, which: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(f"#agenda-{which} button").click()


class Pointer(Hands):
    """A mouse: what is moved is dragged in the timeline."""

    def _timeline(self) -> None:
        self.page.get_by_role("button", name="タイムライン", exact=True).click()

    def move(self, title: str, start: str, minutes: int, said: str) -> None:
        self._timeline()
        block = self.page.locator(".timeline__block", has_text=title)
        block.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
        box = block.bounding_box()
        assert box is not None
        scale = self.page.locator(".timeline__canvas").evaluate(
            "one => parseFloat(getComputedStyle(one).getPropertyValue('--minute'))"
        )
        across, down = box["x"] + 40, box["y"] + box["height"] / 2
        self.page.mouse.move(across, down)
        self.page.mouse.down()
        self.page.mouse.move(across, down + minutes * scale, steps=6)
        self.page.mouse.up()
        check = self.page.get_by_role("region", name="選んでいる項目")
        expect(check.locator(".check__results li").first).to_have_text(said)
        check_in_place(self.page)
        check.get_by_role("button", name="この内容で保存する").click()
        expect(self.page.locator("[data-part=proposal]")).to_be_hidden()
        expect(block.locator(".timeline__when")).to_have_text(re.compile(f"^{start}〜"))

    def undo(self) -> None:
        self.page.locator("#agenda-undo button").click()

    def redo(self) -> None:
        self.page.locator("#agenda-redo button").click()


class Keys(Hands):
    """A keyboard and nothing else."""

    def __init__(self, office: Visitor) -> None:
        super().__init__(office)
        self.keys = Keyboard(office.page)

    def follow(self, name: str) -> None:
        self.keys.enter(self.page.get_by_role("link", name=name, exact=True))

    def press(self, name: str) -> None:
        self.keys.enter(self.page.get_by_role("button", name=name, exact=True))

    def write(self, label: str, text: str) -> None:
        self.keys.tab_to(self.office.field(label))
        self.page.keyboard.insert_text(text)

    def move(self, title: str, start: str, minutes: int, said: str) -> None:
        self.keys.tab_to(self.page.locator("#agenda-table [tabindex='0']"))
        self.keys.press("Home")
        while cell(self.office, "start", title).evaluate("one => one !== document.activeElement"):
            self.keys.press("ArrowDown")
        self.keys.press("F2")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(start)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#agenda-check [data-focus]")).to_be_focused()
        expect(self.page.locator(".check__results li").first).to_have_text(said)
        self.keys.tab_to(self.page.get_by_role("button", name="この内容で保存する"))
        self.keys.press("Enter")
        expect(cell(self.office, "start", title)).to_be_focused()

    def undo(self) -> None:
        self.page.keyboard.press("Control+Z")

    def redo(self) -> None:
        self.page.keyboard.press("Control+Y")


def set_up(office: Visitor) -> None:
    """Let registration be possible: who is invited to which track, the page, the period."""
    organising.set_audience(office)
    organising.publish(office)
    organising.open_registration(office)
