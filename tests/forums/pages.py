"""What tests of organisers' pages do: fill in a form as a browser would, and read what came back."""

from html import unescape
from html.parser import HTMLParser

from forumapp.core.db import db


class _Forms(HTMLParser):
    """The forms of a page: action and the values that a browser would send untouched."""

    def __init__(self):
        super().__init__()
        self.forms, self._select, self._option, self._area = [], None, None, None

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        if not self.forms:
            return
        values = self.forms[-1][1]
        if tag == "input" and given.get("type") not in {"submit", "file"}:
            is_tick = given.get("type") in {"radio", "checkbox"}
            if not is_tick or "checked" in given:
                values[given["name"]] = given.get("value", "y" if is_tick else "")
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in values:
                values[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = given["name"]
            values[self._area] = ""

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data):
        if self._area:
            self.forms[-1][1][self._area] += data.removeprefix("\r\n").removeprefix("\n")


def text_of(response):
    return response.get_data(as_text=True)


def form_on(client, page, action=""):
    """Return what the form with this ``action`` on ``page`` would send if nobody touched it."""
    response = client.get(page)
    assert response.status_code == 200, (page, response.status_code)
    return form_in(text_of(response), action)


def form_in(html, action=""):
    """Return what the form with this ``action`` in ``html`` would send."""
    reader = _Forms()
    reader.feed(html)
    return next(values for found, values in reader.forms if found == action)


def send(client, path, page=None, **changed):
    """Open the form at ``page`` (default: ``path`` itself), change some fields and send it."""
    action = path if page else ""
    return client.post(path, data={**form_on(client, page or path, action), **changed})


def errors_on(response):
    """Return (label or '', sentence) of each line of the error summary."""
    html = text_of(response)
    if 'class="error-summary"' not in html:
        return []
    summary = html.split('class="error-summary"')[1].split("</div>")[0]
    lines = [line.split("</li>")[0] for line in summary.split("<li>")[1:]]
    plain = [unescape(line.split(">", 1)[1].split("</a>")[0] if "<a" in line else line) for line in lines]
    return [tuple(line.split("：", 1)) if "：" in line else ("", line) for line in plain]


def fresh(row):
    """Return the row as it stands in the database now."""
    db.session.expire_all()
    return row
