"""What stands only in the draft shows on no page of the public, of participants, or in a letter to them."""

import pytest

from forumapp.agenda import queries
from forumapp.agenda.services import items, releases, tracks
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Mode
from forumapp.registration.queries.registrations import token_of
from forumapp.registration.services.claiming import check_track
from tests.accounts.factories import writing
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum, make_venue
from tests.materials import factories as files
from tests.registration.factories import make_registration

FORUM = "/forums/nagasaki-2024"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", venue=make_venue(), ends=None)


@pytest.fixture
def seed(forum):
    return seed_programme(forum)


@pytest.fixture
def shown(client):
    def show(path):
        response = client.get(path)
        assert response.status_code == 200, path
        return response.get_data(as_text=True)

    return show


def status_of(client, path):
    with client.get(path) as response:
        return response.status_code


def in_draft(change, *arguments, **values):
    with writing():
        return change(*arguments, by=SYSTEM, **values)


def release(forum, **values):
    with writing():
        return releases.release(forum, by=SYSTEM, **values)


def test_the_form_offers_the_released_tracks(forum, seed, shown):
    in_draft(tracks.add_track, forum, name="極秘部会", mode=Mode.BOTH, department_ids=[])
    in_draft(tracks.change_track, seed.first, name="新しい名の部会", mode=Mode.BOTH, department_ids=[])
    in_draft(tracks.withdraw_track, seed.second)
    form = shown(f"{FORUM}/registration")
    assert "情報政策担当部門" in form
    assert "人事・財政部門" in form
    assert "極秘部会" not in form
    assert "新しい名の部会" not in form
    release(forum)
    form = shown(f"{FORUM}/registration")
    assert "極秘部会" in form
    assert "新しい名の部会" in form
    assert "人事・財政部門" not in form


def test_a_track_of_the_draft_cannot_be_chosen_and_a_released_one_can(forum, seed):
    secret = in_draft(tracks.add_track, forum, name="極秘部会", mode=Mode.BOTH, department_ids=[])
    in_draft(tracks.withdraw_track, seed.second)
    with pytest.raises(DomainError):
        check_track(secret.id, queries.released_tracks(forum.id))
    check_track(seed.second.id, queries.released_tracks(forum.id))
    release(forum)
    check_track(secret.id, queries.released_tracks(forum.id))
    with pytest.raises(DomainError):
        check_track(seed.second.id, queries.released_tracks(forum.id))


def test_a_track_of_the_draft_has_no_calendar(forum, seed, client):
    secret = in_draft(tracks.add_track, forum, name="極秘部会", mode=Mode.BOTH, department_ids=[])
    assert client.get(f"{FORUM}/tracks/{secret.id}/calendar.ics").status_code == 404
    assert client.get(f"{FORUM}/tracks/{seed.first.id}/calendar.ics").status_code == 200


def test_a_participant_reads_the_released_name_of_the_track(forum, seed, shown):
    one = make_registration(forum, track_id=seed.first.id)
    in_draft(tracks.change_track, seed.first, name="新しい名の部会", mode=Mode.BOTH, department_ids=[])
    page = shown(f"/registrations/{token_of(one)}/")
    assert "情報政策担当部門" in page
    assert "新しい名の部会" not in page
    release(forum)
    assert "新しい名の部会" in shown(f"/registrations/{token_of(one)}/")


def test_slides_follow_the_released_programme(forum, seed, shown, client):
    with writing():
        talk, case = (db.session.merge(one) for one in (seed.talk, seed.case))
        kept = files.add_material(forum, talk, name="残る資料.pdf")
        files.add_material(forum, case, content=files.PDF + b"\n2", name="紹介.pdf")
    in_draft(items.withdraw_item, seed.talk)
    in_draft(items.change_item, seed.case, title="まだ秘密の題名")
    new = in_draft(items.add_item, forum, title="極秘の講演", minutes=10)
    with writing():
        hidden = files.add_material(
            forum, db.session.merge(new), content=files.PDF + b"\n3", name="極秘の資料.pdf"
        )
    page = shown(f"{FORUM}/")
    assert "デジタル人材確保の課題について" in page
    assert f"/materials/{kept.id}/" in page
    assert f"/materials/{hidden.id}/" not in page
    assert "まだ秘密の題名" not in page
    assert status_of(client, f"{FORUM}/materials/{kept.id}/{kept.filename}") == 200
    assert status_of(client, f"{FORUM}/materials/{hidden.id}/{hidden.filename}") == 404
    release(forum)
    page = shown(f"{FORUM}/")
    assert f"/materials/{kept.id}/" not in page
    assert f"/materials/{hidden.id}/" in page
    assert "まだ秘密の題名" in page
    assert status_of(client, f"{FORUM}/materials/{kept.id}/{kept.filename}") == 404


def test_the_agenda_tells_of_its_releases_the_newest_first(forum, seed, shown):
    assert "最終更新：令和6年7月1日(月) 9:00" in shown(f"{FORUM}/agenda")
    assert "更新履歴" not in shown(f"{FORUM}/agenda")
    for minutes, note, note_en in (
        (75, "1回目の変更", ""),
        (85, "2回目の変更", "Second change"),
        (95, "", ""),
    ):
        in_draft(items.change_item, seed.group_work, minutes=minutes)
        if note:
            assert note not in shown(f"{FORUM}/agenda")
        release(forum, note=note, note_en=note_en)
    page = shown(f"{FORUM}/agenda")
    assert page.index("2回目の変更") < page.index("1回目の変更")
    assert page.count("回目の変更") == 2
    english = shown(f"{FORUM}/agenda?lang=en")
    assert "Second change" in english
    assert "2回目の変更" not in english
    assert '<span lang="ja">1回目の変更</span>' in english
