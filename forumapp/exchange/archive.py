"""Backup and restore: one archive with the database and every stored file, taken so that they belong together.

The database is read first, then the files: a file is written before the row that names it, so none is missing. What the
scanner put into quarantine stays there: its row is in the backup and says so, its content is not.
"""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.engine import URL, make_url

from forumapp.core import clock, files
from forumapp.core.db import db
from forumapp.core.files import StoredFile, Verdict
from forumapp.core.transaction import reading, transaction
from forumapp.forums.revision import leave_all_copies_behind

FORMAT = "forumapp-backup/1"
MANIFEST, SQLITE, POSTGRES, FILES = "manifest.json", "database.sqlite3", "database.dump", "files"
ARCHIVES = (".tar.gz", ".tgz")
_MEMBERS = re.compile(rf"{MANIFEST}|{SQLITE}|{POSTGRES}|{FILES}/[0-9a-f]{{64}}")


class ArchiveError(Exception):
    """A backup cannot be taken or restored; the message is one sentence for the administrator."""


def backup(target: Path) -> int:
    """Write everything to the new folder or .tar.gz ``target``; returns the number of files. Raises ArchiveError."""
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise ArchiveError(f"{target} already exists; choose another name.")
    if not str(target).endswith(ARCHIVES):
        return _write(target)
    with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        count = _write(Path(folder))
        half = Path(folder, "half.tar.gz")
        with tarfile.open(half, "w:gz") as archive:
            for name in (MANIFEST, _dump_name(), FILES):
                archive.add(Path(folder, name), name)
        half.replace(target)
    return count


def restore(source: Path, *, force: bool = False) -> int:
    """Bring database and files back from a backup; returns the number of files.

    Every file is checked against its digest before anything is touched. Raises ArchiveError, also where the
    present database is not empty and ``force`` is not given.
    """
    with _opened(source) as folder:
        manifest = _manifest(folder)
        _check_files(folder, manifest["files"])
        if not force and not is_empty():
            raise ArchiveError("The present database is not empty; --force replaces it by the backup.")
        for digest in manifest["files"]:
            with (folder / FILES / digest).open("rb") as stream:
                files.write(stream, limit=sys.maxsize)
        db.session.remove()
        db.engine.dispose()
        (_load_sqlite if _is_sqlite() else _load_postgres)(folder / _dump_name())
    with transaction():
        leave_all_copies_behind()
    return len(manifest["files"])


def is_empty() -> bool:
    """Say whether no table holds a row (tables of migrations aside)."""
    with reading():
        connection = db.session.connection()
        names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        tables = [sa.table(name) for name in names]
        return not any(
            connection.scalar(sa.select(sa.exists().select_from(table).where(sa.true()))) for table in tables
        )


def _write(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    (_dump_sqlite if _is_sqlite() else _dump_postgres)(folder / _dump_name())
    with reading():
        known = db.session.execute(
            sa.select(StoredFile.digest, StoredFile.verdict).order_by(StoredFile.digest)
        )
        verdicts = {row.digest: row.verdict for row in known}
    (folder / FILES).mkdir()
    digests = [digest for digest, verdict in verdicts.items() if _is_copied(digest, verdict, folder)]
    manifest = {
        "format": FORMAT,
        "at": clock.now().isoformat(),
        "database": _kind(),
        "files": digests,
        "quarantined": sorted(set(verdicts) - set(digests)),
    }
    _check_files(folder, digests)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return len(digests)


def _is_copied(digest: str, verdict: Verdict | None, folder: Path) -> bool:
    """Copy a content into the backup, unless the scanner has put it away (also since the database was read)."""
    if verdict is Verdict.INFECTED:
        return False
    try:
        files.copy(digest, folder / FILES / digest)
    except FileNotFoundError as error:
        if (files.quarantine() / digest).is_file():
            return False
        raise ArchiveError(f"The stored file {digest} is missing in the store.") from error
    return True


@contextmanager
def _opened(source: Path) -> Iterator[Path]:
    if source.is_dir():
        yield source
        return
    if not source.is_file():
        raise ArchiveError(f"There is no backup {source}.")
    with tempfile.TemporaryDirectory(dir=current_app.config["DATA_DIR"]) as folder:
        try:
            with tarfile.open(source, "r:gz") as archive:
                _unpack(archive, Path(folder))
        except (tarfile.TarError, OSError, EOFError) as error:
            raise ArchiveError(f"{source} is no readable .tar.gz ({error}).") from error
        yield Path(folder)


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Take out what a backup holds and nothing else, whatever the archive says of paths and links."""
    (folder / FILES).mkdir()
    for member in archive:
        stream = archive.extractfile(member) if member.isfile() and _MEMBERS.fullmatch(member.name) else None
        if stream is not None:
            with (folder / member.name).open("wb") as target:
                shutil.copyfileobj(stream, target)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ArchiveError(f"This is no backup of forumapp: its {MANIFEST} cannot be read.") from error
    if manifest.get("format") != FORMAT:
        raise ArchiveError(f"The backup's format is {manifest.get('format')!r}, not {FORMAT!r}.")
    if manifest["database"] != _kind():
        raise ArchiveError(
            f"The backup is of {manifest['database']}, but FORUMAPP_DATABASE_URL names {_kind()}."
        )
    if not (folder / _dump_name()).is_file():
        raise ArchiveError(f"The backup has no {_dump_name()}.")
    return manifest


def _check_files(folder: Path, digests: list[str]) -> None:
    for digest in digests:
        path = folder / FILES / Path(digest).name
        if not path.is_file():
            raise ArchiveError(f"The backup lacks the file {digest}.")
        with path.open("rb") as stream:
            if file_digest(stream, "sha256").hexdigest() != digest:
                raise ArchiveError(f"The file {digest} in the backup is damaged.")


def _url() -> URL:
    return make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])


def _is_sqlite() -> bool:
    return _url().get_backend_name() == "sqlite"


def _kind() -> str:
    return _url().get_backend_name()


def _dump_name() -> str:
    return SQLITE if _is_sqlite() else POSTGRES


def _sqlite_path() -> str:
    path = db.engine.url.database
    if not path:
        raise ArchiveError("A database in memory cannot be backed up.")
    return path


def _dump_sqlite(target: Path) -> None:
    """Copy a consistent state while others go on writing (SQLite's online backup)."""
    with closing(sqlite3.connect(_sqlite_path())) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _load_sqlite(dump: Path) -> None:
    with closing(sqlite3.connect(dump)) as source, closing(sqlite3.connect(_sqlite_path())) as target:
        source.backup(target)


def _dump_postgres(target: Path) -> None:
    _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _load_postgres(dump: Path) -> None:
    _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
              f"--dbname={_url().database}", str(dump))  # fmt: skip


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment, not by the list of processes."""
    found = shutil.which(program)
    if found is None:
        raise ArchiveError(f"{program} is not installed; on Debian: apt-get install postgresql-client.")
    url = _url()
    given = {
        "PGHOST": url.host,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    environment = {name: str(value) for name, value in given.items() if value}
    if url.port:
        environment["PGPORT"] = str(url.port)
    done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
        [found, *arguments],
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ArchiveError(f"{program} failed: {done.stderr.strip().splitlines()[-1:]}")
