"""The group work of the invented forum: more people of invented places, arranged in six groups and published."""

from itertools import cycle

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.directory import queries as directory
from forumapp.exchange.services.keys import Keys
from forumapp.forums.models import Forum, Mode
from forumapp.groupwork.arrangement import RuleKind
from forumapp.groupwork.assignment.engine import assign
from forumapp.groupwork.assignment.reading import read
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries import works
from forumapp.groupwork.queries.draft import groups_of, seating
from forumapp.groupwork.queries.problems import problem
from forumapp.groupwork.services import publishing, rules, setup
from forumapp.groupwork.services.arranging import Chair, Seat, arranging
from forumapp.groupwork.services.runs import TAKEN
from forumapp.registration.attendee import Attendee
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.ledger import Seat as Wanted
from forumapp.registration.services.creating import Entrance, create_many
from forumapp.registration.services.seating import seats_of

GROUPS, ONLINE = 6, 2
PLACES = (
    "みどり市",
    "ひなた市",
    "こもれび市",
    "すずかぜ町",
    "なぎさ町",
    "おおぞら町",
    "ゆきぐに村",
    "おきのしま村",
)
REMOTE = ("ゆきぐに村", "おきのしま村", "なぎさ町")
"""Whose people take part online."""
EACH = 4
"""People of each place."""
FAMILIES = (
    ("青柳", "アオヤギ"),
    ("石動", "イスルギ"),
    ("歌川", "ウタガワ"),
    ("江波", "エナミ"),
    ("乙部", "オトベ"),
    ("柏木", "カシワギ"),
    ("霧島", "キリシマ"),
    ("久我", "クガ"),
    ("小鳥遊", "タカナシ"),
    ("皐月", "サツキ"),
    ("汐見", "シオミ"),
    ("鈴掛", "スズカケ"),
    ("瀬名", "セナ"),
)
GIVEN = (
    ("灯", "アカリ"),
    ("一樹", "カズキ"),
    ("さやか", "サヤカ"),
    ("大地", "ダイチ"),
    ("千尋", "チヒロ"),
    ("直人", "ナオト"),
    ("陽菜", "ヒナ"),
)
TITLES = (("課長", "課長級"), ("係長", "係長級"), ("主任", "主査・主任"), ("課長補佐", "補佐級"))


def fill(forum: Forum, *, by: Actor) -> None:
    """Register four people of each place, make the groups six, arrange everybody and publish it; nobody is written to."""
    people = _register(forum, by=by)
    (item,) = works.items(forum)
    work = setup.work_of(item)
    missing = GROUPS - len(groups_of(work.id))
    if missing > 0:
        setup.add_groups(item, by=by, number=missing, web=ONLINE)
    db.session.flush()
    rules.add(work, RuleKind.APART, [people[0].id, people[-1].id], by=by)
    _arrange(work, by=by)
    publishing.publish(work, by=by)


def _register(forum: Forum, *, by: Actor) -> list[Registration]:
    track = Keys(forum.id, "track").by_name["information"]
    departments = [one.id for one in directory.departments()][:3]
    ranks = {one.name: one.id for one in directory.ranks()}
    names, given_names, titles = cycle(FAMILIES), cycle(GIVEN), cycle(TITLES)
    entrances = []
    for number, place in enumerate(PLACES * EACH):
        (family, kana), (given, given_kana), (title, rank) = next(names), next(given_names), next(titles)
        attendee = Attendee(
            family_name=family,
            given_name=given,
            family_kana=kana,
            given_kana=given_kana,
            organisation=place,
            department_id=departments[number % len(departments)],
            title=title,
            rank_id=ranks.get(rank),
            track_id=track,
            may_list=number % 3 > 0,
        )
        mode = Mode.WEB if place in REMOTE else Mode.ON_SITE
        entrances.append(Entrance(attendee, Wanted(mode), RegistrationState.CONFIRMED))
    with seats_of(forum) as claims:
        return create_many(claims, entrances, by=by, tells=False)


def _arrange(work: GroupWork, *, by: Actor) -> None:
    plan = assign(read(problem(seating(work), is_late=False)))
    groups = [one.id for one in groups_of(work.id)]
    with arranging(work, by=by, action=TAKEN) as draft:
        for person, at in zip(plan.problem.people, plan.rounds[0], strict=True):
            draft.seats[Chair(1, int(person.id))] = Seat(groups[at])
