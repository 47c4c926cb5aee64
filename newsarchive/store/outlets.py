"""Outlets in the database: made on sight, and brought to what people decided about their spellings.

First the journal says it, then the aliases and the outlets concerned are filed in one transaction, from which on every
article takes its outlet by them; then the readings that were there are looked through, a batch a transaction, until
their outlets are settled. Killed in between, `finish_outlets` goes on: crawls, imports and `newsarchive outlets` begin
with it, and so does an upgrade from a newsarchive that had another rule.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Row, delete, exists, func, select, text, update
from sqlalchemy.orm import Session

from newsarchive.dedupe.outlets import (
    ALIAS,
    UNALIAS,
    Aliases,
    Names,
    compared,
    decided,
    given_names,
    names_of,
    shown,
    with_alias,
    written,
)
from newsarchive.errors import NotFound, UsageError
from newsarchive.store import journal
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, tried_again
from newsarchive.store.models import Outlet, OutletAlias, Reading
from newsarchive.store.search_index import move_to_outlet

BATCH = 2000
"""Readings that are brought to their outlets in one transaction."""
GATE = 0x6F75746C
"""PostgreSQL's advisory lock between filing articles (shared) and filing what people decided (alone)."""

LOOK_UP = text(
    "SELECT outlet_id FROM (SELECT outlet_id, 0 AS preference FROM outlet_alias WHERE key = :spelling"
    " UNION ALL SELECT outlet_id, 1 FROM outlet_alias WHERE key = :outlet"
    " UNION ALL SELECT id, 2 FROM outlet WHERE key = :outlet) AS meant ORDER BY preference LIMIT 1"
)
"""Asked for every article: as text it takes a tenth of the time that putting it together anew would."""

NO_SYNC = {"synchronize_session": False}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a source string means."""

    outlet: str
    """Name of the outlet."""
    moved: int = 0
    """Readings that were brought to another outlet."""


# --- made on sight ---


def outlet_id(session: Session, source: str | None) -> int | None:
    """Return the row of the outlet that a page's source means, made on sight; None where it names none."""
    names = names_of(source) if source else None
    if names is None:
        return None
    _enter(session)
    known = find_outlet(session, names)
    return known if known is not None else _make(session, names.outlet)


def find_outlet(session: Session, names: Names) -> int | None:
    """Return the row of the outlet that a source string means, in one look-up; None where there is none yet."""
    found: int | None = session.connection().scalar(LOOK_UP, {"spelling": names.spelling, "outlet": names.outlet})
    return found


def _make(session: Session, key: str, name: str | None = None) -> int:
    """Add an outlet; one of that very name from before outlets had keys is taken over."""
    name = name or shown(key)
    row = session.scalars(select(Outlet).where(Outlet.name == name, Outlet.key.is_(None))).first()
    if row is None:
        row = Outlet(name=name, is_settled=True)
        session.add(row)
    row.key = key
    session.flush()
    return row.id


def _enter(session: Session, *, alone: bool = False) -> None:
    """Wait until no decision is being filed; `alone`: until no article is either. It lasts as long as the transaction.

    SQLite has one writer at a time anyway.
    """
    transaction = session.get_transaction()
    if session.get_bind().dialect.name != "postgresql" or session.info.get("outlets") is transaction:
        return
    shared = "" if alone else "_shared"
    session.execute(text(f"SELECT pg_advisory_xact_lock{shared}({GATE})"))
    session.info["outlets"] = transaction


# --- deciding ---


def alias_outlet(archive: Archive, spelling: str, outlet: str, *, on_progress: Progress | None = None) -> Meaning:
    """Decide that a spelling means an outlet, and bring all readings to it; nothing is decided twice.

    An outlet that stands for itself is kept apart from what the rule takes it for, and shown as it is written here.
    `on_progress` is told readings done and in all. Killed in between, `finish_outlets` ends it.
    Raises UsageError for a name without letters, ArchiveDamaged for a journal that was altered, DiskFull.
    """
    spelling, outlet = written(spelling), written(outlet)
    if not compared(spelling) or not compared(outlet):
        raise UsageError(
            "A name needs letters or digits.",
            next_step='For example: newsarchive outlets alias "泸州新闻网" "泸州日报"',
        )
    moved = finish_outlets(archive, on_progress=on_progress)
    before = _decided(archive)
    after = with_alias(before, spelling, outlet, decision=sys.maxsize, at=datetime.now(UTC), by="")
    if _said(before) != _said(after):
        journal.append(archive.config.journal, ALIAS, {"spelling": spelling, "outlet": outlet})
        moved += finish_outlets(archive, on_progress=on_progress)
    return Meaning(outlet=meaning_of(archive, spelling), moved=moved)


def unalias_outlet(archive: Archive, spelling: str, *, on_progress: Progress | None = None) -> Meaning:
    """Take what was decided about a spelling back: the rule holds again.

    `on_progress` is told readings done and in all. Killed in between, `finish_outlets` ends it. Raises NotFound where
    nothing was decided, ArchiveDamaged for a journal that was altered, DiskFull.
    """
    spelling = written(spelling)
    moved = finish_outlets(archive, on_progress=on_progress)
    if compared(spelling) not in _decided(archive):
        raise NotFound(
            f"Nobody decided what {spelling!r} means.", next_step="See what was decided: newsarchive outlets --decided"
        )
    journal.append(archive.config.journal, UNALIAS, {"spelling": spelling})
    moved += finish_outlets(archive, on_progress=on_progress)
    return Meaning(outlet=meaning_of(archive, spelling), moved=moved)


def meaning_of(archive: Archive, source: str) -> str:
    """Return the name of the outlet that a source string means, whether or not an article has it; itself for none."""
    names = names_of(source)
    if names is None:
        return source
    with reading(archive.engine) as session:
        known = find_outlet(session, names)
        return shown(names.outlet) if known is None else session.get_one(Outlet, known).name


def _decided(archive: Archive) -> Aliases:
    return decided(journal.read(archive.config.journal))


def _said(aliases: Aliases) -> tuple[object, ...]:
    """Return what decisions say, whoever took them and when."""
    spelled = {key: (alias.spelling, alias.outlet, alias.name) for key, alias in aliases.items()}
    return spelled, given_names(aliases)


# --- carrying out ---


def finish_outlets(archive: Archive, *, on_progress: Progress | None = None) -> int:
    """File decisions that the database does not hold, and settle every outlet; return how many readings were moved.

    `on_progress` is told readings done and in all.
    """
    tell = on_progress or (lambda _done, _all: None)
    moved = _settle(archive, tell)  # first, so that outlets without a key have the names of none
    wanted = _decided(archive)
    with reading(archive.engine) as session:
        is_filed = _filed(session) == _wanted(wanted)
    if is_filed:
        return moved
    tried_again(archive.engine, lambda session: _file_decided(session, archive))
    return moved + _settle(archive, tell)


def _file_decided(session: Session, archive: Archive) -> None:
    _enter(session, alone=True)
    file_aliases(session, _decided(archive))


def file_aliases(session: Session, aliases: Aliases) -> None:
    """Let the database say what people decided; outlets whose readings that may concern are no longer settled."""
    filed = {row.key: row for row in session.scalars(select(OutletAlias))}
    before = {row.id: row for row in session.scalars(select(Outlet).join(OutletAlias))}
    for key in sorted(filed.keys() | aliases.keys()):
        was = before[filed[key].outlet_id].key if key in filed else None
        if was != (aliases[key].outlet if key in aliases else None):
            _unsettle(session, key)
    names = given_names(aliases)
    outlets = {key: _outlet(session, key, names.get(key)) for key in sorted({a.outlet for a in aliases.values()})}
    for key in filed.keys() - aliases.keys():
        session.delete(filed[key])
    for key, alias in aliases.items():
        row = filed.get(key) or OutletAlias(key=key)
        row.spelling, row.outlet_id = alias.spelling, outlets[alias.outlet].id
        row.decision, row.decided_at, row.decided_by = alias.decision, alias.at, alias.by
        session.add(row)
    for outlet in (*before.values(), *outlets.values()):
        assert outlet.key is not None
        outlet.name = names.get(outlet.key) or shown(outlet.key)
    session.flush()


def _unsettle(session: Session, key: str) -> None:
    """Note that readings of the outlet that a spelling means so far may have another soon."""
    names = names_of(key)
    assert names is not None
    known = find_outlet(session, names)
    if known is not None:
        session.execute(update(Outlet).where(Outlet.id == known).values(is_settled=False))


def _outlet(session: Session, key: str, name: str | None) -> Outlet:
    row = session.scalars(select(Outlet).where(Outlet.key == key)).first()
    return row or session.get_one(Outlet, _make(session, key, name))


def _filed(session: Session) -> tuple[object, ...]:
    """Return what the database says of people's decisions."""
    query = select(OutletAlias.key, OutletAlias.decision, Outlet.key, Outlet.name).join(Outlet)
    rows = session.execute(query).all()
    return {row[0]: (row[1], row[2]) for row in rows}, {row[2]: row[3] for row in rows}


def _wanted(aliases: Aliases) -> tuple[object, ...]:
    """Return what the database is to say of them."""
    names = given_names(aliases)
    spelled = {key: (alias.decision, alias.outlet) for key, alias in aliases.items()}
    return spelled, {alias.outlet: names.get(alias.outlet) or shown(alias.outlet) for alias in aliases.values()}


# --- bringing readings to their outlets ---


def _settle(archive: Archive, tell: Progress) -> int:
    """Look through the readings of outlets that are not settled; return how many were moved."""
    moved, is_done = 0, False
    while not is_done:
        with reading(archive.engine) as session:
            said = _filed(session)
            ids = session.scalars(select(Outlet.id).where(~Outlet.is_settled)).all()
            if ids:
                moved += _look_through(archive, session, tell)
        is_done = not ids or tried_again(archive.engine, partial(_declare_settled, ids=ids, said=said))
    return moved


def _look_through(archive: Archive, session: Session, tell: Progress) -> int:
    concerned = select(Reading.id, Reading.outlet_id, Reading.source).join(Outlet).where(~Outlet.is_settled)
    total = session.scalar(select(func.count()).select_from(concerned.subquery())) or 0
    moved = done = 0
    with session.execute(concerned.execution_options(yield_per=BATCH)) as found:
        for rows in found.partitions():
            moved += tried_again(archive.engine, partial(_bring, rows=rows))
            done += len(rows)
            tell(done, total)
    return moved


def _bring(session: Session, rows: Sequence[Row[int, int | None, str | None]]) -> int:
    """Bring readings to the outlets that their sources mean now; return how many were elsewhere."""
    targets = {source: outlet_id(session, source) for source in sorted({row.source for row in rows if row.source})}
    moves = defaultdict(list)
    for row in rows:
        if row.outlet_id != (to := targets.get(row.source)):
            moves[to].append(row.id)
    for to, ids in moves.items():
        session.execute(update(Reading).where(Reading.id.in_(ids)).values(outlet_id=to), NO_SYNC)
        move_to_outlet(session, ids, to)
    return sum(map(len, moves.values()))


def _declare_settled(session: Session, ids: Sequence[int], said: tuple[object, ...]) -> bool:
    """Note that outlets are settled and remove those that nothing refers to; False where more was decided meanwhile.

    Whoever files articles has looked for no outlet yet, so that none is removed under its hands.
    """
    _enter(session, alone=True)
    if _filed(session) != said:
        return False
    read = exists().where(Reading.outlet_id == Outlet.id)
    named = exists().where(OutletAlias.outlet_id == Outlet.id)
    for at in range(0, len(ids), BATCH):
        some = Outlet.id.in_(ids[at : at + BATCH])
        session.execute(delete(Outlet).where(some, ~read, ~named), NO_SYNC)
        session.execute(update(Outlet).where(some).values(is_settled=True), NO_SYNC)
    return True
