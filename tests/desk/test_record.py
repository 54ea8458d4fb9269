"""The record of changes and the letters of a forum, in words."""

import re
from pathlib import Path

import pytest

import forumapp
from forumapp.core import audit, clock
from forumapp.core.actor import STRANGER, SYSTEM, Actor
from forumapp.desk import wording
from forumapp.desk.queries import ROWS
from forumapp.forums.models import HostRole, Mode, Role
from forumapp.forums.services import facts, places
from forumapp.mail import services as mail
from forumapp.mail.letters import EXTENSION
from forumapp.mail.models import LetterState
from forumapp.registration.models import Registration
from tests.counting import statements
from tests.desk.conftest import DESK
from tests.forums.factories import make_forum, make_organisation, sign_in_as
from tests.forums.pages import fresh, send, text_of

SOMEBODY = Actor("account", 1, "試験 花子")


def entries(page):
    """Return (what, who, [(field, change)]) of each entry on a page."""
    found = []
    for row in page.split('<p><span class="strong">')[1:]:
        what = row.split("</span>")[0]
        who = re.search(r'class="meta"><span>(.*?)</span>', row)[1]
        found.append((what, who, re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", row)))
    return found


def test_every_change_is_said_in_words(client, app, forum, editor, transaction):
    title = forum.title
    with app.test_request_context(), transaction() as session:
        mine = session.merge(forum)
        facts.set_facts(mine, by=SOMEBODY, title="新しい名称")
        places.set_hosts(mine, by=SYSTEM, hosts=[(make_organisation("420000"), HostRole.HOST)])
        audit.record(STRANGER, "registration.created", None, forum_id=forum.id)
        audit.record(SYSTEM, "something.else", None, forum_id=forum.id)
    assert entries(text_of(client.get(f"{DESK}/history")))[:4] == [
        ("変更(something.else)", "システム", []),
        ("参加登録", "申込者", []),
        ("主催・共催・後援を変更", "システム", [("主催・共催・後援", "(なし) → 長崎県(主催)")]),
        ("基本情報を変更", "試験 花子", [("名称", f"{title} → 新しい名称")]),
    ]


def test_the_record_shows_nothing_of_other_forums(client, app, forum, editor, transaction):
    other = make_forum()
    with app.test_request_context(), transaction() as session:
        facts.set_facts(session.merge(other), by=SOMEBODY, title="他人の秘密")
    page = text_of(client.get(f"{DESK}/history"))
    assert "他人の秘密" not in page
    assert "フォーラムを作成" in page


def test_a_long_record_has_pages(client, forum, editor, transaction):
    with transaction():
        for number in range(ROWS + 10):
            audit.record(
                SYSTEM, "forum.facts", None, forum_id=forum.id, changes={"title": ["", f"<{number}>"]}
            )
    first, second = (entries(text_of(client.get(f"{DESK}/history?page={page}"))) for page in (1, 2))
    assert (len(first), len(second)) == (ROWS, 11)
    assert first[0][2] == [("名称", f"(なし) → &lt;{ROWS + 9}&gt;")]
    for odd in ("0", "-1", "99", "x", "9" * 30):
        assert client.get(f"{DESK}/history?page={odd}").status_code == 200


@pytest.mark.parametrize("page", ["history", "letters", "letters/1"])
@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.RECEPTION, Role.VIEWER])
def test_record_and_letters_are_for_editors(client, forum, role, page):
    sign_in_as(client, forum, role)
    assert client.get(f"{DESK}/{page}").status_code == 403


@pytest.fixture
def letters(app, forum, transaction):
    """One letter in each state, and one that waits for another try."""
    states = [*LetterState, LetterState.QUEUED]
    made = []
    with transaction():
        for number, state in enumerate(states):
            letter = mail.send(
                "registration.received",
                dedupe=f"x{number}",
                address=f"p{number}@city.example.jp",
                name=f"試験 {number}郎",
                forum_id=forum.id,
                registration=1,
            )
            letter.state = state
            letter.attempts = 0 if number == 0 else 3
            letter.last_text = None if state is LetterState.SENT else f"no such user {number}"
            made.append(letter)
    return made


def rows(page):
    """Return (address, state, has a button) of each row of the table of letters."""
    return [
        (
            re.search(r'class="unit">(p\d@[^<]+)<', row)[1],
            re.search(r'class="tag[^"]*">(?:<svg.*?</svg>)?([^<]+)<', row, re.DOTALL)[1],
            "/resending" in row,
        )
        for row in page.split('<tr role="row">')[2:]
    ]


def test_every_letter_is_listed_with_its_state_in_words(client, editor, letters):
    assert rows(text_of(client.get(f"{DESK}/letters"))) == [
        ("p7@city.example.jp", "再送待ち", False),
        ("p6@city.example.jp", "不達", True),
        ("p5@city.example.jp", "配信停止", True),
        ("p4@city.example.jp", "取りやめ", False),
        ("p3@city.example.jp", "送信できず", True),
        ("p2@city.example.jp", "送信済", False),
        ("p1@city.example.jp", "送信中", False),
        ("p0@city.example.jp", "送信待ち", False),
    ]


def test_letters_are_narrowed_by_state(client, editor, letters):
    assert [row[0] for row in rows(text_of(client.get(f"{DESK}/letters?state=queued")))] == [
        "p7@city.example.jp",
        "p0@city.example.jp",
    ]
    assert len(rows(text_of(client.get(f"{DESK}/letters?state=nonsense")))) == 8


def test_six_letters_take_as_many_statements_as_one(client, forum, editor, transaction):
    def more(numbers):
        with transaction():
            for number in numbers:
                mail.send("registration.link", dedupe=f"y{number}", address="a@b.jp", forum_id=forum.id)

    more([0])
    client.get(f"{DESK}/letters")
    one = statements(lambda: client.get(f"{DESK}/letters"))
    more(range(1, 6))
    assert statements(lambda: client.get(f"{DESK}/letters")) == one


def test_a_failed_letter_is_queued_again_and_recorded(client, editor, letters):
    failed = next(letter for letter in letters if letter.state is LetterState.FAILED)
    answer = send(client, f"{DESK}/letters/{failed.id}/resending", page=f"{DESK}/letters")
    assert answer.status_code == 303
    assert (fresh(failed).state, failed.attempts) == (LetterState.QUEUED, 0)
    assert entries(text_of(client.get(f"{DESK}/history")))[0][0] == "メールを再送"


def test_only_what_failed_is_sent_again(client, editor, letters):
    sent = next(letter for letter in letters if letter.state is LetterState.SENT)
    failed = next(letter for letter in letters if letter.state is LetterState.FAILED)
    token = re.search(r'name="csrf_token"[^>]*value="(\w+)"', text_of(client.get(f"{DESK}/letters")))[1]
    answer = client.post(f"{DESK}/letters/{sent.id}/resending", data={"csrf_token": token})
    assert (answer.status_code, fresh(sent).state) == (409, LetterState.SENT)
    assert client.post(f"{DESK}/letters/{failed.id}/resending", data={}).status_code == 400
    assert fresh(failed).state is LetterState.FAILED


def test_letters_of_another_forum_are_not_there(client, letters):
    other = make_forum()
    sign_in_as(client, other, Role.OWNER)
    path = f"/desk/forums/{other.slug}/letters/{letters[0].id}"
    assert client.get(path).status_code == 404
    token = re.search(
        r'name="csrf_token"[^>]*value="(\w+)"', text_of(client.get(f"/desk/forums/{other.slug}/facts"))
    )[1]
    assert client.post(f"{path}/resending", data={"csrf_token": token}).status_code == 404


def test_a_letter_that_opens_an_account_keeps_its_text_to_itself(client, forum, editor, transaction):
    with transaction():
        letter = mail.send(
            "accounts.set_password",
            dedupe="secret",
            address="a@b.jp",
            forum_id=forum.id,
            account=editor.id,
            generation=editor.link_generation,
        )
    page = text_of(client.get(f"{DESK}/letters/{letter.id}"))
    assert "本文は表示しません。" in page
    assert "/password/" not in page


def test_a_letters_text_is_shown_without_the_secret_of_its_link(client, forum, editor, transaction):
    with transaction() as session:
        one = Registration(
            forum_id=forum.id,
            receipt="ABCD2345",
            mode=Mode.WEB,
            family_name="試験",
            registered_at=clock.now(),
            changed_at=clock.now(),
        )
        session.add(one)
        session.flush()
        letter = mail.send(
            "registration.link", dedupe="z", address="a@b.jp", forum_id=forum.id, registration=one.id
        )
    page = text_of(client.get(f"{DESK}/letters/{letter.id}"))
    assert forum.title in page
    assert "/registrations/fa_…/" in page


def test_every_kind_of_letter_has_a_name(app):
    assert set(wording.KINDS) == set(app.extensions[EXTENSION])


def test_every_action_that_the_code_records_has_words(app):
    """Reads the literals of the services: noun.verb, where the noun is known from the table."""
    nouns = {action.split(".")[0] for action in wording.ACTIONS}
    literal = re.compile(rf'"((?:{"|".join(sorted(nouns))})\.[a-z_]+)"')
    known = {*wording.ACTIONS, *wording.KINDS}
    package = Path(forumapp.__file__).parent
    sources = [*package.rglob("services.py"), *package.glob("*/services/*.py")]
    found = {action for path in sources for action in literal.findall(path.read_text("utf-8"))}
    assert len(found) > 40
    assert found - known == set()
