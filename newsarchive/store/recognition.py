"""Reprints: the text of every version is known by its letters, and compared with what may be like it.

What is linked, and what is boilerplate, follows from the texts that the archive holds and from nothing else: not from
the order in which they came, nor from which process brought them. So a number that becomes boilerplate, and a text that
goes, are reasons to look again at what they had linked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from sqlalchemy import BindParameter, bindparam, delete, func, select, text, update
from sqlalchemy.orm import Session

from newsarchive.dedupe.likeness import Likeness as Like
from newsarchive.dedupe.likeness import likeness
from newsarchive.dedupe.sketch import MANY, METHOD, WEIGHTS, Compared, commonness, compared_text
from newsarchive.items import Article
from newsarchive.store.adding import add_row, add_rows, table_of
from newsarchive.store.bodies import Text, forget_text, iter_texts
from newsarchive.store.clusters import in_batches, put_into_clusters
from newsarchive.store.models import Body, Boilerplate, Fingerprint, Likeness, Recognition, Version

LOCK = 0x6E657773
"""Key of PostgreSQL's advisory lock: texts are compared by one process at a time, so that none misses another's."""
VALUES: BindParameter[int] = bindparam("values", expanding=True)
KNOWN = select(Fingerprint.value).where(Fingerprint.value.in_(VALUES)).limit(1)
COUNTS = select(Boilerplate.value, Boilerplate.texts, Boilerplate.companions).where(Boilerplate.value.in_(VALUES))
BODIES = select(Fingerprint.body_id).where(Fingerprint.value.in_(VALUES)).distinct()
STANDS = (
    select(Fingerprint.body_id)
    .where(Fingerprint.value == bindparam("value"), Fingerprint.companion == bindparam("companion"))
    .limit(1)
)
"""SQLite looks through the whole table for a list of pairs, so they are asked for one by one."""
BESIDE = func.count(Fingerprint.companion.distinct())
COUNTED = (
    select(Fingerprint.value, func.count(), BESIDE)
    .where(Fingerprint.value.in_(VALUES))
    .group_by(Fingerprint.value)
    .having(MANY[0] <= BESIDE)
)
LINKED = select(Likeness.other_id).where(Likeness.body_id == bindparam("body_id"))
OF_BODY = select(Fingerprint.value).where(Fingerprint.body_id == bindparam("body_id"))
OF_KEY = select(Body.id).where(Body.key == bindparam("key"))
"""What is asked for each article: written once, since building such a question takes longer than answering it. It is
asked on the connection: nobody keeps objects of these tables in the session."""
AFTER = " after "
"""Stands in `recognition.method` while an archive is indexed anew: behind the method, before the last version done."""


def lock_recognition(session: Session) -> None:
    """Let no other process compare texts until the transaction ends. SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql" and not session.info.get("recognising"):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        session.info["recognising"] = True


def is_indexed(session: Session, but: int | None = None) -> bool:
    """Whether the archive's numbers were made as this newsarchive makes them; `but` is a version that is just filed.

    Those of an archive that holds nothing else are, and those of one that is being indexed anew: what is there is as it
    will be, only not complete.
    """
    if "method" not in session.info:
        known = session.scalar(select(Recognition.method))
        if known is None and session.scalar(select(Version.id).where(Version.id != but).limit(1)) is None:
            add_rows(session, Recognition, [{"method": METHOD}])
            known = METHOD
        session.info["method"] = known and known.partition(AFTER)[0]
    return bool(session.info["method"] == METHOD)


def recognise(session: Session, version: Version, article: Article, compared: Compared | None = None) -> None:
    """Note which text a version shows, and link its article to those that show the same or the like.

    `compared` is the article's text as it is compared, where somebody has made it already. Does nothing where the
    archive is to be indexed anew first: that will come to it.
    """
    lock_recognition(session)
    if not is_indexed(session, but=version.id):
        return
    compared = compared or compared_text(article)
    found, made, left = compared.passages, compared.sketch, version.body_id
    known = session.connection().scalar(OF_KEY, {"key": made.key}) if made else None
    if known is not None and known == left:
        return
    if known is not None:
        touched = {known}
        version.body_id = known
    elif made is not None:
        new = add_row(session, Body, {"key": made.key, "length": made.length})
        version.body_id = new
        touched = _add(session, Text(new, found, made.passages), made.companions())
        touched = touched if len(touched) > 1 else set()  # linked to nothing, it changes no cluster
    else:
        touched = set()
        version.body_id = None
    if left is not None:
        touched |= {left, *forget(session, [left])}
    if touched:
        put_into_clusters(session, touched, {version.article_id})


def forget(session: Session, bodies: Iterable[int]) -> set[int]:
    """Forget those of some texts that no version shows any more; return the texts that were linked to them.

    The caller puts these into clusters.
    """
    shown = select(Version.id).where(Version.body_id == Body.id).exists()
    gone = set(session.scalars(select(Body.id).where(Body.id.in_(set(bodies)), ~shown)))
    touched = set[int]().union(*(_remove(session, body_id) for body_id in sorted(gone)))
    return touched - gone


# --- adding and removing one text ---


def _add(session: Session, added: Text, companions: Mapping[int, int]) -> set[int]:
    """Add a text's numbers, each with its companion, and its links; return the texts whose links changed."""
    rows = [{"value": v, "companion": c, "body_id": added.body_id} for v, c in companions.items()]
    if not _is_known(session, companions):  # as is usual: the story is told here alone
        add_rows(session, Fingerprint, rows)
        return {added.body_id}
    known = _counts(session, companions)
    there = _standing(session, companions, known)
    add_rows(session, Fingerprint, rows)
    counts = {value: (texts + 1, beside + (value not in there)) for value, (texts, beside) in known.items()}
    changed = _recount(session, known, {**counts, **_counted(session, companions.keys() - known)})
    return _link(session, added, companions.keys()) | _look_again(session, changed, but=added.body_id)


def _remove(session: Session, body_id: int) -> set[int]:
    query = select(Fingerprint.value, Fingerprint.companion).where(Fingerprint.body_id == body_id)
    companions = dict(session.execute(query).all())
    touched = _unlink(session, body_id)
    forget_text(session, body_id)
    for model, column in ((Fingerprint, "body_id"), (Body, "id")):
        session.execute(delete(table := table_of(model)).where(table.c[column] == body_id))
    known = _counts(session, companions)
    there = _standing(session, companions, known)
    counts = {value: (texts - 1, beside - (value not in there)) for value, (texts, beside) in known.items()}
    return touched | _look_again(session, _recount(session, known, counts))


Counts = Mapping[int, tuple[int, int]]
"""For a number: how many texts have it, and beside how many different companions."""


def _is_known(session: Session, values: Iterable[int]) -> bool:
    return session.connection().scalar(KNOWN, {"values": list(values)}) is not None


def _counts(session: Session, values: Iterable[int]) -> Counts:
    """Return what is known of numbers that are common, more or less."""
    found = session.connection().execute(COUNTS, {"values": list(values)})
    return {row.value: (row.texts, row.companions) for row in found}


def _standing(session: Session, companions: Mapping[int, int], values: Iterable[int]) -> set[int]:
    """Return those of some numbers that stand beside the same companion in some text."""
    asked = ({"value": value, "companion": companions[value]} for value in values)
    connection = session.connection()
    return {pair["value"] for pair in asked if connection.scalar(STANDS, pair) is not None}


def _counted(session: Session, values: Iterable[int]) -> Counts:
    """Count numbers of which nothing is known yet, and return those to be known."""
    found = session.connection().execute(COUNTED, {"values": list(values)})
    return {value: (texts, companions) for value, texts, companions in found}


def _recount(session: Session, before: Counts, after: Counts) -> set[int]:
    """Write new counts down; return the numbers that are more common or less by them."""
    gone = {value for value, (_, companions) in after.items() if companions < MANY[0]}
    rows = [{"value": v, "texts": texts, "companions": beside} for v, (texts, beside) in after.items() if v not in gone]
    add_rows(session, Boilerplate, [row for row in rows if row["value"] not in before])
    if known := [row for row in rows if row["value"] in before]:
        session.execute(update(Boilerplate), known)
    if gone:
        session.execute(delete(Boilerplate).where(Boilerplate.value.in_(gone)))
    none = (0, 0)
    return {value for value in after if commonness(*after[value]) != commonness(*before.get(value, none))}


def _look_again(session: Session, changed: Collection[int], but: int | None = None) -> set[int]:
    """Compare again all texts that have a number which became more common, or less."""
    if not changed:
        return set()
    touched: set[int] = set()
    having = set(session.connection().scalars(BODIES, {"values": list(changed)}))
    for one in chain.from_iterable(iter_texts(session, sorted(having - {but}))):
        values = session.connection().scalars(OF_BODY, {"body_id": one.body_id})
        touched |= _link(session, one, set(values))
    return touched


# --- comparing ---


def _link(session: Session, one: Text, values: Collection[int]) -> set[int]:
    """Compare a text with those that share one of its numbers, put its links in the place of those it had, and return
    all these texts.
    """
    rows: list[dict[str, float]] = []
    for others in iter_texts(session, _candidates(session, one.body_id, values)):
        common = _common(session, {0}.union(one.numbers, *(other.numbers for other in others)) - {0})
        own = one.weighted(common)
        for other in others:
            like = likeness(own, other.weighted(common))
            if like is not None and like.is_reprint:
                rows += _both_ways(one.body_id, other.body_id, like)
    before = _unlink(session, one.body_id)
    add_rows(session, Likeness, rows)
    return {one.body_id, *before, *(int(row["body_id"]) for row in rows)}


def _common(session: Session, values: Collection[int]) -> dict[int, int]:
    """Return how common those of some numbers are that are common at all."""
    return {
        value: commonness(*counts) for part in in_batches(values) for value, counts in _counts(session, part).items()
    }


def _both_ways(body_id: int, other_id: int, like: Like) -> Iterator[dict[str, float]]:
    yield {"body_id": body_id, "other_id": other_id, "letters": like.first.letters, "part": like.first.part}
    yield {"body_id": other_id, "other_id": body_id, "letters": like.second.letters, "part": like.second.part}


def _unlink(session: Session, body_id: int) -> set[int]:
    """Take a text's links away; return the texts that it was linked to."""
    others = set(session.connection().scalars(LINKED, {"body_id": body_id}))
    links = table_of(Likeness)
    for part in in_batches(others):
        session.execute(delete(links).where(links.c.body_id == body_id, links.c.other_id.in_(part)))
        session.execute(delete(links).where(links.c.body_id.in_(part), links.c.other_id == body_id))
    return others


def _candidates(session: Session, body_id: int, values: Collection[int]) -> list[int]:
    """Return the texts that share a number which tells something."""
    common = _common(session, values)
    telling = [value for value in values if WEIGHTS[common.get(value, 0)]]
    return sorted(set(session.connection().scalars(BODIES, {"values": telling})) - {body_id})
