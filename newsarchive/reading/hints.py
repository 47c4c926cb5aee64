"""What a box is for, by the words that page authors put into its class, id and role, in any site's vocabulary."""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.text.languages import any_of

CHROME = re.compile(
    r"""(?:^|[\s_-])(?:
        comments?|disqus|respond|replies|kommentare?|comentarios?|commentaires?
      | related\w*|recommend\w*|recirc\w*|recommandations?
      | read-?(?:more|next|also)|also-?read|more-?(?:news|stories|articles|from|on)
      | most-?(?:read|popular|viewed)|popular|trending|teasers?|promos?|outbrain|taboola|seealso|see-also|similar
      | newsletters?|subscri(?:be|ption)s?|sign-?up|register|login|paywall|regwall|metering
      | share|sharing|shares|socials?|social-?\w+|sharebar|share-?\w+
      | follow(?:-us)?|addthis|addtoany|bdshare\w*|jiathis\w*
      | bread-?crumbs?|crumbs?|nav|navbar|navigation|menu|topbar|skip-?link|skip|masthead
      | footer|foot|colophon|copyrights?|disclaimer|sidebar|aside|side-?bar|rail|right-?rail|widgets?|widget-area
      | ad|ads|adv|advert\w*|advertising|banner|sponsor\w*|pub|dfp|gpt
      | cookies?|consent|gdpr|modal|popup|overlay|lightbox|toast|tooltip|(?:view|pop)[-_]?layer|tts|not-prose
      | tags?|tag-?(?:list|cloud|links)|topics|keywords
      | author-?(?:bio|box|info|card|profile|description|about)|about-?(?:the-)?author|bio|biography
      | pagination|pager|paging|toolbar|tools?|print-?only|player|vjs\w*|jw-?player
      | complementary|contentinfo
      | rss|\w{0,12}poll|quiz|survey|feedback|rating
      | """
    + any_of("beside")
    + r"""
    )(?:$|[\s_-])""",
    re.VERBOSE,
)

COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:-?(?:list|area|section|body|thread|box|form))?|commentlist|disqus\w*|"
    r"respond|replies|kommentare?|comentarios?|commentaires?|leserbriefe?|reader-?letters?)(?:$|[\s_-])"
)
"""Boxes of what readers wrote."""

OF_OTHERS = re.compile(r"(?:^|[\s_-])(?:related\w*|recommend\w*|recirc\w*|most-?read|teasers?|footer)(?:$|[\s_-])")
"""Boxes that may hold a lot of prose and are still not the article."""

CONSENT = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|ot-(?:pc|sdk))(?![a-z])|onetrust|didomi|usercentrics|"
    r"cookie-?(?:banner|notice|policy|law)|"
    r"privacy-?(?:pref|cent|man|not|modal|dialog|setting)"
)
"""Overlays that ask before anything is shown."""

HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:hidden|d-none|is-hidden|hide|invisible|u-hidden|display-none)(?:$|\s)|"
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:-text)?|offscreen)(?:$|[\s_-])"
)
"""What hides a box from all, or from all but screen readers."""
SHOWN_CLASS = re.compile(r"(?:sm|md|lg|xl|tablet|desktop)[:-](?:block|flex|inline|grid|table|visible)")

DIGITS = re.compile(r"\d+")
SLUG = re.compile(r"(?<![\w-])(?:[^\W_]{1,40}-){6,}[^\W_]+(?![\w-])")
"""A class made of a headline's words, which say nothing about the box."""
LEAST_HYPHENS = 6
ENTRY = re.compile(r"(?:^|\s)(?:h-?entry|type-post)(?:$|\s)")
"""An article by its microformat (hAtom, h-entry); its other classes are its tags and categories."""

CHROME_INSIDE = re.compile(
    r"twitter-tweet|instagram-media|tiktok-embed|fb-post|bluesky-embed|access-?wall|pay-?wall(?:-|$)|"
    r"email-?(?:slidein|signup|form)|whatsapp|crosslinking|app-?promo|"
    r"newsletter|sign-?up(?!date)|recirculation|recirc|breadcrumb|side-?bar|outbrain|taboola|cookie|"
    r"info-?box|fact-?box|faktenbox|related-?(?:article|content|stor|link|news|post|topic)|author-?(?:bio|"
    r"box|card|info)|biobox|"
    r"subscri(?:be|ption)-|donation|most-?read|also-?read|read-?more|readmore|disqus|social-?(?:share|"
    r"media|bar|icon|link)|share-?(?:bar|button|tool|link|icon)|sharing"
)
"""Words that say the same inside a longer one."""

SMALL_PRINT = re.compile(
    r"(?:^|[\s_-])(?:meta|metas|meta-?data|meta-?info|by-?line\w*|authors?|autor\w*|pub-?date|publish\w*|"
    r"posted|dates?|date-?time|time|timestamp|dateline|read-?time|reading-?time|updated?|modified|"
    r"credits?|sources?|quelle|label|badge|button|btn|icon|hint|hinweis|note|placeholder|video\w*|media|"
    r"audio|embed\w*|player|pic\w*|image\w*|img|photo\w*|foto\w*|bild\w*|thumb\w*|"
    r"origin\w*|correction|factbox|details|legend|zitat-?autor|cite|citation|counter?|views|likes|stats?|"
    r"actions?|jump\w*|toc|anchor\w*|expandable\S*|toggle)(?:$|[\s_-])|"
    r"meta(?:data|info)|by-?line|time-?stamp|pub(?:lish(?:ed)?)?-?date|read(?:ing)?-?time|picbox|"
    r"image(?:box|caption)|photo(?:box|caption|credit)"
)
"""Words for what goes with an article without being its text, believed of small boxes only."""

CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-caption(?:-text)?|captions?|figcaption|caption-?text|image-?(?:caption|credit|"
    r"source|copyright|info)"
    r"|photo-?(?:caption|credit|source|by|copyright|info)|img-?(?:caption|desc)|credits?|bildunterschrift|"
    r"legende|media-?(?:caption|credit|info)|gallery\w*|slideshow|carousel|slider|swiper\w*)"
    r"(?:$|[\s_-])"
)

QUOTE = re.compile(r"pull-?quote|block-?quote|(?:^|[\s_-])quote(?:$|[\s_-])")

CONTENT = re.compile(
    r"article-?_?(?:body|content|text|main|detail)|articlebody|(?:entry|post|page|news|story|main|text|"
    r"single|cms|detail)-?_?(?:content|body|text)"
    r"|(?:^|[\s_-])(?:body|content|article|story|entry|post|text|main)(?:$|[\s_-])|trs_editor|richtext|rich-text"
)


CONSENTING, HIDING, SHOWING, COMMENTING, OF_OTHER, CHROMELIKE, CAPTIONING, SMALL, CONTENTS, AN_ENTRY = (
    1 << n for n in range(10)
)
"""What names tell of a box, as bits."""
AROUND = CHROMELIKE | CAPTIONING
KINDS = (
    (CONSENTING, CONSENT),
    (HIDING, HIDDEN_CLASS),
    (SHOWING, SHOWN_CLASS),
    (COMMENTING, COMMENTS),
    (OF_OTHER, OF_OTHERS),
    (CAPTIONING, CAPTION),
    (SMALL, SMALL_PRINT),
    (CONTENTS, CONTENT),
    (AN_ENTRY, ENTRY),
)


@lru_cache(maxsize=65536)
def _of_name(name: str) -> int:
    """Return what one class or id tells; most pages share most of theirs with others."""
    bits = sum(bit for bit, words in KINDS if words.search(name))
    words = SLUG.sub("", name) if name.count("-") >= LEAST_HYPHENS else name
    return bits | CHROMELIKE * (CHROME.search(words) is not None or CHROME_INSIDE.search(words) is not None)


@lru_cache(maxsize=65536)
def told(hint: str) -> int:
    """Return what the words tell of a box, as bits: one look-up for what every box is asked."""
    bits = 0
    for name in hint.split():
        bits |= _of_name(name)
    if bits & AN_ENTRY:
        bits &= ~(CHROMELIKE | SMALL)
    return bits & ~HIDING if bits & SHOWING else bits


def is_chrome(hint: str) -> bool:
    """Whether the words name a box that is around an article, not in it."""
    return told(hint) & CHROMELIKE > 0


def is_never_text(hint: str) -> bool:
    """Whether the words name a box that is not the article however much prose it holds."""
    return told(hint) & (COMMENTING | OF_OTHER) > 0


def is_comments(hint: str) -> bool:
    """Whether the words name a box of readers' comments."""
    return told(hint) & COMMENTING > 0


def asks_consent(hint: str) -> bool:
    """Whether the words name an overlay that asks for consent."""
    return told(hint) & CONSENTING > 0


def is_hidden(hint: str) -> bool:
    """Whether a class hides the box on every screen."""
    return told(hint) & HIDING > 0


def is_small_print(hint: str) -> bool:
    """Whether the words name a small box of dates, people, buttons or media."""
    return told(hint) & SMALL > 0


def is_caption(hint: str) -> bool:
    """Whether the words name a picture's caption or a gallery."""
    return told(hint) & CAPTIONING > 0


def is_content(hint: str) -> bool:
    """Whether the words name the box of an article's text."""
    return told(hint) & CONTENTS > 0


@lru_cache(maxsize=16384)
def unnumbered(hint: str) -> str:
    """Return the words without the numbers that tell a box from its neighbours."""
    return DIGITS.sub("", hint)
