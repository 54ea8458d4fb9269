"""Every endpoint × every actor: who is let in, and that whoever is not leaves no trace. The table is table.txt."""

import pytest

from tests.access.doors import address, arguments, doors, paths
from tests.access.forms import sound
from tests.access.pages import TOKEN
from tests.access.snapshot import digest, rows

NOT_YET = {
    "feedback_results.download": 404,
    "publishing.report": 404,
    "photographs.picture": 404,
    "publishing.report_version": 404,
    "report_approval.content": 404,
    "reports.paper": 404,
    "reports.text": 404,
    "reports.data": 404,
    "registration.join": 200,
    "papers.agenda": 503,
    "papers.draft": 503,
}
"""Doors that one may try but that show nothing before the forum is over, while nothing waits, or without a Japanese font."""
ACTORS = (
    "stranger",
    "participant",
    "disabled",
    "creator",
    "owner",
    "editor",
    "facilitator",
    "reception",
    "viewer",
    "foreign editor",
    "admin",
)
COUNTED = ("agenda_releases.", "material_", "report_desk.", "publishing.")
FORGED = "fa_1_AAAAAAAAAAAAAAAAAAAAAA"
SUB_ITEMS = {
    "item",
    "track",
    "speaker",
    "person",
    "appearance",
    "number",
    "host",
    "impression",
    "group",
    "theme",
    "bullet",
    "letter",
    "campaign",
    "candidate",
    "announcement",
    "material",
    "photograph",
    "recording",
    "member",
    "document",
    "section",
    "inquiry",
    "row",
    "part",
    "work",
    "question",
    "run",
    "rule",
}


def test_every_endpoint_has_its_line_in_the_table(app):
    known = {(door.endpoint, door.rule, door.methods) for door in doors()}
    present = {
        (rule.endpoint, rule.rule, tuple(sorted(rule.methods - {"HEAD", "OPTIONS"})))
        for rule in app.url_map.iter_rules()
    }
    assert sorted(present - known) == [], "tests/access/table.txt does not say who may open these"
    assert sorted(known - present) == [], "tests/access/table.txt names endpoints that do not exist"


def test_no_address_belongs_to_two_endpoints(app):
    seen = [(rule.rule, method) for rule in app.url_map.iter_rules() for method in rule.methods]
    assert sorted({one for one in seen if seen.count(one) > 1}) == []


@pytest.mark.parametrize("actor", ACTORS)
def test_doors_open_for_whom_the_table_names(world, catalogue, actor):
    client, wrong = world.browsers[actor].fresh(), []
    if actor == "participant":
        client.get(f"/registrations/{world.here.tokens['registration']}/")
    for door, path in paths(world):
        for method in door.methods:
            met, expected = meet(client, door, path, method, catalogue, door.expected(actor, method))
            if met != expected:
                wrong.append(f"{method} {path} ({door.endpoint}): {met} instead of {expected}")
    assert wrong == []
    assert digest(rows()) == digest(world.kept)


def meet(client, door, path, method, catalogue, refusal):
    """Knock; returns (what happened, what should have): refused people come with a sound form and token."""
    if method == "GET":
        with client.get(path) as answer:
            answer.get_data()
        met = "sign in" if answer.headers.get("Location", "").startswith("/sign-in?") else answer.status_code
        if refusal:
            return met, "sign in" if refusal == 303 else refusal
        fine = met in {200, 302, 303} or met == NOT_YET.get(door.endpoint)
        return ("in" if fine else met), "in"
    if refusal:
        return client.post(path, data=sound(catalogue, door, path)).status_code, refusal
    answer = client.post(path, data={})
    return ("in" if answer.status_code in {400, 409, 422} else answer.status_code), "in"


def test_what_belongs_to_another_forum_is_not_found_here(world, catalogue):
    client, found = world.browsers["admin"].fresh(), []
    for door in doors():
        rule = next(world.app.url_map.iter_rules(door.endpoint))
        if door.endpoint == "assets.file":
            continue
        here = arguments(world.here, door, rule.arguments)
        for name in SUB_ITEMS & rule.arguments:
            if door.endpoint.startswith("administration"):
                other = 999_999
            elif name == "number" and door.endpoint.startswith(COUNTED):
                other = 999  # counted in every forum, in every material
            else:
                other = arguments(world.elsewhere, door, {name})[name]
            path = address(world.app, door, {**here, name: other})
            data = sound(catalogue, door, address(world.app, door, here)) if "POST" in door.methods else {}
            for method in door.methods:
                answer = client.open(path, method=method, data=data if method == "POST" else None)
                if answer.status_code != 404:
                    found.append(f"{method} {path}: {answer.status_code}")
    assert found == []
    assert digest(rows()) == digest(world.kept)


def test_links_that_are_forged_revoked_or_of_another_kind_open_nothing(world, catalogue):
    client, found = world.browsers["admin"].fresh(), []
    for door in (door for door in doors() if door.link):
        others = [token for kind, token in world.here.tokens.items() if kind != door.link]
        genuine = world.here.tokens[door.link]
        swapped = f"fa_2_{genuine.split('_', 2)[2]}"
        for token in (FORGED, world.here.revoked[door.link], swapped, "fa_zzzzzzz_" + "A" * 22, *others):
            names = next(world.app.url_map.iter_rules(door.endpoint)).arguments
            path = address(world.app, door, {**arguments(world.here, door, names), "token": token})
            for method in door.methods:
                answer = client.open(
                    path, method=method, data={"csrf_token": TOKEN} if method == "POST" else None
                )
                if answer.status_code != 404:
                    found.append(f"{method} {path}: {answer.status_code}")
    assert found == []
    assert digest(rows()) == digest(world.kept)


def test_a_facilitator_sees_and_writes_only_the_own_group(world):
    client = world.browsers["facilitator"].fresh()
    other = world.here.ids["spare_group"]
    path = f"/desk/forums/here/groups/{other}/"
    assert client.get(path).status_code == 404
    assert client.post(path, data={"csrf_token": TOKEN}).status_code == 404
    assert f"/groups/{other}/" not in client.get("/desk/forums/here/groups/").text
    assert digest(rows()) == digest(world.kept)
