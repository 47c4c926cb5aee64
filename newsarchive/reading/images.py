"""Pictures that belong to the article, with their captions and credits."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from urllib.parse import urljoin

from newsarchive.items import Image
from newsarchive.reading.blocks import Layout, Node, Picture
from newsarchive.reading.container import PARAGRAPHS
from newsarchive.reading.hints import is_caption, is_chrome

LAZY = ("data-src", "data-original", "data-lazy-src", "data-url", "file", "src")
"""Where pages keep a picture's address; what is loaded late stands before the placeholder in src."""
ICON = re.compile(
    r"logo|icon|avatar|qrcode|qr_code|erweima|blank|placeholder|spacer|pixel|1x1|loading|arrow|btn|button|share"
)
"""What is in the address, in lower case, of a picture that shows nothing of the article."""
CREDIT = re.compile(
    r"\s*+[（(【\[]?\s*+(?:(?:photo(?:graph)?s?|picture|image|foto|credit|bild|crédit|摄影|图片来源|图源|사진|写真)\s*(?:by|:|：|/|von|[=＝])\s*|(?:©|\(c\)\s)\s*)([^）)】\]]{2,80})[）)】\]]?\s*$",
    re.IGNORECASE,
)
PICTURE_BOX = re.compile(r"(?:^|[\s_-])(?:image|photo|foto|picture|bild|featured|hero)(?:$|[\s_-])")
"""Boxes that are called a picture's."""
PORTRAIT = re.compile(r"author|autor|auteur|byline|avatar|profile|contributor")
"""Boxes of those who wrote the article, with their pictures."""
LEAST_LEADING = 160
"""Pixels of width and height that the picture under a headline has at least, where they are told."""
MOST_AROUND = 60
"""Boxes around a picture that are looked at."""
MOST = 200
"""Pictures kept of one article."""
MOST_OF_TEXT = 0.3
"""The largest share of the container's text that lines beside pictures may have and be captions."""
UNDER_PICTURE = re.compile(
    r"^\s*(?:图为|图中|上图|下图|左图|右图|资料图|配图|图[①-⑩\d]*\s*[:：]|图[①-⑩]|[▲△↑▼↓►◀]|(?:photo|foto|picture|bild|image)s?\s*[:：])|"
    r"(?:摄|摄影|供图|资料图片?|图片来源[:：].{2,20})\s*[）)】]?$",
    re.IGNORECASE,
)
"""How a line begins or ends that stands under a picture and tells what it shows."""
PHOTOGRAPHER = re.compile(r"(?:[记記]者\s*)?([\u3400-\u9fff·]{2,5})\s*(?:[摄攝]影?|供[图圖])\s*[）)】]?$")
LONGEST_CAPTION = 160
MOST_LINES, LONGEST_BESIDE = 2, 250
"""Lines, and characters of each, that stand in one box with a picture and are its caption."""


def plain_captions(layout: Layout, container: Node) -> dict[int, str]:
    """Return the lines that belong to pictures though no element says so, by block.

    They read as captions, or stand alone with the picture in a box; but an article that consists of such lines is text.
    """
    found = {}
    for picture in layout.pictures:
        if picture.block < len(layout.blocks):
            text = layout.blocks[picture.block].text
            if len(text) <= LONGEST_CAPTION and UNDER_PICTURE.search(text):
                found[picture.block] = text
    beside = {index for picture in layout.pictures for index in _alone_with(layout, picture)}
    inside = layout.blocks[container.start : container.end]
    if sum(b.size for b in inside if b.index in beside) <= MOST_OF_TEXT * sum(b.size for b in inside):
        found.update((index, layout.blocks[index].text) for index in beside)
    return found


def _alone_with(layout: Layout, picture: Picture) -> range:
    """Return the one or two short lines that share a box with a picture and with nothing else."""
    around = next((n for n in layout.ancestors(picture.node) if n.start < n.end), None)
    if around is None or around.tag in PARAGRAPHS or not 0 < around.end - around.start <= MOST_LINES:
        return range(0)
    lines = layout.blocks[around.start : around.end]
    if any(b.level or len(b.text) > LONGEST_BESIDE or b.linked > 0.5 * len(b.text) for b in lines):
        return range(0)
    return range(around.start, around.end)


def read_images(
    layout: Layout, container: Node, start: int, end: int, base: str, captions: dict[int, str]
) -> tuple[Image, ...]:
    """Return the pictures between the blocks `start` and `end`, addresses made absolute.

    They stand inside the container, or in a figure or a picture's box above it.
    """
    images: dict[str, Image] = {}
    for picture in layout.pictures:
        inside = container.index <= picture.node < container.last
        if not (start <= picture.block <= end and (inside or _leads(layout, picture, container))):
            continue
        url = _address(picture, base)
        if url and url not in images:
            caption = captions.get(picture.block) or _caption(layout, picture, container)
            images[url] = Image(url=url, caption=caption, credit=_credit(caption) if caption else None)
        if len(images) >= MOST:
            break
    return tuple(images.values())


def _leads(layout: Layout, picture: Picture, container: Node) -> bool:
    """Whether a picture is a figure of the page above the container: the one under the headline."""
    if picture.node > container.index or picture.block > container.start:
        return False
    nearest = islice(layout.ancestors(picture.node), MOST_AROUND)
    around = list(takewhile(lambda node: node.last <= container.index, nearest))
    if any(n.hidden or is_chrome(n.hint) or PORTRAIT.search(n.hint) for n in around):
        return False
    return any(n.tag == "figure" or PICTURE_BOX.search(n.hint) for n in around) and not _tiny(picture, LEAST_LEADING)


def _address(picture: Picture, base: str) -> str | None:
    element = picture.element
    for attribute in LAZY:
        value = (element.get(attribute) or "").strip()
        if value and not value.startswith("data:") and not ICON.search(value.lower()):
            try:
                url = urljoin(base, value)
            except ValueError:
                return None
            return None if _tiny(picture) else url
    return None


def _tiny(picture: Picture, least: int = 50) -> bool:
    for attribute in ("width", "height"):
        value = picture.element.get(attribute) or ""
        if value.isdecimal() and int(value[:9]) < least:
            return True
    return False


def _credit(caption: str) -> str | None:
    found = CREDIT.search(caption) or PHOTOGRAPHER.search(caption)
    return found[1].strip() if found else None


def _caption(layout: Layout, picture: Picture, container: Node) -> str | None:
    """Return the figcaption or caption box in the picture's own figure or box."""
    for around in layout.ancestors(picture.node):
        if around.index == container.index:
            break
        if around.tag != "figure" and not is_caption(around.hint):
            continue
        for node in layout.nodes[around.index : around.last]:
            if node.start < node.end and (node.tag == "figcaption" or is_caption(node.hint)):
                text = " ".join(b.text for b in layout.blocks[node.start : node.end])
                if 1 < len(text) < 1000:
                    return text
    return None
