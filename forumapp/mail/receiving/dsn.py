"""Reading what mail servers send back: delivery status notifications (RFC 3464), and plain words.

Only what came to a letter's own bounce address is read here, so that which letter it was is certain.
"""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from forumapp.core.text.cleaning import clean_line
from forumapp.mail.receiving.parts import Incoming, decoded

Action = Literal["failed", "delayed", "other"]

NO_SUCH_ADDRESS = "5.1.1"
WORDS, READ = 400, 20_000
"""Characters that are kept of a server's words, and that are looked through of a plain message."""
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ACTIONS: dict[str, Action] = {"failed": "failed", "delayed": "delayed"}
_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_BARE = re.compile(r"(?<![\d.:-])([45][0-5]\d)[ -](?=[A-Za-z<(#]|[45]\.)")
_NOBODY = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox|address)|unknown (?:recipient|address|mailbox)|"
    r"(?:user|mailbox|address|recipient|account)\b[^\n]{0,60}(?:not found|not exist|unknown|not known)|invalid recipient|"
    r"mailbox unavailable|does not have an? .{0,20}account|宛先が?(?:不明|見つかりません|存在しません)|"
    r"(?:アドレス|ユーザー?)(?:は|が)?(?:存在しません|見つかりません|不明)",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"^(?:auto(?:matic(?:ally)?)?[ :-]|out of (?:the )?office|away from|vacation|absence|on leave)|"
    r"不在|自動(?:応答|返信|回答)|休暇|退職",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"undeliver|undelivered|deliver[a-z]* .{0,40}(?:fail|problem|error|status)|fail(?:ure|ed)\b|returned (?:mail|to sender)|"
    r"mail (?:error|system error)|不達|配信(?:不能|できま|に失敗|エラー)|送信(?:できま|エラー|に失敗)|エラーメール|戻りました",
    re.IGNORECASE,
)
_WAITING = re.compile(
    r"delayed|(?:delivery|message) (?:is )?delay|still (?:being )?(?:try|retr)|will (?:be retried|continue to try|keep trying)|"
    r"warning: (?:could not|message still)|遅延|再送を(?:試み|続け)",
    re.IGNORECASE,
)
_LINE_BREAK = re.compile(r"\r\n|\r")
_MACHINES = re.compile(r"mailer-daemon|postmaster|mail delivery|mailerdaemon", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notice:
    """What became of a letter: ``code`` is an enhanced one (RFC 3463) or "", ``recipient`` whom the server tried, or ""."""

    action: Action
    code: str
    text: str
    recipient: str = ""


def read(message: Incoming) -> Notice | None:
    """Return what a message to a bounce address says; None if it is something else, as an answer from the holidays."""
    found = [notice for part in message.parts if part.kind in _REPORTS for notice in _reported(part.text)]
    for action in ("failed", "delayed", "other"):
        for notice in found:
            if notice.action == action:
                return notice
    return _in_words(message) if _is_returned(message) else None


def _reported(text: str) -> list[Notice]:
    """The groups of fields that speak of a recipient; the first group is of the message, but not with every server."""
    groups = re.split(r"\n[ \t]*\n", _LINE_BREAK.sub("\n", text[: READ * 5]))
    fields = (_fields(group) for group in islice(groups, 100))
    return [_notice(one) for one in fields if "action" in one or "status" in one]


def _fields(group: str) -> dict[str, str]:
    """The fields of a group by lower-case name, the first of each."""
    pairs = [line.partition(":") for line in re.sub(r"\n[ \t]+", " ", group).split("\n")]
    return {name.strip().lower(): value.strip() for name, colon, value in reversed(pairs) if colon}


def _notice(fields: dict[str, str]) -> Notice:
    said = fields.get("diagnostic-code", "").partition(";")[2] or fields.get("diagnostic-code", "")
    code = _code_of(fields.get("status", ""), said)
    action = _ACTIONS.get(fields.get("action", "").split(" ")[0].lower(), "other")
    if "action" not in fields:
        action = "failed" if code.startswith("5") else "delayed" if code.startswith("4") else "other"
    recipient = clean_line(fields.get("final-recipient", "").rpartition(";")[2]).strip("<> ")[:254]
    text = _cut(said or fields.get("status", ""))
    return Notice(action, code, text, recipient if "@" in recipient else "")


def _code_of(status: str, said: str) -> str:
    """The status, or what the words tell beyond it: many servers write 5.0.0 and keep the reason for the words."""
    found = _CODE.search(status)
    code = found[1] if found else ""
    if code and not code.endswith(".0.0"):
        return code
    closer = _CODE.search(said)
    if closer and not closer[1].endswith(".0.0"):
        return closer[1]
    if not code.startswith("4") and _NOBODY.search(said):
        return NO_SUCH_ADDRESS
    bare = _BARE.search(said)
    return code or (f"{bare[1][0]}.0.0" if bare else "")


def _is_returned(message: Incoming) -> bool:
    """Say whether a message without a report is a letter that came back: holiday answers come to the same address."""
    if message.header("x-failed-recipients"):
        return True
    subject = decoded(message.header("subject"))
    submitted = message.header("auto-submitted").strip().lower()
    if _AUTOMATIC.search(subject) or message.header("x-autoreply") or message.header("x-autorespond"):
        return False
    if _RETURNED.search(subject) or _WAITING.search(subject):
        return True
    return submitted != "auto-replied" and bool(_MACHINES.search(message.header("from")))


def _in_words(message: Incoming) -> Notice:
    texts = [part.text for part in message.parts if part.kind == "text/plain"]
    words = "\n".join(islice(texts, 3))[:READ]
    subject = decoded(message.header("subject"))
    code, line = "", ""
    for line in words.splitlines():
        code = _code_of(line, line)
        if code.startswith(("4", "5")):
            break
        code = ""
    text = _cut(line if code else subject)
    if _WAITING.search(subject) or (not code.startswith("5") and _WAITING.search(words[:2000])):
        return Notice("delayed", code, text)
    return Notice("failed", code, text)


def _cut(text: str) -> str:
    return clean_line(text)[:WORDS]
