"""Mail at the desk: said loudly when it is stuck; the administrators' page; failed letters sent again together."""

import re

import pytest
import sqlalchemy as sa

from forumapp.accounts.models import Account
from forumapp.core import clock as clocks
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.jobs import beat
from forumapp.desk import reasons
from forumapp.forums.models import Role
from forumapp.mail import bounces, pace
from forumapp.mail import services as mail
from forumapp.mail.models import Letter, LetterState, Suppression
from tests.desk.conftest import DESK
from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import send, text_of

STUCK = "メールが送信されていません"


@pytest.fixture
def admin(editor, transaction):
    with transaction() as session:
        session.get_one(Account, editor.id).is_admin = True
    return editor


def post(transaction, forum, number=1, **values):
    with transaction():
        for n in range(number):
            letter = mail.send(
                "registration.link",
                dedupe=f"m{forum.id}:{n}",
                address=f"p{n}@city.example.jp",
                forum_id=forum.id,
            )
            for name, value in values.items():
                setattr(letter, name, value)
    return letter


@pytest.mark.parametrize("page", ["/desk/", f"{DESK}/letters", "/desk/mail"])
def test_a_stuck_queue_is_said_loudly_and_a_moving_one_is_not(client, forum, admin, transaction, clock, page):
    post(transaction, forum)
    assert STUCK not in text_of(client.get(page))
    clock.advance(minutes=16)
    beat("postman")
    shown = text_of(client.get(page))
    assert (STUCK in shown, "1通のメールが送信を待っています。" in shown) == (True, True)


def test_the_words_tell_what_is_wrong(client, forum, editor, transaction, clock):
    post(transaction, forum)
    clock.advance(minutes=16)
    assert "メールを送る処理が動いていません。" in text_of(client.get("/desk/"))
    beat("postman")
    pace.slow_down("", "0 ConnectionRefusedError", is_new=False)
    shown = text_of(client.get("/desk/"))
    assert ("自動で送り直しています。" in shown, "0 ConnectionRefusedError" in shown) == (True, True)
    assert "/desk/mail" not in shown


def test_the_administrators_page_shows_states_hosts_and_suppressed_addresses(
    client, admin, forum, transaction
):
    post(transaction, forum, 2)
    with transaction():
        bounces.suppress("gone@city.example.jp", by=SYSTEM, text="<電話>")
    pace.slow_down("city.example.jp", "421 too <many>", is_new=False)
    shown = text_of(client.get("/desk/mail"))
    for words in (
        "停止しています",
        "city.example.jp",
        "421 too &lt;many&gt;",
        "gone@city.example.jp",
        "&lt;電話&gt;",
    ):
        assert words in shown
    assert re.search(r"<dt>送信待ち</dt><dd>2通</dd>", shown)


def test_an_address_is_suppressed_by_hand_and_lifted(client, admin):
    page = "/desk/mail"
    answer = send(client, f"{page}/suppressions", page=page, address="Ring@city.example.jp", text="電話")
    assert (answer.status_code, answer.location) == (303, "/desk/mail")
    assert bounces.is_suppressed("ring@city.example.jp")
    assert "手作業で追加" in text_of(client.get(page))
    send(client, f"{page}/liftings", page=page, address="ring@city.example.jp")
    assert db.session.scalars(sa.select(Suppression)).all() == []


def test_an_address_that_is_none_is_refused(client, admin):
    answer = send(client, "/desk/mail/suppressions", page="/desk/mail", address="nobody", text="")
    assert answer.status_code == 422
    assert db.session.scalars(sa.select(Suppression)).all() == []


def test_a_slow_host_is_let_go_on(client, admin):
    for host in ("", "city.example.jp"):
        pace.slow_down(host, "421", is_new=False)
    send(client, "/desk/mail/resumptions", page="/desk/mail", host="")
    assert pace.waits() is None
    assert "city.example.jp" in text_of(client.get("/desk/mail"))
    send(client, "/desk/mail/resumptions", page="/desk/mail", host="city.example.jp")
    assert "送信を控えている相手はありません。" in text_of(client.get("/desk/mail"))


@pytest.mark.parametrize("role", [Role.OWNER, Role.VIEWER])
def test_mail_of_the_site_is_for_administrators(client, forum, role):
    sign_in_as(client, forum, role)
    assert client.get("/desk/mail").status_code == 403


def test_all_failed_letters_of_a_forum_are_sent_again_and_no_others(client, forum, editor, transaction):
    other = make_forum()
    post(transaction, forum, 3, state=LetterState.FAILED, attempts=10, done_at=clocks.now())
    post(transaction, other, 1, state=LetterState.FAILED)
    with transaction():
        mail.send(
            "registration.link", dedupe="b", address="b@c.jp", forum_id=forum.id
        ).state = LetterState.BOUNCED
    page = f"{DESK}/letters"
    assert "送信できなかった3通をまとめて再送する" in text_of(client.get(page))
    assert send(client, f"{page}/resending", page=page).status_code == 303
    rows = db.session.execute(sa.select(Letter.forum_id, Letter.state, Letter.attempts).order_by(Letter.id))
    assert rows.all() == [
        *[(forum.id, LetterState.QUEUED, 0)] * 3, (other.id, LetterState.FAILED, 0), (forum.id, LetterState.BOUNCED, 0),
    ]  # fmt: skip
    assert "まとめて再送" not in text_of(client.get(page)).partition("<main")[2].partition("再送の列")[0]


@pytest.mark.parametrize("state", [LetterState.SUPPRESSED, LetterState.BOUNCED])
def test_a_letter_held_back_is_sent_again_when_its_address_was_lifted(
    client, forum, editor, transaction, state
):
    letter = post(transaction, forum, state=state)
    path, page = f"{DESK}/letters/{letter.id}/resending", f"{DESK}/letters"
    with transaction():
        bounces.suppress(letter.address, by=SYSTEM)
    shown = text_of(client.get(page))
    assert path not in shown
    token = re.search(r'name="csrf_token"[^>]*value="(\w+)"', shown)[1]
    assert client.post(path, data={"csrf_token": token}).status_code == 409
    with transaction():
        bounces.lift(letter.address, by=SYSTEM)
    assert send(client, path, page=page).status_code == 303
    assert db.session.scalars(sa.select(Letter.state)).all() == [LetterState.QUEUED]


@pytest.mark.parametrize(
    ("state", "code", "text", "begin"),
    [
        ("failed", 550, "5.1.1 no such user", "宛先のメールアドレスが存在しません。"),
        ("failed", 550, "no such user", "宛先のメールアドレスが存在しません。"),
        ("bounced", None, "550 5.1.1 unknown", "宛先のメールアドレスが存在しません。"),
        ("failed", 550, "5.1.2 bad host", "宛先の「@」より後ろ"),
        ("queued", 452, "4.2.2 full", "宛先のメールボックスがいっぱいです。"),
        ("failed", 552, "too big", "メールが大きすぎる"),
        ("failed", 554, "5.7.1 spam", "相手のサーバーが、迷惑メール対策"),
        ("queued", 451, "later", "相手のサーバーが一時的に"),
        ("queued", 421, "busy", "相手のサーバーが混み合っています。"),
        ("failed", 0, "ZeroDivisionError", "メールの文面を作れませんでした。"),
        ("queued", 0, "TimeoutError: timed out", "メールサーバーとの通信"),
        ("suppressed", None, "550 5.1.1 x", "この宛先は配信停止のため"),
        ("sent", None, None, ""),
        ("failed", 599, "what", "相手のサーバーが受け取りを断りました。"),
    ],
)
def test_reasons_are_said_in_words(app, state, code, text, begin):
    with app.test_request_context():
        said = reasons.reason(Letter(state=LetterState(state), last_code=code, last_text=text))
    assert said.startswith(begin)
    assert bool(said) is bool(begin)
