"""A device of a group's notes as static/js/notes/ is one: book.js and changing.js, in Python, without a page."""

from itertools import count

from forumapp.groupwork.changes import Change
from forumapp.groupwork.models import NoteTag
from forumapp.groupwork.queries import sheets
from forumapp.groupwork.services import notes

_keys = count(1)
LAST = 2**31 - 1


def new_key():
    return f"{next(_keys):032x}"


class Replica:
    """What one device has: ``known`` as the server told it, and a queue of changes (dicts) on top of it."""

    def __init__(self, group, themes):
        self.group, self.themes = group, themes
        self.key, self.last, self.cursor = new_key(), 0, 0
        self.known, self.queue, self.asides = {}, [], {}

    # --- what is shown ----------------------------------------------------------------------------------

    def lines(self):
        """Return {key: line} as the page shows them, removed ones included."""
        shown = {key: dict(line) for key, line in self.known.items()}
        for one in self.queue:
            if one["kind"] in {"add", "text"}:
                line = shown.setdefault(one["key"], {**one, "text": "", "version": 0, "gone": False})
                line.update(text=one["text"], gone=not one["text"])
            elif one["key"] in shown:
                self._effect(shown[one["key"]], one)
        for one in self.queue:
            shown.pop(one.get("aside"), None)
        return shown

    @staticmethod
    def _effect(line, one):
        if one["kind"] in {"remove", "restore"}:
            line["gone"] = one["kind"] == "remove"
        elif one["kind"] == "move":
            line["place"] = one["place"]
        elif one["kind"] != "settle":
            line[one["kind"]] = one[one["kind"]]

    def order(self, theme):
        living = [one for one in self.lines().values() if one["theme"] == theme and not one["gone"]]
        return sorted(living, key=lambda one: (one["place"], one["key"]))

    # --- what is typed ----------------------------------------------------------------------------------

    def _change(self, kind, key, **values):
        self.last += 1
        self.queue.append({"n": self.last, "kind": kind, "key": key, "sent": False, **values})

    def add(self, theme, at, text, depth=0):
        order = self.order(theme)
        at = min(at, len(order))
        after = order[at - 1]["key"] if at else ""
        where = {"theme": theme, "place": self._between(order, at), "after": after, "depth": depth}
        key = new_key()
        self._change("add", key, text=text, tag="", mark=False, **where)
        return key

    @staticmethod
    def _between(order, at):
        above = order[at - 1]["place"] if at else None
        below = order[at]["place"] if at < len(order) else None
        if above is None:
            return 1.0 if below is None else below - 1
        return above + 1 if below is None else (above + below) / 2

    def write(self, key, text):
        line = self.lines()[key]
        own = [one for one in self.queue if one["key"] == key and not one["sent"]]
        last = next(
            (one for one in reversed(own) if one["kind"] in {"add", "text", "remove", "restore"}), None
        )
        if last and last["kind"] in {"add", "text"}:
            last["text"] = text
            return
        base = self._base(key)
        if self.asides.get(key, (None,))[0] != base:
            self.asides[key] = (base, new_key())
        kept = {name: line[name] for name in ("theme", "place", "depth", "tag", "mark")}
        aside = self.asides[key][1]
        self._change("text", key, text=text, after=None, version=base, aside=aside, **kept)

    def remove(self, key):
        self._change("remove", key, version=self._base(key))

    def _base(self, key):
        waiting = [one for one in self.queue if one["key"] == key and one["kind"] in {"add", "text"}]
        return waiting[-1].get("version", 0) if waiting else self.lines()[key]["version"]

    def restore(self, key):
        self._change("restore", key)

    def move(self, key, at):
        theme = self.lines()[key]["theme"]
        order = [one for one in self.order(theme) if one["key"] != key]
        at = min(at, len(order))
        after = order[at - 1]["key"] if at else ""
        self._change("move", key, place=self._between(order, at), after=after)

    def set(self, kind, key, value):
        self._change(kind, key, **{kind: value})

    # --- between device and server ----------------------------------------------------------------------

    def batch(self, most=100):
        """Return what is sent now, marked as sent; kept until it is answered."""
        found = self.queue[:most]
        for one in found:
            one["sent"] = True
        return [dict(one) for one in found]

    def deliver(self, batch, by):
        """Let a sending arrive at the server; returns the answer, which may get lost."""
        taken = notes.take(self.group, self.key, [_as_change(one) for one in batch], by=by)
        assert taken.refused == {}
        return taken.seen, self.group.notes_version, sheets.changed(self.group.id, self.cursor)

    def hear(self, answer):
        """Take an answer over; an older one than what is known says nothing."""
        seen, cursor, news = answer
        if cursor < self.cursor:
            return
        shown = self.lines()
        for one in news:
            gone = one.withdrawn_at is not None
            text = shown.get(one.key, {}).get("text", one.text) if gone else one.text
            self.known[one.key] = {
                "key": one.key, "theme": one.theme_id, "place": one.place, "depth": one.depth, "tag": one.tag or "",
                "mark": one.is_marked, "text": text, "version": one.version, "gone": gone,
            }  # fmt: skip
        self.cursor = cursor
        done = [one for one in self.queue if one["n"] <= seen]
        self.queue = [one for one in self.queue if one["n"] > seen]
        for one in done:
            self._go_on_beside(one)

    def _go_on_beside(self, done):
        beside = self.known.get(done.get("aside"))
        if not beside:
            return
        for one in self.queue:
            if one["key"] == done["key"] and one["kind"] == "text" and not one["sent"]:
                one.update(key=beside["key"], version=1, aside=new_key())


def _as_change(one):
    return Change(
        n=one["n"],
        kind=one["kind"],
        key=one["key"],
        theme_id=one.get("theme", 0),
        after=one.get("after"),
        version=one.get("version", 0),
        text=one.get("text", ""),
        aside=one.get("aside", ""),
        depth=one.get("depth", 0),
        tag=NoteTag(one["tag"]) if one.get("tag") else None,
        is_marked=one.get("mark", False),
    )
