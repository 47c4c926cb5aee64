"""`newsarchive status`: what the archive holds, how its last crawls went, and what is due."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import plain, standard_output

if TYPE_CHECKING:
    from collections.abc import Iterator


def status(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Show articles a portal, links by state, the last runs, why links failed, and what is due when.

    Examples:

      newsarchive status

      newsarchive status --archive news --json
    """
    from newsarchive.query.counts import failures, last_runs, portal_counts
    from newsarchive.store.archive import open_archive
    from newsarchive.store.budget import room
    from newsarchive.store.database import reading
    from newsarchive.store.reindexing import standing
    from newsarchive.store.schedules import schedules

    with open_archive(archive) as opened, reading(opened.engine) as session:
        space = room(opened.config)
        facts: dict[str, Any] = {
            "archive": str(opened.root),
            "rehearsal": opened.config.rehearsal,
            "disk": {name: value for name, value in asdict(space).items() if name != "folder"},
            "warning": space.warning,
            "reprints": asdict(standing(session)),
            "portals": [asdict(one) for one in portal_counts(session)],
            "runs": [asdict(one) for one in last_runs(session)],
            "failures": [asdict(one) for one in failures(session)],
            "schedules": [
                {"portal": row.portal_id, "next_due": row.next_due, "last_exit": row.last_exit, "paused": row.paused}
                for row in schedules(session)
            ],
        }
    with standard_output() as stream:
        if as_json:
            stream.write(json.dumps(facts, ensure_ascii=False, default=plain) + "\n")
        else:
            stream.write("\n".join(_lines(facts)) + "\n")


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    yield f"Archive {facts['archive']}" + (" (a rehearsal)" if facts["rehearsal"] else "")
    yield from _disk_lines(facts["disk"], facts["warning"])
    if not (reprints := facts["reprints"])["is_current"]:
        done = f"{reprints['done']} of {reprints['versions']} versions are done"
        yield f"Reprints are to be looked for anew ({done}): newsarchive reindex"
    for one in facts["portals"]:
        yield from _portal_lines(one)
    yield ""
    yield "Last runs" if facts["runs"] else "Nothing has been crawled yet: newsarchive crawl PORTAL"
    for run in facts["runs"]:
        counts = run["counts"]
        new = counts.get("new", 0) + counts.get("reprints", 0)
        done = f"{new} new, {counts.get('changed', 0)} changed, {counts.get('failed', 0)} failed" if counts else ""
        yield f"  {run['started_at']:%Y-%m-%d %H:%M} UTC  {run['portal']}  {run['outcome']}  {done}".rstrip()
        if run["message"]:
            yield f"    {run['message']}"
    if facts["failures"]:
        yield ""
        yield "Failed links, which the next crawl tries again"
        for one in facts["failures"]:
            yield f"  {one['links']} × {one['reason']}  ({one['portal']}; for example {one['example']})"
    if facts["schedules"]:
        yield ""
        yield "Due"
        for one in facts["schedules"]:
            last = "" if one["last_exit"] is None else f"  last exit code {one['last_exit']}"
            due = "paused              " if one["paused"] else f"{one['next_due']:%Y-%m-%d %H:%M} UTC"
            yield f"  {due}  {one['portal']}{last}"


def _disk_lines(disk: dict[str, Any], warning: str | None) -> Iterator[str]:
    budget = f" of {disk['budget'] / 1e9:,.1f} GB" if disk["budget"] is not None else ""
    yield f"It takes {disk['used'] / 1e9:,.1f} GB{budget}; {disk['free'] / 1e9:,.1f} GB are free."
    if warning:
        yield f"Little room is left: {warning}"


def _portal_lines(one: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"{one['portal']} {one['name']}: {one['articles']} articles, {one['captures']} responses kept"
    if one["oldest"]:
        yield f"  published {one['oldest']} to {one['newest']}"
    yield "  links: " + (", ".join(f"{count} {state}" for state, count in one["links"].items()) or "none")
    if one["withdrawn"] or one["embargoed"]:
        yield f"  not shown: {one['withdrawn']} withdrawn, {one['embargoed']} under an embargo"
    if one["paused_until"]:
        yield f"  asks to be left alone until {one['paused_until']:%Y-%m-%d %H:%M} UTC"
