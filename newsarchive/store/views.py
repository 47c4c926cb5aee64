"""Views made for people: what they ask for, under plain names, the same on both databases.

Articles that are withdrawn or under an embargo stand in none of them. Embargoes end by the database's own clock: a view
has no other. Whoever changes a view adds a migration, which may be empty: views are made anew when one is run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from newsarchive.store import view_queries
from newsarchive.store.dialects import DIALECTS, Dialect

TEXT, NUMBER, TIME, DAY, YES = "text", "number", "time", "day", "yes or no"


@dataclass(frozen=True, kw_only=True)
class View:
    """A view, what a row of it is, and what its columns hold, in their order."""

    name: str
    doc: str
    columns: dict[str, tuple[str, str]]
    """For each column its type, in plain words, and what it holds."""
    query: Callable[[Dialect], str]
    """Makes the view's query, in the words of one database."""


def make_views(connection: Connection) -> None:
    """Make all views, none of which is there."""
    dialect = DIALECTS[connection.dialect.name]
    for view in VIEWS:
        names = ", ".join(view.columns)
        connection.exec_driver_sql(f"CREATE VIEW {view.name} ({names}) AS {view.query(dialect)}")


def drop_views(connection: Connection, *, schema: str | None = None) -> None:
    """Drop the views that are there, in a schema or in the one that is used: tables cannot be altered under them."""
    for view in VIEWS:
        name = f"{schema}.{view.name}" if schema else view.name
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


ARTICLE = (TEXT, "the article's id, as in `articles`")

VIEWS = (
    View(
        name="articles",
        doc="An article as its publisher shows it now, or showed it last.",
        query=view_queries.articles,
        columns={
            "id": (TEXT, "what people cite: 16 letters and digits that do not change"),
            "portal": (TEXT, "id of the portal that published it"),
            "title": (TEXT, "the headline"),
            "kicker": (TEXT, "the short line above the headline (引题)"),
            "lead": (TEXT, "the standfirst that the page shows apart from the body"),
            "authors": (TEXT, "names of authors, reporters and correspondents, joined by `;`"),
            "source": (TEXT, "the newspaper or agency that wrote it (来源), as the page writes it"),
            "outlet": (TEXT, "the same under its one name, however pages spell it"),
            "published_at": (TIME, "when it was published"),
            "published_day": (DAY, "the day of that where it was published"),
            "published_precision": (TEXT, "how much of it the page states: day, minute or second"),
            "modified_at": (TIME, "when the publisher says that it was last changed"),
            "region": (TEXT, "where it is about, names from the outermost joined by `/`: 四川/泸州市/泸县"),
            "channels": (TEXT, "names of the portal's channels in which it stands, joined by `;`"),
            "language": (TEXT, "BCP 47 tag of its language"),
            "address": (TEXT, "its one address, by the portal's rules"),
            "access": (TEXT, "open, paywalled or partial: whether the whole text is on the page"),
            "state": (TEXT, "live, or gone: the portal shows it no more, as far as was seen"),
            "versions": (NUMBER, "how many its publisher made, as far as they were seen"),
            "cluster": (NUMBER, "the reprints that it is one of; empty for most. Made anew by `rebuild`"),
            "first_seen": (TIME, "when it was first fetched"),
            "last_seen": (TIME, "when it was last fetched"),
            "characters": (NUMBER, "length of its headings and paragraphs"),
            "text": (TEXT, "its headings and paragraphs, one a line"),
        },
    ),
    View(
        name="paragraphs",
        doc="A heading or a paragraph of an article.",
        query=view_queries.paragraphs,
        columns={
            "article": ARTICLE,
            "position": (NUMBER, "its place in the article, from 0"),
            "section": (NUMBER, "number of its section, from 0; the text before the first heading is one too"),
            "kind": (TEXT, "heading or paragraph"),
            "level": (NUMBER, "of a heading, 1 for the highest; 0 of a paragraph"),
            "text": (TEXT, "what it says"),
        },
    ),
    View(
        name="credits",
        doc="A person whom an article names, and what they did for it.",
        query=view_queries.credits,
        columns={
            "article": ARTICLE,
            "position": (NUMBER, "its place on the page, from 0"),
            "name": (TEXT, "the person's name"),
            "role": (TEXT, "author, reporter, correspondent, editor, photographer or translator"),
            "affiliation": (TEXT, "whom they did it for, as the page says it"),
            "raw": (TEXT, "the text that this was read from"),
        },
    ),
    View(
        name="versions",
        doc="What a publisher said in an article for a while; `newsarchive diff` shows what changed.",
        query=view_queries.versions,
        columns={
            "article": ARTICLE,
            "number": (NUMBER, "from 1, in the order of time"),
            "is_current": (YES, "whether it is the last"),
            "first_seen": (TIME, "when it was first fetched"),
            "last_seen": (TIME, "when it was last fetched"),
            "captures": (NUMBER, "how many captures show it"),
            "title": (TEXT, "the headline"),
            "kicker": (TEXT, "the short line above the headline"),
            "lead": (TEXT, "the standfirst"),
            "source": (TEXT, "the newspaper or agency that wrote it, as the page writes it"),
            "published_at": (TIME, "when it was published, as this version says"),
            "published_day": (DAY, "the day of that where it was published"),
            "parser": (TEXT, "name and version of the code that read it"),
            "text": (
                TEXT,
                "of the current version, headings and paragraphs, one a line; older ones are kept compressed",
            ),
        },
    ),
    View(
        name="reprints",
        doc="An article of a story that was published several times, in the order in which the dates tell that it was.",
        query=view_queries.reprints,
        columns={
            "cluster": (NUMBER, "number of the story; made anew by `rebuild`"),
            "place": (NUMBER, "1 for the earliest publication, 2 for the next"),
            "article": ARTICLE,
            "earliest": (TEXT, "id of the earliest article of the story"),
            "portal": (TEXT, "id of the portal that published this one"),
            "title": (TEXT, "its headline"),
            "source": (TEXT, "the source that it names, as its page writes it"),
            "outlet": (TEXT, "the same under its one name"),
            "published_at": (TIME, "when it was published"),
            "published_day": (DAY, "the day of that where it was published"),
            "days_later": (NUMBER, "days after the earliest; empty where one has no date"),
            "part": (
                NUMBER,
                "the part of the earliest's text that stands in it, 0 to 1; empty: alike by way of others",
            ),
            "own_part": (NUMBER, "the part of its own text that stands in the earliest's"),
        },
    ),
    View(
        name="captures",
        doc="A capture that shows an article, and the WARC record that proves it.",
        query=view_queries.captures,
        columns={
            "article": ARTICLE,
            "version": (NUMBER, "number of the version that it shows"),
            "page": (NUMBER, "page number, from 1, of an article that runs over several"),
            "url": (TEXT, "what was fetched: WARC-Target-URI"),
            "captured_at": (TIME, "when"),
            "status": (NUMBER, "HTTP status"),
            "content_type": (TEXT, "the Content-Type header"),
            "digest": (TEXT, "digest of the body as the server sent it: WARC-Payload-Digest"),
            "truncated": (TEXT, "why the body is not whole, when it is not"),
            "warc_file": (TEXT, "path below `warc/`, without the `.open` of a file that is still written to"),
            "warc_offset": (NUMBER, "byte at which the record's gzip member begins"),
            "warc_length": (NUMBER, "length of that member in bytes"),
            "warc_record": (TEXT, "WARC-Record-ID, without `<urn:uuid:>`"),
        },
    ),
    View(
        name="coverage",
        doc="Of the articles that a channel's lists showed for a day, how many the archive has. An article in several "
        "channels counts in each. Days without a date in the list are those of UTC, where `newsarchive coverage` takes "
        "the portal's own; it also tells reasons, and counts a portal's articles once.",
        query=view_queries.coverage,
        columns={
            "portal": (TEXT, "id of the portal"),
            "channel": (TEXT, "name of the channel; empty for articles that stand in none"),
            "channel_address": (TEXT, "its address"),
            "day": (DAY, "the day that a list showed beside the link, else the day on which it was found, in UTC"),
            "listed": (NUMBER, "articles that lists showed: captured + lost + failed + waiting + excluded"),
            "captured": (NUMBER, "those whose page was had and is kept"),
            "read": (NUMBER, "of those captured, the ones that an article was read from"),
            "gone": (NUMBER, "those that the portal does not show any more, captured before or not"),
            "lost": (NUMBER, "of those gone, the ones that were so before they were captured"),
            "failed": (NUMBER, "those given up in the last run; the next tries again"),
            "waiting": (NUMBER, "those still to be fetched"),
            "excluded": (NUMBER, "those not asked for (robots.txt, older than wanted), or withdrawn"),
        },
    ),
)
"""The views, in the order in which they are told."""
