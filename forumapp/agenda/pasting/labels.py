"""Lines with a label say exactly what they are: 内容：, 種類：, 登壇者：団体|部署|役職|姓|名|敬称, 補足： (docs/agenda-text.md)."""

import re
from dataclasses import dataclass

from forumapp.agenda.models import AppearanceRole, ItemKind
from forumapp.agenda.pasting import words
from forumapp.agenda.pasting.placing import Plan
from forumapp.agenda.pasting.speakers import doubtful_names, read_speakers
from forumapp.agenda.pasting.tree import PastedSpeaker
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.forums.models import Mode

KINDS = {
    "挨拶": ItemKind.GREETING,
    "講演": ItemKind.TALK,
    "質疑応答": ItemKind.QA,
    "休憩": ItemKind.BREAK,
    "グループワーク": ItemKind.GROUP_WORK,
    "発表": ItemKind.PRESENTATION,
    "まとまり": ItemKind.CONTAINER,
    "その他": ItemKind.OTHER,
}
MODES = {"会場": Mode.ON_SITE, "Web": Mode.WEB, "会場・Web": Mode.BOTH}
ROLES = {
    "登壇者": AppearanceRole.SPEAKER,
    "司会": AppearanceRole.MODERATOR,
    "パネリスト": AppearanceRole.PANELIST,
}
FIELDS = "|"
_LABEL = re.compile(
    r"(内容|件名|題名|演題|テーマ|種類|形式|開催方法|補足|備考|部屋|会場|場所|終了の表記|部会|登壇者|司会|パネリスト)\s{0,2}[:：]\s?(.*)"
)
_SPELLINGS = {
    "件名": "内容",
    "題名": "内容",
    "演題": "内容",
    "テーマ": "内容",
    "開催方法": "形式",
    "備考": "補足",
    "会場": "部屋",
    "場所": "部屋",
}


@dataclass(frozen=True, slots=True)
class Label:
    """A label and what it says."""

    name: str
    text: str


def read_label(text: str) -> Label | None:
    """Return the label that opens a line, or None; a speaker's line counts if it gives the six fields."""
    found = _LABEL.fullmatch(text)
    if found is None:
        return None
    name = _SPELLINGS.get(found.group(1), found.group(1))
    said = found.group(2).strip()
    if name in ROLES and said.count(FIELDS) != 5:
        return None
    if (name == "種類" and said not in KINDS) or (name == "形式" and _mode(said) is None) or name == "部会":
        return None
    return Label(name, said)


def apply(label: Label, plan: Plan, line: int) -> None:
    """Write what the label says into the row before it."""
    item = plan.last
    assert item is not None
    if label.name == "内容" and not item.title:
        item.title, item.kind = label.text, words.kind_of(label.text)
    elif label.name == "内容":
        quoted = label.text if label.text[:1] in "「『" else f"「{label.text}」"
        item.title += quoted
    elif label.name == "種類":
        item.kind = KINDS[label.text]
        if item.kind is ItemKind.CONTAINER and all(frame.item is not item for frame in plan.frames):
            plan.open(item, plan.last_look, "explicit")
    elif label.name == "形式":
        item.mode = _mode(label.text)
    elif label.name == "部屋":
        item.room = label.text
    elif label.name == "終了の表記":
        item.end_text = label.text
    elif label.name == "補足":
        item.note = f"{item.note}\n{label.text}" if item.note else label.text
    else:
        organisation, unit, title, family, given, honorific = (
            part.strip() for part in label.text.split(FIELDS)
        )
        role = ROLES[label.name]
        item.speakers.append(PastedSpeaker(organisation, unit, title, family, given, honorific, role))


def people(text: str, plan: Plan, line: int) -> bool:
    """Add the speakers of a cell that is meant for people; False if there is no name in it."""
    found = read_speakers(text, is_sure=True)
    assert plan.last is not None
    plan.last.speakers += found
    for name in doubtful_names(found):
        plan.doubt(line, "ambiguous_name", name=name)
    return bool(found)


def _mode(text: str) -> Mode | None:
    return MODES.get(text) or words.mode_of(to_halfwidth(text))
