"""One crawl of one portal: the lock, the run's row, the writer and the reading pool, from beginning to end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from newsarchive import __version__
from newsarchive.capture.files import PortalLock
from newsarchive.config import load_config, write_config
from newsarchive.crawl.attachments import Attachments
from newsarchive.crawl.discovery import Discovery, terms_of
from newsarchive.crawl.drawing import Drawing
from newsarchive.crawl.options import CrawlOptions
from newsarchive.crawl.reach import reach_of
from newsarchive.crawl.robots import Robots
from newsarchive.crawl.tally import Tally
from newsarchive.errors import (
    ConfigError,
    HostUnreachable,
    Incomplete,
    Interrupted,
    NewsArchiveError,
    NotFound,
    RobotsRefused,
    UsageError,
)
from newsarchive.items import LinkKind
from newsarchive.portals.addresses import Addresses
from newsarchive.portals.registry import facts_of, get_portal
from newsarchive.portals.worker import ReadingPool
from newsarchive.settings import DOWNLOAD_DELAY_JITTER
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, upgrade
from newsarchive.store.events import DiscoveryBegun, Paused, RunBegun, RunEnded, RunOutcome
from newsarchive.store.frontier import Due, Scope, lists_called
from newsarchive.store.outcomes import Filed, FoundLink, Outcome
from newsarchive.store.outlets import finish_outlets
from newsarchive.store.releasing import finish_quarantine
from newsarchive.store.runs import has_captures, paused_until
from newsarchive.store.withdrawal import finish_withdrawals
from newsarchive.store.writer import Writer
from newsarchive.text.urls import digest

PRODUCT = "newsarchive"
"""The name that robots.txt files address us by (RFC 9309, 2.2.1)."""


BELIEVED = timedelta(days=7)
"""How long a server is believed that says that a list has not changed since it was read: some always say so."""

LONGEST_PAUSE = timedelta(minutes=10)
"""A portal that asks for a longer pause ends the run."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """How a crawl ended."""

    run_id: int
    outcome: RunOutcome
    tally: Tally
    left: int
    """Links still queued."""
    seconds: float
    error: Exception | None
    """What the caller should do about it; None when everything that was asked for is done."""
    cut_off: str | None = None
    """Which lists were not followed to their end, and why; None where all were."""


class CrawlSession:
    """Everything that one crawl holds. `begin` makes it, `end` lets go of it, once."""

    def __init__(self, archive: Archive, portal_id: str, options: CrawlOptions) -> None:
        self.portal = get_portal(portal_id)
        if not self.portal.starts:
            raise UsageError(f"{portal_id} cannot be crawled: it has no lists.", next_step="newsarchive portal list")
        self.addresses = Addresses(self.portal, options.base_url)
        self.reach = reach_of(options.base_url)
        self.options = options
        self.archive = archive
        self.delay = self._delay()
        self.contact = self._contact()
        self._check_rehearsal()
        self._lock = PortalLock(archive.config.warc / portal_id, portal_id)
        self.tally = Tally()
        self.error: Exception | None = None
        self._starts_trouble = "no list could be read"
        self.allowed: Callable[[str], bool] = lambda _url: True
        self.on_progress: Callable[[CrawlSession], None] = lambda _session: None
        self.report: Report | None = None
        try:
            self._begin()
        except BaseException:
            self._lock.release()
            raise

    def _begin(self) -> None:
        self.started = datetime.now(UTC)
        config = self.archive.config
        if self.options.base_url and not config.rehearsal:
            write_config(config.root, rehearsal=True)
        finish_withdrawals(self.archive, self.portal.id)
        finish_quarantine(self.archive, self.portal.id)
        finish_outlets(self.archive)
        self.writer = Writer(self.archive.engine, config, begun=self._begun(), info=self._info())
        with reading(self.archive.engine) as session:
            self.paused_until = paused_until(session, self.portal.id)
        self.scope = self._scope()
        self.drawing = Drawing(self.archive, self.portal, self.options, self.scope)
        self.discovery = Discovery(
            self.archive, self.portal, self.options, allowed=self._is_allowed, started=self.started
        )
        self.attachments = Attachments(portal=self.portal, allowed=self._is_allowed, elsewhere=self._may_ask)
        self.assets = config.assets or self.portal.assets
        self.pool = ReadingPool()

    def _begun(self) -> RunBegun:
        return RunBegun(
            portal_id=self.portal.id,
            at=self.started,
            portal=facts_of(self.portal),
            base_url=self.options.base_url,
            options=self.options.facts(),
            software=f"newsarchive/{__version__}",
        )

    def _starts(self, robots: Robots) -> list[FoundLink]:
        """Return the links at which discovery begins, on the portal's own addresses."""
        plan = self.discovery.planner
        stated = (plan.start(urljoin(self.portal.home, start)) for start in self.portal.starts)
        return [*stated, *plan.starts_of_days(), *plan.starts_of_robots([*map(self.addresses.own, robots.sitemaps)])]

    @property
    def user_agent(self) -> str:
        """What the portal sees of us: name, version, and whom to write to (RFC 9110, 10.1.5)."""
        contact = f"; +{self.contact}" if self.contact else ""
        return f"Mozilla/5.0 (compatible; {PRODUCT}/{__version__}{contact})"

    def begin_discovery(self, robots: Robots) -> None:
        """Queue what is to be looked at anew in this run, by the robots.txt of the portal's home."""
        lists = tuple(sorted(key.hex() for key in self.scope.lists)) if self.scope else None
        begun = DiscoveryBegun(
            portal_id=self.portal.id,
            at=datetime.now(UTC),
            starts=tuple(self._starts(robots)),
            lists=lists,
            fresh=self.options.fresh,
            since=self.options.since,
            until=self.options.until,
            terms=terms_of(self.portal, robots),
        )
        self.writer.file(begun).result()

    def _is_allowed(self, url: str) -> bool:
        return self.allowed(url)

    def _may_ask(self, url: str) -> bool:
        """Whether a host outside the portal may be asked; a rehearsal on this machine does not leave it."""
        return self.options.base_url is None or (self.on_loopback and is_loopback(url))

    def may_be_unchanged(self, due: Due) -> bool:
        """Whether it is enough to hear of a link that it has not changed.

        A channel's lists come to light in others, so these are read where one channel is asked for.
        """
        if due.kind != LinkKind.LISTING:
            return True
        is_recent = due.last_read is not None and self.started - due.last_read < BELIEVED
        return self.scope is None and is_recent

    def slot_of(self, url: str) -> str:
        """Return what has its own pace of requests: the portal with all of its hosts, or a host beside it."""
        owned = self.portal.owns(self.addresses.own(url))
        return self.portal.id if owned else urlsplit(url).netloc.lower()

    def widen(self, due: Due, links: tuple[FoundLink, ...]) -> None:
        """Take the lists of the channel that was asked for into the scope, as they come to light."""
        name = self.options.channel
        if self.scope is None or name is None:
            return
        within = digest(self.portal.canonical(due.address)) in self.scope.channels
        for link in (link for link in links if link.kind == LinkKind.LISTING):
            called = not link.in_list and (name in link.text or name in _folders(link.canonical))
            if called or (within and link.in_list):
                self.scope.lists.add(digest(link.canonical))
                self.scope.channels.add(digest(link.canonical))

    def note(self, outcome: Outcome, filed: Filed, due: Due | None) -> None:
        """Count a filed outcome and tell whoever watches."""
        self.tally.note(outcome, filed, due.kind if due else None)
        if due is not None and due.is_start and outcome.reason:
            self._starts_trouble = f"{due.address}: {outcome.reason}"
        self.on_progress(self)

    def pause(self, until: datetime) -> None:
        """Leave the portal alone until then, in this run and the next."""
        if self.paused_until is None or until > self.paused_until:
            self.paused_until = until
            self.writer.file(Paused(portal_id=self.portal.id, at=datetime.now(UTC), until=until))

    def is_paused(self) -> bool:
        """Whether the portal is to be left alone now. A pause that is too long to wait out ends the run."""
        if self.paused_until is None or self.paused_until <= datetime.now(UTC):
            self.paused_until = None
            return False
        self.give_up_after(self.paused_until)
        return True

    def give_up_after(self, due: datetime) -> None:
        """End the run when nothing may be fetched for long; the next one goes on."""
        if due - datetime.now(UTC) > LONGEST_PAUSE:
            self.error = self.error or Incomplete(
                f"{self.portal.name} is to be left alone until {due.astimezone(UTC):%Y-%m-%d %H:%M} UTC.",
                next_step="Run the command again after that; what is left is queued.",
            )

    def end(self, reason: str) -> Report:
        """File what is in hand, note how the run ended, and let go; a second call returns the same report."""
        if self.report is not None:
            return self.report
        self.pool.close()
        self.writer.drain()
        now, left = datetime.now(UTC), 0
        try:
            left = self.drawing.count_left()
            outcome, error = self._outcome(reason, left)
            self.writer.end(
                RunEnded(
                    portal_id=self.portal.id,
                    at=now,
                    outcome=outcome,
                    counts=dict(vars(self.tally)),
                    message=" ".join(filter(None, (str(error) if error else "", self.discovery.traps.report())))
                    or None,
                    traps=tuple(sorted(self.discovery.traps.known)),
                )
            )
        except NewsArchiveError as unfiled:  # without its database a run cannot even say how it ended
            outcome, error = RunOutcome.FAILED, self.error or unfiled
        finally:
            self.writer.close()
            self._lock.release()
        self.report = Report(
            run_id=self.writer.run_id,
            outcome=outcome,
            tally=self.tally,
            left=left,
            seconds=(now - self.started).total_seconds(),
            error=error,
            cut_off=self.discovery.traps.report(),
        )
        return self.report

    def _outcome(self, reason: str, left: int) -> tuple[RunOutcome, Exception | None]:
        if self.error is not None:
            return _named(self.error), self.error
        if reason != "finished":
            again = f"Go on: newsarchive crawl {self.portal.id}"
            return RunOutcome.INTERRUPTED, Interrupted(f"Stopped with {left} links still queued.", next_step=again)
        incomplete = self._incomplete(left)
        if incomplete is not None:
            return _named(incomplete), incomplete
        return (RunOutcome.LIMITED if self.drawing.limit_reached else RunOutcome.COMPLETE), None

    def _incomplete(self, left: int) -> NewsArchiveError | None:
        """Return what keeps the run from having done what was asked for."""
        again = "See why: newsarchive status   Try again: run the same command."
        if self.tally.lists == 0:
            kind = RobotsRefused if self._starts_trouble.endswith("robots.txt") else Incomplete
            return kind(f"No list of {self.portal.name} could be read: {self._starts_trouble}.", next_step=again)
        if self.tally.failed:
            return Incomplete(f"{self.tally.failed} links failed and {left} are still queued.", next_step=again)
        if self.scope is not None and not self.scope.channels:
            return self._no_such_channel()
        if self.tally.held:
            return Incomplete(
                f"{self.tally.held} pages depart from what is usual for {self.portal.name} and are in quarantine.",
                next_step=f"See how: newsarchive quarantine list --portal {self.portal.id}",
            )
        if left and not self.drawing.limit_reached:
            return Incomplete(f"{left} links are still queued.", next_step=again)
        return None

    def _no_such_channel(self) -> NotFound:
        return NotFound(
            f"{self.portal.name} has no channel called {self.options.channel!r}.",
            next_step="Give a part of a channel's name as the portal's navigation shows it.",
        )

    def _scope(self) -> Scope | None:
        if self.options.channel is None:
            return None
        starts = {digest(self.portal.canonical(urljoin(self.portal.home, start))) for start in self.portal.starts}
        with reading(self.archive.engine) as session:
            known = lists_called(session, self.portal.id, self.options.channel) - starts
        return Scope(lists=starts | known, channels=known)

    def _delay(self) -> float:
        """Return the mean time between requests in seconds; jitter never goes below what the portal asks for."""
        wanted = self.options.delay
        if wanted is None:
            wanted = 0.0 if self.on_loopback else self.archive.config.delay
        floor = 0.0 if self.on_loopback else (self.portal.crawl_delay or 0.0)
        return max(wanted, floor / (1 - DOWNLOAD_DELAY_JITTER))

    @property
    def on_loopback(self) -> bool:
        """Whether what is fetched lies on this machine."""
        return is_loopback(self.addresses.fetched(self.portal.home))

    def _contact(self) -> str | None:
        contact = (self.archive.config.contact or "").strip() or None
        if contact is None and not self.on_loopback:
            raise ConfigError(
                "This archive names nobody who answers for its crawls.",
                next_step=f'Write contact = "you@example.org" into {self.archive.root / "archive.toml"}.',
            )
        return contact

    def _check_rehearsal(self) -> None:
        rehearsed, rehearsing = self.archive.config.rehearsal, self.options.base_url is not None
        if rehearsed and not rehearsing:
            raise UsageError(
                "This archive is a rehearsal: it holds pages of a stand-in.",
                next_step="Make another for the real portal: newsarchive init DIR",
            )
        with reading(self.archive.engine) as session:
            mixes = rehearsing and not rehearsed and has_captures(session)
        # another portal's rehearsal may have begun, and brought them, since this archive was opened
        if mixes and not load_config(self.archive.root).rehearsal:
            raise UsageError(
                "This archive holds real captures, and a rehearsal (--base-url) would mix them with others.",
                next_step="Make another for the rehearsal: newsarchive init DIR",
            )

    def _info(self) -> dict[str, str]:
        """Return what every WARC file says of its making (WARC/1.1, 6.2)."""
        config = self.archive.config
        info = {
            "software": f"newsarchive/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "robots": "obeyed (RFC 9309)",
            "http-header-user-agent": self.user_agent,
            "description": f"Crawl of {self.portal.name} ({self.portal.id}). Headers about the connection and chunking "
            "are left out; bodies are as received.",
            "certificates": "checked" if self.portal.checks_certificates else "not checked",
        }
        optional = {
            "operator": ", ".join(filter(None, (config.operator, self.contact))),  # with how to reach them
            "isPartOf": config.root.name,
            "rehearsal": self.options.base_url and f"fetched from {self.options.base_url}, not from the portal",
        }
        return info | {name: value for name, value in optional.items() if value}


def _folders(url: str) -> tuple[str, ...]:
    return tuple(part for part in urlsplit(url).path.split("/") if part)


def _named(error: Exception) -> RunOutcome:
    if isinstance(error, RobotsRefused):
        return RunOutcome.REFUSED
    if isinstance(error, HostUnreachable):
        return RunOutcome.UNREACHABLE
    if isinstance(error, Incomplete):
        return RunOutcome.INCOMPLETE
    if isinstance(error, NotFound):
        return RunOutcome.FAILED
    return RunOutcome.INTERRUPTED if isinstance(error, Interrupted) else RunOutcome.FAILED


def is_loopback(url: str) -> bool:
    """Whether an address lies on this machine (RFC 6761, 6.3; RFC 1122, 3.2.1.3)."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def throwaway_archive(archive: Archive) -> Archive:
    """Make an archive that a dry run may write to, with the settings of the given one but none of its places."""
    root = Path(tempfile.mkdtemp(prefix="newsarchive-dry-run-"))
    config = replace(archive.config, root=root, database="", rehearsal=False)
    upgrade(config.database_url)
    return Archive(config)
