"""What happens in a crawl, one thing after the other: all that changes the database, and how it is told in WARC files.

A crawl files each event in the transaction before which it was written down; a rebuild files the same events again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from newsarchive.items import LinkKind
from newsarchive.store.outcomes import FoundChannel, FoundLink, FurtherCapture, Origin, Outcome, State


class RunOutcome(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    """It has not ended."""
    COMPLETE = "complete"
    """Everything that was due has been fetched and filed."""
    LIMITED = "limited"
    """It stopped at the number of articles that was asked for; the rest is queued."""
    INCOMPLETE = "incomplete"
    """Some links failed, or the portal asked to be left alone."""
    REFUSED = "refused"
    """robots.txt forbids it, or could not be had."""
    UNREACHABLE = "unreachable"
    """The host did not answer."""
    INTERRUPTED = "interrupted"
    """It was stopped from outside; what was in hand is queued."""
    FAILED = "failed"
    """It stopped on an error of this machine or of newsarchive."""


@dataclass(frozen=True, kw_only=True)
class RunBegun:
    """A crawl began."""

    portal_id: str
    at: datetime
    portal: Mapping[str, str]
    """The portal's facts: name, home, country, language, zone, and the digest of its definition."""
    options: Mapping[str, Any]
    software: str
    base_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class DiscoveryBegun:
    """What is to be looked at anew was queued."""

    portal_id: str
    at: datetime
    starts: tuple[FoundLink, ...]
    lists: tuple[str, ...] | None = None
    """Keys of the lists that the run is limited to, in hexadecimal; None for all."""
    fresh: bool = False
    """Whether links that waited or had failed were set aside before."""
    since: date | None = None
    until: date | None = None
    """The days that the run is limited to: lists that were read for fewer days are read again."""
    terms: str | None = None
    """Digest of what lists are read by: software, the portal's rules, robots.txt."""


@dataclass(frozen=True, kw_only=True)
class Paused:
    """The portal asked to be left alone for a while."""

    portal_id: str
    at: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class RunEnded:
    """A crawl ended in order."""

    portal_id: str
    at: datetime
    outcome: RunOutcome
    counts: Mapping[str, int]
    message: str | None = None
    traps: tuple[str, ...] = ()
    """Shapes of addresses that it knows to be traps."""


@dataclass(frozen=True, kw_only=True)
class Departed:
    """The last pages of a portal depart from what is usual there; those that follow are held while they do."""

    portal_id: str
    at: datetime
    why: str
    """In words."""
    signs: tuple[Mapping[str, Any], ...]
    """The fields of each `Sign`."""
    records: tuple[str, ...] = ()
    """Ids of the response records of pages that had been filed before it was noticed."""


Event = RunBegun | DiscoveryBegun | Paused | RunEnded | Departed | Outcome

NAMES: dict[type, str] = {
    RunBegun: "run-begun",
    DiscoveryBegun: "discovery-begun",
    Paused: "paused",
    RunEnded: "run-ended",
    Departed: "departed",
    Outcome: "outcome",
}
KINDS = {name: kind for kind, name in NAMES.items()}

MOMENTS = frozenset({"at", "next_check"})
DAYS = frozenset({"since", "older_than", "newer_than"})

Line = dict[str, Any]


def told(event: Event, *, link: tuple[bytes, str] | None = None, record_id: str | None = None) -> Line:
    """Return an event as it stands in a metadata record.

    Of an outcome's link its key and its address are told, of its capture the id of the response record, of its article
    where it belongs: the page is read again when it is needed.
    """
    line: Line = {"event": NAMES[type(event)]} | _compact(event)
    del line["portal_id"]
    if isinstance(event, Outcome):
        for name in ("link_id", "capture", "article"):
            line.pop(name, None)
        if link is not None:
            line |= {"link": link[0].hex(), "address": link[1]}
        if record_id is not None:
            line["record"] = record_id
        if event.article is not None:
            line["article"] = {"canonical": event.article.canonical, "address": event.article.address}
            if event.article.further:
                line["article"]["further"] = [[page.record_id, page.address] for page in event.article.further]
    return line


def _compact(value: Any) -> Line:
    """Return the fields of a dataclass that differ from their defaults, as JSON has them."""
    found = {}
    for field in fields(value):
        given = getattr(value, field.name)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if given != default:
            found[field.name] = _plain(given)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, FoundLink | FoundChannel | Origin):
        return _compact(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


@dataclass(frozen=True, kw_only=True)
class ToldOutcome:
    """An outcome as it was told: its link, its capture and its article are still to be found."""

    outcome: Outcome
    link: bytes | None
    """Key of its link."""
    record_id: str | None
    """Id of the response record of its capture."""
    canonical: str | None
    """Canonical address of the article that was read from its capture."""
    address: str | None
    """The address that the article was found at."""
    further: tuple[FurtherCapture, ...] = ()
    """Where its further pages were kept."""


def heard(portal_id: str, line: Line) -> Event | ToldOutcome:
    """Return the event that a line of a metadata record tells. Raises ValueError, KeyError or TypeError for others."""
    given, kind = {name: value for name, value in line.items() if name != "event"}, KINDS[line["event"]]
    for name in MOMENTS | ({"until"} if kind is Paused else set()):
        if name in given:
            given[name] = datetime.fromisoformat(given[name])
    for name in DAYS | ({"until"} if kind is DiscoveryBegun else set()):
        if name in given:
            given[name] = date.fromisoformat(given[name])
    if kind is Outcome:
        return _outcome(portal_id, given)
    if kind is DiscoveryBegun:
        given["starts"] = tuple(map(_link, given["starts"]))
        given["lists"] = tuple(given["lists"]) if "lists" in given else None
    if kind is Departed:
        given |= {name: tuple(given.get(name, ())) for name in ("signs", "records")}
    if kind is RunEnded:
        given["outcome"] = RunOutcome(given["outcome"])
        given["traps"] = tuple(given.get("traps", ()))
    event: Event = kind(portal_id=portal_id, **given)
    return event


def _outcome(portal_id: str, given: Line) -> ToldOutcome:
    link, record_id, article = given.pop("link", None), given.pop("record", None), given.pop("article", {})
    given.pop("address", None)
    if "state" in given:
        given["state"] = State(given["state"])
    if "channel" in given:
        given["channel"] = FoundChannel(**given["channel"] | {"region": tuple(given["channel"].get("region", ()))})
    for name in ("found", "arrived"):
        if name in given:
            given[name] = _link(given[name])
    if "origin" in given:
        given["origin"] = Origin(**given["origin"])
    given["links"] = tuple(map(_link, given.get("links", ())))
    return ToldOutcome(
        outcome=Outcome(portal_id=portal_id, **given),
        link=bytes.fromhex(link) if link else None,
        record_id=record_id,
        canonical=article.get("canonical"),
        address=article.get("address"),
        further=tuple(FurtherCapture(record_id, address) for record_id, address in article.get("further", ())),
    )


def _link(given: Line) -> FoundLink:
    read = {"kind": LinkKind(given["kind"]), "state": State(given["state"])}
    if "day" in given:
        read["day"] = date.fromisoformat(given["day"])  # type: ignore[assignment]
    return FoundLink(**given | read)
