"""Where templates, static files and migrations lie: beside the package in a checkout, inside it in a wheel."""

from hashlib import blake2b
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def folder(name: str) -> Path:
    """Return the folder ``name`` ('templates', 'static', 'migrations', 'demo')."""
    inside = PACKAGE / ("demo_files" if name == "demo" else name)
    return inside if inside.is_dir() else PACKAGE.parent / name


def build_digest() -> str:
    """Return a digest over templates, catalogues and code: it changes the ETags of pages when anything of them changes."""
    digest = blake2b(digest_size=6)
    for root, suffix in ((folder("templates"), "*.*"), (PACKAGE, "*.py"), (PACKAGE / "translations", "*.po")):
        for path in sorted(root.rglob(suffix)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
