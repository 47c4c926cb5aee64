"""One frozen Config from `archive.toml` and the environment; the archive is found as git finds its folder.

Every key of archive.toml can be overridden by NEWSARCHIVE_<KEY> in the environment.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsarchive.errors import ArchiveNotFound, ConfigError

FILE = "archive.toml"
ASSETS = ("", "none", "images", "page")
FOLDERS = ("warc", "journal", "spiders", "exports", "quarantine")


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of one archive."""

    root: Path
    """The archive's folder."""
    contact: str | None = None
    """Who answers for the crawl: an e-mail address or a page; sent with every request."""
    operator: str | None = None
    """The person or institution that keeps the archive, named in every WARC file."""
    database: str = ""
    """SQLAlchemy address of the database; empty for archive.db in the folder."""
    reader: str = ""
    """Address of the same database for `newsarchive sql`, as a role that may only read: `newsarchive db reader`."""
    delay: float = 1.0
    """Seconds between two requests to one host, on average."""
    assets: str = ""
    """What is kept beside articles of all portals (none, images, page); empty for what each portal's file says."""
    asset_size: int = 10_000_000
    """Bytes of a picture, style sheet … that are kept; larger ones are cut off there."""
    warc_size: int = 1_000_000_000
    """Bytes after which a WARC file is closed and a new one begun."""
    warc_days: int = 30
    """Days after which a WARC file is closed and a new one begun."""
    disk_budget: str = ""
    """How large the archive's folder may grow: "200 GB"; empty for as large as the disk lets it."""
    min_free: str = ""
    """What is to stay free on the disk that the folder lies on: "10 GB"; empty for nothing."""
    on_problem: str = ""
    """A command that is run when something is wrong, and when it is over; it gets JSON on its standard input."""
    smtp: str = ""
    """A mail server that is told the same: smtp://user@host:port (STARTTLS where it is offered), or smtps://."""
    smtp_password_file: str = ""
    """A file whose first line is the password there; else NEWSARCHIVE_SMTP_PASSWORD in the environment."""
    mail_to: str = ""
    """Who gets that mail: addresses, joined by commas."""
    mail_from: str = ""
    """Who it comes from; empty for the first of `mail_to`."""
    rehearsal: bool = False
    """Whether this archive was crawled from a stand-in (`crawl --base-url`) and holds no real captures."""

    @property
    def database_url(self) -> str:
        """The database's address, the default written out."""
        return self.database or f"sqlite:///{self.root / 'archive.db'}"

    @property
    def warc(self) -> Path:
        """Folder of the WARC files."""
        return self.root / "warc"

    @property
    def journal(self) -> Path:
        """Folder of the journal of people's decisions."""
        return self.root / "journal"

    @property
    def quarantine(self) -> Path:
        """Folder of bytes that no record holds."""
        return self.root / "quarantine"


def find_archive(given: str | os.PathLike[str] | None = None, *, start: Path | None = None) -> Path:
    """Return the archive's folder: the given one, else NEWSARCHIVE_ARCHIVE, else upwards from `start` (or here).

    Raises ArchiveNotFound.
    """
    named = given or os.environ.get("NEWSARCHIVE_ARCHIVE")
    if named:
        root = Path(named).expanduser().absolute()
        if not (root / FILE).is_file():
            raise ArchiveNotFound(f"There is no archive in {root}.", next_step=f"Make one: newsarchive init {named}")
        return root
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise ArchiveNotFound(
        f"There is no archive in {here} or above it.",
        next_step="Make one: newsarchive init DIR   or say where it is: --archive DIR",
    )


def load_config(root: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Read `root`/archive.toml. Raises ConfigError that names the file and what is wrong in it."""
    path = root / FILE
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArchiveNotFound(
            f"There is no archive in {root}.", next_step=f"Make one: newsarchive init {root}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}", next_step="Correct the line that it names.") from None
    known = {f.name: f.default for f in fields(Config) if f.name != "root"}
    unknown = sorted(values.keys() - known.keys())
    if unknown:
        raise ConfigError(
            f"{path} has settings that do not exist: {', '.join(unknown)}.",
            next_step=f"Known settings: {', '.join(known)}",
        )
    for name, default in known.items():
        if (text := environ.get(f"NEWSARCHIVE_{name.upper()}")) is not None:
            values[name] = _from_text(text, default)
    for name, value in values.items():
        _check(path, name, value, known[name])
    return Config(root=root, **values)


def _from_text(text: str, default: Any) -> Any:
    if isinstance(default, str) or default is None:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _check(path: Path, name: str, value: Any, default: Any) -> None:
    kind: tuple[type, ...] = (
        (str,) if default is None else (int, float) if isinstance(default, float) else (type(default),)
    )
    if not isinstance(value, kind) or (isinstance(value, bool) and bool not in kind):
        raise ConfigError(f"{path}: {name} must be of type {kind[-1].__name__}, not {value!r}.")
    if name == "assets" and value not in ASSETS:
        raise ConfigError(f"{path}: assets is one of none, images and page, not {value!r}.")
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value < 0:
        raise ConfigError(f"{path}: {name} cannot be negative.")
    if name == "smtp" and value:
        _check_smtp(path, str(value))
    if name in SIZES and isinstance(value, str) and value and size_of(value) is None:
        raise ConfigError(f"{path}: {name} is no size: {value!r}.", next_step='Write it so: "200 GB", "500 MB".')


def _check_smtp(path: Path, value: str) -> None:
    try:
        address = urlsplit(value)
        is_known = address.scheme in ("smtp", "smtps") and address.hostname and (address.port is None or address.port)
    except ValueError:
        is_known = None
    if not is_known:
        raise ConfigError(f"{path}: smtp is no address of a mail server.", next_step='Write: "smtp://user@host:587".')
    if address.password is not None:
        raise ConfigError(
            f"{path}: smtp has a password in it, which does not belong there.",
            next_step="Give it in the environment as NEWSARCHIVE_SMTP_PASSWORD, or in a file: smtp_password_file",
        )


SIZES = ("disk_budget", "min_free")
UNITS = {
    "": 1,
    "k": 10**3,
    "m": 10**6,
    "g": 10**9,
    "t": 10**12,
    "ki": 1 << 10,
    "mi": 1 << 20,
    "gi": 1 << 30,
    "ti": 1 << 40,
}


def size_of(said: str) -> int | None:
    """Return how many bytes "200 GB" or "1.5 TiB" are; None for what is no size."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*", said.lower())
    return int(float(found[1]) * UNITS[found[2] or ""]) if found else None


def write_config(root: Path, **values: Any) -> None:
    """Make or change `root`/archive.toml, keeping what else stands in it; the file is replaced whole."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)  # two crawls that begin at once change one after the other
        path = root / FILE
        settings = path.read_text(encoding="utf-8") if path.exists() else ""
        new = path.with_suffix(".toml.new")
        with new.open("w", encoding="utf-8") as file:
            file.write(changed_settings(settings, values))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        os.fsync(folder)  # which the new name stands in
    finally:
        os.close(folder)


def changed_settings(settings: str, values: Mapping[str, Any]) -> str:
    """Return the text of archive.toml with other values; a setting that is None is left out."""
    lines = settings.splitlines()
    for name, value in values.items():
        line = [] if value is None else [f"{name} = {json.dumps(value, ensure_ascii=False)}"]
        at = next((i for i, old in enumerate(lines) if old.partition("=")[0].strip() == name), len(lines))
        lines[at : at + 1] = line
    return "".join(f"{line}\n" for line in lines)


def without_password(settings: str) -> str:
    """Return the text of archive.toml without the passwords in addresses of the database, where they have one."""
    for name in ("database", "reader"):
        address = tomllib.loads(settings).get(name, "")
        bare = re.sub(r"(?<=[?&])password=[^&]*&?", "", re.sub(r"(//[^:/@]*):[^@]*@", r"\1@", address)).rstrip("?&")
        settings = settings if bare == address else changed_settings(settings, {name: bare})
    return settings
