"""The seed's forum as the journey enters it: what the model page says, read from the demo's document."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.journeys.site import TREE

FILES: Path = TREE / "demo"
SEED: dict[str, Any] = yaml.safe_load((FILES / "nagasaki.yaml").read_text(encoding="utf-8"))
FORUM: dict[str, Any] = SEED["forum"]
TITLE: str = FORUM["title"]
SLUG = "nagasaki"
DESK = f"/desk/forums/{SLUG}"
PUBLIC = f"/forums/{SLUG}"
INFORMATION, MONEY = (track["name"] for track in SEED["tracks"])
PLENARY: list[dict[str, Any]] = [item for item in SEED["agenda"] if item.get("kind") != "container"]
(PARALLEL,) = (item for item in SEED["agenda"] if item.get("kind") == "container")
ROWS: list[dict[str, Any]] = [*PLENARY, PARALLEL, *PARALLEL["children"]]
QUESTIONS: str = PARALLEL["children"][1]["title"]
KINDS = {
    "greeting": "挨拶",
    "talk": "講演・説明",
    "qa": "質疑応答",
    "break": "休憩",
    "group_work": "グループワーク",
    "container": "まとまり(中に項目を入れる)",
}
DEPARTMENTS = {"information-policy": "情報政策", "finance": "財政", "personnel": "人事"}
THEMES: list[dict[str, Any]] = SEED["group_work"][0]["themes"]
IMPRESSIONS: list[str] = [one["text"] for one in SEED["impressions"]]
TALKS: dict[str, str] = {item["key"]: item["title"] for item in PLENARY}
DAY = date(2024, 8, 1)


def wall(minute: int) -> str:
    """Return a time of day as people write it; YAML 1.1 reads 13:30 as the minute of the day."""
    return f"{minute // 60}:{minute % 60:02d}"


def line(speaker: dict[str, Any]) -> str:
    """Return a speaker as the model page prints them: 広島県総務局デジタル基盤整備課 課長 山田 正彦氏."""
    place = speaker.get("organisation", "") + speaker.get("unit", "")
    name = f"{speaker['family_name']} {speaker['given_name']}{speaker.get('honorific', '')}"
    return " ".join(part for part in (place, speaker.get("title", ""), name) if part)


def spoken(captions: str) -> str:
    """Return the words of a file of captions."""
    cues = (FILES / captions).read_text(encoding="utf-8").split("\n\n")[1:]
    return "".join(cue.split("\n", 2)[2] for cue in cues)
