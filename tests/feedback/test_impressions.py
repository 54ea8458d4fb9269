"""Impressions: published only with leave, edited beside their original, and two editors lose nothing."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.text import mentions
from forumapp.feedback.errors import EditedMeanwhile
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.feedback.queries import impressions as queries
from forumapp.feedback.services import impressions as services
from forumapp.forums.models import Forum
from tests.feedback.factories import add_impression, close, comments, give
from tests.forums.factories import make_forum
from tests.groupwork.factories import make_person

pytestmark = pytest.mark.usefixtures("app")
ADOPTED, WITHHELD, INBOX = ImpressionState.ADOPTED, ImpressionState.WITHHELD, ImpressionState.INBOX


@pytest.fixture
def forum(app, clock):
    made = make_forum()
    clock.advance(days=32)
    return made


def decide(forum, one, state, version=None):
    services.decide(one, forum=forum, by=SYSTEM, version=version or one.version, state=state)


def test_an_adopted_comment_appears_in_the_report_and_the_original_stays(forum, transaction):
    give(make_person(forum), 5, "本市でも進めたい", may_publish=True)
    close(forum)
    one = comments(forum)["本市でも進めたい"]
    assert list(queries.adopted(forum.id).values()) == []
    with transaction():
        services.edit(one, forum=forum, by=SYSTEM, version=1, text="進めたい")
        decide(forum, one, ADOPTED)
    assert list(queries.adopted(forum.id).values()) == ["進めたい"]
    assert comments(forum)["本市でも進めたい"].text == "進めたい"


def test_a_comment_without_leave_never_comes_before_the_editor_and_is_never_adopted(forum, transaction):
    give(make_person(forum), 5, "公開しないで")
    close(forum)
    assert comments(forum) == {}
    with transaction() as session:  # of the time when all comments came here
        session.add(Impression(forum_id=forum.id, original="以前の文", text="以前の文"))
        session.flush()
        decide(forum, comments(forum)["以前の文"], WITHHELD)
    for state in (ADOPTED, INBOX):
        with pytest.raises(DomainError), transaction():
            decide(forum, comments(forum)["以前の文"], state)
    with pytest.raises(DomainError), transaction():
        services.edit(comments(forum)["以前の文"], forum=forum, by=SYSTEM, version=2, text="別の文")
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.update(Impression).values(state=ADOPTED))
    assert list(queries.adopted(forum.id).values()) == []


def test_a_comment_on_paper_needs_a_recorded_consent(forum, transaction):
    for values in ({"may_publish": False, "consent": "丸"}, {"may_publish": True, "consent": ""}):
        with pytest.raises(DomainError), transaction():
            services.add_by_hand(forum, by=SYSTEM, original="紙の文", **values)
    add_impression(forum, "紙の文", adopted=True)
    assert list(queries.adopted(forum.id).values()) == ["紙の文"]


def test_impressions_change_places_and_a_withheld_one_goes(forum, transaction):
    one, two, three = (add_impression(forum, text, adopted=True) for text in ("一", "二", "三"))
    with transaction():
        services.move(three, forum=forum, by=SYSTEM, direction="up")
        services.move(one, forum=forum, by=SYSTEM, direction="up")
    assert list(queries.adopted(forum.id).values()) == ["一", "三", "二"]
    with transaction():
        decide(forum, one, WITHHELD)
        services.move(two, forum=forum, by=SYSTEM, direction="down")
    assert list(queries.adopted(forum.id).values()) == ["三", "二"]
    with transaction():
        decide(forum, one, ADOPTED)
    assert list(queries.adopted(forum.id).values()) == ["三", "二", "一"]


def test_of_two_editors_the_slower_one_is_told(forum, transaction):
    one = add_impression(forum, "元の文")
    with transaction():
        services.edit(one, forum=forum, by=SYSTEM, version=1, text="アンの文")
    for act in (
        lambda: services.edit(one, forum=forum, by=SYSTEM, version=1, text="ベンの文"),
        lambda: decide(forum, one, ADOPTED, version=1),
    ):
        with pytest.raises(EditedMeanwhile), transaction():
            act()
    found = comments(forum)["元の文"]
    assert (found.text, found.state) == ("アンの文", INBOX)


def test_an_answer_that_arrives_meanwhile_leaves_the_editors_work_alone(forum, transaction):
    one = add_impression(forum, "採用した文", adopted=True)
    with transaction():
        services.edit(one, forum=forum, by=SYSTEM, version=2, text="直した文")
    give(make_person(forum), 5, "新しい文", may_publish=True)
    close(forum)
    found = comments(forum)
    assert sorted(found) == ["採用した文", "新しい文"]
    assert (found["採用した文"].text, found["採用した文"].version) == ("直した文", 3)
    assert list(queries.adopted(forum.id).values()) == ["直した文"]


def test_adopting_raises_the_revision_and_is_recorded(forum, transaction):
    def revision():
        return db.session.scalar(sa.select(Forum.revision).where(Forum.id == forum.id))

    one, before = add_impression(forum, "文"), revision()
    with transaction():
        decide(forum, one, ADOPTED)
    assert revision() > before
    entries = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert entries[-2:] == ["impression.added", "impression.decided"]


def test_hints_name_what_may_give_somebody_away(forum):
    make_person(forum, "出島", "花子")
    one = add_impression(forum, "本市の出島花子です。電話は095-822-1234")
    other = add_impression(forum, "勉強になった")
    assert queries.marks(forum.id, [one, other]) == {
        one.id: ("出島花子", "本市", "095-822-1234"),
        other.id: (),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("長崎県長崎市尾上町3-1の庁舎で", ("尾上町3-1",)),
        ("〒850－0058", ("〒850－0058",)),
        ("尾上町３丁目", ("３丁目",)),
        ("尾上町3-1の庁舎。県内の市町2-3割", ("尾上町3-1",)),
        ("kikaku@city.example.jpまで", ("kikaku@city.example.jp",)),
        ("うちの町でも", ("うちの町",)),
        ("当村と本県、kikaku@city.example.jp", ("当村", "本県", "kikaku@city.example.jp")),
        ("県内の市町村1-2割、5-10人の班、2024-08-01", ()),
    ],
)
def test_self_references_are_marked(text, words):
    assert mentions.self_references(text) == words
