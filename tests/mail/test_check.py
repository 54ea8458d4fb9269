"""The check of the settings: each thing that can be wrong, against a real server that does it, has its own sentence."""

import socket
import ssl
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from forumapp.mail import transport
from forumapp.mail.checking import sending
from tests.mail.door import door
from tests.mail.smtp_sink import smtp_sink

CERTIFICATES = Path(__file__).parent / "certificates"
SELF_SIGNED = Path(__file__).with_name("self_signed.pem")
HANDED_OVER = (
    "○ テストのメールを taro@city.example.jp あてにサーバーへ渡しました。"
    "届いたかどうか、迷惑メールの欄も確認してください。"
)
NOT_ENCRYPTED = (
    "・ 通信は暗号化されません。サーバーが同じ機械にない場合は、MAIL_USE_TLS=1 を設定してください。"
)
NO_INBOX = "・ FORUMAPP_MAIL_INBOX が設定されていません。カレンダーからの返事と不達の通知は、このサイトに届きません。"


@pytest.fixture
def check(app, monkeypatch):
    """Run the command; returns its exit code and lines."""

    def run(address="taro@city.example.jp", lang=None, **environment):
        monkeypatch.setenv("LANG", "C.UTF-8")
        arguments = ["mail", "check", address, *(["--lang", lang] if lang else [])]
        result = app.test_cli_runner().invoke(args=arguments, env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output.splitlines()

    return run


def wrong(found):
    """The one thing that is wrong."""
    code, lines = found
    [line] = [line for line in lines if line.startswith("×")]
    assert code == 1
    return line.removeprefix("× ")


def context(path):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(path)
    return made


def test_everything_is_in_order(check, mail_server, mail_settings):
    mail_settings(MAIL_DEFAULT_SENDER="共創フォーラム <office@forum.test>")
    code, lines = check()
    assert (code, lines[0], *lines[2:]) == (
        0,
        "・ 送信者：office@forum.test",
        "○ サーバー 127.0.0.1 が見つかりました。",
        lines[3],
        NOT_ENCRYPTED,
        HANDED_OVER,
        NO_INBOX,
    )
    [taken] = mail_server.taken
    mail = message_from_bytes(taken.content)
    assert (taken.sender, taken.recipient, str(make_header(decode_header(mail["Subject"])))) == (
        "office@forum.test",
        "taro@city.example.jp",
        "forumapp からの送信テスト",
    )


def test_it_speaks_the_language_that_is_asked_for(check, mail_server):
    assert check()[1] == check(LANG="ja_JP.UTF-8")[1]
    assert check(LANG="en_US.UTF-8")[1] == check(lang="en")[1]
    assert check(LANG="en_US.UTF-8", lang="ja")[1] == check(lang="fr")[1] == check()[1]


def test_without_a_server_it_says_where_letters_lie(check, app):
    assert wrong(check()) == (
        f"MAIL_SERVER が設定されていません。メールは送信されず、{app.config['DATA_DIR']}/maildir に保存されます。"
        "送信するには、メールサーバーの名前を MAIL_SERVER に設定してください。"
    )


@pytest.mark.parametrize("address", ["taro", "taro@", "a b@c.jp", "長@b.jp"])
def test_what_is_no_address(check, mail_server, address):
    assert wrong(check(address)) == f"{address} はメールアドレスではありません。"
    assert mail_server.sessions == 0


def test_a_name_that_is_not_known(check, mail_server, mail_settings):
    for name in ("no-such-name.invalid", "a..b", "x" * 70 + ".jp"):
        mail_settings(MAIL_SERVER=name)
        assert wrong(check()) == (
            f"サーバーの名前 {name} が見つかりません。MAIL_SERVER のつづりと、この機械のDNSの設定を確認してください。"
        )


def test_a_port_where_nothing_listens(check, mail_server, mail_settings):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        mail_settings(MAIL_PORT=port)
        assert wrong(check()) == (
            f"127.0.0.1 のポート {port} では、何も待ち受けていません。MAIL_PORT と、サーバーが動いているかを確認してください。"
        )


@pytest.mark.parametrize("silent", [True, False])
def test_a_server_that_says_nothing(check, mail_server, app, monkeypatch, silent):
    monkeypatch.setattr(sending, "TIMEOUT", 0.2)
    mail_server.silent = silent
    mail_server.answers["CONNECT"] = ""
    assert wrong(check()) == (
        f"127.0.0.1 のポート {app.config['MAIL_PORT']} から応答がありません。ファイアウォールの設定を確認してください。"
        "ポートが 465 のときは、MAIL_USE_SSL=1 が必要です。"
    )


def test_a_server_that_greets_nobody(check, mail_server):
    mail_server.answers["CONNECT"] = "554 no access from here"
    assert wrong(check()) == (
        "サーバーが接続を断りました（554 no access from here）。"
        "このサイトからの接続を許可するように、サーバーの管理者に依頼してください。"
    )


TRUST = "SSL_CERT_FILE"


@pytest.mark.parametrize("way", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
@pytest.mark.parametrize(
    ("path", "trusted", "said"),
    [
        (CERTIFICATES / "expired.pem", True,
         "サーバー 127.0.0.1 の証明書は期限が切れています。サーバーの管理者に更新を依頼してください。"),
        (CERTIFICATES / "wrong_name.pem", True,
         "証明書の名前が 127.0.0.1 と一致しません。MAIL_SERVER には、証明書に書かれているサーバーの名前を設定してください。"),
        (SELF_SIGNED, False,
         "サーバー 127.0.0.1 の証明書は自己署名です。"
         "認証局の証明書に替えるか、この証明書のファイルを環境変数 SSL_CERT_FILE で指定してください。"),
        (CERTIFICATES / "unknown_issuer.pem", False,
         "サーバー 127.0.0.1 の証明書の発行元を確認できません。中間証明書が設定されているか、サーバーの管理者に確認してください。"),
    ],
)  # fmt: skip
def test_a_bad_certificate(check, mail_settings, mail_server, monkeypatch, way, path, trusted, said):
    if trusted:
        monkeypatch.setenv(TRUST, str(path))
    mail_server.tls = context(path)
    with smtp_sink(mail_server, wrapped=way == "MAIL_USE_SSL") as port:
        mail_settings(MAIL_PORT=port, **{way: True})
        assert wrong(check()) == said
    assert mail_server.taken == []


@pytest.mark.parametrize("way", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
def test_a_good_certificate_and_a_login(check, mail_settings, mail_server, monkeypatch, way):
    monkeypatch.setenv(TRUST, str(SELF_SIGNED))
    mail_server.tls = context(SELF_SIGNED)
    with smtp_sink(mail_server, wrapped=way == "MAIL_USE_SSL") as port:
        mail_settings(MAIL_PORT=port, MAIL_USERNAME="forum", MAIL_PASSWORD="secret", **{way: True})
        code, lines = check()
    assert (code, lines[4:7]) == (
        0,
        ["○ 通信は暗号化され、証明書も正しいものです。", "○ forum でログインできました。", HANDED_OVER],
    )


def test_tls_with_a_server_that_speaks_none(check, mail_settings, mail_server):
    mail_settings(MAIL_USE_SSL=True)
    assert wrong(check()) == (
        "TLSで話しかけましたが、サーバーはTLSで応答しません。MAIL_PORT と暗号化の設定の組み合わせを確認してください"
        "（465 は MAIL_USE_SSL、587 は MAIL_USE_TLS）。"
    )
    mail_settings(MAIL_USE_SSL=False, MAIL_USE_TLS=True)
    mail_server.answers["STARTTLS"] = "454 not today"
    assert wrong(check()) == (
        "サーバーは STARTTLS による暗号化に対応していません。対応しているポート（587 など）を MAIL_PORT に設定するか、"
        "サーバーが同じ機械にある場合は MAIL_USE_TLS を外してください。"
    )


def test_a_login_that_is_refused(check, mail_settings, mail_server):
    mail_settings(MAIL_USERNAME="forum", MAIL_PASSWORD="guess")
    mail_server.answers["AUTH"] = "535 5.7.8 bad credentials"
    code, lines = check()
    assert wrong((code, lines)) == (
        "ログインが断られました（535 5.7.8 bad credentials）。MAIL_USERNAME と MAIL_PASSWORD を確認してください。"
    )
    assert "guess" not in "".join(lines)
    mail_server.answers["EHLO"] = "250 sink"
    assert wrong(check()) == (
        "サーバーはこの接続でのログインを受け付けません。MAIL_USE_TLS=1 を設定するか、ログインの設定を外してください。"
    )


@pytest.mark.parametrize(
    ("rule", "answer", "said"),
    [
        ("MAIL", "530 5.7.0 log in", "サーバーがログインを求めています。MAIL_USERNAME と MAIL_PASSWORD を設定してください。"),
        ("MAIL", "553 5.7.1 not you",
         "サーバーが送信者 noreply@forum.test を断りました（553 5.7.1 not you）。"
         "MAIL_DEFAULT_SENDER と FORUMAPP_MAIL_INBOX を確認してください。"),
        ("RCPT", "550 5.1.1 unknown",
         "サーバーが taro@city.example.jp あてのメールを断りました（550 5.1.1 unknown）。アドレスのつづりを確認してください。"
         "正しい場合は、外部への送信を許可するように、サーバーの管理者に依頼してください。"),
        ("RCPT", "450 4.7.1 greylisted",
         "サーバーが、今は taro@city.example.jp あてのメールを受け付けません（450 4.7.1 greylisted）。"
         "10分ほどたってから、もう一度試してください。"),
        ("END", "554 5.6.0 spam", "サーバーがメールの本文を断りました（554 5.6.0 spam）。"
        "この応答をサーバーの管理者に伝えてください。"),
        ("END", "", "サーバーがメールの本文を断りました（SMTPServerDisconnected）。この応答をサーバーの管理者に伝えてください。"),
    ],
)  # fmt: skip
def test_a_letter_that_is_refused(check, mail_server, rule, answer, said):
    mail_server.answers[rule] = answer
    assert wrong(check()) == said


def test_what_is_odd_about_sender_and_signature_is_noted(check, app, mail_settings, mail_server, monkeypatch):
    mail_settings(MAIL_DEFAULT_SENDER="office@pref.example.jp")
    assert check()[1][1:3] == [
        "・ 送信者のドメイン（pref.example.jp）が、サイトのアドレス（forum.test）と違います。迷惑メールと判定されないように、"
        "pref.example.jp のSPFレコードにこのメールサーバーがあるか確認してください。",
        "・ DKIMの署名は付けません。",
    ]
    monkeypatch.setitem(app.config, "DKIM_SELECTOR", "a1")
    mail_settings(MAIL_DEFAULT_SENDER="office@test")
    assert (
        check()[1][1]
        == "・ DKIMの署名を付けます。DNSに a1._domainkey.test のTXTレコードがあるか確認してください。"
    )


def test_the_way_back_is_tried_too(check, app, mail_settings, mail_server, monkeypatch):
    mail_settings(MAIL_INBOX="forum@forum.test")
    settings = app.config["SERVER"]
    assert check()[1][-1] == (
        "・ FORUMAPP_MAIL_INBOX はありますが、受け取る方法が設定されていません。"
        "FORUMAPP_MAIL_LMTP か FORUMAPP_MAIL_IMAP を設定するか、"
        "mail receive を別に動かしているか確認してください。"
    )
    assert mail_server.taken[-1].sender.startswith("forum+b0-0-")
    with door(app) as port:
        monkeypatch.setitem(app.config, "SERVER", replace(settings, mail_lmtp=f"127.0.0.1:{port}"))
        assert check() == (0, [*check()[1][:-1], f"○ 127.0.0.1:{port} でメールを受け取っています。"])
    assert (
        wrong(check()) == f"127.0.0.1:{port} でメールを受け取れません。serve が動いているか確認してください。"
    )
    monkeypatch.setitem(app.config, "SERVER", replace(settings, mail_imap="imap://a:topsecret@127.0.0.1:1/"))
    assert wrong(check()) == (
        "FORUMAPP_MAIL_IMAP の受信箱を読めません（[Errno 111] Connection refused）。名前、パスワード、証明書を確認してください。"
    )


def test_the_check_waits_no_longer_than_the_postman():
    assert sending.TIMEOUT == transport.TIMEOUT
