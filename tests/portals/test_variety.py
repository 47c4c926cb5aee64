"""An article reads the same whatever the page is made of: parts in random markups, the same ones every time."""

from __future__ import annotations

from random import Random

import pytest

import newsarchive
from tests.portals.layouts import ADDRESS, RANKING, Story, links
from tests.portals.test_yybnet import P1, P2, P3, STORY, WITHOUT_HEADINGS

TITLES = (
    "<h1>{}</h1>",
    "<h2>{}</h2>",
    "<h3><span>{}</span></h3>",
    "<div><b>{}</b></div>",
    '<p align="center"><strong>{}</strong></p>',
    "<table><tr><td align=center><font size=5>{}</font></td></tr></table>",
    '<div style="font-size:24px;text-align:center">{}</div>',
    "<div>{}</div>",
)
INFOS = (
    "<div>来源:{source} {time} &nbsp; https://www.yybnet.net/</div>",
    "<p>来源：{source} {time}</p>",
    "<div><span>来源：<a href='/s/'>{source}</a></span><span>{time}</span></div>",
    "<div>{time} 来源：{source} <a href='/'>https://www.yybnet.net/</a></div>",
    "<p>时间：{time}　来源：{source}　点击：<span>123</span></p>",
    "<ul><li>来源：{source}</li><li>时间：{time}</li></ul>",
    "<div><em>{time}</em><em>来源:{source}</em><em>[大 中 小]</em></div>",
    "<div>来源:{source} {time}</div><div>https://www.yybnet.net/</div>",
)
HEADINGS = (
    "{}",
    "<b>{}</b>",
    "<center>{}</center>",
    '<span style="font-weight:bold">{}</span>',
    "<font size=4>{}</font>",
    '<b><font color="red">{}</font></b>',
)
CRUMBS = (
    "<div>{}</div>",
    "<p>您的位置：{}</p>",
    "<table><tr><td>{}</td></tr></table>",
    '<div class="nav">当前位置: {}</div>',
)
SEPARATORS = (" &gt; ", "&nbsp;&gt;&nbsp;", " » ", "<i>&gt;</i>", "&gt;")
PARAGRAPHS = (
    "<p>{}</p>",
    "<p>　　{}",
    "<div>&nbsp;&nbsp;{}</div>",
    "<section><span>{}</span></section>",
    "<div><p><font face='宋体'>{}</font></p></div>",
    "<p><span><span>{}</span></span></p><p>&nbsp;</p>",
    "　　{}<br>",
    "{}<br><br>",
)
BOXES = ("<div>{}</div>", "<article>{}</article>", "<div><div>{}</div></div>", "<table><tr><td>{}</td></tr></table>")
NOISE = (
    "",
    "",
    "<script>var x='<p>1</p>'</script>",
    "<!-- ad -->",
    "<div style='display:none'>隐藏的一句话。</div>",
    "<iframe></iframe>",
)
OPENERS = ("<div>新闻推荐</div>", "<h3>新闻推荐</h3>", "<p><b>新闻推荐</b></p>", "<div><h4>新闻推荐</h4></div>")
HEADS = ("{title}-{channel}-地方网", "{title}_{channel}_地方网", "{title}", "地方网", "{channel}_地方网")


def build(random: Random, story: Story, source: str, time: str) -> bytes:
    """A page of the story, each part in a markup of its own."""
    paragraph, heading = random.choice(PARAGRAPHS), random.choice(HEADINGS)
    lines = [("p", story.byline), *story.body] if story.byline else list(story.body)
    body = "".join(
        paragraph.format(heading.format(text) if kind == "h" else text)
        + ("" if "<br>" in paragraph else random.choice(NOISE))
        for kind, text in lines
    )
    names = [f'<a href="/{n}/">{name}</a>' for n, name in enumerate(story.crumbs[:-1])] + [story.crumbs[-1]]
    crumbs = random.choice(CRUMBS).format(random.choice(SEPARATORS).join(names))
    main = (
        random.choice(TITLES).format(story.title)
        + random.choice(INFOS).format(source=source, time=time)
        + random.choice(BOXES).format(body)
    )
    after = random.choice(OPENERS) + f"<p><a href='/a/201802/77.html'>{story.teaser[0]}</a></p><p>{story.teaser[1]}</p>"
    after += f"<div>{story.slogan}</div><div>猜你喜欢:</div><div>评论:({story.title})</div>"
    ranks = "".join(f"<div><h3>{name}</h3>{links(RANKING)}</div>" for name in ("频道推荐", "热点阅读", "热点排行"))
    sisters = "<div>" + " ".join(f'<a href="/c{n}/">{name}</a>' for n, name in enumerate(story.sisters)) + "</div>"
    content = random.choice(
        (
            f"{sisters}{crumbs}<div>{main}{after}</div>{ranks}",
            f"{sisters}{crumbs}<div>{main}</div><div>{after}</div>{ranks}",
            f"{sisters}<table><tr><td>{ranks}</td><td>{crumbs}{main}{after}</td></tr></table>",
        )
    )
    head = random.choice(HEADS).format(title=story.title, channel=story.crumbs[-2])
    encoding = random.choice(("utf-8", "gb2312"))
    page = f'<html><head><meta charset="{encoding}"><title>{head}</title></head><body>{content}</body></html>'
    return page.encode("gb18030" if encoding == "gb2312" else encoding)


@pytest.mark.parametrize("seed", range(80))
def test_an_article_reads_the_same_in_any_markup(seed: int) -> None:
    page = build(Random(seed), STORY, "咸阳日报", "2019-03-06 08:15")
    reading = newsarchive.explain(page, url=ADDRESS, portal="yybnet")
    article = reading.article
    assert article is not None, reading.refusal
    assert article.title == STORY.title
    assert article.source == "咸阳日报"
    assert article.published_raw == "2019-03-06 08:15"
    assert article.breadcrumb == STORY.crumbs
    assert article.region == ("陕西", "咸阳市", "彬县")
    assert article.authors == ("何小满", "郑一鸣")
    assert [(s.heading, s.paragraphs) for s in article.sections] == [
        (None, (P1,)),
        ("送到田边 机器跑起来", (P2,)),
        ("明年更红火", (P3,)),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_two_paragraphs_read_the_same_in_any_markup(seed: int) -> None:
    page = build(Random(seed), WITHOUT_HEADINGS, "渠县报", "2018-11-02 17:40")
    article = newsarchive.extract(page, url=ADDRESS, portal="yybnet")
    assert article is not None
    assert article.title == WITHOUT_HEADINGS.title
    assert article.source == "渠县报"
    assert article.credits == ()
    assert article.paragraphs == (P1, P3)
