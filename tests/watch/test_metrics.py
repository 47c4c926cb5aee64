"""Numbers for Prometheus: true, and in its text form (prometheus.io/docs/instrumenting/exposition_formats)."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from newsarchive.store.archive import Archive
from newsarchive.store.database import writing
from newsarchive.store.models import Portal, Run
from newsarchive.store.schedules import put_schedule
from newsarchive.watch.exposition import Metric, exposition
from tests.query.filing import article, file
from tests.query.links import add_links
from tests.running import newsarchive

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
ABOUT = re.compile(rf"# (HELP|TYPE) ({NAME}) (.*)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)")
WRITTEN = {r"\\": "\\", r"\"": '"', r"\n": "\n"}

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def parsed(text: str) -> Samples:
    """Read the format as its description says; fail where it is not kept."""
    assert text == "" or text.endswith("\n")
    samples: Samples = {}
    begun: list[str] = []
    about: list[str] = []
    for line in text.split("\n")[:-1]:
        if found := ABOUT.fullmatch(line):
            word, name, said = found.groups()
            about = [name] if word == "HELP" else [*about, said]
            assert word == "HELP" or about[0] == name
            continue
        found = SAMPLE.fullmatch(line)
        assert found, line
        name, inside, value = found.groups()
        assert about[0] == name
        assert about[1:] in (["gauge"], ["counter"])
        assert (about[1] == "counter") == name.endswith("_total")
        begun += [name] if name not in begun else []
        assert begun[-1] == name, "the lines of a metric stand together"
        labels = LABEL.findall(inside or "")
        assert "".join(f'{key}="{said}",' for key, said in labels).rstrip(",") == (inside or "")
        assert len(dict(labels)) == len(labels)
        read = {key: re.sub(r"\\.", lambda part: WRITTEN[part[0]], said) for key, said in labels}
        key = (name, frozenset(read.items()))
        assert key not in samples
        samples[key] = float(value)
    return samples


@given(st.dictionaries(st.sampled_from("abc"), st.text(st.characters(exclude_categories=["Cs"]))), st.text(max_size=9))
def test_whatever_a_label_says_can_be_read_again(labels: dict[str, str], told: str) -> None:
    metric = Metric(name="newsarchive_x", kind="gauge", told=told.replace("\r", " "))
    metric.add(1.5, **labels)
    (line,) = [line for line in "".join(exposition([metric])).split("\n") if not line.startswith("#")][:-1]
    assert parsed(f"# HELP newsarchive_x x\n# TYPE newsarchive_x gauge\n{line}\n") == {
        ("newsarchive_x", frozenset(labels.items())): 1.5
    }


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_exactly(value: float) -> None:
    metric = Metric(name="newsarchive_x", kind="gauge", told="x")
    metric.add(value)
    metric.add(None, portal="none")
    (read,) = parsed("".join(exposition([metric]))).values()
    assert math.isclose(read, value, rel_tol=0, abs_tol=0)


def test_the_numbers_are_those_of_the_archive(archive: Archive) -> None:
    now = datetime.now(UTC)
    for text in "一二三":
        file(archive, article(text))
    with writing(archive.engine) as session:
        session.execute(update(Run).values(counts={"new": 2, "bytes": 1000}, ended_at=now, started_at=now))
        put_schedule(
            session, "small", every=60, cron=None, zone="UTC", options={}, due=now - timedelta(days=3), now=now
        )
        session.add(Run(portal_id="small", started_at=now, outcome="running", options={}, counts={}, software="tests"))
        session.get_one(Portal, "small").zone = "UTC"
    add_links(archive, "small", "failed", times=2, found=now, reason="HTTP 500")
    path = archive.root / "numbers.prom"
    path.write_text("before")
    done = newsarchive("metrics", "-o", path, "--archive", archive.root)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    samples = parsed(path.read_text("utf-8"))
    assert [one.name for one in archive.root.glob("*numbers*")] == ["numbers.prom"]

    def value(name: str, **labels: str) -> float | None:
        return samples.get((f"newsarchive_{name}", frozenset({"archive": str(archive.root), **labels}.items())))

    assert value("articles", portal="small") == 3
    assert value("links", portal="small", state="failed") == 2
    assert value("runs_total", portal="small", outcome="complete") == 3
    assert value("runs_total", portal="small", outcome="running") is None
    assert value("run_items_total", portal="small", item="new") == 6
    assert value("run_fetched_bytes_total", portal="small") == 3000
    assert value("last_run_outcome", portal="small", outcome="running") == 1
    assert value("coverage_articles", portal="small", part="failed") == 2
    assert value("alarms", kind="overdue") == 1
    assert value("alarms", kind="disk") == 0
    assert value("disk_budget_bytes") is None
    assert abs((value("metrics_timestamp_seconds") or 0) - now.timestamp()) < 100


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_empty_archive_has_numbers_too(archive: Archive) -> None:
    done = newsarchive("metrics", "--archive", archive.root)
    assert done.returncode == 0, done.stderr
    assert len(parsed(done.stdout)) > 5
