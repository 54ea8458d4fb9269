"""The table of doors, the addresses behind them, and what each actor meets there."""

from dataclasses import dataclass
from pathlib import Path

from flask import url_for

TABLE = Path(__file__).parent / "table.txt"
TEAM = {"owner", "editor", "facilitator", "reception", "viewer"}
EDITORS = {"owner", "editor"}
WITHOUT_ACCOUNT = {"stranger", "participant", "disabled"}
MAY = {
    "team": TEAM,
    "owner": {"owner"},
    "editors": EDITORS,
    "copiers": {"owner"},
    "writers": EDITORS | {"reception"},
    "readers": EDITORS | {"reception", "viewer"},
    "watchers": EDITORS | {"viewer"},
    "watchers+facilitator": EDITORS | {"viewer", "facilitator"},
    "editors+facilitator": EDITORS | {"facilitator"},
    "admin": set(),
    "creators": {"owner", "creator"},
    "series": {"creator"},
}
"""Who is let in besides the administrator; the owner may start forums (and so copy), the editor may not."""
PERSONAL = {"members", "admin", "creators", "series"}
"""Doors of the whole site: a refused account learns that they exist."""

NUMBERS = {
    "undo": "check_in",
    "check_in": "registration",
    "proxy": "registration",
    "edit_line": "line",
    "add_quota": "line",
    "withdraw_line": "spare_line",
    "edit_quota": "quota",
    "withdraw_quota": "quota",
    "edit_question": "question",
    "move_question": "question",
    "withdraw_question": "question",
    "correct": "registration",
    "line": "presence",
    "dismissal": "presence",
    "withdrawal": "presence_log",
    "approve": "applicant",
    "decline": "applicant",
    "promote": "queued",
    "substitute": "registration",
    "show_release": "release",
    "outcome": "release",
    "bring_back": "release",
    "version": "report_version",
    "report_version": "report_version",
}
OWNERS = {
    "registrations": "registration",
    "attached": "registration",
    "invitations": "invitation",
    "saved_views": "view",
    "administration": "account",
    "feedback_form": "feedback_question",
    "material_versions": "version",
    "material_inspections": "version",
    "material_previews": "version",
}
FILENAMES = {"attached": "answer_name", "speaker": "handed_in_name"}
WORDS = {
    "board.organisation": "422011",
    "group_papers.what": "groups",
    "direction": "up",
    "form": "md",
    "size": "small",
    "state": "withheld",
    "kind": "first",
    "feedback_room.what": "renew",
    "anchor": "days-before",
    "samples.kind": "registration-moved",
    "language": "ja",
    "summary.way": "drop",
    "summary.what": "removal",
    "summary.kind": "txt",
    "template": "by-department",
}


@dataclass(frozen=True)
class Door:
    """One line of the table."""

    methods: tuple[str, ...]
    who: str
    endpoint: str
    rule: str

    @property
    def link(self):
        """Return the kind of link that opens this door, or ""."""
        return self.who.removeprefix("link:") if self.who.startswith("link:") else ""

    def expected(self, actor, method):
        """Return None if ``actor`` is let in, else the status of the refusal."""
        if self.who == "anybody" or self.link or actor == "admin":
            return None
        if actor in WITHOUT_ACCOUNT:
            return 303 if method == "GET" else 401
        if self.who == "members" or actor in MAY[self.who]:
            return None
        return 403 if self.who in PERSONAL or actor in TEAM else 404


def doors():
    """Read the table."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] not in "# "]
    return [Door(tuple(methods.split(",")), who, endpoint, rule) for methods, who, endpoint, rule in lines]


def arguments(place, door, names):
    """Return the parameters of the door's address in ``place``."""
    return {name: _argument(place, door, name) for name in names}


def _argument(place, door, name):
    blueprint, function = door.endpoint.split(".")
    ids = place.gone if "restor" in function else place.ids
    if name == "forum":
        return place.slug
    if name == "token":
        return place.tokens[door.link]
    if (name, function) == ("anchor", "switch_off"):
        return "same-day"
    word = next((one for one in (f"{blueprint}.{name}", name) if one in WORDS), None)
    if word is not None:
        return WORDS[word]
    if name == "number":
        return ids[OWNERS.get(blueprint) or NUMBERS[function]]
    if name == "filename":
        if blueprint in FILENAMES:
            return place.ids[FILENAMES[blueprint]]
        kind = next(kind for kind in ("material", "recording", "document") if f"<id:{kind}>" in door.rule)
        return place.ids[f"{kind}_name"]
    own = {
        **{
            (name, "item"): "work_item"
            for name in (
                "groupwork_setup",
                "arrangement",
                "arrangement_runs",
                "arrangement_release",
                "group_papers",
                "group_imports",
            )
        },
        ("attached", "question"): "file_question",
        ("people", "member"): "member_viewer",
        ("speaker", "material"): "handed_in",
        ("material_uploads", "upload"): "desk_upload",
        ("speaker_uploads", "upload"): "speaker_upload",
        ("hand_over", "person"): "left_person",
        ("chapter_track", "recording"): "day_recording",
        ("chapters", "recording"): "day_recording",
        ("cancel", "run"): "active_run",
        ("theme_withdrawal", "theme"): "spare_theme",
        ("group_withdrawal", "group"): "spare_group",
        ("remove_section", "section"): "empty_section",
        ("position", "impression"): "adopted",
        ("show", "announcement"): "sent_announcement",
        ("call_back", "announcement"): "sent_announcement",
        ("resend", "announcement"): "sent_announcement",
        ("show", "campaign"): "sent_campaign",
        ("call_back", "campaign"): "sent_campaign",
        ("resend", "campaign"): "sent_campaign",
    }
    return ids[own.get((blueprint, name)) or own.get((function, name)) or name]


def address(app, door, values):
    """Return the path of a door."""
    with app.test_request_context():
        return url_for(door.endpoint, **values)


def paths(world, place=None, **changes):
    """Yield each door with its address."""
    for door in doors():
        if door.endpoint == "assets.file":
            with world.app.test_request_context():
                yield door, world.app.jinja_env.globals["asset"]("css/app.css")
            continue
        rule = next(world.app.url_map.iter_rules(door.endpoint))
        values = arguments(place or world.here, door, rule.arguments)
        yield door, address(world.app, door, {**values, **changes})
