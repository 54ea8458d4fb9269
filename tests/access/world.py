"""Two forums that have one of everything, and everybody who may come to their doors; built once for the folder."""

from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa

from forumapp.accounts import passwords
from forumapp.accounts.models import Account, SignIn
from forumapp.agenda import queries as agenda
from forumapp.agenda.services import appearances, items, tracks, undoing
from forumapp.campaigns.models import Anchor
from forumapp.campaigns.services import scheduling, subscribing
from forumapp.core import clock, files, links, transaction
from forumapp.core.actor import SYSTEM
from forumapp.core.boundary import KEPT_IN_SESSION
from forumapp.core.db import db
from forumapp.feedback.models import ImpressionState
from forumapp.forums.models import Forum, HostRole, Mode, Role
from forumapp.forums.services import places, series
from forumapp.groupwork.models import Group
from forumapp.mail import bounces
from forumapp.mail.models import LetterState
from forumapp.materials import recording_services as recordings
from forumapp.materials import services as materials
from forumapp.registration.services import viewing
from tests.access.answering import feedback_of
from tests.access.arranging import arranged
from tests.access.attending import presence
from tests.access.hall import hall
from tests.access.pages import SECRET
from tests.access.parts import candidate_day, failed_letter, report_parts
from tests.access.replying import replies
from tests.access.speaking import speakers_of
from tests.access.uploading import begun
from tests.accounts.factories import PASSWORD, make_account, sign_in, writing
from tests.agenda.factories import add_item, add_speaker, add_track
from tests.attendance.factories import came
from tests.campaigns.announcing import make_announcement, send
from tests.campaigns.factories import letters, make_campaign, release
from tests.campaigns.subscribing import make_subscriber
from tests.forums.factories import make_forum, make_membership, make_organisation, make_venue
from tests.groupwork.factories import add_bullet, add_note, draft_bullet, make_work
from tests.materials.factories import LONG_MP4, MP4, PDF, PNG, add_material, add_recording, received
from tests.materials.looking import looked_at
from tests.publishing.factories import add_impression
from tests.registration.factories import (
    make_file_answer,
    make_invitation,
    make_line,
    make_lists,
    make_question,
    make_quota,
    make_registration,
    make_rules,
    make_undecided,
)

JOIN_URL = "https://meeting.example.jp/secret-room"
FAMILY, GIVEN = "神無月", "凛太郎"
"""The registered person whose name must not leave the house."""


@dataclass
class Place:
    """A forum with the parameters of every endpoint's address; ``gone``: those of withdrawn things."""

    slug: str
    ids: dict[str, object] = field(default_factory=dict)
    gone: dict[str, object] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    revoked: dict[str, str] = field(default_factory=dict)
    emails: list[str] = field(default_factory=list)


def build():
    """Make both forums and the accounts; returns (here, elsewhere, {actor: account id})."""
    with writing():
        make_lists()
        here = furnish("here", "第1回連携フォーラム")
        elsewhere = furnish("elsewhere", "第2回連携フォーラム")
        bounces.suppress("gone@city.example.jp", by=SYSTEM)
        accounts = people(here, elsewhere)
        [begun(place, account=accounts["admin"]) for place in (here, elsewhere)]
        return here, elsewhere, accounts


def furnish(slug, title):
    """Make a forum that has one of everything, and something withdrawn of all that can be restored."""
    ministry = make_organisation(name=f"総務省{slug}")
    forum = make_forum(
        slug=slug, title=title, owner=ministry, join_url=JOIN_URL, contact_email="forum@example.jp"
    )
    place = Place(slug)
    venue = make_venue(name=f"会議場{slug}")
    places.set_venue(forum, by=SYSTEM, venue=venue, room=venue.rooms[0])
    places.set_hosts(forum, by=SYSTEM, hosts=[(ministry, HostRole.HOST)])
    db.session.flush()
    place.ids |= {
        "host": forum.hosts[0].id,
        "place": f"{venue.id}-{venue.rooms[0].id}",
        "room": venue.rooms[0].id,
        "what": "roster",
    }
    programme(forum, place)
    audience(forum, place)
    [link(place, row, kind) for row, kind in replies(forum, place)]
    group_work(forum, place)
    materials_of(forum, place)
    link(place, speakers_of(forum, place), "speaker")
    presence(forum, place, f"{FAMILY} {GIVEN}")
    series_of(place, ministry)
    scheduling.switch_on(forum, by=SYSTEM, anchors={Anchor.SAME_DAY})
    feedback_of(forum, place)
    place.ids["impression"] = add_impression(forum, f"{slug}の感想", state=ImpressionState.INBOX).id
    add_impression(forum, f"{slug}の採用した感想", position=1)
    place.ids["adopted"] = add_impression(forum, f"{slug}の2つめの感想", position=2).id
    place.ids |= {"letter": failed_letter(forum).id, "candidate": candidate_day(forum).id}
    place.ids |= report_parts(forum)
    place.ids["campaign"] = make_campaign(forum).id
    sent = make_campaign(forum)
    release(sent)
    letters(sent)[0].state = LetterState.FAILED
    place.ids["sent_campaign"] = sent.id
    items.change_item(agenda.item(forum.id, place.ids["item"]), by=SYSTEM, minutes=16)  # not released yet
    items.change_item(agenda.item(forum.id, place.ids["item"]), by=SYSTEM, note="取り消した補足")
    undoing.undo(forum, by=SYSTEM)
    return place


def programme(forum, place):
    """Items, a track and a speaker, each once living and once withdrawn; among them an item that can move."""
    track, old_track = add_track(forum, "情報部会"), add_track(forum, "旧部会")
    tracks.withdraw_track(old_track, by=SYSTEM, version=agenda.version(forum.id))
    item = add_item(forum, "講演", start="13:30", minutes=15)
    add_item(forum, "質疑", minutes=10)
    old = add_item(forum, "取り下げた講演", minutes=15)
    speaker, gone = add_speaker(item, "??橋", "圭", organisation="長崎県"), add_speaker(item, "交代", "前任")
    items.withdraw_item(old, by=SYSTEM, version=agenda.version(forum.id))
    appearances.withdraw_appearance(gone, by=SYSTEM, version=agenda.version(forum.id))
    place.ids |= {"item": item.id, "track": track.id, "speaker": speaker.id, "release": 1}
    place.gone |= {"item": old.id, "track": old_track.id, "speaker": gone.id}


def audience(forum, place):
    """A line with a quota, a line that can go, a question, a registration, an invitation."""
    line, spare, question = make_line(forum), make_line(forum, label="予備"), make_question(forum)
    quota = make_quota(line, seats=5)
    person = make_registration(
        forum, Mode.WEB, family_name=FAMILY, given_name=GIVEN, email=f"rintaro@{place.slug}.example.jp"
    )
    place.ids |= make_undecided(forum) | make_file_answer(person)
    guest = make_invitation(forum, f"guest@{place.slug}.example.jp", name="招待 花子")
    db.session.flush()
    make_rules(forum, entry="both")
    place.emails += [person.email, guest.address]
    place.ids |= {
        "line": line.id,
        "spare_line": spare.id,
        "quota": quota.id,
        "question": question.id,
        "registration": person.id,
        "check_in": came(person, "c" * 32, clock.now()).id,
        "invitation": guest.id,
        "view": viewing.save(forum, by=SYSTEM, name="Web参加", query="mode=web").id,
    }
    link(place, person, "registration", "feedback")
    link(place, guest, "invitation")


def link(place, row, *kinds, column="link_generation"):
    """Revoke the row's first link and note both."""
    setattr(row, column, (before := getattr(row, column)) + 1)
    for kind in kinds:
        place.tokens[kind] = links.make_token(kind, row.id, before + 1)
        place.revoked[kind] = links.make_token(kind, row.id, before)


def group_work(forum, place):
    """A theme, a group with a note, a bullet that rests on it."""
    work = make_work(forum=forum, facilitator="進行 太郎", facilitator_email=f"lead@{place.slug}.example.jp")
    group, theme = work.groups[0], work.themes[0]
    note = add_note(group, theme, "人材が足りない")
    others = [add_note(work.groups[1], theme, text) for text in ("予算が足りない", "時間が足りない")]
    add_bullet(theme, "一緒に汗をかいてくれる人が必要。", note)
    bullet = add_bullet(theme, "人材が必要。", note, others[0])
    draft_bullet(theme, "時間も必要。", others[0])
    group.recorder_email = f"recorder@{place.slug}.example.jp"
    place.emails += [group.facilitator_email, group.recorder_email]
    place.ids |= {"work_item": work.item.id, "theme": theme.id, "spare_theme": work.themes[1].id}
    place.ids |= {"group": group.id, "spare_group": work.groups[1].id, "bullet": bullet.id, "note": note.id}
    place.ids["version"] = 1
    link(place, group, "group")
    link(place, group, "recorder", column="recorder_generation")
    arranged(work, place)
    hall(work.groups[0].work, note, place)


def materials_of(forum, place):
    """Two materials and recordings, and one of each withdrawn."""
    item = agenda.item(forum.id, place.ids["item"])
    _first, made, old = (
        add_material(forum, item, content=PDF + mark, name="案内.pdf") for mark in (b"\n", b"\n2", b"\n3")
    )
    _opening, film, old_film = (
        add_recording(forum, item, content=MP4 + mark, poster=received(PNG + mark, "画像.png"))
        for mark in (b"", b"2", b"3")
    )
    day = add_recording(forum, None, content=LONG_MP4, own_title="全編")
    recordings.mark_unrecorded(forum, place.ids["item"], by=SYSTEM)
    looked_at(made.file_digest)
    [materials.withdraw(gone, by=SYSTEM) for gone in (old, old_film)]
    place.ids |= {"material": made.id, "recording": film.id, "day_recording": day.id}
    place.ids |= {"material_name": made.filename, "recording_name": film.filename}
    place.gone |= {"material": old.id, "recording": old_film.id}


def series_of(place, owner):
    """A series with a part that has a PDF, and an empty part."""
    made = series.create_series(
        owner=owner, slug=f"series-{place.slug}", by=SYSTEM, title=f"連携{place.slug}"
    )
    part = series.add_section(made, by=SYSTEM, title="重点計画")
    empty = series.add_section(made, by=SYSTEM, title="空の項目")
    stored = files.keep(received(PDF).written, "application/pdf")
    document = series.add_document(part, by=SYSTEM, title="計画", file=stored, filename="計画.pdf")
    db.session.flush()
    reader = subscribing.ask(made, by=SYSTEM, address=f"reader@{place.slug}.example.jp", language="ja")
    place.emails.append(reader.address)
    link(place, reader, "subscriber")
    make_subscriber(made, f"other-reader@{place.slug}.example.jp")
    place.ids["announcement"] = make_announcement(made).id
    sent = make_announcement(made)
    send(sent)[0].state = LetterState.FAILED
    place.ids["sent_announcement"] = sent.id
    place.ids |= {"series": made.slug, "series_id": made.id, "section": part.id}
    place.ids |= {"empty_section": empty.id, "document": document.id, "document_name": document.filename}


ROLES = ("owner", "editor", "facilitator", "reception", "viewer")


def people(here, elsewhere):
    """Make an account for each actor; the facilitator leads the first group."""
    forums = [
        db.session.scalars(sa.select(Forum).where(Forum.slug == one.slug)).one() for one in (here, elsewhere)
    ]
    made = {}
    for role in ROLES:
        made[role] = make_account(
            name=f"担当 {role}", email=f"{role}@here.example.jp", may_create=role == "owner"
        )
        here.ids[f"member_{role}"] = make_membership(forums[0], made[role], role).id
        made[f"foreign {role}"] = make_account(email=f"{role}@elsewhere.example.jp")
        elsewhere.ids[f"member_{role}"] = make_membership(forums[1], made[f"foreign {role}"], role).id
    made["creator"] = make_account(may_create=True, organisation_id=forums[0].owner_id)
    made["admin"] = make_account(
        is_admin=True, email="admin@here.example.jp", password_hash=passwords.make(PASSWORD, "admin@here")
    )
    made["disabled"] = make_account(disabled_at=clock.now())
    make_membership(forums[0], made["disabled"], Role.OWNER)
    forgetful = make_account(email="forgot@here.example.jp", link_until=clock.now() + timedelta(days=1))
    db.session.flush()
    link(here, forgetful, "password")
    here.ids["account"] = made["viewer"].id
    db.session.get(Group, here.ids["group"]).account_id = made["facilitator"].id
    return {actor: account.id for actor, account in made.items()}


def browsers(app, accounts):
    """Return {actor: a client in which the actor has signed in}; also of who has no account."""
    found = {"stranger": Browser(app), "participant": Browser(app)}
    for actor, ident in accounts.items():
        found[actor] = Browser(app)
        row = sign_in(found[actor].client, db.session.get(Account, ident))
        with transaction.transaction() as session:
            session.get(SignIn, row.id).expires_at += timedelta(days=100)
        found[actor].note()
    return found


class Browser:
    """A client whose session can be brought back to how it began."""

    def __init__(self, app):
        self.client = app.test_client()
        self.note()

    def note(self):
        """Take the session's secret for the world's, and remember the session."""
        with self.client.session_transaction() as kept:
            kept[KEPT_IN_SESSION] = SECRET
            self.session = dict(kept)

    def fresh(self):
        """Return the client with the session that was remembered."""
        with self.client.session_transaction() as kept:
            kept.clear()
            kept.update(self.session)
        return self.client
