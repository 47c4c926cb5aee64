"""What a box is for, by the words that page authors put into its class, id and role, in any site's vocabulary."""

from __future__ import annotations

import re
from functools import lru_cache

CHROME = re.compile(
    r"""(?:^|[\s_-])(?:
        comments?|disqus|respond|replies|kommentare?|comentarios?|commentaires?
      | related\w*|recommend\w*|recirc\w*|recommandations?|read-?(?:more|next|also)|also-?read|more-?(?:news|stories|articles|from|on)
      | most-?(?:read|popular|viewed)|popular|trending|teasers?|promos?|outbrain|taboola|seealso|see-also|similar
      | newsletters?|subscri(?:be|ption)s?|sign-?up|register|login|paywall|regwall|metering
      | share|sharing|shares|socials?|social-?\w+|sharebar|share-?\w+|follow(?:-us)?|addthis|addtoany|bdshare\w*|jiathis\w*
      | bread-?crumbs?|crumbs?|nav|navbar|navigation|menu|topbar|skip-?link|skip|masthead
      | footer|foot|colophon|copyrights?|disclaimer|sidebar|aside|side-?bar|rail|right-?rail|widgets?|widget-area
      | ad|ads|adv|advert\w*|advertising|banner|sponsor\w*|anzeige|werbung|publicidad|pub|dfp|gpt
      | cookies?|consent|gdpr|modal|popup|overlay|lightbox|toast
      | tags?|tag-?(?:list|cloud|links)|topics|keywords
      | author-?(?:bio|box|info|card|profile|description|about)|about-?(?:the-)?author|bio|biography
      | pagination|pager|paging|toolbar|tools?|print-?only|player|vjs\w*|jw-?player
      | visually-?hidden|sr-only|screen-?reader(?:-text)?|offscreen|complementary|contentinfo|rss|poll|quiz|survey|feedback|rating
    )(?:$|[\s_-])""",
    re.VERBOSE,
)

CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-caption(?:-text)?|captions?|figcaption|caption-?text|image-?(?:caption|credit|source|copyright|info)"
    r"|photo-?(?:caption|credit|source|by|copyright|info)|img-?(?:caption|desc)|credits?|bildunterschrift|legende|media-?(?:caption|credit|info)|gallery\w*|slideshow|carousel|slider|swiper\w*)"
    r"(?:$|[\s_-])"
)

QUOTE = re.compile(r"pull-?quote|block-?quote|(?:^|[\s_-])quote(?:$|[\s_-])")

CONTENT = re.compile(
    r"article-?_?(?:body|content|text|main|detail)|articlebody|(?:entry|post|page|news|story|main|text|single|cms|detail)-?_?(?:content|body|text)"
    r"|(?:^|[\s_-])(?:body|content|article|story|entry|post|text|main)(?:$|[\s_-])|trs_editor|richtext|rich-text"
)


@lru_cache(maxsize=16384)
def is_chrome(hint: str) -> bool:
    """Whether the words name a box that is around an article, not in it."""
    return CHROME.search(hint) is not None


@lru_cache(maxsize=16384)
def is_caption(hint: str) -> bool:
    """Whether the words name a picture's caption or a gallery."""
    return CAPTION.search(hint) is not None


@lru_cache(maxsize=16384)
def is_content(hint: str) -> bool:
    """Whether the words name the box of an article's text."""
    return CONTENT.search(hint) is not None
