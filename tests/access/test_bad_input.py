"""Every form of every page, sent by somebody careless or hostile: never a 500, words one can read, nothing changed."""

import re
from itertools import cycle

import pytest

from tests.access.bad import BAD, FORM, QUERIES, THOROUGH, TOKENS, UNUSABLE, body, changed, judge, typed
from tests.access.doors import paths
from tests.access.forms import sound
from tests.access.pages import STALE, filled
from tests.access.world import FAMILY

QUERIED = {
    "accounts.sign_in",
    "agenda.add_item",
    "campaigns.index",
    "composer.exclusions",
    "composer.preview",
    "desk.history",
    "outbox.index",
    "materials.add_material",
    "publishing.forum",
    "registrations.index",
    "summary.board",
    "summary.new_bullet",
    "summary.news",
}
"""Pages that read their query string; the others are tried with a few."""


def test_no_bad_value_in_any_field_brings_a_form_down(world, forms, failures):
    kinds, wrong = cycle(BAD), []
    for door, path, form, fresh in forms():
        for name, kind in attempts(form, kinds):
            kept = [(one, value) for one, value in typed(form) if name and one != name]
            names = [name] if name else dict(typed(form))
            sent = [*kept, *((one, BAD[kind]) for one in names), ("csrf_token", form["csrf_token"])]
            answer = fresh().post(path, data=body(sent), content_type=FORM)
            told = judge(answer, failures)
            if told:
                wrong.append(f"{door.endpoint} {name or 'all'} = {kind}: {told}")
            if answer.status_code < 400:
                world.restore()
        if changed(world):
            wrong.append(f"{door.endpoint}: a refused form has changed {changed(world)}")
        world.restore()
    assert wrong == []


def attempts(form, kinds):
    """Yield (field, kind of bad value); the field "" means all of them."""
    names = dict.fromkeys(name for name, _value in typed(form))
    if not names:
        return
    yield from (("", kind) for kind in (BAD if THOROUGH else UNUSABLE))
    for name in names:
        yield from ((name, kind) for kind in (BAD if THOROUGH else (next(kinds),)))


def test_fields_that_come_twice_or_not_at_all_bring_no_form_down(world, forms, failures):
    wrong = []
    for door, path, form, fresh in forms():
        token = ("csrf_token", form["csrf_token"])
        for sent in ([*typed(form), *typed(form), token, token], [token]):
            answer = fresh().post(path, data=body(sent), content_type=FORM)
            told = judge(answer, failures)
            if told:
                wrong.append(f"{door.endpoint}: {told}")
            answer.close()
            if answer.status_code < 400:
                world.restore()
    assert wrong == []
    assert changed(world) == []


def test_what_was_typed_stands_on_the_page_that_refuses_it(world, forms, failures):
    wrong = []
    for door, path, form, fresh in forms():
        words = {
            name: f"のこす{place}番"
            for place, (name, value) in enumerate(typed(form))
            if re.search("試験|太郎|講演|案内", str(value)) and not name.startswith("password")
        }
        for name, text in words.items():
            form[name] = text
        answer = fresh().post(path, data=body([*typed(form), ("csrf_token", STALE)]), content_type=FORM)
        lost = [name for name, text in words.items() if text not in answer.text]
        if answer.status_code not in {400, 422} or lost or failures:
            wrong.append(f"{door.endpoint}: {answer.status_code} without {lost} {failures}")
    assert wrong == []
    assert changed(world) == []


def test_ids_of_another_forum_are_no_choices(world, forms, failures):
    there, wrong = world.elsewhere.ids, []
    foreign = {
        "track_id": there["track"],
        "item_id": there["item"],
        "parent_id": there["item"],
        "room_id": there["room"],
        "members": there["registration"],
        "account_id": world.accounts["foreign facilitator"],
        "notes": there["note"],
        "place": "999999-999999",
        "department_id": 999_999,
        "department_ids": 999_999,
        "rank_id": 999_999,
        "series": 999_999,
        "role": "administrator",
        "visibility": "secret",
        "kind": "nonsense",
        "mode": "nonsense",
        "audience": "nonsense",
        "language": "xx",
    }
    tried = set()
    for door, path, form, fresh in forms():
        names = (set(form) | ({"members"} if door.endpoint.endswith("members") else set())) & set(foreign)
        for name in names - ({"kind"} if door.endpoint.endswith(".export") else set()):
            tried.add(name)
            values = [str(foreign[name])] * max(1, len(form.getlist(name)))
            sent = [(one, value) for one, value in typed(form) if one != name]
            sent += [*((name, value) for value in values), ("csrf_token", form["csrf_token"])]
            answer = fresh().post(path, data=body(sent), content_type=FORM)
            if answer.status_code != 422 or failures or changed(world):
                wrong.append(f"{door.endpoint} {name}: {answer.status_code} {failures} {changed(world)}")
            world.restore()
    assert wrong == []
    assert sorted(set(foreign) - tried) == []


def test_a_note_on_a_theme_of_another_forum_is_refused(world, catalogue, failures):
    path = f"/groups/{world.here.tokens['group']}/"
    sent = catalogue[path].sent()
    sent.setlist("theme", [str(world.elsewhere.ids["theme"])] * len(sent.getlist("theme")))
    sent.setlist("text", ["", "新しい意見", *[""] * (len(sent.getlist("text")) - 2)])
    answer = world.browsers["stranger"].fresh().post(path, data=sent)
    assert (answer.status_code, failures, changed(world)) == (422, [], [])


def test_a_page_that_saw_nonsense_is_no_reason_to_fall(world, catalogue, failures):
    path = "/desk/forums/here/facts"
    for seen in ("[" * 20_000, "{", "[]", '{"title":[1]}', "9" * 6000):
        answer = world.browsers["owner"].fresh().post(path, data=catalogue[path].sent(seen=seen))
        assert (answer.status_code, failures) == (303, []), seen[:20]


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/desk/forums/new", "day", "0001-01-01"),
        ("/desk/forums/new", "day", "9999-12-31"),
        ("/desk/forums/here/facts", "day", "9999-12-31"),
        ("/desk/forums/here/copy", "day", "0001-01-01"),
        ("/desk/forums/here/registration-period", "opens", "0001-01-01"),
        ("/desk/forums/here/registration-period", "closes", "9999-12-31"),
        ("/desk/forums/here/agenda/items/new", "day", " \u3000 "),
    ],
)
def test_days_at_the_edges_of_the_calendar_are_refused_beside_their_field(
    world, catalogue, failures, path, name, value
):
    sent = filled(catalogue[path], **{name: value})
    answer = world.browsers["owner"].fresh().post(path, data=sent)
    assert (answer.status_code, failures, changed(world)) == (422, [], [])
    assert f'id="{name}-error"' in answer.text


@pytest.mark.parametrize("token", TOKENS)
def test_a_form_token_of_a_wrong_shape_is_refused(world, failures, token):
    client = world.browsers["owner"].fresh()
    answer = client.post("/desk/forums/here/agenda/tracks/new", data={"csrf_token": token, "name": "部会"})
    assert (answer.status_code, failures, changed(world)) == (422, [], [])
    assert 'value="部会"' in answer.text


def test_an_item_of_minus_five_minutes_is_refused_beside_its_field(world, catalogue, failures):
    path = "/desk/forums/here/agenda/items/new"
    door = next(door for door, _path in paths(world) if door.endpoint == "agenda.add_item")
    answer = world.browsers["owner"].fresh().post(path, data=sound(catalogue, door, path, minutes="-5"))
    assert (answer.status_code, failures, changed(world)) == (422, [], [])
    assert 'value="-5"' in answer.text
    assert 'id="minutes-error"' in answer.text


def test_query_strings_of_no_sense_do_no_harm(world, failures):
    wrong = []
    for door, path in paths(world):
        if "GET" not in door.methods:
            continue
        client = world.browsers["stranger" if door.who == "anybody" or door.link else "admin"].fresh()
        for query in QUERIES if THOROUGH or door.endpoint in QUERIED else ("page=-1", "lang=xx&%=%ED%A0%80"):
            with client.get(f"{path}?{query}") as answer:
                answer.get_data()
            if answer.status_code not in {200, 302, 303, 400, 404} or failures:
                wrong.append(f"{door.endpoint}?{query[:60]}: {answer.status_code} {failures}")
                failures.clear()
            if "example.com" in answer.headers.get("Location", "") or "x" in answer.headers.getlist(
                "Set-Cookie"
            ):
                wrong.append(f"{door.endpoint}?{query}: leads elsewhere")
    assert wrong == []
    assert changed(world) == []


def test_signs_of_patterns_are_searched_for_as_they_are(world):
    client = world.browsers["viewer"].fresh()
    found = {
        text: FAMILY in client.get("/desk/forums/here/registrations", query_string={"text": text}).text
        for text in ("%", "_", "\\", FAMILY, FAMILY[0])
    }
    assert found == {"%": False, "_": False, "\\": False, FAMILY: True, FAMILY[0]: True}
