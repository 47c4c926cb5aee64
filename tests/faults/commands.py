"""Commands that change an archive, killed at random moments until they end, compared with one that is left alone."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from demo.edited import save_both
from newsarchive.query.canonical import Thing
from newsarchive.store.archive import open_archive
from tests.faults.crawls import PORTAL, KilledCrawl
from tests.faults.oracle import Evidence, told, violations
from tests.fixtures.site import SiteServer
from tests.running import begun_fresh, newsarchive_fresh
from tests.store.rounds import HOME, Round, related

MOST_KILLS = 5
"""Kills of one command before it is let come to its end."""
EARLIEST = 0.3
"""The first moment of a kill, as a part of the time that the command takes: before, Python is still starting."""
ARTICLES = 6
HELD = f"{HOME}/luzhou/luxian/201802/1050.html"
"""The address of a page in quarantine."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A command, and what it is given."""

    name: str
    words: Callable[[Path], tuple[str | Path, ...]]
    """The command for an archive's folder."""
    prepare: Callable[[Path], None] = lambda _root: None
    """What is done to the archive before."""
    result: Callable[[Path], Path] = lambda root: root
    """The folder of the archive that is looked at afterwards."""
    over: int | None = None
    """The exit code by which it says that there is nothing left to do, where that is an error."""


def crawled(root: Path, server: SiteServer) -> Path:
    """Make the archive that commands are tried on: with reprints, an article that changed, and pages in quarantine."""
    newsarchive_fresh("init", root, "--contact", "faults@example.org")
    words = ("crawl", PORTAL, "--archive", root, "--base-url", server.url, "--limit", str(ARTICLES))
    ended = newsarchive_fresh(*words)
    assert ended.returncode == 0, ended.stderr
    emptied(root)  # what was crawled from a stand-in is not mixed with real pages
    _import(root, *sorted(copy_of(root).iterdir()), "--any-host")
    _import(root, save_both(root.with_name("saved")), "--portal", PORTAL)
    shutil.rmtree(copy_of(root))
    _redesign(root)
    return root


def _redesign(root: Path) -> None:
    """Let a portal be followed for two days, then be misread after a redesign: what comes is held."""
    with open_archive(root) as archive:
        life = Round(archive)
        for count, misread in ((34, None), (8, None), (10, related)):
            life.misread = misread
            life.publish(count)
            life.run()


def _import(root: Path, *words: str | Path) -> None:
    ended = newsarchive_fresh("import", *words, "--archive", root)
    assert ended.returncode in (0, 4), ended.stderr  # 4: pages that cannot be imported, for one, stay so


def aged(root: Path) -> None:
    """Let readings look as if an older parser had made other texts."""
    with closing(sqlite3.connect(root / "archive.db")) as database, database:
        database.execute("update reading set parser = 'an older one', title = title || ' (old)'")


def spoilt(root: Path) -> None:
    """Keep a second copy beside the archive, then alter a byte of every third record."""
    shutil.copytree(root, copy_of(root))
    with closing(sqlite3.connect(root / "archive.db")) as database:
        query = "select name, offset + capture.length / 2 from capture join warc_file on warc_file.id = warc_file_id"
        places = database.execute(query).fetchall()
    for name, place in places[::3]:
        path = root / "warc" / f"{name}.open"
        data = bytearray(path.read_bytes())
        data[place] ^= 0x10
        path.write_bytes(data)


def copy_of(root: Path) -> Path:
    """Return where the second copy of an archive lies."""
    return root.with_name(f"{root.name}-copy")


def backed_up(root: Path) -> None:
    """Make a backup of an archive."""
    ended = newsarchive_fresh("backup", copy_of(root), "--archive", root)
    assert ended.returncode == 0, ended.stderr


def emptied(root: Path) -> None:
    """Put an archive's WARC files beside it, and an empty archive in its place."""
    copy_of(root).mkdir()
    for path in (root / "warc").rglob("*.open"):
        path.rename(copy_of(root) / path.name.removesuffix(".open"))
    shutil.rmtree(root)
    made = newsarchive_fresh("init", root, "--contact", "faults@example.org")
    assert made.returncode == 0, made.stderr


TRIALS = (
    Trial(name="rebuild", words=lambda root: ("rebuild", "--replace", "--archive", root)),
    Trial(name="reparse", words=lambda root: ("reparse", "--apply", "--archive", root), prepare=aged),
    Trial(name="repair", words=lambda root: ("repair", "--from", copy_of(root), "--archive", root), prepare=spoilt),
    Trial(
        name="backup",
        words=lambda root: ("backup", copy_of(root), "--archive", root),
        result=lambda root: restored(copy_of(root)),
    ),
    Trial(
        name="import",
        words=lambda root: ("import", *sorted(copy_of(root).iterdir()), "--any-host", "--archive", root),
        prepare=emptied,
    ),
    Trial(
        name="restore",
        words=lambda root: ("restore", copy_of(root), root.with_name(f"{root.name}-restored")),
        prepare=backed_up,
        result=lambda root: root.with_name(f"{root.name}-restored"),
    ),
    Trial(name="release", words=lambda root: ("quarantine", "release", "1", "--archive", root), over=3),
    Trial(name="discard", words=lambda root: ("quarantine", "discard", "1", "--archive", root), over=3),
    Trial(
        name="withdraw",
        words=lambda root: ("withdraw", HELD, "--reason", "asked for", "--yes", "--archive", root),
        over=2,
    ),
    Trial(name="mend", words=lambda root: ("reparse", "--quarantined", "--apply", "--archive", root)),
)


def whenever_decided(thing: Thing) -> Thing:
    """Leave out when decisions about pages and articles were made."""
    if thing["thing"] == "quarantined":
        return thing | {"decided": thing["decided"] is not None}
    if thing["thing"] == "article" and thing["withdrawal"]:
        return thing | {"withdrawal": thing["withdrawal"] | {"decided": None}}
    return thing


def restored(backup: Path) -> Path:
    """Make an archive of a backup."""
    folder = backup.with_name(f"{backup.name}-restored")
    ended = newsarchive_fresh("restore", backup, folder)
    assert ended.returncode == 0, ended.stderr
    return folder


def killed_command(trial: Trial, base: Path, folder: Path, chance: random.Random) -> KilledCrawl:
    """Kill a command on a copy of an archive again and again, then let it end; compare with one left alone."""
    seen = KilledCrawl()
    twin, code, took = _undisturbed(trial, base, folder / "twin")
    root = _given(trial, base, folder / "killed")
    for _ in range(chance.randint(2, MOST_KILLS)):
        process = begun_fresh(*trial.words(root))
        time.sleep(took * chance.uniform(EARLIEST, 1))
        process.send_signal(signal.SIGKILL)
        _, said = process.communicate()
        if process.returncode in (code, trial.over):  # it was done before the kill came
            root = _given(trial, base, folder / f"killed-{seen.kills}-{chance.random()}")
            continue
        if process.returncode != -signal.SIGKILL:
            seen.found.append(f"I9: {trial.name} after a kill ended with exit code {process.returncode}: {said}")
        seen.kills += 1
    seen.found += [f"{trial.name}: {what}" for what in _ends(trial, root, twin, code)]
    shutil.rmtree(folder)
    return seen


def _ends(trial: Trial, root: Path, twin: str, code: int) -> Iterator[str]:
    ended = newsarchive_fresh(*trial.words(root))
    if ended.returncode not in (code, trial.over):
        yield f"I9: at its end the exit code was {ended.returncode}: {ended.stderr}"
        return
    evidence = Evidence(root=trial.result(root), ended=False, exit_code=0, said=ended.stderr)
    yield from violations(replace(evidence, twin=twin, seen=whenever_decided))


def _undisturbed(trial: Trial, base: Path, folder: Path) -> tuple[str, int, float]:
    """Return what the archive tells after a command that nobody disturbs, its exit code, and the seconds it took."""
    root = _given(trial, base, folder)
    began = time.monotonic()
    ended = newsarchive_fresh(*trial.words(root))
    took = time.monotonic() - began
    assert ended.returncode in (0, 4), ended.stderr
    return told(trial.result(root), whenever_decided), ended.returncode, took


def _given(trial: Trial, base: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    root = Path(shutil.copytree(base, folder / "news"))
    trial.prepare(root)
    return root
