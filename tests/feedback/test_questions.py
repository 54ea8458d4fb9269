"""The organiser's questions: a default of one press, and once there are answers only what is harmless."""

from datetime import UTC, datetime, timedelta

import pytest

from forumapp.core.actor import SYSTEM
from forumapp.core.errors import DomainError
from forumapp.feedback.errors import EditedMeanwhile, NotHarmless
from forumapp.feedback.models import Breakdown, QuestionKind
from forumapp.feedback.queries import forms
from forumapp.feedback.services import forms as services
from forumapp.forums.models import Mode
from tests.agenda.factories import add_item, add_speaker, add_track
from tests.feedback.factories import give, question_values
from tests.feedback.test_services import END, forum  # noqa: F401 - a fixture
from tests.groupwork.factories import make_person

SCALE, CHOICE, TEXT = QuestionKind.SCALE, QuestionKind.CHOICE, QuestionKind.TEXT


def add(transaction, forum, **values):  # noqa: F811 - the fixture
    with transaction():
        return services.add_question(forum, by=SYSTEM, values=question_values(**values))


def rules(forum, **values):  # noqa: F811 - the fixture
    kept = forms.form_of(forum)
    names = ("opens_at", "closes_at", "fewest", "breakdown", "intro", "intro_en", "version")
    return services.set_rules(forum, by=SYSTEM, **{**{name: getattr(kept, name) for name in names}, **values})


def test_without_questions_of_its_own_a_forum_asks_for_a_rating_and_a_comment(forum):  # noqa: F811 - the fixture
    assert [(one.slug, one.kind) for one in forms.questions_of(forum.id)] == [
        ("rating", SCALE),
        ("comment", TEXT),
    ]
    assert forms.stored_questions(forum.id) == []
    give(make_person(forum), 5)
    assert [one.slug for one in forms.stored_questions(forum.id)] == ["rating", "comment"]


def test_one_press_installs_the_default_in_both_languages(forum, transaction):  # noqa: F811 - the fixture
    with transaction():
        assert services.install_default(forum, by=SYSTEM) == 9
    made = forms.stored_questions(forum.id)
    assert [one.position for one in made] == list(range(1, 10))
    assert all(one.label and one.label_en for one in made)
    assert all(choice["ja"] and choice["en"] for one in made for choice in one.choices)
    with pytest.raises(DomainError), transaction():
        services.install_default(forum, by=SYSTEM)


def test_questions_are_asked_of_whom_they_concern(forum, transaction):  # noqa: F811 - the fixture
    track = add_track(forum, "情報部会")
    for slug, values in (("全員", {}), ("部会", {"track_id": track.id}), ("Web", {"mode": Mode.WEB})):
        add(transaction, forum, label=slug, **values)
    people = [
        make_person(forum),
        make_person(forum, track_id=track.id),
        make_person(forum, mode=Mode.WEB),
    ]
    asked = [[one.label for one in forms.place_of(person).questions] for person in people]
    assert asked == [["全員"], ["全員", "部会"], ["全員", "Web"]]
    assert [one.label for one in forms.room_place(forum).questions] == ["全員"]


def test_every_talk_gets_its_question_once(forum, transaction):  # noqa: F811 - the fixture
    talk, pause = add_item(forum, "講演", start="13:30", minutes=15), add_item(forum, "休憩", minutes=10)
    add_speaker(talk, "山田", "太郎", organisation="長崎県")
    with transaction():
        assert [services.add_items(forum, [talk.id], by=SYSTEM) for _time in range(2)] == [1, 0]
    assert [one.item_id for one in forms.stored_questions(forum.id)] == [talk.id]
    assert pause.id not in {one.item_id for one in forms.stored_questions(forum.id)}


def test_choices_keep_their_keys_where_they_stand(forum, transaction):  # noqa: F811 - the fixture
    one = add(transaction, forum, choices=[("はい", "Yes"), ("いいえ", "No")])
    more = [("はい", "Yes"), ("いいえ!", "No"), ("不明", "Unknown")]
    with transaction():
        services.change_question(forum, one, by=SYSTEM, version=1, values=question_values(choices=more))
    assert [(choice["key"], choice["ja"]) for choice in one.choices] == [
        ("1", "はい"),
        ("2", "いいえ!"),
        ("3", "不明"),
    ]


@pytest.mark.parametrize("kind", [SCALE, CHOICE])
def test_too_few_choices_are_refused(forum, transaction, kind):  # noqa: F811 - the fixture
    with pytest.raises(DomainError) as refused:
        add(transaction, forum, kind=kind, choices=[("はい", "")])
    assert refused.value.field == "choices"


def test_with_answers_only_words_and_further_choices_change(forum, transaction):  # noqa: F811 - the fixture
    one = add(transaction, forum, label="質門")
    give(make_person(forum), 0, **{one.slug: "1"})
    three = [("はい", "Yes"), ("いいえ", "No"), ("不明", "")]
    with transaction():
        services.change_question(forum, one, by=SYSTEM, version=1, values=question_values(label="質問"))
        services.change_question(forum, one, by=SYSTEM, version=2, values=question_values(choices=three))
    for values in ({"choices": three[:2]}, {"kind": TEXT}, {"mode": Mode.WEB}, {"is_required": True}):
        with pytest.raises(NotHarmless), transaction():
            services.change_question(forum, one, by=SYSTEM, version=3, values=question_values(**values))
    for act in (
        lambda: services.add_question(forum, by=SYSTEM, values=question_values()),
        lambda: services.withdraw_question(forum, one, by=SYSTEM),
        lambda: rules(forum, fewest=6),
        lambda: rules(forum, breakdown=Breakdown.MODE),
    ):
        with pytest.raises(NotHarmless), transaction():
            act()


def test_of_two_editors_the_slower_one_is_told(forum, transaction):  # noqa: F811 - the fixture
    one = add(transaction, forum)
    with transaction():
        services.change_question(forum, one, by=SYSTEM, version=1, values=question_values(label="アン"))
    with pytest.raises(EditedMeanwhile), transaction():
        services.change_question(forum, one, by=SYSTEM, version=1, values=question_values(label="ベン"))


def test_questions_change_places(forum, transaction):  # noqa: F811 - the fixture
    first, second = add(transaction, forum, label="一"), add(transaction, forum, label="二")
    with transaction():
        services.move_question(forum, second, by=SYSTEM, direction="up")
        services.move_question(forum, second, by=SYSTEM, direction="up")
    assert forms.stored_questions(forum.id) == [second, first]


def test_times_of_its_own_open_and_close_feedback(forum, transaction, clock):  # noqa: F811 - the fixture
    with transaction():
        rules(forum, opens_at=END + timedelta(hours=1), closes_at=END + timedelta(hours=2))
    phases = []
    for minutes in (0, 60, 119, 120):
        clock.instant = END + timedelta(minutes=minutes)
        phases.append(forms.phase(forum))
    assert phases == ["early", "open", "open", "over"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"fewest": 2}, "fewest"),
        (
            {"opens_at": datetime(2024, 8, 2, tzinfo=UTC), "closes_at": datetime(2024, 8, 1, tzinfo=UTC)},
            "closes",
        ),
    ],
)
def test_rules_that_cannot_be_are_refused(forum, transaction, values, field):  # noqa: F811 - the fixture
    with pytest.raises(DomainError) as refused, transaction():
        rules(forum, **values)
    assert refused.value.field == field
