"""What the last verification found that found damages: `verify.damage` beside archive.toml.

It is no row of the database, which may be what is damaged, and may be made again without mending anything.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newsarchive.store.verify import Verified

FILE = "verify.damage"


@dataclass(frozen=True, kw_only=True)
class LastDamage:
    """Damages that nobody has found mended yet."""

    at: datetime
    """When they were found, in UTC."""
    damages: int
    first: str
    """Where one of them is, and what."""


def note_verified(root: Path, result: Verified) -> None:
    """Remember damages; forget them after a verification of everything that found none.

    A sample without damages proves nothing about what was damaged before. An archive that cannot be written to is
    verified without this.
    """
    path = root / FILE
    with suppress(OSError):
        if result.damages:
            one = result.damages[0]
            said = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "damages": len(result.damages)}
            new = path.with_suffix(".damage.new")
            new.write_text(json.dumps(said | {"first": f"{one.where}: {one.what}"}) + "\n", encoding="utf-8")
            new.replace(path)
        elif result.sample is None:
            path.unlink(missing_ok=True)


def last_damage(root: Path) -> LastDamage | None:
    """Return the damages that were found and not found mended since; None where there are none."""
    try:
        said = json.loads((root / FILE).read_text("utf-8"))
        return LastDamage(at=datetime.fromisoformat(said["at"]), damages=said["damages"], first=said["first"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return LastDamage(at=datetime.now(UTC), damages=1, first=f"{FILE} itself cannot be read")
