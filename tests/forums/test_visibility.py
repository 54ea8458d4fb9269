"""Who sees which forum: drafts, links and invitations stay hidden; revisions rise with what the public sees."""

from datetime import date

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums import queries
from forumapp.forums.models import Forum, HostRole, Mode, Role, SiteRevision, Visibility
from forumapp.forums.revision import forum_stamp, site_stamp
from forumapp.forums.services import facts, people, places, publication, series
from tests.accounts.factories import make_account
from tests.forums.factories import make_forum, make_membership, make_organisation, make_venue


def stamp(slug):
    return forum_stamp(db.session.connection(), slug)


def site():
    return site_stamp(db.session.connection())


PUBLIC, LINK, INVITATION = Visibility.PUBLIC, Visibility.LINK, Visibility.INVITATION


@pytest.mark.parametrize(
    ("values", "opens", "is_listed"),
    [
        ({}, True, True),
        ({"day": None}, True, True),
        ({"visibility": LINK}, True, False),
        ({"visibility": INVITATION}, False, False),
        ({"draft": True}, False, False),
        ({"draft": True, "visibility": LINK}, False, False),
    ],
)
def test_what_the_public_may_open_and_finds_in_the_list(writing, values, opens, is_listed):
    forum = make_forum(slug="one", **values)
    assert (queries.public_forum("one") is forum) is opens
    assert (stamp("one") is not None) is opens
    assert (forum in queries.listed_forums()) is is_listed


@pytest.mark.parametrize(
    ("values", "status"),
    [({}, 200), ({"visibility": LINK}, 200), ({"visibility": INVITATION}, 404), ({"draft": True}, 404)],
)
def test_the_public_page_opens_or_is_not_there(client, values, status):
    make_forum(slug="one", **values)
    assert client.get("/forums/one/").status_code == status


def test_forums_without_a_day_come_first_then_the_newest_on_every_database(writing):
    admin = make_account(is_admin=True)
    early, late = make_forum(day=date(2024, 8, 1)), make_forum(day=date(2024, 9, 2))
    undated = make_forum(day=None)
    assert list(queries.listed_forums()) == [undated, late, early]
    assert list(queries.forums_of(admin)) == [undated, late, early]


def test_a_draft_is_seen_by_its_members_and_administrators_only(writing):
    forum = make_forum(slug="one", draft=True)
    editor, stranger, admin = make_account(), make_account(), make_account(is_admin=True)
    make_membership(forum, editor, Role.EDITOR)
    assert queries.forum_for("one", editor) == (forum, frozenset({"editor"}))
    assert queries.forum_for("one", stranger) is None
    assert queries.forum_for("one", admin) == (forum, queries.ALL_ROLES)
    assert [list(queries.forums_of(account)) for account in (editor, stranger, admin)] == [
        [forum],
        [],
        [forum],
    ]
    assert queries.roles_of(editor, [forum]) == {forum.id: Role.EDITOR}


def test_venues_to_choose_from_are_public_or_from_own_forums(writing):
    account = make_account()
    mine = make_forum(draft=True, venue=make_venue(name="自分の会場"))
    make_membership(mine, account)
    make_forum(venue=make_venue(name="公開の会場"))
    make_forum(draft=True, venue=make_venue(name="他人の下書きの会場"))
    make_forum(visibility=INVITATION, venue=make_venue(name="案内だけの会場"))
    assert {venue.name for venue in queries.venues_for(account, mine)} == {"公開の会場", "自分の会場"}
    assert len(queries.venues_for(make_account(is_admin=True), mine)) == 4


CHANGES = {
    "facts": (lambda forum, by: facts.set_facts(forum, by=by, summary="概要"), 1),
    "date": (lambda forum, by: facts.set_date(forum, by=by, day=None, starts=None, ends=None), 1),
    "seats": (
        lambda forum, by: facts.set_seats(forum, by=by, mode=Mode.WEB, seats_on_site=1, seats_web=2),
        1,
    ),
    "contact": (lambda forum, by: facts.set_contact(forum, by=by, name="課", phone="", email=""), 1),
    "hosts": (lambda forum, by: places.set_hosts(forum, by=by, hosts=[(forum.owner, HostRole.HOST)]), 1),
    "publication": (lambda forum, by: publication.withdraw(forum, by=by), 1),
    "cancellation": (lambda forum, by: publication.cancel(forum, by=by, reason="台風"), 1),
    "nothing new": (lambda forum, by: facts.set_facts(forum, by=by, title=forum.title), 0),
    "a colleague": (
        lambda forum, by: people.invite(forum, by=by, email="a@b.example.jp", name="試験", role=Role.VIEWER),
        0,
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_revision_rises_exactly_with_what_the_public_sees(app, transaction, by, what):
    forum, other = make_forum(), make_forum()
    change, rises = CHANGES[what]

    def revisions():
        rows = dict(db.session.execute(sa.select(Forum.id, Forum.revision)).tuples().all())
        site = db.session.scalar(sa.select(SiteRevision.value))
        return rows[forum.id], rows[other.id], site

    mine, others, site = revisions()
    with app.test_request_context(), transaction():
        change(db.session.get(Forum, forum.id), by)
    now = revisions()
    assert (now[0] > mine, now[1], now[2] > site) == (rises > 0, others, rises > 0)


def test_what_forums_share_raises_them_all(app, transaction, by):
    venue = make_venue()
    forum = make_forum(venue=venue, slug="one")
    make_forum(slug="two")
    before = stamp("one"), stamp("two"), site()
    with app.test_request_context(), transaction():
        places.edit_venue(forum.venue, by=by, forum=forum, name="新しい名")
        series.create_series(owner=make_organisation("420000"), slug="dx", by=by, title="DX")
    now = stamp("one"), stamp("two"), site()
    assert [old == new for old, new in zip(before, now, strict=True)] == [False, False, False]


def test_a_deadline_that_passes_changes_the_stamp_without_a_write(app, clock):
    make_forum(slug="one")
    before = stamp("one"), site()
    clock.advance(days=20)
    assert stamp("one") == before[0]
    clock.advance(days=10)
    assert stamp("one") != before[0]
    assert site() != before[1]


def test_a_forum_seen_by_link_only_has_a_stamp_of_its_own(app):
    make_forum(slug="one", visibility=LINK)
    make_forum(slug="two", visibility=PUBLIC)
    assert stamp("one") != stamp("two")
