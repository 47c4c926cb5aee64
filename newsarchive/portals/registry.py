"""Finding portals: every file in `spiders/<country>/` is one, named by its stem. Nothing is registered."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from newsarchive.errors import ConfigError, NotFound
from newsarchive.portals.definition import Portal
from newsarchive.portals.elsewhere import ELSEWHERE, ID


def spiders_folder() -> Path:
    """Return where the portal files lie: inside the wheel, or at the top of a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "_spiders"
    return inside if inside.is_dir() else package.parent / "spiders"


def portal_files(folder: Path | None = None) -> dict[str, Path]:
    """Return the portal files by id. Raises ConfigError when two files have the same stem, or one that is taken."""
    found: dict[str, Path] = {}
    for path in sorted((folder or spiders_folder()).glob("[a-z][a-z]/*.py")):
        if path.stem.startswith("_"):
            continue
        if path.stem == ID:
            raise ConfigError(f"No portal can be called {ID}: {path}.", next_step="Give the file another name.")
        if path.stem in found:
            raise ConfigError(f"Two portal files are called {path.stem}: {found[path.stem]} and {path}.")
        found[path.stem] = path
    return found


@cache
def get_portal(portal_id: str) -> Portal:
    """Return the portal of that id. Raises NotFound, or ConfigError when its file is wrong."""
    if portal_id == ID:
        return ELSEWHERE
    path = portal_files().get(portal_id)
    if path is None:
        raise NotFound(f"There is no portal {portal_id!r}.", next_step="See which there are: newsarchive portal list")
    return _load(path)


def iter_portals() -> Iterator[Portal]:
    """Give every portal, by id."""
    for portal_id in portal_files():
        yield get_portal(portal_id)


def definition_digest(portal_id: str) -> str:
    """Return the SHA-256 of the portal's file in hexadecimal."""
    path = portal_files().get(portal_id)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""


def facts_of(portal: Portal) -> dict[str, str]:
    """Return what an archive notes of a portal whenever a run of it begins."""
    names = ("name", "home", "country", "language", "zone")
    return {name: getattr(portal, name) for name in names} | {"definition": definition_digest(portal.id)}


def _load(path: Path) -> Portal:
    """Import one portal file under a name of its own: in the wheel there is no package called spiders."""
    name = (
        f"{'spiders' if path.parents[1].name == 'spiders' else 'newsarchive._spiders'}.{path.parent.name}.{path.stem}"
    )
    module = sys.modules.get(name)
    if module is None:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            del sys.modules[name]
            raise ConfigError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    portal = getattr(module, "PORTAL", None)
    if not isinstance(portal, Portal):
        raise ConfigError(f"{path} has no PORTAL.", next_step="Define it: PORTAL = Portal(name=…, home=…, …)")
    return replace(portal, id=path.stem, country=path.parent.name)
