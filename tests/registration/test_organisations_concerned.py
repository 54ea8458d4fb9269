"""Which organisations a release would concern, and the one letter that each contact gets."""

import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.questions import ORGANISATIONS, concerned
from forumapp.agenda.services import items, releases, tracks
from forumapp.agenda.services.telling import Telling
from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.directory.models import OrganisationKind
from forumapp.directory.queries import departments
from forumapp.directory.services import organisation_meant
from forumapp.forums.models import Mode
from forumapp.mail import letters
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.models import AudienceKind
from tests.accounts.factories import writing
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_invitation, make_line, make_quota


def change(seed, **values):
    with writing():
        items.change_item(seed.group_work, by=SYSTEM, **values)


def with_quotas():
    """Make the seed's forum with two lines of quotas: information policy in the first track, finance in the second."""
    forum = make_forum(venue=make_venue(), ends=None)
    seed = seed_programme(forum)
    known = {one.slug: one.id for one in departments()}
    line = make_line(forum)
    make_quota(line, department_id=known["information-policy"])
    make_quota(line, "財政担当部門", department_id=known["finance"])
    with writing():
        prefecture = organisation_meant("長崎県", kind=OrganisationKind.PREFECTURE, field="name")
    own = make_line(forum, AudienceKind.ORGANISATION, "長崎県", organisation=prefecture)
    make_quota(own, department_id=known["information-policy"], seats=5)
    return forum, seed


def organisations_of(forum):
    found = {one.kind: one for one in concerned(forum, queries.draft_programme(forum))}
    return found[ORGANISATIONS]


def test_a_longer_group_work_concerns_the_organisations_with_seats_in_it(app):
    forum, seed = with_quotas()
    make_invitation(forum, "clerk@nagasaki.example.jp", organisation="長崎市", name="担当　花子")
    change(seed, minutes=75)
    found = organisations_of(forum)
    assert len(found.who) == 22
    assert [(one.organisation, one.label, one.about) for one in found.who if one.is_reachable] == [
        ("長崎市", "担当　花子", "情報政策担当部門")
    ]
    assert {(one.before.when.partition(" ")[2], one.after.when.partition(" ")[2]) for one in found.who} == {
        ("15:05〜16:10", "15:05〜16:20")
    }


def test_another_room_of_the_second_track_concerns_municipalities_alone(app):
    forum, seed = with_quotas()
    with writing():
        tracks.change_track(
            seed.second,
            by=SYSTEM,
            name=seed.second.name,
            mode=Mode.BOTH,
            department_ids=[d.id for d in seed.second.departments],
        )
    assert [one.organisation for one in organisations_of(forum).who][:2] == ["長崎市", "佐世保市"]
    assert len(organisations_of(forum).who) == 21


def test_an_item_of_everybody_that_leaves_the_tracks_alone_concerns_no_organisation(app):
    forum, seed = with_quotas()
    with writing():
        items.change_item(seed.talk, by=SYSTEM, title="別の題名")
    assert organisations_of(forum).who == []


def test_the_contact_gets_one_letter_with_the_old_and_the_new_times(app):
    forum, seed = with_quotas()
    make_invitation(forum, "clerk@nagasaki.example.jp", organisation="長崎市", name="担当　花子")
    gone = make_invitation(forum, "gone@nagasaki.example.jp", organisation="長崎市", name="前任　太郎")
    with writing():
        db.session.merge(gone).withdrawn_at = clock.now()
    change(seed, minutes=75)
    with writing():
        made = releases.release(
            forum, by=SYSTEM, telling=Telling(messages={ORGANISATIONS: "お手数をおかけします。"})
        )
    letter = db.session.scalar(sa.select(Letter).where(Letter.kind == "registration.track_changed"))
    text = letters.build(letter).text
    assert (made.told[ORGANISATIONS], letter.address) == (1, "clerk@nagasaki.example.jp")
    assert "担当　花子 様" in text
    assert "お手数をおかけします。" in text
    assert "日時\n変更前：令和6年8月1日(木) 15:05〜16:10\n変更後：令和6年8月1日(木) 15:05〜16:20" in text


def test_a_change_before_the_postman_comes_replaces_the_letter_and_keeps_its_old_side(app):
    forum, seed = with_quotas()
    make_invitation(forum, "clerk@nagasaki.example.jp", organisation="長崎市")
    for minutes in (75, 85):
        change(seed, minutes=minutes)
        with writing():
            releases.release(forum, by=SYSTEM)
    found = db.session.scalars(
        sa.select(Letter).where(Letter.kind == "registration.track_changed").order_by(Letter.id)
    ).all()
    assert [one.state for one in found] == [LetterState.ABORTED, LetterState.QUEUED]
    assert [row["end"] for row in found[1].recipe["before"].values()] == [970]
    change(seed, minutes=65)
    assert organisations_of(forum).letters == []
