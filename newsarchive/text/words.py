"""What a language file tells: the words that news pages in one language use for what stands around an article.

Every value but the months and the zone is a regular expression, matched without regard to case; an empty one says that
nobody has written it down yet. To add a language, add a file to `languages/`: it is found by being there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of one language."""

    months: tuple[str, ...] = ()
    """Lines of the twelve names, January first: full, short, in other spellings, as they stand in dates."""
    zone: str = ""
    """The IANA time zone that the language leaves no doubt about."""
    byline: str = ""
    """What stands before the names of a byline (by, words by)."""
    by: str = ""
    """The word alone before the one who did something."""
    posted: str = ""
    """What somebody did with an entry (posted, written)."""
    about: str = ""
    """How a sentence about somebody goes on behind the name (is, covers)."""
    unnamed_author: str = ""
    """How a sentence about the author begins that does not say the name (the author is)."""
    reporter: str = ""
    """The word for a reporter beside a name, where a byline is told by it."""
    no_name: str = ""
    """What stands in a byline's place without being a name."""
    no_author: str = ""
    """What is in the name of an outlet, a newsroom or nobody, where a page states it as its author."""
    source_label: str = ""
    """The label before the outlet of an info line; like the next ones, without its colon."""
    author_label: str = ""
    editor_label: str = ""
    photographer_label: str = ""
    translator_label: str = ""
    other_label: str = ""
    """Labels of an info line whose values are no people and no outlets: times, counters."""
    reprinted: str = ""
    """How a line tells from whom the article was reprinted; OUTLET stands for the name."""
    reported: str = ""
    """How an article begins that tells whose report it is; OUTLET stands for the name."""
    updated: str = ""
    """Before a date: it is the last change's."""
    no_date: str = ""
    """Before a date: it is neither the article's publication nor its change (joined, available until)."""
    created: str = ""
    """Beside a date: it is the publication's."""
    openers: str = ""
    """Headings of blocks that recommend other articles; all of the line, in Chinese its beginning."""
    furniture: str = ""
    """How lines begin that belong to the page and not to the article."""
    signed: str = ""
    """What a line under an entry of a forum says of who posted it: what follows are the answers."""
    next_page: str = ""
    """The text of the link to an article's next page."""
    paywall: str = ""
    """What a page says that keeps the rest of an article for those who pay."""
    missing_page: str = ""
    """What an error page says."""
    login: str = ""
    """What a page says that wants to know its reader's name first."""
    consent: str = ""
    """What a page says that wants its reader's consent first."""
    challenge: str = ""
    """What a page says that asks whether its reader is human."""
