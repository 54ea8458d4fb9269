"""The wheel: what it holds, and that it runs without the tree that it was built from."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TAKEN_ALONG = {
    "templates": "templates",
    "static": "static",
    "migrations": "migrations",
    "demo/files": "demo_files/files",
}
NOT_TAKEN = {"__pycache__", ".mypy_cache", ".ruff_cache"}
RUN = """
from forumapp import factory
from forumapp.core import resources
app = factory.create_app()
client = app.test_client()
print([resources.folder(name).parent == resources.PACKAGE for name in ("templates", "static", "migrations", "demo")])
print(client.get("/healthz").status_code, client.get("/").status_code)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an unpacked wheel, built without a network."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (archive,) = out.glob("*.whl")
    unpacked = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(archive).extractall(unpacked)
    return unpacked


def files_below(top: Path) -> set[str]:
    return {
        str(path.relative_to(top))
        for path in top.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not NOT_TAKEN & set(path.parts)
    }


@pytest.mark.parametrize("source", TAKEN_ALONG)
def test_the_wheel_takes_a_folder_along(wheel: Path, source: str) -> None:
    expected = files_below(ROOT / source)
    assert expected
    assert files_below(wheel / "forumapp" / TAKEN_ALONG[source]) == expected


def test_the_wheel_holds_all_of_the_package_and_compiled_catalogues(wheel: Path) -> None:
    packed = files_below(wheel / "forumapp")
    assert {path for path in files_below(ROOT / "forumapp") if not path.endswith(".mo")} - packed == set()
    assert "translations/en/LC_MESSAGES/messages.mo" in packed


def test_nothing_of_the_wheel_lands_beside_the_package(wheel: Path) -> None:
    assert {path.name.partition("-")[0] for path in wheel.iterdir()} == {"forumapp"}


def test_an_unpacked_wheel_migrates_and_serves(wheel: Path, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FORUMAPP_", "FLASK_"))}
    environment = kept | {
        "PYTHONPATH": str(wheel),
        "FORUMAPP_DATA_DIR": str(tmp_path / "data"),
        "FORUMAPP_SECRET_KEY": "a key for this test alone, long enough",
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("-m", "flask", "--app", "forumapp.factory", "db", "upgrade")
    assert run("-c", RUN).splitlines() == ["[True, True, True, True]", "200 200"]
