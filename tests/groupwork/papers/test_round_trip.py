"""A workbook out and in again: nothing changes whatever was shuffled, and moves in the file are exactly these moves."""

import random
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forumapp.core.actor import SYSTEM
from forumapp.core.errors import DomainError
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.groupwork.errors import ArrangementChanged
from forumapp.groupwork.queries import arrangement as arrangements
from forumapp.groupwork.queries.seating import seating
from forumapp.groupwork.services import importing, taking_back
from forumapp.groupwork.services.arranging import seats_of
from forumapp.groupwork.sheets import writing
from forumapp.registration import tables
from forumapp.registration.models import RegistrationState
from tests.accounts.factories import writing as transaction
from tests.groupwork.seated import VARIANT, make_seated, seat

pytestmark = pytest.mark.usefixtures("app")


def out(made):
    return writing.workbook(seating(made.row, published=False))


def table(made):
    return writing.rows_of(seating(made.row, published=False))


def book_of(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def csv_of(rows, encoding="utf-8-sig"):
    return tables.write_csv([[str(cell) for cell in row] for row in rows], encoding)


def look(made, content):
    plan = importing.look(made.row, content)
    assert [(fault.row, fault.message) for fault in plan.notes.faults] == []
    return plan


def told(moves):
    return sorted(
        (move.round, move.person.family_name + move.person.given_name, move.after[0] and move.after[0].number)
        for move in moves
    )


def take(made, content, **options):
    with transaction():
        return importing.take(made.row, content, by=SYSTEM, **{"seen": "", **options})


def place(rows, name, column, value):
    """Write a value into somebody's row."""
    heads, at = rows[0], rows[0].index("氏名")
    next(row for row in rows[1:] if row[at] == name)[heads.index(column)] = value
    return rows


def test_the_workbook_has_lists_for_groups_and_pins_and_a_sheet_per_group():
    made = make_seated()
    seat(made, {made.people[0].id: 0}, pinned={made.people[0].id})
    book = openpyxl.load_workbook(BytesIO(out(made)))
    assert book.sheetnames == ["班編成", "1班", "2班", "3班", "選択肢", "使い方"]
    sheet = book["班編成"]
    rules = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert rules == {"I2:I7": "'選択肢'!$A$2:$A$4", "J2:J7": '"固定"'}
    assert [cell.value for cell in sheet[1]] == [
        "受付番号", "団体コード", "団体名", "所属", "役職", "氏名", "フリガナ", "参加方法", "班", "固定", "出力時の班",
    ]  # fmt: skip
    pinned = next(row for row in sheet.iter_rows(min_row=2, values_only=True) if row[5] == "髙﨑　一郎")
    assert pinned[8:] == (1, "固定", "1*")
    assert sheet.column_dimensions["K"].hidden
    names = {row[0].value for row in book["3班"].iter_rows(min_row=5, min_col=5, max_col=5)}
    assert names == {f"{VARIANT}　健", "青木　美咲"}


@pytest.mark.parametrize("rounds", [1, 2])
def test_what_goes_out_comes_in_as_no_change(rounds):
    made = make_seated(rounds=rounds)
    for content in (out(made), csv_of(table(made)), csv_of(table(made), "cp932")):
        plan = look(made, content)
        assert (plan.moves, plan.clashes, plan.rows, plan.has_base) == ([], [], len(made.people), True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(luck=st.integers(0, 10**6))
def test_whatever_is_shuffled_and_written_wide_changes_nothing_and_moves_are_these_moves(luck, round_trip):
    chance = random.Random(luck)
    rows = [list(row) for row in table(round_trip)]
    places = {name: chance.choice(["1", "2", "3", ""]) for name in chance.sample(sorted(names_in(rows)), 3)}
    wanted = sorted(
        (1, name, int(number) if number else None)
        for name, number in places.items()
        if number != value_of(rows, name, "班")
    )
    for name, number in places.items():
        place(rows, name, "班", number)
    plan = look(round_trip, mangled(rows, chance))
    assert [(round_, name, number) for round_, name, number in told(plan.moves)] == [
        (round_, name.replace("\u3000", ""), number) for round_, name, number in wanted
    ]
    assert plan.clashes == []


@pytest.fixture
def round_trip():
    return make_seated()


def names_in(rows):
    return {row[rows[0].index("氏名")] for row in rows[1:]}


def value_of(rows, name, column):
    heads = rows[0]
    return next(row for row in rows[1:] if row[heads.index("氏名")] == name)[heads.index(column)]


def mangled(rows, chance):
    """Write rows as people send them: columns moved, digits wide, blank rows between, a title above, as any kind of file."""
    order = list(range(len(rows[0])))
    chance.shuffle(order)
    head, *people = [[row[at] for at in order] for row in rows]
    chance.shuffle(people)
    group = head.index("班")
    for row in people:
        if row[group]:
            row[group] = chance.choice([row[group], f"{row[group]}班", row[group].translate(WIDE)])
    sent = [["班編成表(修正)"], [], head]
    for row in people:
        sent += [[""] * len(head)] * chance.randrange(2) + [row]
    kind = chance.choice(["xlsx", "utf-8-sig", "cp932"])
    if kind == "xlsx":
        return book_of(sent)
    return csv_of([[*row, *[""] * (len(head) - len(row))] for row in sent], kind)


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def test_the_moves_become_one_change_that_can_be_taken_back_and_the_file_again_changes_nothing():
    made = make_seated()
    before = seats_of(made.row.id)
    content = csv_of(place(place(table(made), "青木　美咲", "班", "１"), "髙﨑　一郎", "班", ""))
    plan = take(made, content, seen=look(made, content).digest)
    assert told(plan.moves) == [(1, "青木美咲", 1), (1, "髙﨑一郎", None)]
    command = arrangements.last_done(made.row.id)
    assert (command.action, command.title, len(command.rows)) == ("arrangement.imported", "2名", 2)
    after = seats_of(made.row.id)
    assert look(made, content).moves == []
    take(made, content)
    assert (seats_of(made.row.id), arrangements.last_done(made.row.id).id) == (after, command.id)
    with transaction():
        taking_back.undo(made.row, by=SYSTEM)
    assert seats_of(made.row.id) == before


def test_pins_come_in_and_go():
    made = make_seated()
    rows = place(table(made), "青木　美咲", "固定", "○")
    take(made, csv_of(rows))
    assert {chair.registration_id for chair, one in seats_of(made.row.id).items() if one.is_pinned} == {
        made.people[5].id
    }
    take(made, csv_of(place(table(made), "青木　美咲", "固定", "")))
    assert not any(one.is_pinned for one in seats_of(made.row.id).values())


def test_what_somebody_else_moved_meanwhile_stays_and_what_both_moved_is_asked():
    made = make_seated()
    aoki, takasaki, yoshino = made.people[5], made.people[0], made.people[1]
    rows = place(place(table(made), "青木　美咲", "班", "1"), "髙﨑　一郎", "班", "2")
    seat(made, {takasaki.id: 2, yoshino.id: 0})  # meanwhile: both were elsewhere in the file
    plan = look(made, csv_of(rows))
    assert (told(plan.moves), told(plan.clashes)) == ([(1, "青木美咲", 1)], [(1, "髙﨑一郎", 2)])
    assert [(move.base, move.before[0].number) for move in plan.clashes] == [(1, 3)]
    take(made, csv_of(rows))
    now = {chair.registration_id: one.group_id for chair, one in seats_of(made.row.id).items()}
    ours = [made.groups[at].id for at in (0, 2, 0)]
    assert [now[one.id] for one in (aoki, takasaki, yoshino)] == ours
    take(made, csv_of(rows), clashes=True)
    now = {chair.registration_id: one.group_id for chair, one in seats_of(made.row.id).items()}
    assert now[takasaki.id] == made.groups[1].id


def test_who_looked_before_somebody_moved_the_same_people_looks_again():
    made = make_seated()
    content = csv_of(place(table(made), "青木　美咲", "班", "1"))
    seen = look(made, content).digest
    seat(made, {made.people[0].id: 1})  # somebody else: the file does the same as before
    seat(made, {made.people[5].id: 1})
    with pytest.raises(ArrangementChanged):
        take(made, content, seen=seen)


def test_a_file_of_ones_own_leaves_blank_cells_alone_and_finds_people_by_organisation_and_name():
    made = make_seated()
    rows = [["市町名", "参加者氏名", "グループ"], ["長崎市", "山田 次郎 様", "1"], ["大村市", "青木美咲", ""]]
    plan = look(made, csv_of([*rows, ["佐世保市", "髙﨑一郎", "なし"]]))
    assert told(plan.moves) == [(1, "山田次郎", 1), (1, "髙﨑一郎", None)]
    assert not plan.has_base


def test_nothing_is_written_of_a_file_with_one_bad_row():
    made = make_seated()
    before = seats_of(made.row.id)
    rows = place(place(table(made), "青木　美咲", "班", "9"), "髙﨑　一郎", "班", "2")
    with pytest.raises(DomainError):
        take(made, csv_of(rows))
    assert seats_of(made.row.id) == before


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"班": "9"}, "「9」という班はありません。"),
        ({"班": "右の卓"}, "「右の卓」という班はありません。"),
        ({"固定": "たぶん"}, "「たぶん」では分かりません。「固定」と入れるか、空欄にしてください。"),
        ({"班": "", "固定": "固定"}, "班が空欄のため、固定できません。"),
        ({"受付番号": "12"}, "「12」は受付番号ではありません(例：ACDE-3467)。"),
        ({"受付番号": "ACDE-3467"}, "この受付番号の方は、今の参加予定者にいません。"),
        ({"受付番号": "", "氏名": "知らない 人"}, "「知らない 人」さんは、今の参加予定者にいません。"),
        ({"受付番号": "", "氏名": ""}, "受付番号も氏名もありません。"),
        ({"氏名": "山田　太郎"},
         "受付番号は青木　美咲さんのものですが、氏名が「山田　太郎」です。行がずれていないか確認してください。"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_column(changed, message):
    made = make_seated()
    rows = [list(row) for row in table(made)]
    heads = rows[0]
    at = next(number for number, row in enumerate(rows) if row[heads.index("氏名")] == "青木　美咲")
    for column, value in changed.items():
        rows[at][heads.index(column)] = value
    plan = importing.look(made.row, book_of(rows))
    assert [(fault.row, fault.message) for fault in plan.notes.faults] == [(at + 1, message)]


def test_one_person_in_two_rows_with_two_groups_is_a_fault_and_in_two_equal_rows_is_not():
    made = make_seated()
    rows = table(made)
    assert look(made, csv_of([*rows, list(rows[1])])).moves == []
    twice = list(rows[1])
    twice[rows[0].index("班")] = "3" if twice[rows[0].index("班")] != "3" else "1"
    plan = importing.look(made.row, csv_of([*rows, twice]))
    assert [fault.message for fault in plan.notes.faults] == ["2行目と同じ方ですが、班が違います。"]


def test_who_has_cancelled_meanwhile_is_a_fault_of_the_file():
    made = make_seated()
    content = csv_of(table(made))
    with transaction() as session:
        session.merge(made.people[5]).state = RegistrationState.CANCELLED
    plan = importing.look(made.row, content)
    assert [fault.message for fault in plan.notes.faults] == [
        "この受付番号の方は、今の参加予定者にいません。"
    ]


def test_a_group_that_is_over_its_capacity_is_said():
    made = make_seated(capacity=2)
    plan = look(made, csv_of(place(table(made), "青木　美咲", "班", "1")))
    assert plan.warnings == ["1班は定員2名のところ、3名になります。"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\x00\x01", "no_xlsx"), ("団体名,氏名\n長崎市,山田太郎\n".encode(), "no_group"), (b"a,b\n1,2\n", "no_header")],
)  # fmt: skip
def test_what_is_no_arrangement_is_refused_by_name(content, code):
    made = make_seated()
    with pytest.raises(UnreadableSheet) as refused:
        importing.look(made.row, content)
    assert refused.value.code == code
