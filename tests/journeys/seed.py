"""The seed's forum as the journey enters it: what the model page says, read from the demo's document."""

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


def wall(minute: int) -> str:
    """Return a time of day as people write it; YAML 1.1 reads 13:30 as the minute of the day."""
    return f"{minute // 60}:{minute % 60:02d}"
