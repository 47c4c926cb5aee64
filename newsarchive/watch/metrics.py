"""What a monitor draws curves of: runs, articles, links, coverage, checks, alarms, room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from newsarchive.query.lately import Lately, lately
from newsarchive.query.totals import Totals, totals
from newsarchive.store.alarms import Kind
from newsarchive.store.archive import Archive
from newsarchive.store.budget import Room, room
from newsarchive.store.database import reading
from newsarchive.store.models import Schedule
from newsarchive.store.schedules import schedules
from newsarchive.watch.exposition import Metric
from newsarchive.watch.look import alarms

PARTS = ("listed", "captured", "read", "gone", "lost", "failed", "waiting", "excluded")
BYTES = "bytes"
"""The one count of runs that is no number of things."""


def metrics_of(archive: Archive, now: datetime) -> Iterator[Metric]:
    """Give an archive's numbers as they are now."""
    with reading(archive.engine) as session:
        numbers, recent, planned = totals(session), lately(session, now), list(schedules(session))
    yield from _of_runs(numbers)
    yield from _of_last_runs(recent)
    yield from _of_schedules(planned)
    yield from _of_articles(numbers, recent)
    wrong = _gauge("alarms", "What is wrong now, by kind.")
    kinds = [alarm.kind for alarm in alarms(archive, now)]
    for kind in Kind:
        wrong.add(kinds.count(kind), kind=kind)
    yield wrong
    yield from _of_room(room(archive.config))
    written = _gauge("metrics_timestamp_seconds", "When these numbers were taken.")
    written.add(round(now.timestamp()))
    yield written


def _of_runs(numbers: Mapping[str, Totals]) -> Iterator[Metric]:
    runs = _metric("runs_total", "counter", "Crawls and imports that have ended, by outcome.")
    brought = _metric("run_items_total", "counter", "What runs counted: responses fetched, articles new, changed ...")
    size = _metric("run_fetched_bytes_total", "counter", "Bytes of bodies that runs received.")
    for portal, one in numbers.items():
        for outcome, number in sorted(one.runs.items()):
            runs.add(number, portal=portal, outcome=outcome)
        for name, number in sorted(one.brought.items()):
            if name != BYTES:
                brought.add(number, portal=portal, item=name)
        size.add(one.brought[BYTES], portal=portal)
    yield from (runs, brought, size)


def _of_last_runs(recent: Mapping[str, Lately]) -> Iterator[Metric]:
    started = _gauge("last_run_start_timestamp_seconds", "When the last run began.")
    took = _gauge("last_run_duration_seconds", "How long the last run took; none while it is under way.")
    outcome = _gauge("last_run_outcome", "1 for how the last run ended.")
    items = _gauge("last_run_items", "What the last run counted.")
    for portal, one in recent.items():
        run = one.last_run
        if run is None:
            continue
        started.add(round(run.started_at.timestamp()), portal=portal)
        took.add((run.ended_at - run.started_at).total_seconds() if run.ended_at else None, portal=portal)
        outcome.add(1, portal=portal, outcome=run.outcome)
        for name, number in sorted(run.counts.items()):
            items.add(number if name != BYTES else None, portal=portal, item=name)
    yield from (started, took, outcome, items)


def _of_schedules(planned: list[Schedule]) -> Iterator[Metric]:
    due = _gauge("schedule_next_due_timestamp_seconds", "When the next crawl is due.")
    paused = _gauge("schedule_paused", "1 where a schedule is paused.")
    code = _gauge("schedule_last_exit_code", "Exit code of the last scheduled crawl; none while it is under way.")
    for row in planned:
        due.add(round(row.next_due.timestamp()), portal=row.portal_id)
        paused.add(row.paused, portal=row.portal_id)
        code.add(row.last_exit, portal=row.portal_id)
    yield from (due, paused, code)


def _of_articles(numbers: Mapping[str, Totals], recent: Mapping[str, Lately]) -> Iterator[Metric]:
    articles = _gauge("articles", "Articles that the archive shows.")
    links = _gauge("links", "Links of the frontier, by state.")
    covered = _gauge(
        "coverage_articles", "Articles of the last seven days that listings showed, by what became of them."
    )
    checked = _gauge("checks_today", "Articles looked at again on this day (UTC).")
    due = _gauge("checks_due", "Articles that are to be looked at again now.")
    for portal, one in numbers.items():
        articles.add(one.articles, portal=portal)
        for state, number in sorted(one.links.items()):
            links.add(number, portal=portal, state=state)
    for portal, week in recent.items():
        for part in PARTS:
            covered.add(sum(getattr(day, part) for day in week.coverage), portal=portal, part=part)
        checked.add(week.checked_today, portal=portal)
        due.add(week.checks_due, portal=portal)
    yield from (articles, links, covered, checked, due)


def _of_room(space: Room) -> Iterator[Metric]:
    for name, value, told in (
        ("disk_used_bytes", space.used, "What the archive's folder takes."),
        ("disk_budget_bytes", space.budget, "What it may take."),
        ("disk_free_bytes", space.free, "What is free on its disk."),
    ):
        metric = _gauge(name, told)
        metric.add(value)
        yield metric


def _gauge(name: str, told: str) -> Metric:
    return _metric(name, "gauge", told)


def _metric(name: str, kind: Literal["gauge", "counter"], told: str) -> Metric:
    return Metric(name=f"newsarchive_{name}", kind=kind, told=told)
