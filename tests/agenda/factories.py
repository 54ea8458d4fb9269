"""Programmes for the tests of every slice, built through the services and released at once, in an open transaction or a new one."""

from contextlib import contextmanager
from dataclasses import dataclass

from forumapp.agenda.models import Appearance, Item, ItemKind, Track
from forumapp.agenda.services import aggregate, appearances, items, releases, tracks
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.text.times import parse_time
from forumapp.directory import services as directory
from forumapp.directory.queries import departments
from forumapp.forums.models import Forum, Mode
from tests.accounts.factories import writing


@contextmanager
def _released(thing):
    """Let the public see the draft after the block; several blocks in one another make one release."""
    outermost = not _gathering
    _gathering.append(thing)
    try:
        yield
    finally:
        _gathering.pop()
    if outermost:
        releases.release(db.session.get_one(Forum, thing.forum_id), by=SYSTEM)


_gathering = []


def let_see(forum, *, by=SYSTEM, note=""):
    """Let the public see the draft of ``forum``; returns the release."""
    with writing() as session:
        return releases.release(session.merge(forum), by=by, note=note)


def add_item(forum, title="講演", *, start=None, parent=None, track=None, room=None, **values):
    """Add an item; ``start`` as written ("13:30") or in minutes, ``parent``, ``track``, ``room`` as rows."""
    given = {
        "title": title,
        "start": parse_time(start) if isinstance(start, str) else start,
        "parent_id": parent.id if parent else None,
        "track_id": track.id if track else None,
        "room_id": room.id if room else None,
        **values,
    }
    with writing(), _released(forum):
        return items.add_item(forum, by=SYSTEM, **given)


def add_track(forum, name="情報政策担当部門", *, departments=(), room=None, **values):
    """Add a track; ``departments`` as rows."""
    ids = [department.id for department in departments]
    with writing(), _released(forum):
        return tracks.add_track(
            forum, by=SYSTEM, name=name, department_ids=ids, room_id=room.id if room else None, **values
        )


def add_speaker(item, family_name="試験", given_name="太郎", **values):
    """Let somebody appear in ``item``."""
    with writing(), _released(item):
        return appearances.add_appearance(
            item, by=SYSTEM, family_name=family_name, given_name=given_name, **values
        )


@dataclass
class Seed:
    """The rows of the seed's programme by what they are."""

    greeting: Item
    talk: Item
    case: Item
    prefecture: Item
    questions: Item
    pause: Item
    division: Item
    group_work: Item
    answers: Item
    first: Track
    second: Track
    damaged: Appearance


def seed_programme(forum):
    """Give ``forum`` the 8 items, the container and the 2 tracks of the Nagasaki forum; the damaged name unconfirmed."""
    with writing():
        directory.ensure_defaults()
        known = {department.slug: department for department in departments()}
        with aggregate.editing(forum, by=SYSTEM), _released(forum):
            return _seed(forum, known)


def _seed(forum, known):
    first = add_track(forum, "情報政策担当部門", departments=[known["information-policy"]])
    second = add_track(
        forum, "人事・財政部門", departments=[known["personnel"], known["finance"]], mode=Mode.WEB
    )
    greeting = add_item(forum, "挨拶・全体説明", start="13:30", minutes=15, kind=ItemKind.GREETING)
    talk = add_item(forum, "デジタル人材確保の課題について", minutes=15)
    case = add_item(forum, "広島県取組事例についてのご紹介", minutes=30)
    prefecture = add_item(forum, "長崎県説明", minutes=10)
    questions = add_item(forum, "全体に関する質疑応答", minutes=10, kind=ItemKind.QA)
    pause = add_item(forum, "休憩", minutes=15, kind=ItemKind.BREAK)
    division = add_item(forum, "部門に分かれて開催", start="15:05", kind=ItemKind.CONTAINER)
    group_work = add_item(
        forum,
        "グループワーク・グループ発表",
        minutes=65,
        kind=ItemKind.GROUP_WORK,
        parent=division,
        track=first,
        end_text="16:10終了",
    )
    answers = add_item(
        forum,
        "登壇発表者との質疑応答",
        minutes=15,
        kind=ItemKind.QA,
        parent=division,
        track=second,
        end_text="15:20終了",
    )
    add_speaker(
        greeting, "志賀", "真幸", organisation="総務省", unit="自治行政局地域情報化企画室", title="室長"
    )
    add_speaker(talk, "齋藤", "正樹", organisation="総務省", title="DXアドバイザー", honorific="氏")
    add_speaker(
        case,
        "山田",
        "正彦",
        organisation="広島県",
        unit="総務局デジタル基盤整備課",
        title="課長",
        honorific="氏",
    )
    damaged = add_speaker(
        prefecture,
        "??橋",
        "圭",
        organisation="長崎県",
        unit="企画部デジタル戦略課",
        title="課長",
        honorific="氏",
    )
    return Seed(
        greeting,
        talk,
        case,
        prefecture,
        questions,
        pause,
        division,
        group_work,
        answers,
        first,
        second,
        damaged,
    )
