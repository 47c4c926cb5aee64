"""Reprints: the text of every version is known by its letters, and compared with what may be like it.

What is linked, and what is boilerplate, follows from the texts that the archive holds and from nothing else: not from
the order in which they came, nor from which process brought them. So a number that becomes boilerplate, and a text that
goes, are reasons to look again at what they had linked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, text, tuple_
from sqlalchemy.orm import Session

from newsarchive.dedupe.likeness import Likeness as Like
from newsarchive.dedupe.likeness import likeness
from newsarchive.dedupe.passages import passages, passages_of
from newsarchive.dedupe.sketch import METHOD, Sketch, sketch
from newsarchive.items import Article
from newsarchive.store.adding import add_row, add_rows, table_of
from newsarchive.store.bodies import lines_of_bodies
from newsarchive.store.clusters import put_into_clusters
from newsarchive.store.models import Body, Boilerplate, Fingerprint, Likeness, Recognition, Version

MANY = 24
"""A number that stands beside so many different ones is boilerplate."""
LOCK = 0x6E657773
"""Key of PostgreSQL's advisory lock: texts are compared by one process at a time, so that none misses another's."""


@dataclass(frozen=True)
class _Text:
    """A text that is compared."""

    body_id: int
    passages: tuple[str, ...]
    sketch: Sketch

    def own(self, boilerplate: Collection[int]) -> str:
        """Its letters without boilerplate."""
        numbered = zip(self.passages, self.sketch.passages, strict=True)
        return "".join(passage for passage, value in numbered if value not in boilerplate)

    @property
    def values(self) -> set[int]:
        """What it is looked up by."""
        return {*self.sketch.bands, *self.sketch.passages} - {0}


def lock_recognition(session: Session) -> None:
    """Let no other process compare texts until the transaction ends. SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql" and not session.info.get("recognising"):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        session.info["recognising"] = True


def is_indexed(session: Session, but: int | None = None) -> bool:
    """Whether the archive's numbers were made as this newsarchive makes them; `but` is a version that is just filed.

    Those of an archive that holds nothing else are.
    """
    if "method" not in session.info:
        known = session.scalar(select(Recognition.method))
        if known is None and session.scalar(select(Version.id).where(Version.id != but).limit(1)) is None:
            add_rows(session, Recognition, [{"method": METHOD}])
            known = METHOD
        session.info["method"] = known
    return bool(session.info["method"] == METHOD)


def recognise(session: Session, version: Version, article: Article) -> None:
    """Note which text a version shows, and link its article to those that show the same or the like.

    Does nothing where the archive is to be indexed anew first: that will come to it.
    """
    lock_recognition(session)
    if not is_indexed(session, but=version.id):
        return
    found = passages_of(article)
    made, left = sketch(found), version.body_id
    known = session.scalar(select(Body.id).where(Body.key == made.key)) if made else None
    if known is not None and known == left:
        return
    if known is not None:
        touched = {known}
        _show(session, version, known)
    elif made is not None:
        new = add_row(session, Body, {"key": made.key, "length": made.length})
        _show(session, version, new)
        touched = _add(session, _Text(new, found, made))
        touched = touched if len(touched) > 1 else set()  # linked to nothing, it changes no cluster
    else:
        touched = set()
        _show(session, version, None)
    if left is not None:
        touched |= {left, *forget(session, [left])}
    if touched:
        put_into_clusters(session, touched, {version.article_id})


def _show(session: Session, version: Version, body_id: int | None) -> None:
    version.body_id = body_id
    session.flush()


def forget(session: Session, bodies: Iterable[int]) -> set[int]:
    """Forget those of some texts that no version shows any more; return the texts that were linked to them.

    The caller puts these into clusters.
    """
    shown = select(Version.id).where(Version.body_id == Body.id).exists()
    gone = set(session.scalars(select(Body.id).where(Body.id.in_(set(bodies)), ~shown)))
    touched = set[int]().union(*(_remove(session, body_id) for body_id in sorted(gone)))
    return touched - gone


# --- adding and removing one text ---


def _add(session: Session, added: _Text) -> set[int]:
    """Add a text's numbers and links; return the texts whose links changed."""
    companions = added.sketch.companions()
    rows = [{"value": v, "companion": c, "body_id": added.body_id} for v, c in companions.items()]
    add_rows(session, Fingerprint, rows)
    known = _boilerplate_among(session, companions)
    risen = _risen(session, companions.keys() - known)
    add_rows(session, Boilerplate, [{"value": value} for value in sorted(risen)])
    touched = _link(session, added)
    return touched | _look_again(session, risen, but=added.body_id)


def _remove(session: Session, body_id: int) -> set[int]:
    values = set(session.scalars(select(Fingerprint.value).where(Fingerprint.body_id == body_id)))
    touched = _unlink(session, body_id)
    for model, column in ((Fingerprint, "body_id"), (Body, "id")):
        session.execute(delete(table := table_of(model)).where(table.c[column] == body_id))
    common = _boilerplate_among(session, values)
    sunk = common - _risen(session, common)
    session.execute(delete(Boilerplate).where(Boilerplate.value.in_(sunk)))
    return touched | _look_again(session, sunk)


def _boilerplate_among(session: Session, values: Iterable[int]) -> set[int]:
    return set(session.scalars(select(Boilerplate.value).where(Boilerplate.value.in_(list(values)))))


def _risen(session: Session, values: Iterable[int]) -> set[int]:
    """Return the numbers that stand beside so many different ones that they are boilerplate."""
    query = select(Fingerprint.value).where(Fingerprint.value.in_(list(values))).group_by(Fingerprint.value)
    return set(session.scalars(query.having(func.count(Fingerprint.companion.distinct()) >= MANY)))


def _look_again(session: Session, changed: Collection[int], but: int | None = None) -> set[int]:
    """Compare again all texts that have a number which became boilerplate, or is none any more."""
    if not changed:
        return set()
    query = select(Fingerprint.body_id).where(Fingerprint.value.in_(changed)).distinct()
    touched: set[int] = set()
    for body_id in sorted(set(session.scalars(query)) - {but}):
        for one in _texts_of(session, [body_id]):
            touched |= _link(session, one)
    return touched


# --- comparing ---


def _link(session: Session, one: _Text) -> set[int]:
    """Compare a text with its candidates, put its links in the place of those it had, and return all these texts."""
    others = _texts_of(session, _candidates(session, one))
    common = _boilerplate_among(session, one.values.union(*(other.values for other in others)))
    own, rows = one.own(common), list[dict[str, int]]()
    for other in others:
        like = likeness(own, other.own(common))
        if like is not None and like.is_reprint:
            rows += _both_ways(one.body_id, other.body_id, like)
    before = _unlink(session, one.body_id)
    add_rows(session, Likeness, rows)
    return {one.body_id, *before, *(row["body_id"] for row in rows)}


def _both_ways(body_id: int, other_id: int, like: Like) -> Iterator[dict[str, int]]:
    yield {"body_id": body_id, "other_id": other_id, "letters": like.first.letters, "of": like.first.of}
    yield {"body_id": other_id, "other_id": body_id, "letters": like.second.letters, "of": like.second.of}


def _unlink(session: Session, body_id: int) -> set[int]:
    """Take a text's links away; return the texts that it was linked to."""
    others = set(session.scalars(select(Likeness.other_id).where(Likeness.body_id == body_id)))
    if others:
        both = tuple_(Likeness.body_id, Likeness.other_id)
        pairs = [(body_id, other) for other in others] + [(other, body_id) for other in others]
        for at in range(0, len(pairs), 400):
            session.execute(delete(Likeness).where(both.in_(pairs[at : at + 400])))
    return others


def _candidates(session: Session, one: _Text) -> list[int]:
    """Return the texts that share a number which tells something."""
    common = _boilerplate_among(session, one.values)
    query = select(Fingerprint.body_id).where(Fingerprint.value.in_(one.values - common)).distinct()
    return sorted(set(session.scalars(query)) - {one.body_id})


def _texts_of(session: Session, bodies: Sequence[int]) -> list[_Text]:
    """Return texts as versions show them."""
    texts = []
    for at in range(0, len(bodies), 400):
        for body_id, lines in lines_of_bodies(session, bodies[at : at + 400]).items():
            found = passages(lines)
            made = sketch(found)
            if made is not None:
                texts.append(_Text(body_id, found, made))
    return texts
