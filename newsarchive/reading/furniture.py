"""Lines that stand among paragraphs but are not the article's: editors, copyright, share bars, recommendations."""

from __future__ import annotations

import re

OPENER = re.compile(
    r"^[\s【\[▼▶►>»:：\-—◆■●]*(?:新闻推荐|相关新闻|相关阅读|相关报道|相关链接|相关推荐|猜你喜欢|频道推荐|热点阅读|图文看点|热点排行|推荐阅读|延伸阅读|热门推荐|"
    r"上一篇|下一篇|网友评论|我要评论|评论[:：(（]|精彩推荐|更多新闻|related(?: articles| stories| content| topics)?|read (?:more|next)|recommended|more from|mehr zum thema|lesen sie auch)",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"^[\s（(\[【]*(?:责任编辑|责编|编辑|审核|校对|监制|值班|版权|免责声明|声明[:：]|打印|关闭|分享到|点击数|字号|来源[:：]|©|copyright|advertisement|share this)",
    re.IGNORECASE,
)


def opens_recommendations(text: str, language: str | None) -> bool:
    """Whether a line is the heading of a block that recommends other articles."""
    return len(text) < 60 and OPENER.match(text) is not None


def is_furniture(text: str, language: str | None) -> bool:
    """Whether a short line belongs to the page, not to the article."""
    return len(text) < 120 and FURNITURE.match(text) is not None
