"""The breadcrumb, and the region that it names."""

from __future__ import annotations

import re
from itertools import accumulate

from newsarchive.reading.blocks import Block, Layout

PROVINCES = frozenset(
    {
        "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽",
        "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西",
        "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门",
    }
)  # fmt: skip
"""Short names of the 34 divisions at the province level (GB/T 2260)."""

FULL_PROVINCE = re.compile(
    rf"({'|'.join(sorted(PROVINCES, key=len, reverse=True))})(?:省|市|特别行政区|维吾尔自治区|壮族自治区|"
    rf"回族自治区|自治区)?"
)
SEPARATOR = re.compile(r"\s*(?:[>›»→＞〉/]|->|-->|&gt;|::|\|)+\s*")
CHEVRON = re.compile(r"[>›»→＞〉]")
LOCATION_LABEL = re.compile(
    r"^\s*(?:(?:您|你)?(?:的)?(?:当前|现在|所在|目前)*(?:所在)?的?位置(?:是|在)?|当前页面|导航|"
    r"you are here|sie sind hier|location)\s*[:：]?\s*",
    re.IGNORECASE,
)
NAME_ENDING = re.compile(r"(?:新闻网|新闻频道|新闻中心|新闻资讯|新闻|频道|资讯网|资讯|要闻|在线|网)$")
PLACE_ENDING = re.compile(r"[省市区县州盟旗镇乡村]$")
COLUMN = re.compile(
    r"^(?:首页|正文|主页|内容|详情|详细内容|文章内容|文章|列表|(?:本地|地方|县域|区县|市州|各地|社会|"
    r"时政|国内|国际|财经|经济|体育|娱乐|文化|教育|科技|"
    r"图片|视频|专题|综合|热点|民生|法治|法制|健康|旅游|房产|汽车|头条|滚动|今日|最新|政务|党建|农业|"
    r"工业|三农|评论|副刊|要闻|新闻|动态|快讯|电子报|数字报|中国|全国|中心)+)$"
)
LONGEST_NAME = 20
MOST_NAMES = 16
"""Blocks of a breadcrumb whose names are blocks of their own."""
EDGE_OF_PAGE = 80
"""A breadcrumb stands among the first blocks of a page, or right above the article."""


def region_of(breadcrumb: tuple[str, ...]) -> tuple[str, ...]:
    """Return the region that a breadcrumb names, outermost first: without the site, its columns and their endings.

    Where one of the names is a province, the region begins there; else the first name is taken for the site's.
    """
    names = [name.strip() for name in breadcrumb]
    start = next((i for i, name in enumerate(names) if _province(name)), None)
    chain = names[start:] if start is not None else [n for i, n in enumerate(names) if i or PLACE_ENDING.search(n)]
    region: list[str] = []
    for name in chain:
        place = _place(name)
        if place and not (region and _same_place(region[-1], place)):
            region.append(place)
    return tuple(region)


def _province(name: str) -> bool:
    found = FULL_PROVINCE.fullmatch(_stripped(name))
    return found is not None


def _stripped(name: str) -> str:
    """Cut endings such as 新闻 and 频道 off a name, as long as two characters are left."""
    while (shorter := NAME_ENDING.sub("", name)) != name and len(shorter) >= 2:
        name = shorter
    return name


def _place(name: str) -> str | None:
    """Return the place that a crumb names, or None for a column, a headline or a page's word for itself."""
    if COLUMN.match(name) or not re.search(r"[\u3400-\u9fff]", name):
        return None
    place = _stripped(name)
    if COLUMN.match(place) or len(place) > LONGEST_NAME:
        return None
    if _province(place) or PLACE_ENDING.search(place):
        return place
    return place if len(place) <= 4 or place != name else None


def _same_place(outer: str, inner: str) -> bool:
    """Whether a crumb only repeats the one before it (泸州市 > 泸州新闻)."""
    return PLACE_ENDING.sub("", outer) == PLACE_ENDING.sub("", inner) and len(inner) <= len(outer)


def read_breadcrumb(layout: Layout, title_block: int) -> tuple[tuple[str, ...], range]:
    """Return the names of the breadcrumb above the headline, outermost first, and the blocks that it takes up.

    It is a line whose parts are set apart by chevrons, or a run of short blocks (list items, links) that is.
    Where there is none, the names are empty.
    """
    end = title_block if title_block >= 0 else min(len(layout.blocks), EDGE_OF_PAGE)
    best: tuple[tuple[str, ...], range] = ((), range(0))
    for block in layout.blocks[:end]:
        names = _from_line(block)
        if len(names) >= 2 and len(names) >= len(best[0]):
            best = (names, range(block.index, block.index + 1))
    return best if best[0] else _from_box(layout, end)


def _from_line(block: Block) -> tuple[str, ...]:
    text = block.text
    if len(text) > 200 or not CHEVRON.search(text):
        return ()
    names = tuple(n for n in SEPARATOR.split(LOCATION_LABEL.sub("", text)) if n)
    return names if all(len(name) <= 60 for name in names) else ()


def _from_box(layout: Layout, end: int) -> tuple[tuple[str, ...], range]:
    """Read a breadcrumb whose names are blocks of their own: the box calls itself one, or chevrons stand between."""
    above = layout.blocks[: end + MOST_NAMES]
    marked = [0, *accumulate(CHEVRON.search(block.text) is not None for block in above)]
    for node in layout.nodes:
        if node.start >= end:
            break
        count = node.end - node.start
        if not 2 <= count <= MOST_NAMES:
            continue
        chevrons = marked[node.end] - marked[node.start]
        if not ("crumb" in node.hint or chevrons >= max(1, count // 3)):
            continue
        blocks = layout.blocks[node.start : node.end]
        if all(len(b.text) <= 80 for b in blocks):
            text = " ".join(b.text for b in blocks)
            names = tuple(
                n
                for n in SEPARATOR.split(
                    LOCATION_LABEL.sub("", text if chevrons else " > ".join(b.text for b in blocks))
                )
                if n
            )
            if len(names) >= 2:
                return names, range(node.start, node.end)
    return (), range(0)
