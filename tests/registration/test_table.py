"""The organisers' table: filters, orders in the address, pages, saved views; the same cost for few and for many."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.directory.queries import departments, ranks
from forumapp.forums.models import Mode
from forumapp.registration import filters
from forumapp.registration.models import RegistrationState, SavedView
from forumapp.registration.queries import listing
from forumapp.registration.queries.listing import Filter
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.agenda.factories import add_track
from tests.counting import statements
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import make_line, make_lists, make_quota, make_registration, make_rules
from tests.registration.test_desk_views import desk, form_token
from tests.registration.test_releasing import enter


def names(forum, **wanted):
    db.session.rollback()
    return [one.family_name for one in listing.page(forum, Filter(**wanted), 1).rows]


def shown(client, forum, query=""):
    html = client.get(desk(forum, f"registrations{query}")).get_data(as_text=True)
    return re.findall(r'<th role="rowheader".*?<a href="[^"]*">([^\s<]+)', html)


@pytest.fixture
def people(app):
    """Make 青木 of 佐世保市 on site, 王 by Web and of a track, 佐々木 with a seat of a quota, 海老原 who cancelled."""
    make_lists()
    forum = make_forum()
    track = add_track(forum, "情報部会")
    finance = next(row.id for row in departments() if row.slug == "finance")
    make_registration(
        forum, family_name="青木", family_kana="アオキ", organisation="佐世保市", department_id=finance,
        rank_id=ranks()[3].id,
    )  # fmt: skip
    make_registration(
        forum, Mode.WEB, family_name="王", family_kana="オウ", organisation="株式会社みなと", track_id=track.id,
        rank_id=ranks()[0].id,
    )  # fmt: skip
    quota = make_quota(make_line(forum))
    make_rules(forum, entry="both")
    with_seat = enter(forum, quota)
    with writing():
        db.session.get_one(type(with_seat), with_seat.id).family_name = "佐々木"
    gone = make_registration(forum, family_name="海老原", family_kana="エビハラ")
    with writing():
        changing.cancel(gone, by=SYSTEM)
    forum.test_ids = {"track": track.id, "quota": quota.id, "department": finance}
    return forum


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ["佐々木", "青木", "王"]),
        ("order=-code", ["王", "青木", "佐々木"]),
        ("order=kana", ["青木", "王", "佐々木"]),
        ("order=-kana", ["佐々木", "王", "青木"]),
        ("order=received", ["佐々木", "王", "青木"]),
        ("order=-received", ["青木", "王", "佐々木"]),
        ("order=rank", ["王", "青木", "佐々木"]),
        ("order=mode", ["佐々木", "青木", "王"]),
        ("order=-mode", ["王", "青木", "佐々木"]),
        ("order=track", ["王", "佐々木", "青木"]),
        ("state=all", ["海老原", "佐々木", "青木", "王"]),
        ("state=all&order=-kana", ["佐々木", "王", "海老原", "青木"]),
        ("state=all&order=state", ["海老原", "佐々木", "青木", "王"]),
        ("state=cancelled", ["海老原"]),
        ("mode=web", ["王"]),
        ("track={track}", ["王"]),
        ("quota={quota}", ["佐々木"]),
        ("department={department}", ["青木"]),
        ("department={department}&mode=web", []),
        ("order=;drop&quota=x&department=-1", ["佐々木", "青木", "王"]),
    ],
)
def test_the_address_holds_filter_and_order(people, client, wanted, found):
    sign_in_as(client, people)
    query = wanted.format(**people.test_ids)
    assert shown(client, people, f"?{query}") == found
    kept = filters.write(filters.read(dict(part.split("=") for part in query.split("&") if part)))
    again = "&".join(f"{name}={value}" for name, value in kept.items())
    assert shown(client, people, f"?{again}") == found


def test_a_column_is_a_link_to_its_order_and_back(people, client):
    sign_in_as(client, people)
    html = client.get(desk(people, "registrations?mode=web&order=kana")).get_data(as_text=True)
    head = unescape(re.search(r"<thead.*?</thead>", html, re.DOTALL)[0])
    assert 'aria-sort="ascending"><a href="' in head
    assert "?mode=web&order=-kana" in head
    assert "?mode=web&order=received" in head


def test_pages_of_every_state_hold_everybody_once(app):
    forum = make_forum()
    for number in range(120):
        one = make_registration(forum, family_name=f"人{number:03}", family_kana="ヒト")
        if number % 3 == 0:
            with writing():
                changing.cancel(one, by=SYSTEM)
    wanted = Filter(state=None, order="kana")
    pages = [listing.page(forum, wanted, number) for number in (1, 2, 3)]
    everybody = [one.id for page in pages for one in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50, 20]
    assert len(set(everybody)) == 120
    assert everybody == list(listing.idents(forum, wanted))
    assert listing.page(forum, wanted, 99).number == 3


def test_a_page_costs_the_same_for_three_people_and_for_seventy(people, client):
    sign_in_as(client, people)
    forum = make_forum()
    sign_in_as(client, forum)

    def look(query):
        return statements(lambda: client.get(desk(forum, f"registrations?{query}")))

    queries = ("", "order=kana", "state=all", "order=rank", "text=試験", "page=9", "order=track&state=all")
    for _person in range(3):
        make_registration(forum)
    few = [look(query) for query in queries]
    for _person in range(70):
        make_registration(forum)
    assert [look(query) for query in queries] == few
    assert max(few) <= 16


def test_the_usual_orders_are_read_from_an_index(people):
    """Or 200,000 rows would be sorted for each page."""
    engine = db.engine.dialect.name
    for order in ("code", "kana"):
        for state in (RegistrationState.CONFIRMED, None):
            wanted = Filter(order=order, state=state)
            found = listing._idents(people, wanted, 50, 0).compile(
                db.engine, compile_kwargs={"literal_binds": True}
            )
            if engine == "sqlite":
                plan = "\n".join(
                    str(row) for row in db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {found}"))
                )
                assert f"ix_registration_forum_state_{order}" in plan
                sorts = plan.count("USE TEMP B-TREE FOR ORDER BY")
                assert sorts == (1 if state is None else 0)


def test_a_view_is_saved_renamed_used_and_deleted(people, client):
    sign_in_as(client, people)
    new = desk(people, "registrations/views/new?mode=web&order=-kana")
    token = form_token(client, new)
    assert client.post(new, data={**token, "name": "Web参加"}).status_code == 303
    kept = db.session.scalars(sa.select(SavedView)).one()
    assert kept.query == "mode=web&order=-kana"

    page = client.get(desk(people, "registrations")).text
    assert 'registrations?mode=web&amp;order=-kana">Web参加</a>' in page
    again = client.post(new, data={**token, "name": "Web参加"})
    assert again.status_code == 422
    assert "同じ名前の表示がすでにあります。" in again.text
    assert client.post(new, data={**token, "name": ""}).status_code == 422

    one = desk(people, f"registrations/views/{kept.id}")
    assert client.post(one, data={**token, "name": "オンライン"}).status_code == 303
    assert "オンライン" in client.get(desk(people, "registrations/views")).text
    assert client.post(f"{one}/deletion", data=token).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count(SavedView.id))) == 0
    assert client.post(one, data={**token, "name": "再び"}).status_code == 404
    actions = db.session.scalars(
        sa.select(AuditEntry.action).where(AuditEntry.subject == "saved_view").order_by(AuditEntry.id)
    ).all()
    assert actions == ["saved_view.added", "saved_view.changed", "saved_view.deleted"]
    assert "参加登録の表示を保存" in client.get(desk(people, "history")).text


def test_a_view_of_another_forum_is_nobodys(people, client):
    other = make_forum()
    sign_in_as(client, other)
    token = form_token(client, desk(other, "registrations/views/new"))
    client.post(desk(other, "registrations/views/new"), data={**token, "name": "よその表示"})
    assert "よその表示" in client.get(desk(other, "registrations")).text
    ident = db.session.scalar(sa.select(SavedView.id))
    sign_in_as(client, people)
    assert client.get(desk(people, f"registrations/views/{ident}")).status_code == 404
    assert "よその表示" not in client.get(desk(people, "registrations")).text


def test_who_only_watches_sees_no_boxes(people, client):
    sign_in_as(client, people, "viewer")
    page = client.get(desk(people, "registrations")).text
    assert "青木" in page
    assert 'name="picked"' not in page
    assert "まとめて操作する" not in page
    sign_in_as(client, people, "reception")
    page = client.get(desk(people, "registrations")).text
    assert 'name="picked"' in page
    assert "一斉メールを作る" not in page
