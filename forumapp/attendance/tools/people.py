"""What stands in the name cell of a list: the name, and whether the line is a host, a recorder or a test."""

import re
import unicodedata
from enum import StrEnum


class Kind(StrEnum):
    """What a line looks like. Only a hint: an organiser decides."""

    PERSON = "person"
    HOST = "host"
    BOT = "bot"
    TEST = "test"


_ADDED = re.compile(
    r"\s*[(（\[]\s*(?:ゲスト|guest|外部|external|unverified|未確認|ホスト|host|共同ホスト|co-host|開催者|"
    r"organizer|主催者|自分|me)\s*[)）\]]",
    re.IGNORECASE,
)
_HOSTS = re.compile(
    r"[(（\[]\s*(?:ホスト|host|共同ホスト|co-host|開催者|organizer|主催者)\s*[)）\]]", re.IGNORECASE
)
_HOST_ROLES = re.compile(
    r"organi[sz]er|host|presenter-host|開催者|主催者|ホスト|panelist|パネリスト", re.IGNORECASE
)
_BOTS = re.compile(
    r"otter\.?ai|fireflies|read\.?ai|notetaker|note taker|ai companion|tl;?dv|fathom|recorder|recording|\brec\b|\bbot\b|copilot|"
    r"録画|録音|議事録|文字起こし|字幕|配信(?:用|pc)?$|zoom room|記録用",
    re.IGNORECASE,
)
_TESTS = re.compile(r"テスト|\btest(?:er|ing)?\d*\b|接続確認|リハーサル|動作確認", re.IGNORECASE)
LONGEST = 1000
"""Characters of a cell in which an address is looked for."""
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


def shown_name(cell: str) -> str:
    """Return the name without what the tool has added to it: (ゲスト), (Host)."""
    return " ".join(_ADDED.sub("", cell).replace("\u3000", " ").split())[:300]


def address_in(cell: str) -> str:
    """Return the address of a cell in lower case, or nothing."""
    found = _ADDRESS.search(unicodedata.normalize("NFKC", cell[:LONGEST]))
    return found[0].lower()[:254] if found else ""


def kind_of(cell: str, role: str = "", section: str = "") -> Kind:
    """Say what the line looks like, by its name, the role that the tool gives, and the part of the list."""
    if _BOTS.search(cell):
        return Kind.BOT
    if _TESTS.search(cell):
        return Kind.TEST
    if _HOSTS.search(cell) or _HOST_ROLES.search(role) or _HOST_ROLES.search(section):
        return Kind.HOST
    return Kind.PERSON
