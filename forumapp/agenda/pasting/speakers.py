"""Speakers in a line: 団体・部署・役職・氏名・敬称, several of them, after a title or alone."""

import re
from dataclasses import dataclass, field, replace

from forumapp.agenda.models import AppearanceRole
from forumapp.agenda.pasting import words
from forumapp.agenda.pasting.affiliations import (
    Affiliation,
    affiliation_of,
    glued,
    is_affiliation,
    opens_with_title,
)
from forumapp.agenda.pasting.tree import PastedSpeaker

MOST_TOKENS = 40
_BETWEEN = re.compile(r"(?<=[氏様])\s?(?:[・、,，/／と&＆]|及び|および)\s?(?=\S)")
_COMMA = re.compile(r"\s?[、,，;；]\s?|\s[/／]\s")
_IN_PARENS = re.compile(r"\s?[(（]([^()（）]{1,120})[)）]$")
_NAME_FIRST = re.compile(r"[^\s()（）]{1,6}[ \u3000]?[^\s()（）]{0,6}[(（]([^()（）]{1,60})[)）]")
_JOINTS = re.compile(r"(?:[\s:：/／|…‥]|・{2,}|\.{3,})+")
_SAME = re.compile(r"^(?:同上|同|〃)$")
_KANJI_NAME = re.compile("[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]{3,}")


@dataclass(slots=True)
class Found:
    """The title that stands before the speakers, and the speakers; ``doubtful``: names that do not show their parts."""

    title: str
    speakers: list[PastedSpeaker] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)


def split_title(text: str) -> Found:
    """Split ``挨拶 総務省 室長 志賀 真幸`` into a title and its speakers; without speakers all of it is the title."""
    if whole := _in_parentheses(text):
        return whole
    starts = [found.end() for found in _JOINTS.finditer(text)][:MOST_TOKENS]
    for tried, place in enumerate(place for place in starts if _opens(text[place:])):
        if tried > 6:
            break
        speakers = read_speakers(text[place:])
        title = text[:place].rstrip(" \u3000:：/／|-―—–…・、,")
        if speakers and title:
            return _found(title, speakers)
    return _named_at_end(text, starts) or Found(text)


def read_speakers(text: str, *, is_sure: bool = False) -> list[PastedSpeaker]:
    """Return the speakers that ``text`` names and nothing else, or none; ``is_sure``: a label says that it names people."""
    role = AppearanceRole.SPEAKER
    if label := words.ROLE_LABEL.match(text):
        role, text, is_sure = words.ROLES[label.group(1)], text[label.end() :], True
    found: list[PastedSpeaker] = []
    around = Affiliation()
    for phrase in _phrases(text):
        speaker = _speaker(phrase, around, is_sure)
        if speaker is None:
            return []
        around = Affiliation(speaker.organisation, speaker.unit)
        found.append(replace(speaker, role=role))
    return found


def doubtful_names(speakers: list[PastedSpeaker]) -> list[str]:
    """Return the names of which nobody can say where the family name ends."""
    return [
        one.family_name for one in speakers if not one.given_name and _KANJI_NAME.fullmatch(one.family_name)
    ]


def _found(title: str, speakers: list[PastedSpeaker]) -> Found:
    return Found(title, speakers, doubtful_names(speakers))


def _in_parentheses(text: str) -> Found | None:
    """開会挨拶（甲県知事 試験 太郎）, but not 試験 太郎氏（甲県 総務課長）."""
    inner = _IN_PARENS.search(text)
    if inner is None or inner.start() == 0:
        return None
    speakers = read_speakers(inner.group(1))
    return _found(text[: inner.start()].rstrip(), speakers) if speakers else None


def _named_at_end(text: str, starts: list[int]) -> Found | None:
    """挨拶 試験 太郎氏: nothing but a name stands after the title."""
    for place in starts[-2:]:
        speakers = read_speakers(text[place:])
        if speakers:
            return _found(text[:place].rstrip(" \u3000:：/／|-―—–…・、,"), speakers)
    return None


def _opens(text: str) -> bool:
    """Say whether an affiliation or a label may begin here."""
    if words.ROLE_LABEL.match(text):
        return True
    if (named := _NAME_FIRST.match(text)) and is_affiliation(named.group(1)):
        return True
    first = text.split(maxsplit=1)[0] if text.split() else ""
    affiliation = affiliation_of([first])
    return bool(
        affiliation.organisation or affiliation.title or glued(first) or (affiliation.unit and first != text)
    )


def _phrases(text: str) -> list[list[str]]:
    """Split into phrases of one speaker each, as words."""
    marked = _COMMA.sub("\n", _BETWEEN.sub("\n", text))
    phrases: list[list[str]] = []
    for part in marked.split("\n"):
        tokens: list[str] = []
        for token in part.replace("：", " ").replace(":", " ").split():
            tokens.append(token)
            if len(tokens) > 1 and words.HONORIFIC.search(token):
                phrases.append(tokens)
                tokens = []
        if len(tokens) == 1 and phrases and tokens[0][0] in "(（":
            phrases[-1].extend(tokens)
        elif tokens:
            phrases.append(tokens)
    return phrases[:MOST_TOKENS]


def _speaker(tokens: list[str], around: Affiliation, is_sure: bool) -> PastedSpeaker | None:
    inner = _IN_PARENS.search(" ".join(tokens))
    if inner is not None and inner.start() > 0:
        beside = affiliation_of(inner.group(1).split())
        named = _speaker(" ".join(tokens)[: inner.start()].split(), Affiliation(), True)
        if named and is_affiliation(inner.group(1)) and not named.organisation:
            return replace(
                named, organisation=beside.organisation, unit=beside.unit, title=beside.title or named.title
            )
        return None
    tokens, honorific = _without_honorific(tokens)
    if not tokens:
        return None
    before, family, given, late = _name(tokens)
    if not family or opens_with_title(before):
        return None
    if before and _SAME.match(before[0]):
        affiliation = affiliation_of(before[1:])
        affiliation.organisation = affiliation.organisation or around.organisation
        affiliation.unit = affiliation.unit or around.unit
    else:
        affiliation = affiliation_of(before)
        if affiliation.title and not affiliation.organisation and not affiliation.unit:
            affiliation.organisation, affiliation.unit = around.organisation, around.unit
    affiliation.title = affiliation.title or late
    is_evident = bool(honorific or affiliation.title or (affiliation.organisation and given) or is_sure)
    if not is_evident or (not honorific and words.COMMON.search(family + given)):
        return None
    return PastedSpeaker(
        affiliation.organisation, affiliation.unit, affiliation.title, family, given, honorific
    )


def _without_honorific(tokens: list[str]) -> tuple[list[str], str]:
    last = tokens[-1]
    found = words.HONORIFIC.search(last)
    if found is None:
        return tokens, ""
    bare = last[: found.start()]
    if words.NOBODY.match(bare) or (not bare and (len(tokens) == 1 or words.NOBODY.match(tokens[-2]))):
        return [], ""
    return [*tokens[:-1], *([bare] if bare else [])], found.group(1)


def _name(tokens: list[str]) -> tuple[list[str], str, str, str]:
    """Return (words before, family name, given name, job title that stood behind the name)."""
    late = ""
    if (
        words.TITLE.fullmatch(tokens[-1])
        and len(tokens) > 1
        and _is_name(tokens[-2])
        and len("".join(tokens[-3:-1])) > 2
    ):
        tokens, late = tokens[:-1], tokens[-1]
    last = tokens[-1]
    if len(tokens) > 1 and len(last) <= 8 and _is_name(last):
        before = tokens[-2]
        if _is_name(before):
            return tokens[:-2], before, last, late
        if parts := glued(before):
            return [*tokens[:-2], parts[0]], parts[1], last, late
    if parts := glued(last):
        return [*tokens[:-1], parts[0]], parts[1], "", late
    return (tokens[:-1], last, "", late) if _is_name(last) else ([], "", "", "")


def _is_name(token: str) -> bool:
    return bool(
        len(token) <= 20
        and words.NAME.fullmatch(token)
        and not words.TITLE.fullmatch(token)
        and token not in words.organisations()
        and not glued(token)
        and not (len(token) > 2 and words.UNIT_END.search(token))
        and not words.CORPORATE.search(token)
        and not words.INSTITUTION.search(token)
        and not (len(token) > 2 and words.ends_in_title(token) is not None)
        and not _SAME.match(token)
    )
