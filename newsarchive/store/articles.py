"""Filing articles: identity, readings, reprints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import groupby
from typing import Any, cast

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from newsarchive.dedupe.identity import Verdict, content_hash, public_id
from newsarchive.dedupe.sketch import Compared
from newsarchive.items import Article as Read
from newsarchive.items import Credit as ReadCredit
from newsarchive.items import Image as ReadImage
from newsarchive.items import Role, Section
from newsarchive.store.adding import add_row, add_rows
from newsarchive.store.findable import findable
from newsarchive.store.further import file_further
from newsarchive.store.images import links_of_images
from newsarchive.store.models import (
    Alias,
    Article,
    ArticleChannel,
    Base,
    Block,
    Capture,
    Channel,
    Credit,
    Image,
    Reading,
    Region,
    Version,
    VersionCapture,
)
from newsarchive.store.outcomes import FoundArticle
from newsarchive.store.outlets import outlet_id
from newsarchive.store.packing import pack, unpacked
from newsarchive.store.places import region_id
from newsarchive.store.recognition import recognise
from newsarchive.store.search_index import index, unindex
from newsarchive.store.sightings import channels_of
from newsarchive.store.versions import Parted, place
from newsarchive.text.urls import digest

WITHDRAWN = "withdrawn"
"""State of an article whose text is gone and is not filed again."""

OF_KEY = select(Article.id).where(Article.portal_id == bindparam("portal_id"), Article.key == bindparam("key"))
"""Asked for each page: building it anew would take longer than the answer."""

ReadAgain = Callable[[Session, int], Read | None]
"""Reads the page of a capture, given by its row, once more; None where that cannot be done."""


def file_article(
    session: Session,
    portal_id: str,
    found: FoundArticle,
    capture_id: int,
    seen: datetime,
    link_id: int,
    read_again: ReadAgain,
) -> tuple[Verdict, str]:
    """File an article that a capture showed when it was seen; return what it is to the archive, and its public id.

    Captures may come in any order. `read_again` is asked only where one parts a version that is known, or seems to
    differ from one that another parser read.
    """
    row, is_new = _article(session, portal_id, found.canonical, seen)
    for address in (found.address, *(page.address for page in found.further)):
        _alias(session, row, address, seen, is_new=is_new)
    _stand_in(session, row, channels_of(session, link_id), is_new=is_new)
    if found.article is None or row.state == WITHDRAWN:
        row.state = WITHDRAWN
        return Verdict.SAME, row.public_id
    content = content_hash(found.article)
    if not is_new:
        _bring_up_to_date(session, row, content, found.article.parser, seen, read_again)
    placed = place(session, row.id, content, capture_id, seen, is_new=is_new)
    version = placed.version
    add_rows(session, VersionCapture, [{"version_id": version.id, "capture_id": capture_id, "page": 1}])
    file_further(session, version.id, found.further)
    if placed.parted is not None:
        _file_parted(session, row, placed.parted, read_again)
    if placed.is_first:
        article = with_region(session, row, found.article)
        if version.is_current:
            file_reading(session, row, version.id, article, seen, is_first=is_new, compared=found.compared)
        else:
            file_older_reading(session, row, version.id, article, seen)
    if not is_new:
        return (Verdict.CHANGED if placed.is_made else Verdict.SAME), row.public_id
    return (Verdict.REPRINT if row.cluster_id is not None else Verdict.NEW), row.public_id


def _bring_up_to_date(
    session: Session, row: Article, content: bytes, parser: str, seen: datetime, read_again: ReadAgain
) -> None:
    """Bring the versions that a capture lies between up to date, before it is said that it differs from them.

    Their pages are read again where another parser read them: a publisher's change is what one parser reads otherwise.
    """
    of_article = select(Version).where(Version.article_id == row.id)
    before = session.scalars(of_article.where(Version.first_seen <= seen).order_by(Version.number.desc()).limit(1))
    after = session.scalars(of_article.where(Version.first_seen > seen).order_by(Version.number).limit(1))
    for version in (*before, *after):
        if version.content_hash != content:
            _compare_anew(session, row, version, parser, read_again)


def _compare_anew(session: Session, row: Article, version: Version, parser: str, read_again: ReadAgain) -> None:
    query = select(Reading).where(Reading.version_id == version.id).order_by(Reading.id.desc()).limit(1)
    newest = session.scalars(query).one()
    again = None if newest.parser == parser else read_again(session, _first_capture(session, version.id))
    if again is None:  # the rules of what counts may be other ones than they were
        version.content_hash = content_hash(
            unpack(session, newest) if newest.packed is None else unpacked(newest.packed)
        )
    else:
        version.content_hash = content_hash(again)
        filed = file_reading if version.is_current else file_older_reading
        filed(session, row, version.id, with_region(session, row, again), version.first_seen)
    session.flush()


def _first_capture(session: Session, version_id: int) -> int:
    query = (
        select(Capture.id)
        .join(VersionCapture, VersionCapture.capture_id == Capture.id)
        .where(VersionCapture.version_id == version_id, VersionCapture.page == 1)
    )
    by_time = (Capture.fetched_at, Capture.payload_digest, Capture.url)
    return session.scalars(query.order_by(*by_time).limit(1)).one()


def _file_parted(session: Session, row: Article, parted: Parted, read_again: ReadAgain) -> None:
    """File the reading of a version's later part: that of its own first capture, else a copy of the whole's."""
    version = parted.version
    article = read_again(session, parted.capture_id)
    if article is not None:
        article = with_region(session, row, article)
    elif version.is_current:
        current = select(Reading).where(Reading.version_id == parted.whole, Reading.is_current)
        article = unpack(session, session.scalars(current).one())
    if version.is_current and article is not None:
        file_reading(session, row, version.id, article, parted.seen)
    elif article is not None:
        file_older_reading(session, row, version.id, article, parted.seen)
    else:
        _copy_reading(session, parted.whole, version.id)


def _copy_reading(session: Session, from_id: int, to_id: int) -> None:
    query = select(Reading.__table__).where(Reading.version_id == from_id).order_by(Reading.id.desc()).limit(1)
    newest = dict(session.execute(query).mappings().one())
    del newest["id"]
    outlet = outlet_id(session, newest["source"])  # the one that is copied may not have been brought to its own yet
    add_rows(session, Reading, [newest | {"version_id": to_id, "outlet_id": outlet}])
    session.get_one(Version, to_id).body_id = session.get_one(Version, from_id).body_id


def with_region(session: Session, row: Article, article: Read) -> Read:
    """Return an article with the region of its channels, where the page tells none."""
    return article if article.region else replace(article, region=_region_of(session, row))


def _region_of(session: Session, row: Article) -> tuple[str, ...]:
    """Return the region of the article's channels, where they are all of one."""
    query = (
        select(Region.path)
        .join(Channel, Channel.region_id == Region.id)
        .join(ArticleChannel, ArticleChannel.channel_id == Channel.id)
        .where(ArticleChannel.article_id == row.id)
        .distinct()
    )
    paths = session.scalars(query).all()
    return tuple(paths[0].split("/")) if len(paths) == 1 else ()


def see_unchanged(session: Session, portal_id: str, address: str, seen: datetime) -> str | None:
    """Note that the portal says of an address that its article is what it was; return the article's public id.

    None, where the archive shows no article that was seen there.
    """
    query = select(Article, Alias).join(Alias, Alias.article_id == Article.id)
    query = query.where(Article.portal_id == portal_id, Alias.key == digest(address), Article.state != WITHDRAWN)
    found = session.execute(query).first()
    if found is None:
        return None
    article, alias = found
    current = session.scalars(select(Version).where(Version.article_id == article.id, Version.is_current)).one()
    for row in (article, alias, current):
        row.last_seen = max(row.last_seen, seen)
    return article.public_id


def _article(session: Session, portal_id: str, canonical: str, seen: datetime) -> tuple[Article, bool]:
    key = digest(canonical)
    known = session.connection().scalar(OF_KEY, {"portal_id": portal_id, "key": key})
    if known is not None:
        row = session.get_one(Article, known)
        if row.state != WITHDRAWN and seen >= row.last_seen:
            row.state = "live"
        row.first_seen, row.last_seen = min(row.first_seen, seen), max(row.last_seen, seen)
        return row, False
    row = Article(
        public_id=public_id(portal_id, canonical),
        portal_id=portal_id,
        key=key,
        canonical=canonical,
        state="live",
        first_seen=seen,
        last_seen=seen,
    )
    session.add(row)
    session.flush()
    return row, True


def _alias(session: Session, row: Article, address: str, seen: datetime, *, is_new: bool) -> None:
    key = digest(address)
    query = select(Alias).where(Alias.article_id == row.id, Alias.key == key)
    alias = None if is_new else session.scalars(query).first()
    if alias is None:
        facts = {"article_id": row.id, "key": key, "address": address, "first_seen": seen, "last_seen": seen}
        add_rows(session, Alias, [facts])
    else:
        alias.first_seen, alias.last_seen = min(alias.first_seen, seen), max(alias.last_seen, seen)


def _stand_in(session: Session, row: Article, channels: set[int], *, is_new: bool) -> None:
    query = select(ArticleChannel.channel_id).where(ArticleChannel.article_id == row.id)
    known = set() if is_new else set(session.scalars(query))
    rows = [{"article_id": row.id, "channel_id": channel_id} for channel_id in sorted(channels - known)]
    add_rows(session, ArticleChannel, rows)


def file_reading(
    session: Session,
    row: Article,
    version_id: int,
    article: Read,
    seen: datetime,
    *,
    is_first: bool = False,
    compared: Compared | None = None,
) -> None:
    """File what was read of an article's current version; the reading before it, unless it is the first, is packed.

    `compared` is the article's text as it is compared with others, where it has been made already.
    """
    led: dict[str, int] = {}
    if not is_first:
        led = _retire_readings(session, row)
        _forget_reading(session, version_id, article.parser)
    _file_parts(session, add_reading(session, version_id, article, seen), article, led)
    index(session, row.id, findable(row.portal_id, article))
    recognise(session, session.get_one(Version, version_id), article, compared)


def file_older_reading(session: Session, row: Article, version_id: int, article: Read, seen: datetime) -> None:
    """File what was read of a version that another followed: packed, and not to be found by a search."""
    _forget_reading(session, version_id, article.parser)
    add_reading(session, version_id, article, seen, packed=pack(article))
    recognise(session, session.get_one(Version, version_id), article)


def _forget_reading(session: Session, version_id: int, parser: str) -> None:
    """Make room for another reading of a version by the same parser, from an earlier capture."""
    session.execute(delete(Reading).where(Reading.version_id == version_id, Reading.parser == parser))


def _retire_readings(session: Session, row: Article) -> dict[str, int]:
    """Pack the reading that is about to be followed by another, and take it out of the search index.

    Return the links that its pictures were fetched by, by address.
    """
    led: dict[str, int] = {}
    query = select(Reading).join(Version).where(Version.article_id == row.id, Reading.is_current)
    for old in session.scalars(query).all():
        article = unpack(session, old)
        unindex(session, row.id, findable(row.portal_id, article))
        old.packed = pack(article)
        old.is_current = False
        led |= links_of_images(session, old.id)
        for part in (Block, Credit, Image):
            session.execute(delete(part).where(part.reading_id == old.id))
    session.flush()
    return led


def add_reading(
    session: Session, version_id: int, article: Read, seen: datetime, *, packed: bytes | None = None
) -> int:
    """Add the row of a reading, its blocks, credits and images left out; return its id. A packed one is not current."""
    published, modified = article.published, article.modified
    row = {
        "version_id": version_id,
        "is_current": packed is None,
        "packed": packed,
        "parser": article.parser,
        "read_at": seen,
        "url": article.url or "",
        "title": article.title,
        "kicker": article.kicker,
        "lead": article.lead,
        "byline_raw": article.byline_raw,
        "source": article.source,
        "source_url": article.source_url,
        "outlet_id": outlet_id(session, article.source),
        "published_at": published,
        "published_offset": _minutes_east(published),
        "published_day": published.date() if published else None,
        "published_precision": article.published_precision,
        "published_raw": article.published_raw,
        "zone_from": article.zone_from,
        "modified_at": modified,
        "modified_offset": _minutes_east(modified),
        "region_id": region_id(session, article.region),
        "breadcrumb": list(article.breadcrumb),
        "language": article.language,
        "tags": list(article.tags),
        "pages": list(article.pages),
        "related": list(article.related),
        "access": article.access,
        "encoding": article.encoding,
        "warnings": list(article.warnings),
    }
    return add_row(session, Reading, row)


def _minutes_east(moment: datetime | None) -> int | None:
    offset = moment.utcoffset() if moment else None
    return None if offset is None else int(offset.total_seconds() // 60)


def _file_parts(session: Session, reading_id: int, article: Read, led: Mapping[str, int]) -> None:
    blocks = (
        (number, kind, level, text)
        for number, section in enumerate(article.sections)
        for kind, level, text in _blocks_of(section)
    )
    parts: tuple[tuple[type[Base], list[dict[str, Any]]], ...] = (
        (Block, [dict(zip(("section", "kind", "level", "text"), block, strict=True)) for block in blocks]),
        (Credit, [asdict(credit) for credit in article.credits]),
        (Image, [asdict(image) | {"link_id": led.get(image.url)} for image in article.images]),
    )
    for part, rows in parts:
        placed = [{"reading_id": reading_id, "position": position} | row for position, row in enumerate(rows)]
        add_rows(session, part, placed)


def _blocks_of(section: Section) -> Iterator[tuple[str, int, str]]:
    if section.heading:
        yield "heading", section.level, section.heading
    for paragraph in section.paragraphs:
        yield "paragraph", 0, paragraph


def unpack(session: Session, row: Reading) -> Read:
    """Return the article that a current reading's rows hold."""
    address = session.scalar(
        select(Article.canonical).join(Version, Version.article_id == Article.id).where(Version.id == row.version_id)
    )
    blocks = session.scalars(select(Block).where(Block.reading_id == row.id).order_by(Block.position)).all()
    people = session.scalars(select(Credit).where(Credit.reading_id == row.id).order_by(Credit.position))
    images = session.scalars(select(Image).where(Image.reading_id == row.id).order_by(Image.position))
    names = session.scalar(select(Region.path).where(Region.id == row.region_id))
    return Read(
        url=row.url or None,
        canonical_url=address,
        title=row.title,
        kicker=row.kicker,
        lead=row.lead,
        sections=sections_of(blocks),
        credits=tuple(ReadCredit(name=c.name, role=Role(c.role), affiliation=c.affiliation, raw=c.raw) for c in people),
        byline_raw=row.byline_raw,
        source=row.source,
        source_url=row.source_url,
        published=moved(row.published_at, row.published_offset),
        published_precision=cast("Any", row.published_precision),
        published_raw=row.published_raw,
        zone_from=cast("Any", row.zone_from),
        modified=moved(row.modified_at, row.modified_offset),
        region=tuple(names.split("/")) if names else (),
        breadcrumb=tuple(row.breadcrumb),
        language=row.language,
        tags=tuple(row.tags),
        images=tuple(ReadImage(url=i.url, caption=i.caption, credit=i.credit) for i in images),
        pages=tuple(row.pages),
        related=tuple(row.related),
        access=cast("Any", row.access),
        encoding=row.encoding,
        warnings=tuple(row.warnings),
        parser=row.parser,
    )


def sections_of(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """Return the sections that blocks, in their order, make up."""
    return tuple(_section(list(group)) for _, group in groupby(blocks, key=lambda block: block.section))


def _section(blocks: list[Block]) -> Section:
    heading = next((block for block in blocks if block.kind == "heading"), None)
    return Section(
        heading=heading.text if heading else None,
        level=heading.level if heading else 0,
        paragraphs=tuple(block.text for block in blocks if block.kind == "paragraph"),
    )


def moved(moment: datetime | None, minutes_east: int | None) -> datetime | None:
    """Return a stored moment at the offset that its page gave it."""
    if moment is None or minutes_east is None:
        return moment
    return moment.astimezone(_zone(minutes_east))


@cache
def _zone(minutes_east: int) -> timezone:
    return timezone(timedelta(minutes=minutes_east))
