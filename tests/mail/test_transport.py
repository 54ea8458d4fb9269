"""The transport against a real server on loopback: what is sent, what is reported, what goes on working."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import flask_mail
import pytest
from flask import Flask

from forumapp.mail import transport
from forumapp.mail.addresses import BadAddress, Mailbox
from forumapp.mail.compose import compose
from forumapp.mail.transport import (
    Letter,
    PatientConnection,
    PatientMail,
    PermanentFailure,
    ServerUnavailable,
    TemporaryFailure,
)
from tests.mail.reading import LETTER
from tests.mail.smtp_sink import Behaviour, Taken, smtp_sink

CERTIFICATE = Path(__file__).with_name("self_signed.pem")


def letter(recipient: str = "hanako@example.jp") -> Letter:
    return Letter(replace(LETTER, recipient=Mailbox(recipient)))


@contextmanager
def connection(port: int, **settings: object) -> Iterator[PatientConnection]:
    app = Flask("mail")
    app.config.update({"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port} | settings)
    mail = PatientMail(app)
    with app.app_context(), mail.connect() as connected:
        yield connected


@pytest.fixture
def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def failure(code: int, text: str) -> str:
    return rf"^{code} {text}$"


def test_the_composed_bytes_arrive_unchanged_in_one_session() -> None:
    rules = Behaviour()
    with smtp_sink(rules) as port, connection(port) as out:
        out.send(Letter(LETTER))
        out.send(letter("taro@example.jp"), envelope_from="bounces+1@example.jp")
    assert rules.taken == [
        Taken("forum@example.jp", "hanako@example.jp", compose(LETTER)),
        Taken("bounces+1@example.jp", "taro@example.jp", letter("taro@example.jp").raw),
    ]
    assert (rules.sessions, rules.goodbyes) == (1, 1)


def test_the_envelope_of_a_letter_can_lead_bounces_elsewhere() -> None:
    rules = Behaviour()
    with smtp_sink(rules) as port, connection(port) as out:
        out.send(Letter(LETTER, envelope_from="bounces+12@例え.jp"))
    assert [taken.sender for taken in rules.taken] == ["bounces+12@xn--r8jz45g.jp"]


@pytest.mark.parametrize("address", ["a@b.jp>\r\nRCPT TO:<evil@example.jp", "a b@c.jp", "a@b.jp, c@d.jp", ""])
def test_an_envelope_address_that_is_none_is_refused_before_the_server_hears_of_it(address: str) -> None:
    with pytest.raises(BadAddress):
        letter(address)
    rules = Behaviour()
    with smtp_sink(rules) as port, connection(port) as out:
        if address:
            with pytest.raises(BadAddress):
                out.send(letter(), envelope_from=address)
    assert rules.taken == []


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize(
    ("code", "kind"),
    [(451, TemporaryFailure), (452, TemporaryFailure), (550, PermanentFailure), (554, PermanentFailure)],
)
def test_a_refusal_is_reported_with_its_code_and_the_next_letter_goes_on(
    command: str, code: int, kind: type
) -> None:
    rules = Behaviour(once={command: f"{code} not this one"})
    with smtp_sink(rules) as port, connection(port) as out:
        with pytest.raises(kind, match=failure(code, "not this one")) as refusal:
            out.send(letter("first@example.jp"))
        out.send(letter("second@example.jp"))
    assert (type(refusal.value), refusal.value.code, refusal.value.text) == (kind, code, "not this one")
    assert [taken.recipient for taken in rules.taken] == ["second@example.jp"]
    assert rules.sessions == 1


def test_only_the_refused_recipient_fails() -> None:
    rules = Behaviour(
        answers={"RCPT gone@example.jp": "550 5.1.1 no such user", "RCPT full@example.jp": "452 4.2.2 full"}
    )
    failed = []
    with smtp_sink(rules) as port, connection(port) as out:
        for name in ("a", "gone", "b", "full", "c"):
            try:
                out.send(letter(f"{name}@example.jp"))
            except (TemporaryFailure, PermanentFailure) as refusal:
                failed.append((name, type(refusal), refusal.code, refusal.text))
    assert [taken.recipient for taken in rules.taken] == ["a@example.jp", "b@example.jp", "c@example.jp"]
    assert failed == [
        ("gone", PermanentFailure, 550, "5.1.1 no such user"),
        ("full", TemporaryFailure, 452, "4.2.2 full"),
    ]


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "END"])
def test_421_is_temporary_and_the_next_letter_opens_a_new_session(command: str) -> None:
    rules = Behaviour(once={command: "421 closing"})
    with smtp_sink(rules) as port, connection(port) as out:
        with pytest.raises(TemporaryFailure, match=failure(421, "closing")):
            out.send(letter("first@example.jp"))
        out.send(letter("second@example.jp"))
    assert ([taken.recipient for taken in rules.taken], rules.sessions) == (["second@example.jp"], 2)


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "END"])
def test_a_disconnect_is_temporary_and_the_next_letter_opens_a_new_session(command: str) -> None:
    rules = Behaviour(once={command: ""})
    with smtp_sink(rules) as port, connection(port) as out:
        with pytest.raises(TemporaryFailure) as lost:
            out.send(letter("first@example.jp"))
        out.send(letter("second@example.jp"))
    assert lost.value.code == 0
    assert ([taken.recipient for taken in rules.taken], rules.sessions) == (["second@example.jp"], 2)


@pytest.mark.parametrize("goodbye", ["", "421 no", "500 what"])
def test_a_server_that_fails_at_the_goodbye_has_lost_nothing(goodbye: str) -> None:
    rules = Behaviour(answers={"QUIT": goodbye})
    with smtp_sink(rules) as port, connection(port) as out:
        out.send(letter())
    assert len(rules.taken) == 1


@pytest.mark.parametrize("command", ["CONNECT", "EHLO"])
def test_a_server_that_does_not_greet_is_unavailable(command: str) -> None:
    rules = Behaviour(answers={command: "554 not now", "HELO": "554 not now"})
    with (
        smtp_sink(rules) as port,
        pytest.raises(ServerUnavailable, match=failure(554, "not now")),
        connection(port),
    ):
        pass


def test_no_server_is_unavailable() -> None:
    with smtp_sink(Behaviour()) as port:
        pass
    with pytest.raises(ServerUnavailable, match=r"^0 ConnectionRefusedError"), connection(port):
        pass


def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert transport.TIMEOUT == 15
    monkeypatch.setattr(transport, "TIMEOUT", 0.2)
    with (
        smtp_sink(Behaviour(silent=True)) as port,
        pytest.raises(ServerUnavailable, match=r"^0 .*timed out"),
        connection(port),
    ):
        pass


def test_a_login_uses_the_settings() -> None:
    rules = Behaviour()
    with smtp_sink(rules) as port, connection(port, MAIL_USERNAME="forum", MAIL_PASSWORD="secret") as out:
        out.send(letter())
    assert (rules.logins, len(rules.taken)) == (["AUTH PLAIN AGZvcnVtAHNlY3JldA=="], 1)


def test_a_refused_login_stops_the_batch_and_fails_no_letter() -> None:
    rules = Behaviour(answers={"AUTH": "535 wrong password"})
    with (
        smtp_sink(rules) as port,
        pytest.raises(ServerUnavailable, match=failure(535, "wrong password")),
        connection(port, MAIL_USERNAME="forum", MAIL_PASSWORD="secret"),
    ):
        pass


def test_a_server_that_asks_for_a_login_fails_no_letter() -> None:
    rules = Behaviour(answers={"MAIL": "530 log in first"})
    with (
        smtp_sink(rules) as port,
        connection(port) as out,
        pytest.raises(ServerUnavailable, match=failure(530, "log in first")),
    ):
        out.send(letter())


@pytest.mark.parametrize("setting", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
def test_a_certificate_nobody_vouches_for_is_refused(setting: str, tls: ssl.SSLContext) -> None:
    rules = Behaviour(tls=tls)
    with (
        smtp_sink(rules, wrapped=setting == "MAIL_USE_SSL") as port,
        pytest.raises(ServerUnavailable, match="CERTIFICATE_VERIFY_FAILED"),
        connection(port, **{setting: True}),
    ):
        pass


@pytest.mark.parametrize("setting", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
def test_a_certificate_of_a_trusted_authority_is_accepted(
    setting: str, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    rules = Behaviour(tls=tls)
    with (
        smtp_sink(rules, wrapped=setting == "MAIL_USE_SSL") as port,
        connection(port, **{setting: True}) as out,
    ):
        out.send(letter())
    assert len(rules.taken) == 1


def test_a_certificate_of_another_host_is_refused(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with (
        smtp_sink(Behaviour(tls=tls)) as port,
        pytest.raises(ServerUnavailable, match="Hostname mismatch"),
        connection(port, MAIL_USE_TLS=True, MAIL_SERVER="localhost"),
    ):
        pass


def test_a_server_without_tls_is_not_spoken_to_in_the_clear() -> None:
    rules = Behaviour(answers={"EHLO": "250 sink"})
    with (
        smtp_sink(rules) as port,
        pytest.raises(ServerUnavailable, match="STARTTLS extension not supported"),
        connection(port, MAIL_USE_TLS=True),
    ):
        pass


def test_a_session_carries_no_more_than_the_settings_allow() -> None:
    rules = Behaviour()
    with smtp_sink(rules) as port, connection(port, MAIL_MAX_EMAILS=2) as out:
        for n in range(5):
            out.send(letter(f"p{n}@example.jp"))
    assert (len(rules.taken), rules.sessions, rules.goodbyes) == (5, 3, 3)


def test_suppressed_letters_are_recorded_and_not_sent() -> None:
    rules = Behaviour()
    with smtp_sink(rules) as port:
        app = Flask("mail")
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_SUPPRESS_SEND=True)
        mail = PatientMail(app)
        with app.app_context(), mail.record_messages() as recorded:
            mail.send(Letter(LETTER))
    assert (rules.sessions, rules.taken) == (0, [])
    (found,) = recorded
    assert (found.subject, found.recipients, found.body, found.msgId, found.as_bytes(), bytes(found)) == (
        LETTER.subject, ["hanako@example.jp"], LETTER.text, LETTER.message_id, compose(LETTER), compose(LETTER),
    )  # fmt: skip


def test_sent_letters_are_recorded_and_refused_ones_are_not() -> None:
    rules = Behaviour(answers={"RCPT gone@example.jp": "550 gone"})
    app = Flask("mail")
    with smtp_sink(rules) as port:
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
        mail = PatientMail()
        mail.init_app(app)
        with app.app_context(), mail.record_messages() as recorded:
            mail.send(letter("here@example.jp"))
            with pytest.raises(PermanentFailure):
                mail.send(letter("gone@example.jp"))
    assert [found.recipients for found in recorded] == [["here@example.jp"]]


def test_messages_that_flask_mail_would_compose_are_not_sent() -> None:
    rules = Behaviour()
    with smtp_sink(rules) as port, connection(port) as out, pytest.raises(TypeError, match="only a Letter"):
        out.send(flask_mail.Message("x", ["a@b.jp"], "x", sender="c@d.jp"))
    assert rules.taken == []
