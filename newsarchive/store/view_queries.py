"""The queries of the views (`store.views`), in the words of one database."""

from __future__ import annotations

from newsarchive.items import AUTHOR_ROLES
from newsarchive.store.articles import WITHDRAWN
from newsarchive.store.dialects import Dialect
from newsarchive.store.quarantine import REASON as HELD

CURRENT = """article a
    JOIN version v ON v.article_id = a.id AND v.is_current
    JOIN reading r ON r.version_id = v.id AND r.is_current"""


def _shown(dialect: Dialect) -> str:
    """Return the condition that an article may be shown, as `query.filters.shown` does by the program's clock."""
    return f"""a.state <> '{WITHDRAWN}' AND NOT EXISTS (
        SELECT 1 FROM withdrawal w WHERE w.article_id = a.id AND w.hidden_until > {dialect.now})"""


WAYS = """version y
        JOIN version_capture z ON z.version_id = y.id AND z.page = 1
        JOIN capture x ON x.id = z.capture_id
        JOIN link l ON l.id = x.link_id"""
"""The links by which an article was fetched."""

STATE = f"""CASE WHEN EXISTS (SELECT 1 FROM {WAYS}
        WHERE y.article_id = a.id AND l.state = 'gone' AND l.fetched_at >= a.last_seen)
    AND NOT EXISTS (SELECT 1 FROM {WAYS}
        WHERE y.article_id = a.id AND l.state <> 'gone'
        AND (l.reason IS NULL OR l.state <> 'done' OR substr(l.reason, 1, 6) <> 'HTTP 3'))
    THEN 'gone' ELSE a.state END"""
"""Whether the portal still shows an article, as `query.gone` tells it."""


def articles(dialect: Dialect) -> str:
    """Return the query of articles, each with its current reading."""
    wrote = ", ".join(f"'{role.value}'" for role in sorted(AUTHOR_ROLES))
    authors = dialect.joined(
        "c.name", "';'", f"credit c WHERE c.reading_id = r.id AND c.role IN ({wrote})", "c.position"
    )
    stands = "article_channel s JOIN channel h ON h.id = s.channel_id WHERE s.article_id = a.id"
    channels = dialect.joined("h.name", "';'", stands, dialect.by_code("h.name"))
    text = dialect.joined("b.text", dialect.newline, "block b WHERE b.reading_id = r.id", "b.position")
    return f"""
SELECT a.public_id, a.portal_id, r.title, r.kicker, r.lead, {authors}, r.source, o.name,
    r.published_at, r.published_day, r.published_precision, r.modified_at, g.path, {channels}, r.language,
    a.canonical, r.access, {STATE}, (SELECT count(*) FROM version n WHERE n.article_id = a.id), a.cluster_id,
    a.first_seen, a.last_seen,
    (SELECT coalesce(sum(length(b.text)), 0) FROM block b WHERE b.reading_id = r.id), {text}
FROM {CURRENT}
    LEFT JOIN outlet o ON o.id = r.outlet_id
    LEFT JOIN region g ON g.id = r.region_id
WHERE {_shown(dialect)}"""


def paragraphs(dialect: Dialect) -> str:
    """Return the query of headings and paragraphs."""
    return f"""
SELECT a.public_id, b.position, b.section, b.kind, b.level, b.text
FROM {CURRENT} JOIN block b ON b.reading_id = r.id
WHERE {_shown(dialect)}"""


def credits(dialect: Dialect) -> str:  # noqa: A001 - the name of its view
    """Return the query of the people whom articles name."""
    return f"""
SELECT a.public_id, c.position, c.name, c.role, c.affiliation, c.raw
FROM {CURRENT} JOIN credit c ON c.reading_id = r.id
WHERE {_shown(dialect)}"""


def versions(dialect: Dialect) -> str:
    """Return the query of versions, each with its newest reading."""
    text = dialect.joined("b.text", dialect.newline, "block b WHERE b.reading_id = r.id", "b.position")
    return f"""
SELECT a.public_id, v.number, v.is_current, v.first_seen, v.last_seen,
    (SELECT count(*) FROM version_capture s WHERE s.version_id = v.id AND s.page = 1),
    r.title, r.kicker, r.lead, r.source, r.published_at, r.published_day, r.parser, {text}
FROM article a
    JOIN version v ON v.article_id = a.id
    JOIN reading r ON r.id = (SELECT max(n.id) FROM reading n WHERE n.version_id = v.id)
WHERE {_shown(dialect)}"""


def reprints(dialect: Dialect) -> str:
    """Return the query of stories' members, in the order of `query.filters`' earliest and `query.reprints`."""
    width = "CASE r.published_precision WHEN 'day' THEN 86400 WHEN 'second' THEN 1 ELSE 60 END"
    ends = f"coalesce({dialect.seconds('r.published_at')} + {width}, {dialect.seconds('a.first_seen')})"
    undated = "CASE WHEN r.published_at IS NULL THEN 1 ELSE 0 END"
    order = f"{undated}, {ends}, a.first_seen, {dialect.by_code('a.public_id')}"
    return f"""
SELECT m.cluster_id, m.place, m.public_id, m.earliest, m.portal_id, m.title, m.source, m.outlet,
    m.published_at, m.published_day, {dialect.days_between("m.published_day", "m.earliest_day")},
    {_part("m.earliest_body", "m.body_id")}, {_part("m.body_id", "m.earliest_body")}
FROM (
    SELECT a.cluster_id, a.public_id, a.portal_id, r.title, r.source, o.name AS outlet, r.published_at, r.published_day,
        v.body_id, row_number() OVER w AS place, first_value(a.public_id) OVER w AS earliest,
        first_value(r.published_day) OVER w AS earliest_day, first_value(v.body_id) OVER w AS earliest_body,
        count(*) OVER (PARTITION BY a.cluster_id) AS members
    FROM {CURRENT} LEFT JOIN outlet o ON o.id = r.outlet_id
    WHERE a.cluster_id IS NOT NULL AND {_shown(dialect)}
    WINDOW w AS (PARTITION BY a.cluster_id ORDER BY {order})
) m
WHERE m.members > 1"""


def _part(own: str, other: str) -> str:
    """Return the part of one text that stands in another."""
    known = f"SELECT k.part FROM likeness k WHERE k.body_id = {own} AND k.other_id = {other}"
    return f"CASE WHEN {own} = {other} THEN CAST(1 AS double precision) ELSE ({known}) END"


def captures(dialect: Dialect) -> str:
    """Return the query of captures that show an article."""
    return f"""
SELECT a.public_id, v.number, s.page, c.url, c.fetched_at, c.status, c.content_type, c.payload_digest, c.truncated,
    f.name, c."offset", c.length, c.record_id
FROM article a
    JOIN version v ON v.article_id = a.id
    JOIN version_capture s ON s.version_id = v.id
    JOIN capture c ON c.id = s.capture_id
    JOIN warc_file f ON f.id = c.warc_file_id
WHERE {_shown(dialect)}"""


def coverage(dialect: Dialect) -> str:
    """Return the query of what became of listed links, by channel and day, as `query.coverage` counts them."""
    counted = ", ".join(f"sum(CASE WHEN {when} THEN 1 ELSE 0 END)" for when in FATES.values())
    was_read = f"l.first_read IS NOT NULL AND substr(coalesce(l.reason, ''), 1, {len(HELD)}) <> '{HELD}'"
    return f"""
SELECT m.portal_id, h.name, h.address, m.day, count(*), {counted}
FROM (
    SELECT l.id, l.portal_id, coalesce(l.day, {dialect.utc_day("l.found_at")}) AS day, l.state, {was_read} AS was_read
    FROM link l
    WHERE l.kind = 'article' AND (l.leads_to IS NULL OR l.first_read IS NOT NULL)
) m
    LEFT JOIN (
        SELECT DISTINCT s.link_id, i.channel_id
        FROM sighting s JOIN listing i ON i.link_id = s.listing_id
        WHERE s.in_list AND i.channel_id IS NOT NULL
    ) p ON p.link_id = m.id
    LEFT JOIN channel h ON h.id = p.channel_id
GROUP BY m.portal_id, p.channel_id, h.name, h.address, m.day"""


KEPT = "m.state <> 'withdrawn' AND (m.was_read OR m.state = 'done')"
FATES = {
    "captured": KEPT,
    "read": "m.state <> 'withdrawn' AND m.was_read",
    "gone": "m.state = 'gone'",
    "lost": "m.state = 'gone' AND NOT m.was_read",
    "failed": "m.state = 'failed' AND NOT m.was_read",
    "waiting": "m.state = 'queued' AND NOT m.was_read",
    "excluded": "m.state = 'withdrawn' OR (m.state = 'excluded' AND NOT m.was_read)",
}
"""What became of links to articles, as `query.coverage` tells it."""
