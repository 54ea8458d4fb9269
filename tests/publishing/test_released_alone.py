"""What stands only in the draft changes nobody's way of taking part, and neither the report nor who gets a letter."""

import pytest

from forumapp.agenda.outlook import outlook
from forumapp.agenda.queries import draft_programme, is_pending, pending_changes
from forumapp.agenda.services import items, releases, tracks
from forumapp.agenda.supposing import supposing
from forumapp.campaigns.audience import Audience, Source
from forumapp.campaigns.queries.people import registered
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.publishing.report.editions import of_now
from forumapp.registration.feeds import track_of
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries.registrations import token_of
from tests.accounts.factories import writing
from tests.accounts.pages import text_of
from tests.agenda.factories import add_track, let_see, seed_programme
from tests.forums.factories import make_forum, make_venue
from tests.groupwork.factories import add_bullet, add_note, make_work
from tests.registration.factories import make_registration

OF_TRACK = "https://meet.example.jp/bukai"
BY_WEB = Audience(sources=(Source.REGISTRATIONS,), states=(RegistrationState.CONFIRMED,), by_web=True)


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", venue=make_venue(), ends=None)


@pytest.fixture
def seed(forum):
    return seed_programme(forum)


def in_draft(change, *arguments, **values):
    with writing():
        return change(*(db.session.merge(one) for one in arguments), by=SYSTEM, **values)


def page_of(client, registration, part=""):
    return text_of(client.get(f"/registrations/{token_of(registration)}/{part}"))


@pytest.mark.parametrize("mode", [Mode.ON_SITE, Mode.BOTH])
def test_a_track_that_the_draft_moves_to_the_web_is_joined_there_once_it_is_released(
    forum, seed, client, mode
):
    in_draft(tracks.change_track, seed.first, name="情報政策担当部門", mode=mode, department_ids=[])
    let_see(forum)
    guest = make_registration(forum, track_id=seed.first.id)
    in_draft(tracks.change_track, seed.first, name="情報政策担当部門", mode=Mode.WEB, department_ids=[])
    assert "Webでの参加" not in page_of(client, guest)
    assert list(registered(forum, BY_WEB)) == []
    let_see(forum)
    assert "Webでの参加" in page_of(client, guest)
    assert [one.subject_id for one in registered(forum, BY_WEB)] == [guest.id]


def test_while_a_release_is_looked_at_a_letter_says_how_the_track_will_be_joined(forum, seed):
    guest = make_registration(forum, track_id=seed.first.id)
    in_draft(tracks.change_track, seed.first, name="情報政策担当部門", mode=Mode.WEB, department_ids=[])
    assert track_of(guest).mode is Mode.BOTH
    with supposing(forum, draft_programme(forum)):
        assert track_of(guest).mode is Mode.WEB
    assert track_of(guest).mode is Mode.BOTH


def test_a_track_that_the_draft_takes_out_keeps_its_link_until_that_is_released(forum, seed, client, clock):
    values = {"name": "人事・財政部門", "mode": Mode.WEB, "department_ids": [], "join_url": OF_TRACK}
    in_draft(tracks.change_track, seed.second, **values)
    let_see(forum)
    guest = make_registration(forum, track_id=seed.second.id)
    in_draft(tracks.withdraw_track, seed.second)
    clock.advance(days=31, hours=4)
    assert "会議に参加する" in page_of(client, guest)
    let_see(forum)
    assert "会議に参加する" not in page_of(client, guest)


def test_a_track_without_items_keeps_its_released_name_on_a_personal_page(forum, seed, client):
    empty = add_track(forum, "予備の部会")
    guest = make_registration(forum, track_id=empty.id)
    in_draft(tracks.change_track, empty, name="まだ秘密の部会", mode=Mode.BOTH, department_ids=[])
    page = page_of(client, guest)
    assert ("予備の部会" in page, "まだ秘密の部会" in page) == (True, False)
    let_see(forum)
    page = page_of(client, guest)
    assert ("予備の部会" in page, "まだ秘密の部会" in page) == (False, True)


def test_a_track_without_items_is_released_by_itself_and_can_then_be_chosen(forum, seed, client):
    assert is_pending(forum) is False
    in_draft(tracks.add_track, forum, name="予備の部会", mode=Mode.BOTH, department_ids=[])
    assert (is_pending(forum), pending_changes(forum)) == (True, 1)
    assert "予備の部会" not in text_of(client.get("/forums/nagasaki-2024/registration"))
    in_draft(releases.release, forum, seen=outlook(forum).seen)
    assert (is_pending(forum), pending_changes(forum)) == (False, 0)
    assert "予備の部会" in text_of(client.get("/forums/nagasaki-2024/registration"))


def test_the_report_prints_a_summary_under_the_released_title_of_its_item(app):
    work = make_work(themes=1, groups=1)
    add_bullet(work.themes[0], "人材が必要。", add_note(work.groups[0], work.themes[0], "人が足りない"))

    def printed():
        return [(one.item, len(one.bullets)) for one in of_now(work.forum, "ja").report.themes]

    in_draft(items.change_item, work.item, title="まだ秘密の題名")
    assert printed() == [("グループワーク・グループ発表", 1)]
    let_see(work.forum)
    assert printed() == [("まだ秘密の題名", 1)]
    in_draft(items.withdraw_item, work.item)
    assert printed() == [("まだ秘密の題名", 1)]
    let_see(work.forum)
    assert printed() == []


def test_the_report_prints_summaries_in_the_released_order(app):
    first = make_work(themes=1, groups=1)
    second = make_work(themes=1, groups=1, forum=first.forum)
    for work, title in ((first, "はじめ"), (second, "つぎ")):
        add_bullet(work.themes[0], title, add_note(work.groups[0], work.themes[0], title))

    def printed():
        return [theme.bullets[0].text for theme in of_now(first.forum, "ja").report.themes]

    before = printed()
    assert sorted(before) == ["つぎ", "はじめ"]
    in_draft(items.change_item, first.item, day=1)
    assert printed() == before
    let_see(first.forum)
    assert printed() == ["つぎ", "はじめ"]
