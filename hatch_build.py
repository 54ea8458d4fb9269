"""Build hook of the wheel: compiles the message catalogues, which the repository holds as text, and takes the demo along."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelContents(BuildHookInterface[Any]):
    """What pyproject.toml cannot say about the contents of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files; ``build_data`` maps sources to places in the wheel."""
        root = Path(self.root)
        for source in sorted(root.glob("forumapp/translations/*/LC_MESSAGES/*.po")):
            _compile(source)
        demo = root / "demo"
        for part in (*sorted(demo.glob("*.yaml")), demo / "files"):  # not the scripts that made the files
            build_data["force_include"][str(part)] = f"forumapp/demo_files/{part.name}"


def _compile(source: Path) -> None:
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3], abort_invalid=True)
    with source.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
