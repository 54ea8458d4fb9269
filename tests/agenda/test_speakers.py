"""Appearances: identity of people, damaged names (V7), withdrawing."""

import pytest

from forumapp.agenda import queries
from forumapp.agenda.services import appearances
from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.directory.models import OrganisationKind
from tests.agenda.factories import add_item, add_speaker, let_see, seed_programme
from tests.forums.factories import make_forum, make_organisation

HANAKO = Actor("account", 7, "編集 花子")


@pytest.fixture
def forum(app):
    return make_forum(ends=None)


def lines(programme):
    return [speaker.line for item in programme.items for speaker in item.speakers]


def test_a_damaged_name_stays_out_until_somebody_confirmed_it(forum, transaction):
    seed = seed_programme(forum)
    assert lines(queries.released_programme(forum.id))[-1] == "長崎県企画部デジタル戦略課 課長"
    assert lines(queries.draft_programme(forum))[-1] == "長崎県企画部デジタル戦略課 課長 ??橋　圭氏"
    with transaction():
        appearances.confirm_name(queries.appearance(forum.id, seed.damaged.id), by=HANAKO)
    let_see(forum)
    assert lines(queries.released_programme(forum.id))[-1] == "長崎県企画部デジタル戦略課 課長 ??橋　圭氏"
    confirmed = queries.appearance(forum.id, seed.damaged.id)
    assert (confirmed.confirmed_by, confirmed.family_name) == ("編集 花子", "??橋")
    assert [entry.action for entry in audit.of_forum(forum.id)][:2] == [
        "agenda.released", "appearance.name_confirmed",
    ]  # fmt: skip


def test_another_damaged_name_needs_its_own_confirmation(forum, transaction):
    seed = seed_programme(forum)
    with transaction():
        row = queries.appearance(forum.id, seed.damaged.id)
        appearances.confirm_name(row, by=HANAKO)
        appearances.change_appearance(row, by=HANAKO, family_name="?橋")
    let_see(forum)
    assert lines(queries.released_programme(forum.id))[-1] == "長崎県企画部デジタル戦略課 課長"
    with transaction():
        appearances.change_appearance(
            queries.appearance(forum.id, seed.damaged.id), by=HANAKO, family_name="試橋"
        )
    let_see(forum)
    assert lines(queries.released_programme(forum.id))[-1] == "長崎県企画部デジタル戦略課 課長 試橋　圭氏"


def test_a_sound_name_needs_no_confirmation(forum, transaction):
    speaker = add_speaker(add_item(forum))
    with pytest.raises(DomainError) as refused, transaction():
        appearances.confirm_name(queries.appearance(forum.id, speaker.id), by=HANAKO)
    assert refused.value.message == "この氏名に、文字化けの疑いはありません。"


def test_a_nameless_speaker_is_refused(forum, transaction):
    item = add_item(forum)
    with pytest.raises(DomainError) as refused, transaction():
        appearances.add_appearance(queries.item(forum.id, item.id), by=HANAKO, family_name=" ")
    assert refused.value.field == "family_name"
    assert queries.item(forum.id, item.id).appearances == []


def test_the_same_name_and_organisation_is_the_same_person_within_a_forum(forum):
    one, two, three = (
        add_speaker(add_item(forum, f"講演{n}"), "試験", "太郎", organisation=organisation)
        for n, organisation in enumerate(["甲県", "甲県", "乙県"])
    )
    assert (one.person_id == two.person_id, one.person_id == three.person_id) == (True, False)


def test_a_person_of_a_known_organisation_is_found_again_in_another_forum(forum):
    make_organisation(name="甲協会", kind=OrganisationKind.ASSOCIATION)
    first = add_speaker(add_item(forum), organisation="甲協会")
    again = add_speaker(add_item(make_forum()), organisation="甲協会")
    unknown = add_speaker(add_item(make_forum()), organisation="どこか")
    assert (first.person_id == again.person_id, first.person_id == unknown.person_id) == (True, False)


def test_damaged_names_are_never_taken_for_the_same_person(forum):
    one = add_speaker(add_item(forum, "一"), "?橋", "圭", organisation="甲県")
    two = add_speaker(add_item(forum, "二"), "?橋", "圭", organisation="甲県")
    assert one.person_id != two.person_id


def test_changing_the_title_keeps_the_person_and_another_name_does_not(forum, transaction):
    speaker = add_speaker(add_item(forum))
    person = speaker.person_id
    with transaction():
        row = queries.appearance(forum.id, speaker.id)
        appearances.change_appearance(row, by=HANAKO, title="課長")
        assert row.person_id == person
        appearances.change_appearance(row, by=HANAKO, given_name="次郎")
        assert row.person_id != person


def test_a_withdrawn_speaker_leaves_the_programme_and_comes_back(forum, transaction):
    speaker = add_speaker(add_item(forum))
    with transaction():
        appearances.withdraw_appearance(queries.appearance(forum.id, speaker.id), by=HANAKO)
    assert (lines(queries.draft_programme(forum)), lines(queries.released_programme(forum.id))) == (
        [], ["試験　太郎"],
    )  # fmt: skip
    let_see(forum)
    assert lines(queries.released_programme(forum.id)) == []
    with transaction():
        appearances.restore_appearance(queries.appearance(forum.id, speaker.id), by=HANAKO)
    let_see(forum)
    assert lines(queries.released_programme(forum.id)) == ["試験　太郎"]


def test_a_speaker_of_another_forum_is_not_found(forum):
    speaker = add_speaker(add_item(make_forum()))
    assert queries.appearance(forum.id, speaker.id) is None
