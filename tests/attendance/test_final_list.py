"""The final list: who came, how that is known, to which items, and how many of how many."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.attendance import final_filters, sheet
from forumapp.attendance.hours import Span, attended
from forumapp.attendance.presence_wording import evidence
from forumapp.attendance.queries.figures import figures, has_evidence
from forumapp.attendance.queries.final import Evidence, final
from forumapp.attendance.queries.web import came
from forumapp.attendance.services import reading_logs, settling
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Mode
from forumapp.registration.models import Registration
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.agenda.factories import let_see, seed_programme
from tests.attendance import lists
from tests.attendance.factories import MORNING, after, arrival, check_in, undo
from tests.attendance.people import CLERK, correct, megumi, plain, register, take, taro
from tests.counting import statements
from tests.forums.factories import make_forum


@pytest.fixture
def forum(app, clock):
    clock.instant = MORNING + timedelta(hours=2)
    return make_forum()


def row_of(forum, person):
    """Return the row of one person."""
    (row,) = (row for row in final(forum).rows if row.id == person.id)
    return row


def said(forum):
    """Return name → how it is known."""
    return {row.name.replace("\u3000", " "): evidence(row, forum) for row in final(forum).rows}


def test_each_came_as_the_evidence_says(forum):
    first, second = taro(forum), megumi(forum)
    third, fourth = (
        register(forum, "受付 一", mode=Mode.ON_SITE),
        register(forum, "代理 二", mode=Mode.ON_SITE),
    )
    register(forum, "欠席 三")
    check_in(forum, arrival(third, at=after(5)), arrival(fourth, at=after(7), proxy_name="別人 四"))
    take(forum, lists.ZOOM_EN)

    assert said(forum) == {
        "山田 太郎": "Web 90分",
        "高崎 恵": "Web 104分",
        "受付 一": "受付 13:05",
        "代理 二": "代理 13:07",
        "欠席 三": "",
    }
    assert row_of(forum, fourth).proxy == "別人 四"
    assert (row_of(forum, first).mode, row_of(forum, third).mode) == (Mode.WEB, Mode.ON_SITE)
    assert row_of(forum, second).spells == 1


def test_who_was_checked_in_and_on_the_web_came_to_the_venue(forum):
    person = taro(forum, mode=Mode.WEB)
    check_in(forum, arrival(person, at=after(5)))
    take(forum, lists.ZOOM_EN)

    row = row_of(forum, person)
    assert (row.evidence, row.mode) == ((Evidence.RECEPTION, Evidence.WEB), Mode.ON_SITE)
    undo(forum, *db.session.scalars(db.select(db.metadata.tables["check_in"].c.client_id)))
    db.session.expire_all()
    assert row_of(forum, person).mode is Mode.WEB


def test_two_devices_at_once_count_once(forum):
    person = register(forum, "山田 太郎")
    take(
        forum,
        plain(
            ("山田 太郎", "13:00", "14:00"),
            ("長崎市 山田太郎", "13:30", "14:30"),
            ("山田太郎 様", "15:00", "15:10"),
        ),
    )

    row = row_of(forum, person)
    assert (row.minutes, row.spells) == (100, 2)


def test_a_correction_outweighs_the_evidence_and_can_be_taken_back(forum):
    first, second = taro(forum), megumi(forum)
    check_in(forum, arrival(first, at=after(5)))

    correct(first, False, "別の人を受付していた")
    correct(second, True)

    assert said(forum) == {"山田 太郎": "", "高崎 恵": "訂正"}
    assert row_of(forum, first).reason == "別の人を受付していた"
    correct(first, None, "")
    assert said(forum)["山田 太郎"] == "受付 13:05"
    entries = (
        db.session.query(AuditEntry).filter_by(action="attendance.corrected").order_by(AuditEntry.id).all()
    )
    assert [entry.changes["came"] for entry in entries] == [[None, False], [None, True], [False, None]]


def test_a_correction_needs_a_reason_and_the_day(forum, clock):
    person = taro(forum)

    with pytest.raises(DomainError, match="理由"):
        correct(person, True, "")
    clock.instant = MORNING - timedelta(days=1)
    with pytest.raises(DomainError, match="開催日から"):
        correct(person, True)

    assert said(forum) == {"山田 太郎": ""}


def test_too_short_on_the_web_does_not_count_and_is_still_told(forum):
    person = register(forum, "山田 太郎")
    take(forum, plain(("山田 太郎", "13:00", "13:09")))
    with writing():
        settling.change_rules(forum, by=CLERK, least_minutes=10, item_share=50)

    assert (row_of(forum, person).came, row_of(forum, person).minutes) == (False, 9)


def test_who_cancelled_is_listed_only_if_they_came(forum):
    first, second = taro(forum), megumi(forum)
    check_in(forum, arrival(first, at=after(5)))
    with writing():
        for one in (first, second):
            changing.cancel(db.session.get(Registration, one.id), by=CLERK, by_hand=True)

    assert said(forum) == {"山田 太郎": "受付 13:05"}
    assert row_of(forum, first).is_confirmed is False


def test_items_count_by_share_on_the_web_and_by_arrival_at_the_venue(forum):
    seed_programme(forum)
    let_see(forum)
    first, second = seeded_tracks(forum)
    late = register(forum, "遅刻 一", mode=Mode.ON_SITE, track_id=first)
    online = register(forum, "遠隔 二", track_id=second)
    check_in(forum, arrival(late, at=after(95)))
    # 13:30–13:45 greeting, –14:00 talk, –14:30 case, –14:40 prefecture, –14:50 questions, 15:05–15:20 answers
    take(forum, plain(("遠隔 二", "13:40", "14:20"), ("遠隔 二", "15:00", "15:30")))

    titles = {span.id: span.title for span in final(forum).spans}
    assert [titles[ident] for ident in sorted(row_of(forum, late).items)] == [
        "長崎県説明",
        "全体に関する質疑応答",
        "グループワーク・グループ発表",
    ]
    assert [titles[ident] for ident in sorted(row_of(forum, online).items)] == [
        "デジタル人材確保の課題について",
        "広島県取組事例についてのご紹介",
        "登壇発表者との質疑応答",
    ]
    counts = {span.title: count for span, count in figures(final(forum)).items}
    assert counts["広島県取組事例についてのご紹介"] == 1
    assert counts["長崎県説明"] == 1


def seeded_tracks(forum):
    """Return the ids of the seed's tracks in order."""
    return [span.track_id for span in final(forum).spans if span.track_id]


def test_a_list_without_times_says_nothing_of_items(forum):
    seed_programme(forum)
    let_see(forum)
    person = taro(forum)
    take(forum, lists.ZOOM_SUMS)

    row = row_of(forum, person)
    assert (row.minutes, row.items) == (90, None)
    assert figures(final(forum)).unknown_items == 1


def test_settling_is_noted_and_later_changes_are_told(forum, clock):
    person = taro(forum)
    with writing():
        settling.settle(forum, by=CLERK)
    assert not settling.changed_since(forum)
    clock.advance(minutes=1)

    correct(person, True)

    rules = final(forum).rules
    assert (rules.settled_by, rules.settled_at) == ("集計 花子", MORNING + timedelta(hours=2))
    assert settling.changed_since(forum)


def test_the_filter_shows_exactly_what_is_wanted(forum):
    first, second = taro(forum), megumi(forum)
    register(forum, "欠席 三", "時津町", mode=Mode.ON_SITE)
    check_in(forum, arrival(first, at=after(5)))
    take(forum, lists.ZOOM_EN)
    rows = final(forum).rows

    def shown(**arguments):
        page = final_filters.page(rows, final_filters.read(arguments), arguments)
        return [row.name.replace("\u3000", " ") for row in page.rows]

    assert shown(shown="came") == ["山田 太郎", "高崎 恵"]
    assert shown(shown="absent") == ["欠席 三"]
    assert shown(mode="web") == ["高崎 恵"]
    assert shown(organisation="長崎") == ["山田 太郎"]
    assert shown(text="髙﨑") == ["高崎 恵"]
    assert shown(shown="x", mode="both", track="-1", item="9" * 30, page="0") == shown()
    assert second.id in {row.id for row in rows}


def test_the_files_hold_exactly_the_rows_and_cp932_replaces_no_kanji_by_another(forum):
    register(forum, "𠮷田 髙子", "長崎市", mode=Mode.ON_SITE)
    register(forum, "=1+1 謝", "長崎市")
    table = sheet.rows_of(forum, final(forum).rows, (), {})

    text = sheet.write("csv", table, "表").decode("utf-8-sig")
    narrow = sheet.write("cp932", table, "表").decode("cp932")
    assert "𠮷田\u3000髙子" in text
    assert "〓田\u3000髙子" in narrow
    assert "'=1+1" in text
    assert len(text.splitlines()) == len(narrow.splitlines()) == 3
    assert final_filters.page(final(forum).rows, final_filters.read({}), {}).lost == ("𠮷田\u3000髙子",)
    assert sheet.write("xlsx", table, "表")[:2] == b"PK"


def test_the_list_takes_as_many_statements_for_many_as_for_one(forum):
    taro(forum)
    few = statements(lambda: final(forum))
    for number in range(30):
        check_in(forum, arrival(register(forum, f"参加 {number}", mode=Mode.ON_SITE)))
    take(forum, lists.ZOOM_EN)

    assert statements(lambda: final(forum)) == few


@pytest.mark.parametrize("least", [1, 10])
def test_the_condition_for_mail_and_the_list_say_the_same(forum, least):
    people = [register(forum, f"参加 {number}") for number in range(8)]
    check_in(forum, arrival(people[0]), arrival(people[1]))
    take(
        forum,
        plain(
            *(("参加 2", f"13:{start:02}", f"13:{start + 4:02}") for start in (0, 10, 20)),
            ("参加 3", "13:00", "13:04"),
            ("長崎市 参加3", "13:00", "13:04"),
            ("参加 4", "13:00:00", "13:00:20"),
            ("長崎市 参加4", "13:05:00", "13:05:20"),
            ("参加 5", "13:00:00", "13:00:20"),
        ),
    )
    correct(people[1], False)
    correct(people[6], True)
    with writing():
        settling.change_rules(forum, by=CLERK, least_minutes=least, item_share=50)

    said_by_list = {row.id for row in final(forum).rows if row.came}
    asked = db.session.scalars(
        db.select(Registration.id).where(Registration.forum_id == forum.id, came(forum))
    )

    assert set(asked) == said_by_list
    wanted = {1: {0, 2, 3, 4, 6}, 10: {0, 2, 6}}[least]
    assert said_by_list == {people[number].id for number in wanted}


@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.integers(0, 60)).map(lambda pair: (pair[0], sum(pair))), max_size=5
    ),
    st.integers(1, 100),
)
def test_more_time_never_loses_an_item(stays, share):
    spans = [Span(number, "", number * 20, number * 20 + 20) for number in range(6)]

    fewer = attended(spans, track_id=None, arrived=None, stays=stays[:-1], share=share)
    more = attended(spans, track_id=None, arrived=None, stays=stays, share=share)

    assert fewer <= more


def test_a_withdrawn_list_does_not_count(forum):
    person = taro(forum)
    log = take(forum, lists.ZOOM_EN)
    assert row_of(forum, person).came
    with writing():
        reading_logs.withdraw(db.session.merge(log), by=CLERK)

    assert not row_of(forum, person).came
    assert not has_evidence(forum)
