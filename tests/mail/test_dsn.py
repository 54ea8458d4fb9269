"""What mail servers send back is told apart: failed for good or for a while, delayed, or no report at all."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.mail.bounces import hardness_of
from forumapp.mail.models import Hardness
from forumapp.mail.receiving import dsn, parts
from forumapp.mail.receiving.dsn import Notice
from tests.mail.reports import report, words

ARRIVED = datetime(2024, 7, 1, tzinfo=UTC)


def read(raw):
    return dsn.read(parts.read(raw, ARRIVED))


def failed(code, text, recipient=""):
    return Notice("failed", code, text, recipient)


def delayed(code, text):
    return Notice("delayed", code, text)


@pytest.mark.parametrize(
    ("fields", "notice"),
    [
        (["Final-Recipient: rfc822; gone@city.example.jp", "Original-Recipient: rfc822;gone@city.example.jp", "Action: failed",
          "Status: 5.1.1", "Remote-MTA: dns; mx.example.jp", "Diagnostic-Code: smtp; 550 5.1.1 <gone@city.example.jp>: Recipient",
          "    address rejected"],
         failed("5.1.1", "550 5.1.1 <gone@city.example.jp>: Recipient address rejected", "gone@city.example.jp")),
        (["Final-Recipient: rfc822;<a@b.jp>", "Action: failed", "Status: 5.0.0", "Diagnostic-Code: smtp; 550 5.2.1 disabled"],
         failed("5.2.1", "550 5.2.1 disabled", "a@b.jp")),
        (["Action: failed", "Status: 5.0.0", "Diagnostic-Code: smtp; 550 User unknown"], failed("5.1.1", "550 User unknown")),
        (["Action: failed", "Status: 5.0.0", "Diagnostic-Code: smtp; 554 rejected"], failed("5.0.0", "554 rejected")),
        (["Action: failed", "Diagnostic-Code: smtp; 552 too big"], failed("5.0.0", "552 too big")),
        (["Action: failed", "Status: 4.4.7"], failed("4.4.7", "4.4.7")),
        (["Action: failed", "Status: 5.2.2", "Diagnostic-Code: smtp; 552 5.2.2 quota"], failed("5.2.2", "552 5.2.2 quota")),
        (["action: FAILED (bad)", "status: 5.1.1 (unknown)"], failed("5.1.1", "5.1.1 (unknown)")),
        (["Status: 5.1.1"], failed("5.1.1", "5.1.1")),
        (["Final-Recipient: x400; /O=CITY/CN=GUEST1", "Action: failed", "Status: 5.1.1"], failed("5.1.1", "5.1.1")),
        (["Action: delayed", "Status: 4.4.1", "Diagnostic-Code: X-Postfix; connect: timed out"],
         delayed("4.4.1", "connect: timed out")),
        (["Action: relayed", "Status: 2.1.9"], Notice("other", "2.1.9", "2.1.9")),
        (["Action: delivered", "Status: 2.0.0"], Notice("other", "2.0.0", "2.0.0")),
        (["Action: delayed", "Status: 4.0.0", "", "Action: failed", "Status: 5.1.2"], failed("5.1.2", "5.1.2")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_a_report_says_what_became_of_the_letter(fields, notice, line_end):
    assert read(report(*fields).replace(b"\r\n", line_end)) == notice


@pytest.mark.parametrize(
    ("raw", "notice"),
    [
        (words("failure notice", "Hi. This is the qmail-send program at mail.example.jp.", "", "<gone@city.example.jp>:",
               "Sorry, no mailbox here by that name. (#5.1.1)", From="MAILER-DAEMON@mail.example.jp"),
         failed("5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)")),
        (words("Returned mail: User unknown", "550 gone@city.example.jp... User unknown"),
         failed("5.1.1", "550 gone@city.example.jp... User unknown")),
        (words("メール送信エラー", "次の宛先に送信できませんでした。", "宛先が存在しません。"),
         failed("5.1.1", "宛先が存在しません。")),
        (words("配信不能のお知らせ", "メールボックスの容量を超えています。", "452 4.2.2 over quota"),
         failed("4.2.2", "452 4.2.2 over quota")),
        (words("Undeliverable: 会議", "503会議室 8:30-9:00"), failed("", "Undeliverable: 会議")),
        (words("Hello", "something", "554 no", X_Failed_Recipients="gone@city.example.jp"), failed("5.0.0", "554 no")),
        (words("Mail System", "The message was not accepted.", From="postmaster@city.example.jp"), failed("", "Mail System")),
        (words("Warning: could not send message for past 4 hours", "4.4.1 timed out"), delayed("4.4.1", "4.4.1 timed out")),
        (words("Delivery Status", "Your message is delayed and will be retried."), delayed("", "Delivery Status")),
    ],
)  # fmt: skip
def test_plain_words_say_that_some_letter_came_back(raw, notice):
    assert read(raw) == notice


@pytest.mark.parametrize(
    "raw",
    [
        words("Automatic reply: 会議", "I am away. 550 5.1.1", Auto_Submitted="auto-replied"),
        words("自動応答：ありがとうございます", "8月1日まで不在です。", From="postmaster@city.example.jp"),
        words("不在のお知らせ", "退職いたしました。user unknown", Auto_Submitted="auto-replied"),
        words("Re: 参加登録", "550円の資料代は必要ですか。", From="hanako@city.example.jp"),
        words("Out of Office", "delivery failed? no", X_Autoreply="yes"),
        b"",
        b"\x00" * 1000,
    ],
)
def test_an_answer_from_the_holidays_is_no_bounce(raw):
    assert read(raw) is None


@pytest.mark.parametrize(
    ("code", "hardness"),
    [("5.1.1", "hard"), ("5.0.0", "hard"), ("5.2.2", "soft"), ("4.4.7", "soft"), ("", "soft")],
)
def test_what_is_for_good_is_told_by_the_code(code, hardness):
    assert hardness_of(code) is Hardness(hardness)


def test_the_report_may_be_encoded_or_international():
    raw = report("Action: failed", "Status: 5.1.1", kind="message/global-delivery-status")
    assert read(raw) == failed("5.1.1", "5.1.1")
    raw = b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert read(raw + b64encode(b"Reporting-MTA: dns; a.jp\n\nAction: failed\nStatus: 5.1.1")) == failed(
        "5.1.1", "5.1.1"
    )


def test_a_server_can_say_much_and_hostile_things():
    raw = report("Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; \x00\x1b]0;\u202e" + "x" * 5000)
    assert read(raw) == failed("5.1.1", "]0;" + "x" * (dsn.WORDS - 3))


_pieces = st.lists(
    st.sampled_from(["Action: failed", "Status: 5.1.1", "Status: 99999.9.9",
                     "Final-Recipient: ;;;", "Diagnostic-Code:", "", " ", "Action:", ":"])
    | st.text(max_size=30),
    max_size=12,
)  # fmt: skip


@given(_pieces, st.binary(max_size=60))
def test_no_report_raises(fields, noise):
    read(report(*[field.encode("utf-8", "replace").decode() for field in fields]) + noise)
    read(b"Subject: failure notice\r\n\r\n" + "\n".join(fields).encode("utf-8", "replace") + noise)
