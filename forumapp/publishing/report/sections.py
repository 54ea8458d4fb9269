"""All that a report shows, section by section."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forumapp.groupwork.queries.bullets import SummaryTheme
from forumapp.materials.models import Recording
from forumapp.publishing.models import ReportPhotograph
from forumapp.publishing.queries.forum import ForumPage


@dataclass(frozen=True)
class Report(ForumPage):
    """All that a report shows; a section appears when it has content."""

    recordings: Sequence[Recording]
    themes: Sequence[SummaryTheme]
    impressions: Sequence[str]
    outline: Mapping[str, str] = field(default_factory=dict)
    figures: Sequence[Mapping[str, Any]] = ()
    photographs: Sequence[tuple[ReportPhotograph, str, str]] = ()
    """Each with what it shows (alt) and its caption."""
    unrecorded: Collection[int] | None = None
    """Items with the mark 録画なし, as a version froze them; None: as they are now."""

    def outline_in(self, language: str) -> str:
        """Return the text of 開催概要 for a reader, Japanese where there is no other."""
        return self.outline.get(language) or self.outline.get("ja", "")

    @property
    def sections(self) -> list[str]:
        """Return the sections that appear, in order."""
        content = {
            "outline": self.outline.get("ja"),
            "programme": True,
            "materials": self.materials,
            "summary": self.themes,
            "impressions": self.impressions,
            "recordings": self.recordings,
            "figures": self.figures,
            "photographs": self.photographs,
        }
        return [name for name, found in content.items() if found]
