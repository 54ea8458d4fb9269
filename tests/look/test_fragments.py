"""static/js/fragments.js in a real browser, under the policy of our pages, against a small application of its own."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask, Response, make_response, request
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

SCRIPT = Path(__file__).parents[2] / "static" / "js" / "fragments.js"
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types forumapp"
)
PAGE = """<!doctype html><html lang="ja"><title>t</title><script type="module" src="/fragments.js"></script>
<body data-failed="通信できませんでした。"><main id="main"><h1>t</h1>{piece}{board}<input id="outside"></main>
<div id="live" role="status"></div></body></html>"""
BOARD = """<div id="board" data-poll="0.2" data-poll-url="/board"><p>{version}</p><input id="inside"></div>"""
PIECE = """<section id="note"><p id="state" role="status">{count}</p>{error}
<form action="/note" method="post" data-fragment="note"><input id="text" name="text" value="{text}">
<button id="save">s</button><button id="break" name="break" value="1">b</button></form></section>"""
ERROR = '<div id="summary" tabindex="-1" data-focus>入力してください。</div>'

pytestmark = pytest.mark.browser


@dataclass
class Server:
    """The small application: what it was asked, and what it answers."""

    address: str = ""
    version: int = 1
    saved: list[str] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)

    def app(self) -> Flask:
        """Make the application."""
        app = Flask("fragments", static_folder=None)
        app.add_url_rule("/", "index", lambda: PAGE.format(piece=self.piece(), board=BOARD.format(version=0)))
        app.add_url_rule(
            "/fragments.js", "script", lambda: Response(SCRIPT.read_bytes(), mimetype="text/javascript")
        )
        app.add_url_rule("/note", "note", self.note, methods=["POST"])
        app.add_url_rule("/board", "board", self.board)
        app.after_request(self.guard)
        return app

    @staticmethod
    def guard(response: Response) -> Response:
        """Send the policy of our pages."""
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def piece(self, text: str = "", error: str = "") -> str:
        """Return the piece as it is now."""
        return PIECE.format(count=len(self.saved), text=text, error=error)

    def note(self) -> tuple[str, int]:
        """Keep the text; refuse an empty one; break on demand."""
        text = request.form["text"]
        if "break" in request.form:
            return "<!doctype html><main><h1>エラーが発生しました</h1></main>", 500
        if not text:
            return self.piece(error=ERROR), 422
        self.saved.append(text)
        return self.piece(text), 200

    def board(self) -> Response:
        """Return the board, or 304."""
        tag = f'"{self.version}"'
        self.asked.append(request.headers.get("If-None-Match"))
        response = make_response(BOARD.format(version=self.version))
        response.headers["ETag"] = tag
        return make_response("", 304) if self.asked[-1] == tag else response


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server()
    httpd = make_server("127.0.0.1", 0, served.app(), threaded=True)
    served.address = f"http://127.0.0.1:{httpd.server_port}/"
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield served
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(server.address)
    yield opened
    context.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_a_refused_form_shows_its_errors_in_place_and_focuses_them(page: Page, server: Server) -> None:
    page.click("#save")
    page.wait_for_selector("#summary")
    assert (focused(page), page.url, server.saved) == ("summary", server.address, [])


def test_an_accepted_form_keeps_focus_and_the_live_region_itself(page: Page, server: Server) -> None:
    page.evaluate("document.getElementById('state').ours = 7")
    page.fill("#text", "一行目")
    page.press("#text", "Enter")
    page.wait_for_selector("#state:text-is('1')")
    assert page.evaluate("document.getElementById('state').ours") == 7
    assert (focused(page), server.saved) == ("text", ["一行目"])


def test_an_error_of_the_server_is_told_beside_the_form_and_keeps_the_text(page: Page) -> None:
    page.fill("#text", "消えない")
    page.click("#break")
    assert page.inner_text(".failure") == "エラーが発生しました"
    assert page.input_value("#text") == "消えない"


def test_a_link_within_the_page_leaves_it_and_what_was_typed(page: Page, server: Server) -> None:
    page.fill("#text", "消えない")
    page.evaluate("location.hash = 'outside'")
    page.wait_for_timeout(300)
    assert (page.input_value("#text"), page.url) == ("消えない", server.address + "#outside")


def test_a_lost_network_is_told_and_the_next_try_clears_it(page: Page, server: Server) -> None:
    page.fill("#text", "もう一度")
    page.context.set_offline(True)
    page.click("#save")
    assert page.inner_text(".failure") == "通信できませんでした。"
    page.context.set_offline(False)
    page.click("#save")
    page.wait_for_selector(".failure", state="detached")
    assert server.saved == ["もう一度"]


def test_nothing_is_swapped_while_japanese_is_composed_and_the_text_survives(
    page: Page, server: Server
) -> None:
    page.focus("#text")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    with page.expect_response("**/note"):
        page.evaluate("document.forms[0].requestSubmit(document.getElementById('save'))")
    page.wait_for_timeout(300)
    assert (server.saved, page.inner_text("#state"), page.input_value("#text")) == (["にほ"], "0", "にほ")
    keyboard.send("Input.insertText", {"text": "日本"})
    page.wait_for_selector("#state:text-is('1')")
    assert page.input_value("#text") == "日本"


def test_a_field_that_went_while_japanese_was_composed_in_it_holds_nothing_up(
    page: Page, server: Server
) -> None:
    page.focus("#inside")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    page.evaluate("document.getElementById('inside').remove()")
    page.fill("#text", "次の文")
    page.click("#save")
    page.wait_for_selector("#state:text-is('1')", timeout=5000)
    assert server.saved == ["次の文"]


def test_polling_sends_the_etag_and_leaves_a_focused_field_alone(page: Page, server: Server) -> None:
    page.wait_for_selector("#board p:text-is('1')")
    page.focus("#inside")
    page.wait_for_timeout(300)
    server.version = 2
    page.wait_for_timeout(700)
    assert page.inner_text("#board p") == "1"
    page.focus("#outside")
    page.wait_for_selector("#board p:text-is('2')")
    assert (server.asked[0], '"1"' in server.asked, focused(page)) == (None, True, "outside")
