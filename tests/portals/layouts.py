"""Pages of a county-news portal in many markups, from one story: what a reader sees is the same in all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

ADDRESS = "https://www.yybnet.net/luzhou/luxian/201802/7713943.html"


@dataclass(frozen=True)
class Story:
    """What a page shows: `body` is its lines in order, each a paragraph ("p") or a heading's line ("h")."""

    title: str
    info: str
    byline: str | None
    body: tuple[tuple[str, str], ...]
    crumbs: tuple[str, ...] = ("地方网", "四川", "泸州市", "泸县新闻", "正文")
    sisters: tuple[str, ...] = ("泸州新闻", "泸县新闻", "合江新闻", "叙永新闻", "古蔺新闻")
    teaser: tuple[str, str] = (
        "春风送岗 乡亲就业",
        "◎伍某近日,江边小镇的春季招工会在文化广场举行。镇上相关领导出席活动,20个企业带来了六百个岗位,许多乡亲当场签下了意向书。活动中,相关部门和企...",
    )
    slogan: str = "泸县新闻,传递邻里温情。除了消息,我们还记录日常的点滴和远方的牵挂!这里始终是大家的家园。"


@dataclass(frozen=True)
class Style:
    """How headings are set."""

    name: str
    heading: Callable[[str], str]


PLAIN = Style("plain", lambda text: text)
BOLD = Style("bold", lambda text: f"<strong>{text}</strong>")
CENTRED = Style("centred", lambda text: f"<center>{text}</center>")
STYLES = (PLAIN, BOLD, CENTRED)

RANKING = (
    "山村作家的新书 译成七国文字",
    "老人说:五十岁学会了写诗",
    "一家银行支行被评为 年度先进单位",
    "补短板,提升机械化率 大县向强县迈进",
    "优化服务“软环境” 铸造发展“硬实力”",
)
NEWS = ("导演: 我一直追寻着真实与真诚...", "演员:一部戏让人思考什么是生活...", "国潮那么潮")


def links(texts: tuple[str, ...], tag: str = "li") -> str:
    """A list of links."""
    items = "".join(
        f'<{tag}><a href="/dazhou/quxian/202203/{9000 + n}.html">{t}</a></{tag}>' for n, t in enumerate(texts)
    )
    return f"<ul>{items}</ul>" if tag == "li" else items


def head(story: Story, charset: str = "utf-8", title: str | None = None) -> str:
    """The head element."""
    shown = f"{story.title}-{story.crumbs[-2]}-地方网" if title is None else title
    return (
        f'<head><meta charset="{charset}"><title>{shown}</title><meta name="keywords" content="泸县新闻,泸县">'
        '<meta name="description" content="最新的消息都在这里"><style>p{margin:0}</style><script>var a = "'
        '<p>not text</p>";</script></head>'
    )


def top(story: Story) -> str:
    """Sister channels and breadcrumb."""
    sisters = " ".join(f'<a href="/luzhou/c{n}/">{s}</a>' for n, s in enumerate(story.sisters))
    crumbs = (
        " &gt; ".join(f'<a href="/{n}/">{c}</a>' for n, c in enumerate(story.crumbs[:-1])) + f" &gt; {story.crumbs[-1]}"
    )
    return f"<div>{sisters}</div><div>{crumbs}</div>"


def rest(story: Story, tag: str = "div") -> str:
    """Everything after the article: the recommended one, slogan, related lists, rankings."""
    title, teaser = story.teaser
    return (
        "".join(
            f"<{tag}>{part}</{tag}>"
            for part in (
                "新闻推荐",
                f'<a href="/luzhou/luxian/201802/7713942.html">{title}</a>',
                teaser,
                story.slogan,
                "相关新闻:",
                "猜你喜欢:",
                f"评论:({story.title})",
            )
        )
        + f"<{tag}>频道推荐{links(RANKING)}</{tag}><{tag}>热点阅读{links(NEWS, 'span')}</{tag}>"
        + f"<{tag}>图文看点</{tag}><{tag}>乡里乡亲{links(NEWS)}</{tag}><{tag}>热点排行</{tag}>"
    )


def all_lines(story: Story, style: Style) -> list[str]:
    """The lines of the body, byline first, headings styled."""
    byline = [story.byline] if story.byline else []
    return [*byline, *(style.heading(text) if kind == "h" else text for kind, text in story.body)]


def in_p(story: Story, style: Style) -> bytes:
    """Paragraphs in p, title in h1, rest beside the text's box."""
    body = "\n".join(f"<p>{line}</p>" for line in all_lines(story, style))
    return (
        f"<!DOCTYPE html><html>{head(story)}<body>{top(story)}<h1>{story.title}</h1><div>{story.info}</div>"
        f"<div>{body}</div>{rest(story)}</body></html>"
    ).encode()


def in_p_flat(story: Story, style: Style) -> bytes:
    """Everything in p and in one box, what follows the article too; no head that names the title."""
    body = "\n".join(f"<p>　　{line}</p>" for line in all_lines(story, style))
    return (
        f"<!DOCTYPE html><html>{head(story, title='地方网')}<body>{top(story)}<div><h2>{story.title}</h2>"
        f"<p>{story.info}</p>"
        f"{body}{rest(story, 'p')}</div></body></html>"
    ).encode()


def in_div(story: Story, style: Style) -> bytes:
    """Paragraphs in div, title in h2, with scripts, comments and an advertisement between them."""
    lines = all_lines(story, style)
    noise = '<!-- 广告 <p>x</p> --><script>ad("<div>招租</div>")</script><div><a href="http://ad.example/">点击进入</a></div>'
    middle = len(lines) // 2
    body = "".join(
        f"<div>&nbsp;&nbsp;{line}<!-- {n} --></div>{noise if n == middle else ''}" for n, line in enumerate(lines)
    )
    return (
        f"<html>{head(story)}<body><div>{top(story)}</div><div><div><h2>{story.title}</h2><span>{story.info}</span>"
        f"<div>{body}</div></div>{rest(story)}</div></body></html>"
    ).encode()


def in_section_span(story: Story, style: Style) -> bytes:
    """Paragraphs in section > span, as editors for social networks leave them."""
    body = "".join(
        f'<section style="text-indent:2em"><span style="font-size:16px;">{line}</span></section><section><br></section>'
        for line in all_lines(story, style)
    )
    return (
        f"<html>{head(story)}<body>{top(story)}<article><h1><span>{story.title}</span></h1><p>"
        f"<span>{story.info}</span></p>"
        f"<section>{body}</section></article>{rest(story)}</body></html>"
    ).encode()


def _in_br(story: Story, style: Style, indent: str, br: str) -> bytes:
    lines = [style.heading(text) if kind == "h" else indent + text for kind, text in story.body]
    lines = [*([indent + story.byline] if story.byline else []), *lines]
    return (
        f"<html>{head(story)}<body>{top(story)}<div><b>{story.title}</b></div><div>{story.info}</div>"
        f"<div>{br.join(lines)}</div>{rest(story)}</body></html>"
    ).encode()


def in_br_nbsp(story: Story, style: Style) -> bytes:
    """Lines parted by single br, indented by no-break spaces."""
    return _in_br(story, style, "&nbsp;&nbsp;&nbsp;&nbsp;", "<br>\n")


def in_br_wide(story: Story, style: Style) -> bytes:
    """Lines parted by two br, indented by ideographic spaces."""
    return _in_br(story, style, "　　", "<br/><br/>")


def in_tables(story: Story, style: Style) -> bytes:
    """Nested tables, upper-case tags, the title in a font tag, GB2312 bytes and declaration."""
    body = "".join(f"<P>　　{line}\n" for line in all_lines(story, style))
    page = (
        f'<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312">'
        f"<TITLE>{story.title}_{story.crumbs[-2]}_地方网</TITLE></HEAD>"
        f"<BODY><TABLE><TR><TD>{top(story)}</TD></TR></TABLE><TABLE WIDTH=960><TR><TD WIDTH=700><TABLE>"
        f"<TR><TD ALIGN=center><FONT SIZE=5 COLOR=red>{story.title}</FONT></TD></TR><TR><TD ALIGN=center>"
        f"<FONT SIZE=2>{story.info}</FONT></TD></TR>"
        f"<TR><TD><FONT>{body}</FONT></TD></TR><TR><TD>{rest(story)}</TD></TR></TABLE></TD>"
        f"<TD>{links(RANKING)}</TD></TR></TABLE></BODY></HTML>"
    )
    return page.encode("gb18030")


def in_bold_cell(story: Story, style: Style) -> bytes:
    """The title in a bold cell, the text in one cell parted by br, tags that are never closed, GB2312 bytes."""
    lines = "<br>".join("　　" + line for line in all_lines(story, style))
    page = (
        f'<html><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><title>{story.title}</title>'
        f"<body><table><tr><td>{top(story)}<tr><td align=center><b>{story.title}</b><tr><td>{story.info}<tr>"
        f"<td>{lines}<tr><td>{rest(story, 'p')}</table>"
    )
    return page.encode("gb18030")


def on_mobile(story: Story, style: Style) -> bytes:
    """The mobile site: little around the text, a picture with a caption, the title in an h1 of two elements."""
    body = "".join(f"<p>{line}</p>" for line in all_lines(story, style))
    crumbs = "".join(f'<a href="/{n}/">{c}</a><i>&gt;</i>' for n, c in enumerate(story.crumbs[:-1]))
    return (
        f'<!doctype html><html><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{story.title} - 地方网手机版</title>'
        f"</head>"
        f"<body><header><a href='/'>地方网</a><a href='/luzhou/'>泸州</a></header><nav>{crumbs}{story.crumbs[-1]}</nav>"
        f"<main><h1>{story.title}</h1><p>{story.info}</p><div>{body}</div></main>{rest(story, 'section')}"
        "<footer>Copyright 地方网 版权所有</footer></body></html>"
    ).encode()


def badly_nested(story: Story, style: Style) -> bytes:
    """Elements closed in the wrong order, a paragraph inside an inline element, stray closing tags, no doctype."""
    body = "".join(f"<font><p><b></font></b><span>{line}</p></span></div>" for line in all_lines(story, style))
    return (
        f"<html>{head(story)}<body>{top(story)}<h1>{story.title}</h2><div>{story.info}</div><div><div>{body}"
        f"</div></div><div>{rest(story)}</div></center>"
    ).encode()


LAYOUTS: tuple[Callable[[Story, Style], bytes], ...] = (
    in_p,
    in_p_flat,
    in_div,
    in_section_span,
    in_br_nbsp,
    in_br_wide,
    in_tables,
    in_bold_cell,
    on_mobile,
    badly_nested,
)
