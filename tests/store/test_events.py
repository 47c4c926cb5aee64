"""What WARC files tell of an event is the event."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.items import LinkKind
from newsarchive.store.events import (
    Departed,
    DiscoveryBegun,
    Event,
    Paused,
    RunBegun,
    RunEnded,
    ToldOutcome,
    heard,
    told,
)
from newsarchive.store.outcomes import FoundChannel, FoundLink, Origin, Outcome, State

MOMENTS = st.datetimes(timezones=st.just(UTC))
NAMES = st.text(max_size=20)
PLAIN = st.dictionaries(NAMES, st.integers() | NAMES, max_size=3)
for kind, strategy in ((datetime, MOMENTS), (date, st.dates())):
    st.register_type_strategy(kind, strategy)
PORTAL = st.just("yybnet")
LINKS = st.builds(FoundLink, kind=st.sampled_from(LinkKind), state=st.sampled_from(State))
EVENTS = st.one_of(
    st.builds(RunBegun, portal_id=PORTAL, portal=st.dictionaries(NAMES, NAMES, max_size=3), options=PLAIN),
    st.builds(DiscoveryBegun, portal_id=PORTAL, starts=st.lists(LINKS, max_size=3).map(tuple)),
    st.builds(Paused, portal_id=PORTAL),
    st.builds(RunEnded, portal_id=PORTAL, counts=st.dictionaries(NAMES, st.integers(), max_size=3)),
    st.builds(
        Departed,
        portal_id=PORTAL,
        signs=st.lists(PLAIN, max_size=2).map(tuple),
        records=st.lists(NAMES, max_size=3).map(tuple),
    ),
    st.builds(
        Outcome,
        portal_id=PORTAL,
        link_id=st.none(),
        capture=st.none(),
        article=st.none(),
        links=st.lists(LINKS, max_size=3).map(tuple),
        channel=st.none() | st.builds(FoundChannel),
        found=st.none() | LINKS,
        arrived=st.none() | LINKS,
        origin=st.none() | st.builds(Origin),
    ),
)


@given(EVENTS)
def test_what_is_told_is_heard(event: Event) -> None:
    again = heard("yybnet", json.loads(json.dumps(told(event))))
    assert (again.outcome if isinstance(again, ToldOutcome) else again) == event
