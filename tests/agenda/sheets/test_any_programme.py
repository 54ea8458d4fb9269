"""A property: whatever the programme, out and in again changes nothing, with formulas and with plain values."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forumapp.agenda import queries
from forumapp.agenda.images import images_of
from forumapp.agenda.models import AppearanceRole, ItemKind
from forumapp.agenda.services import appearances, items, tracks
from forumapp.agenda.sheets.writing import workbook
from forumapp.core.actor import SYSTEM
from forumapp.core.errors import DomainError
from forumapp.forums.models import Mode
from tests.accounts.factories import writing
from tests.agenda.sheets.books import changed, read, write
from tests.forums.factories import make_forum

TITLES = st.text("挨拶休憩講演A=+-@'\"<&%; 髙﨑𠮷", min_size=1, max_size=12).filter(lambda text: text.strip())
PEOPLE = [
    {
        "family_name": "志賀",
        "given_name": "真幸",
        "organisation": "総務省",
        "unit": "自治行政局",
        "title": "室長",
    },
    {"family_name": "𠮷野", "given_name": "﨑子", "organisation": "甲市 デジタル課", "honorific": "氏"},
    {"family_name": "司会", "role": AppearanceRole.MODERATOR},
    {"family_name": "??橋", "title": "=SUM(A1)", "honorific": "様"},
    {
        "family_name": "Smith",
        "given_name": "Ann",
        "organisation": "Example Inc.",
        "role": AppearanceRole.PANELIST,
    },
]
ITEMS = st.fixed_dictionaries(
    {
        "title": TITLES,
        "start": st.none() | st.integers(0, 1440),
        "minutes": st.none() | st.integers(0, 120),
        "kind": st.sampled_from([kind for kind in ItemKind if kind is not ItemKind.CONTAINER]),
        "day": st.sampled_from([0, 0, 0, 1]),
        "track": st.sampled_from([None, None, 0, 1]),
        "inside": st.booleans(),
        "is_fixed": st.booleans(),
        "is_remainder": st.booleans(),
        "is_optional": st.booleans(),
        "mode": st.sampled_from([None, *Mode]),
        "note": st.text("注記=\n ", max_size=10),
        "people": st.lists(st.sampled_from(PEOPLE), max_size=3),
    }
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(ITEMS, max_size=7), st.booleans())
def test_any_programme_out_and_in_is_the_same(app, rows, plain):
    forum = make_forum()
    with writing():
        names = [tracks.add_track(forum, by=SYSTEM, name=name).id for name in ("部会=1", "部会2")]
        box = items.add_item(forum, by=SYSTEM, title="まとまり", kind=ItemKind.CONTAINER, start=780)
        for row in rows:
            values = item_values(row, names, box)
            try:
                item = items.add_item(forum, by=SYSTEM, **values)
                for person in row["people"]:
                    appearances.add_appearance(item, by=SYSTEM, **person)
            except DomainError:
                continue
    before = images_of(forum.id)
    data = without_formulas(forum) if plain else workbook(forum)
    problems = read(data).problems
    assert problems == []
    assert write(forum, data) is False
    assert images_of(forum.id) == before


def item_values(row, names, box):
    values = {name: value for name, value in row.items() if name not in {"track", "inside", "people"}}
    values["track_id"] = None if row["track"] is None else names[row["track"]]
    values["parent_id"] = box.id if row["inside"] else None
    values["note"] = values["note"].strip()
    values["title"] = values["title"].strip()
    values["minutes"] = None if values["is_remainder"] else values["minutes"]
    values["is_fixed"] = values["is_fixed"] and values["start"] is not None
    return values


def without_formulas(forum):
    """The workbook as programs save it that keep values alone."""

    def paste_values(sheet):
        rows = queries.draft_programme(forum).walk()
        for number, row in enumerate((row for row in rows if row.id is not None), start=2):
            sheet[f"A{number}"] = None if row.start is None else row.start / 1440
            sheet[f"B{number}"] = None if row.end is None else row.end / 1440

    return changed(forum, paste_values)
