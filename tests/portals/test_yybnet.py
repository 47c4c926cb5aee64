"""地方网: addresses, regions, and articles of every shape; what is no article is refused with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import newsarchive
from newsarchive.items import LinkKind
from newsarchive.portals.registry import get_portal
from tests.portals.layouts import ADDRESS, LAYOUTS, PLAIN, STYLES, Story, Style, in_p, links, rest, top

P1 = "3月5日一早,清溪镇的广场上锣鼓喧天,当天举行的春耕农机展吸引了周边六个村的两千多名乡亲前来选购农具。"
P2 = "“今年我家打算多种二十亩油菜,这台播种机正合适。”河口村村民何大有一边试机器,一边和记者聊了起来。"
P3 = "据了解,该镇今年将新修机耕道十二公里,建成高标准农田三千亩,预计带动户均增收一千二百元。"

STORY = Story(
    title="清溪镇办起春耕农机展",
    info="来源:咸阳日报 2019-03-06 08:15 &nbsp; https://www.yybnet.net/",
    byline="本报记者 何小满 通讯员 郑一鸣",
    body=(("p", P1), ("h", "送到田边"), ("h", "机器跑起来"), ("p", P2), ("h", "明年更红火"), ("p", P3)),
    crumbs=("地方网", "陕西", "咸阳市", "彬县新闻", "正文"),
    sisters=("咸阳新闻", "彬县新闻", "长武新闻", "旬邑新闻"),
)

WITHOUT_HEADINGS = Story(
    title="两河口大桥昨日合龙 两岸乡亲少走三十里",
    info="2018-11-02 17:40 来源：渠县报 点击:215",
    byline=None,
    body=(("p", P1), ("p", P3)),
    crumbs=("地方网", "四川", "达州市", "渠县新闻", "正文"),
)


def read(page: bytes, url: str = ADDRESS) -> newsarchive.Article:
    article = newsarchive.extract(page, url=url, portal="yybnet")
    assert article is not None, newsarchive.explain(page, url=url, portal="yybnet").refusal
    return article


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda f: f.__name__)
def test_a_short_article_with_headings_reads_exactly(layout: Callable[[Story, Style], bytes], style: Style) -> None:
    article = read(layout(STORY, style))
    assert article.title == STORY.title
    assert article.source == "咸阳日报"
    assert article.published is not None
    assert article.published.isoformat() == "2019-03-06T08:15:00+08:00"
    assert article.region == ("陕西", "咸阳市", "彬县")
    assert article.authors == ("何小满", "郑一鸣")
    assert [(s.heading, s.paragraphs) for s in article.sections] == [
        (None, (P1,)),
        ("送到田边 机器跑起来", (P2,)),
        ("明年更红火", (P3,)),
    ]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda f: f.__name__)
def test_two_paragraphs_without_byline_are_an_article(layout: Callable[[Story, Style], bytes]) -> None:
    article = read(layout(WITHOUT_HEADINGS, PLAIN))
    assert article.title == WITHOUT_HEADINGS.title
    assert article.source == "渠县报"
    assert article.byline_raw is None
    assert article.credits == ()
    assert article.paragraphs == (P1, P3)
    assert article.region == ("四川", "达州市", "渠县")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    "lines",
    [
        ("昨日,城关镇的志愿者清扫积雪,方便乡亲出行。",),
        ("昨日,城关镇的志愿者清扫积雪,方便乡亲出行。何小满 摄",),
        ("“大家一起来!”", "一声招呼,二十多名村民扛着铁锹上了路。", "不到半天,三百米村道上的积雪就不见了。"),
    ],
)
def test_an_article_shorter_than_the_teaser_under_it_is_read(
    layout: Callable[[Story, Style], bytes], lines: tuple[str, ...]
) -> None:
    info = "来源:渠县报 2017-12-21 09:00 &nbsp; https://www.yybnet.net/"
    story = Story(title="志愿者清扫积雪", info=info, byline=None, body=tuple(("p", line) for line in lines))
    article = read(layout(story, PLAIN))
    assert article.title == story.title
    assert article.source == "渠县报"
    assert article.paragraphs == lines
    assert article.lead is None


def test_one_paragraph_with_glued_byline_and_a_captioned_picture() -> None:
    story = Story(
        title="山里娃有了新操场",
        info="来源:古蔺新闻网 2020-09-01 10:00:05",
        byline=None,
        body=(("p", "本报讯（记者 何小满 通讯员 郑一鸣）" + P1), ("p", P2)),
    )
    page = in_p(story, PLAIN).replace(
        f"<p>{P2}".encode(),
        f'<p align="center"><img src="/upload/1.jpg" width="600"></p>'
        f'<p align="center">图为孩子们在新操场上奔跑。郑一鸣 摄</p><p>{P2}'.encode(),
    )
    article = read(page)
    assert article.paragraphs[0] == P1
    assert article.paragraphs[-1] == P2
    assert article.authors == ("何小满", "郑一鸣")
    assert [i.url for i in article.images] == ["https://www.yybnet.net/upload/1.jpg"]
    assert all(s.heading is None for s in article.sections)


def test_duty_editors_and_printed_notices_are_not_in_the_body() -> None:
    page = in_p(WITHOUT_HEADINGS, PLAIN).replace(
        f"<p>{P3}</p>".encode(), f"<p>{P3}</p><p>责任编辑：钱多多</p><p>【打印本页】【关闭窗口】</p>".encode()
    )
    article = read(page)
    assert article.paragraphs == (P1, P3)
    assert "钱多多" not in article.authors


def test_a_channel_page_is_refused_as_a_list() -> None:
    items = links(tuple(f"渠县第{n}届运动会开幕 乡亲们登台献艺" for n in range(60)))
    page = f"<html><head><title>渠县新闻_地方网</title></head><body>{top(STORY)}<div>{items}</div></body></html>"
    reading = newsarchive.explain(page.encode(), url="https://www.yybnet.net/dazhou/quxian/", portal="yybnet")
    assert reading.article is None
    assert reading.refusal == "the page is a list of other pages"


def test_an_error_page_is_refused_also_with_navigation_and_rankings() -> None:
    page = (
        "<html><head><title>404 Not Found - 地方网</title></head><body>"
        f"{top(STORY)}<div><h1>404</h1><p>抱歉,您访问的页面不存在或已删除!请返回首页。</p>"
        f"</div>{rest(STORY)}</body></html>"
    )
    reading = newsarchive.explain(page.encode(), url=ADDRESS, portal="yybnet")
    assert reading.article is None
    assert reading.refusal == "the page is an error page"


@pytest.mark.parametrize("page", [b"", b" \n", b"<html></html>", b"<html><body><script>var a=1</script></body></html>"])
def test_an_empty_page_is_refused(page: bytes) -> None:
    reading = newsarchive.explain(page, url=ADDRESS, portal="yybnet")
    assert reading.article is None
    assert reading.refusal == "the page is empty"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://m.yybnet.net/chengdu/news/201807/7713943.html", LinkKind.ARTICLE),
        ("http://www.yybnet.net/luzhou/luxian/201802/7713943.html", LinkKind.ARTICLE),
        ("https://yybnet.net/luzhou/luxian/201802/7713943.html?from=wx", LinkKind.ARTICLE),
        ("https://www.yybnet.net/", LinkKind.LISTING),
        ("https://www.yybnet.net/luzhou/", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/index.html", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/index_2.html", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/list_12.html", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/list-2.htm", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/?page=2", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/2/", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/page/2/", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/p2.html", LinkKind.LISTING),
        ("http://www.yybnet.net/xianyang/binxian/2.html", LinkKind.LISTING),
        ("https://www.example.com/luzhou/luxian/201802/7713943.html", LinkKind.OTHER),
        ("https://www.yybnet.net/upload/201802/1.jpg", LinkKind.OTHER),
        ("https://www.yybnet.net/search.php?q=1", LinkKind.OTHER),
    ],
)
def test_addresses_are_told_apart(url: str, kind: LinkKind) -> None:
    assert get_portal("yybnet").kind_of(url) is kind


def test_hosts_and_schemes_lead_to_one_canonical_address() -> None:
    portal = get_portal("yybnet")
    hosts = ("http://www.yybnet.net", "https://m.yybnet.net", "http://yybnet.net", "https://www.yybnet.net")
    assert {portal.canonical(f"{host}/luzhou/luxian/201802/7713943.html?from=wx") for host in hosts} == {ADDRESS}


def test_an_article_address_tells_its_last_possible_day() -> None:
    day = get_portal("yybnet").latest_day(ADDRESS)
    assert day is not None
    assert day.isoformat() == "2018-02-28"


def test_the_parser_names_the_code_and_the_portal() -> None:
    article = read(in_p(STORY, PLAIN))
    generic = newsarchive.extract(in_p(STORY, PLAIN), url=ADDRESS)
    assert generic is not None
    assert article.parser.startswith("newsarchive-")
    assert article.parser != generic.parser
