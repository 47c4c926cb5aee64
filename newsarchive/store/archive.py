"""An archive: a folder with its settings, WARC files and journal, and the database that they are filed in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine

from newsarchive.capture.files import make_folder
from newsarchive.config import FILE, FOLDERS, Config, find_archive, load_config, write_config
from newsarchive.errors import ConfigError, NewsArchiveError, UsageError
from newsarchive.store.copying import is_unfinished
from newsarchive.store.database import connect, newest_version, schema_version, upgrade
from newsarchive.store.indexing import is_unfinished as is_unindexed
from newsarchive.store.journal import begin as begin_journal


@dataclass(frozen=True)
class Archive:
    """An open archive. Its engine connects at first use."""

    config: Config

    @property
    def root(self) -> Path:
        """The archive's folder."""
        return self.config.root

    @cached_property
    def engine(self) -> Engine:
        """Engine of the archive's database, for reading and writing."""
        return connect(self.config.database_url)

    def close(self) -> None:
        """Let go of the database's connections."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def init_archive(root: Path, *, contact: str | None = None, operator: str | None = None, database: str = "") -> Archive:
    """Make an archive in `root` and its database's schema.

    Raises UsageError when there is one already.
    """
    if (root / FILE).exists():
        raise UsageError(
            f"There is an archive in {root} already.",
            next_step=f"Use it: newsarchive status --archive {root}",
        )
    for folder in FOLDERS:
        make_folder(root / folder)
    begin_journal(root / "journal")
    upgrade(Config(root=root, database=database or os.environ.get("NEWSARCHIVE_DATABASE", "")).database_url)
    values = {"contact": contact, "operator": operator, "database": database or None}
    write_config(root, **{name: value for name, value in values.items() if value})
    return Archive(load_config(root))


def open_archive(given: str | os.PathLike[str] | None = None) -> Archive:
    """Open the archive that is given, named by NEWSARCHIVE_ARCHIVE, or lies here or above.

    Raises ArchiveNotFound; ConfigError when its schema is not this newsarchive's; DatabaseUnavailable.
    """
    archive = Archive(load_config(find_archive(given)))
    url = archive.config.database_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        raise ConfigError(
            f"{archive.root} has no database yet.",
            next_step=f"Make it from the WARC files and the journal: newsarchive rebuild --archive {archive.root}",
        )
    try:
        _assert_usable(archive.engine, f"of {archive.root}", f" --archive {archive.root}")
    except NewsArchiveError:
        archive.close()
        raise
    return archive


def open_database(given: str | os.PathLike[str] | None = None) -> Engine:
    """Open for reading only the database of an archive, which is told as to `open_archive`, or the one at an address.

    Raises what `open_archive` raises.
    """
    if not isinstance(given, str) or "://" not in given:
        with open_archive(given) as archive:
            return connect(archive.config.database_url, read_only=True)
    engine = connect(given, read_only=True)
    path = engine.url.database
    if engine.dialect.name == "sqlite" and (path is None or not Path(path).exists()):
        raise ConfigError(f"There is no database {path}.", next_step="Give the address of one, or an archive's folder.")
    try:
        _assert_usable(engine, engine.url.render_as_string(hide_password=True), "")
    except NewsArchiveError:
        engine.dispose()
        raise
    return engine


def _assert_usable(engine: Engine, where: str, option: str) -> None:
    if schema_version(engine) != newest_version():
        raise ConfigError(
            f"The database {where} was made by another newsarchive.",
            next_step=f"Bring it up to date: newsarchive db upgrade{option}",
        )
    if is_unindexed(engine):
        raise ConfigError(
            f"Articles are missing in the search index of the database {where}: it is another since newsarchive was.",
            next_step=f"Finish it: newsarchive db upgrade{option}",
        )
    if is_unfinished(engine):
        raise ConfigError(
            f"The database {where} is an unfinished copy.",
            next_step="Set `database` in archive.toml back, then finish it: newsarchive copy --to ADDRESS --switch",
        )
