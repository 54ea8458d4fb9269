"""The words before a name: 団体, 部署, 役職, however they are run together (広島県総務局デジタル基盤整備課長)."""

import re
from dataclasses import dataclass

from forumapp.agenda.pasting import words

_OFFICE = re.compile(r"(?:役所|役場|庁)(?!舎)")


@dataclass(slots=True)
class Affiliation:
    """団体, 部署, 役職 as far as they were found."""

    organisation: str = ""
    unit: str = ""
    title: str = ""

    def __bool__(self) -> bool:
        return bool(self.organisation or self.unit or self.title)


def affiliation_of(tokens: list[str]) -> Affiliation:
    """Split the words before a name into organisation, unit and job title."""
    found = Affiliation()
    for token in tokens:
        rest = token
        if not found.organisation and not found.unit and not found.title:
            found.organisation, rest = _organisation(token)
        elif found.organisation and words.CORPORATE.fullmatch(found.organisation):
            found.organisation, rest = f"{found.organisation} {token}", ""
        unit, title = _unit_and_title(rest)
        found.unit = " ".join(part for part in (found.unit, unit) if part)
        found.title = " ".join(part for part in (found.title, title) if part)
    if found.unit and not found.organisation and not words.UNIT_END.search(found.unit):
        found.organisation, found.unit = found.unit, ""
    return found


def _organisation(token: str) -> tuple[str, str]:
    for length in range(min(words.longest_organisation(), len(token)), 1, -1):
        if token[:length] in words.organisations():
            return _with_mayor(token[:length], token[length:])
    if words.TITLE.fullmatch(token):
        return "", token
    if words.CORPORATE.search(token):
        return token, ""
    institution = max(words.INSTITUTION.finditer(token[:60]), key=lambda one: one.end(), default=None)
    if institution and institution.start() > 0 and _is_rest(token[institution.end() :]):
        return token[: institution.end()], token[institution.end() :]
    local = words.LOCAL.match(token)
    if local and not words.NOT_LOCAL.search(local.group()) and len(local.group()) > 1:
        county = words.LOCAL.match(token, local.end()) if local.group()[-1] in "都道府県" else None
        end = county.end() if county and _is_rest(token[county.end() :]) else local.end()
        if _is_rest(token[end:]):
            return _with_mayor(token[:end], token[end:])
    return "", token


def _with_mayor(organisation: str, rest: str) -> tuple[str, str]:
    """大村市長 → 大村市, 市長."""
    if office := _OFFICE.match(rest):
        organisation, rest = organisation + office.group(), rest[office.end() :]
    is_head = rest.startswith("長") and organisation[-1] in "市区町村"
    if rest and not is_head and not _is_rest(rest):
        return "", organisation + rest
    return organisation, organisation[-1] + rest if is_head else rest


def _is_rest(rest: str) -> bool:
    """Say whether an organisation's name may end before ``rest``."""
    return (
        not rest
        or rest[0] == "長"
        or bool(_OFFICE.match(rest))
        or bool(words.UNIT_END.search(rest))
        or words.ends_in_title(rest) is not None
        or bool(glued(rest))
    )


def _unit_and_title(token: str) -> tuple[str, str]:
    if not token:
        return "", ""
    if words.TITLE.fullmatch(token):
        return "", token
    chief = words.CHIEF.search(token)
    if chief:
        return _shared(token, chief)
    end = words.ends_in_title(token)
    if end is None:
        return token, ""
    cut = max(
        (found.end() for found in re.finditer(r"[課室部局係班]|センター|グループ|チーム|官房", token[:end])),
        default=0,
    )
    return token[:cut], token[cut:]


def _shared(token: str, chief: re.Match[str]) -> tuple[str, str]:
    """デジタル戦略課長 → デジタル戦略課, 課長."""
    place = chief.group().index("長")
    head = token[: chief.start()]
    modifiers = re.search(r"(?:副|担当|総括|統括|主任)+$", head)
    if modifiers:
        cut = modifiers.start()
        return token[:cut], token[cut:]
    return head + chief.group()[:place], chief.group()


def glued(token: str) -> tuple[str, str] | None:
    """課長??橋 → (課長, ??橋): a job title that nothing parts from the name."""
    found = words.TITLE.match(token)
    if found is None or found.end() == len(token) or len(token) - found.end() > 7:
        return None
    rest = token[found.end() :]
    if (
        not words.NAME.fullmatch(rest)
        or rest in {"級", "職", "会", "間", "等", "者", "制"}
        or words.UNIT_END.search(rest)
    ):
        return None
    return (
        None
        if words.ends_in_title(rest) is not None or words.COMMON.search(rest)
        else (token[: found.end()], rest)
    )


def is_affiliation(text: str) -> bool:
    """Say whether ``text`` can be nothing but somebody's organisation, unit or job title."""
    tokens = text.split()
    if not tokens or opens_with_title(tokens):
        return False
    named = (
        _organisation(tokens[0])[0] or words.CORPORATE.search(tokens[0]) or words.UNIT_END.search(tokens[-1])
    )
    return bool(named) or words.ends_in_title(tokens[-1]) is not None


def opens_with_title(tokens: list[str]) -> bool:
    """Say whether a title of the programme stands before the affiliation: 窓口の見直し 乙市 市民課."""
    if (
        not tokens
        or _organisation(tokens[0])[0]
        or words.TITLE.fullmatch(tokens[0])
        or words.CORPORATE.search(tokens[0])
    ):
        return False
    if words.UNIT_END.search(tokens[0]) or words.ends_in_title(tokens[0]) is not None:
        return False
    return words.COMMON.search(tokens[0]) is not None or any(_organisation(token)[0] for token in tokens[1:6])
