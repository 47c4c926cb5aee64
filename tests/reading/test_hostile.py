"""Pages made to hurt: nothing raises, nothing takes long, and what is left out is told."""

from __future__ import annotations

import html
import json
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newsarchive
from tests.reading import patterns
from tests.reading.pages import ONE, TWO
from tests.running import ROOT, environment

PARAGRAPHS = f"<p>{ONE}</p><p>{TWO}</p>"
TITLE = "<h1>Title of it all</h1>"
LINKED = "<h2><a href=/n>A heading of words</a></h2><p>some words</p>"

ATTRIBUTES = " ".join(f"a{n}=1" for n in range(200_000))
QUOTED = " ".join(f"a{n}='>'" for n in range(200_000))
STRANGE = chr(92) + chr(34)
NESTED = json.dumps("".join(json.dumps(f"<p>{n}</p>" * 60) for n in range(2000)))
HOSTILE = {
    "60,000 paragraphs": f"{TITLE}<article>{PARAGRAPHS * 30_000}</article>",
    "a text of 10 MB": f"{TITLE}{PARAGRAPHS}<p>{'word and word. ' * 700_000}</p>",
    "a word of 10 MB": f"{TITLE}{PARAGRAPHS}<p>{'w' * 10_000_000}</p>",
    "300 levels": f"{TITLE}{'<div>' * 300}{PARAGRAPHS}",
    "5,000 levels": f"{TITLE}{'<div>' * 5000}{PARAGRAPHS}",
    "50,000 levels": f"{TITLE}{'<div>' * 50_000}{PARAGRAPHS}",
    "1,000,000 levels": f"{TITLE}{'<div>' * 1_000_000}{PARAGRAPHS}",
    "50,000 levels of elements that nobody knows": f"{TITLE}{'<x-y>' * 50_000}{PARAGRAPHS}",
    "1,500 levels around 20,000 headings": f"{TITLE}{PARAGRAPHS}{'<div>' * 1500}{LINKED * 20_000}",
    "1,500 figures in one another": f"{TITLE}{PARAGRAPHS}{'<figure>' * 1500}{'<img src=a><p>words</p>' * 10_000}",
    "300,000 end tags that never end": f"{TITLE}{PARAGRAPHS}{'</p' * 300_000}",
    "300,000 declarations that never end": f"{TITLE}{PARAGRAPHS}{'<!x' * 300_000}",
    "20,000 open bold tags": f"{TITLE}{'<b>' * 20_000}{PARAGRAPHS}",
    "60,000 open bold tags with words": f"{TITLE}{PARAGRAPHS}{'<b>x' * 60_000}",
    "500,000 empty elements": f"{TITLE}{PARAGRAPHS}{'<p></p>' * 500_000}",
    "a heading of 60,000 lines": f"{TITLE}{PARAGRAPHS}<h2>{'A heading of words<br>' * 60_000}</h2>{PARAGRAPHS}",
    "10,000 quotations": f"{TITLE}{PARAGRAPHS}" + "".join(f"<blockquote>{n} {ONE}</blockquote>" for n in range(10_000)),
    "a tag of 200,000 attributes": f"<h1>Title</h1><div {ATTRIBUTES}>{PARAGRAPHS}</div>",
    "a tag of 200,000 attributes with > in them": f"<h1>Title</h1><div {QUOTED}>{PARAGRAPHS}</div>",
    "such a tag behind a quotation mark in a script": f"<script>a<b c='</script><h1>Title</h1><i {QUOTED}>{PARAGRAPHS}",
    "20 tags of 9,000 attributes": f"<h1>Title</h1>{PARAGRAPHS}{f'<div {ATTRIBUTES[:70_000]}>' * 20}",
    "30,000 attributes of a small page": f"<html {ATTRIBUTES[:250_000]}><h1>Title</h1><div>{PARAGRAPHS}</div>",
    "attributes of 6 MB": f"<h1>Title</h1><div class='{'a ' * 2_000_000}' style='{'x:y;' * 500_000}'>{PARAGRAPHS}",
    "a width of 5,000 digits": f"<h1>Title</h1>{PARAGRAPHS}<img src=/a.jpg width={'9' * 5000}>",
    "nested authors": f"{TITLE}{PARAGRAPHS}{('<p>' + '<i itemprop=author>x ' * 800 + '</i>' * 800) * 30}",
    "nested times": f"{TITLE}<p>{('<time>2020-01-02 ' * 800 + '</time>' * 800) * 10}</p>{PARAGRAPHS}",
    "a title of 20,000 separators": f"<title>{' - a' * 20_000}</title>{PARAGRAPHS}",
    "strings of a script that never end": f"<script>{chr(34)}{STRANGE * 500_000}</script>{PARAGRAPHS}",
    "strings in strings": f"<script>{json.dumps(NESTED)}</script>{PARAGRAPHS}",
    "JSON nested 100,000 deep": f"<script type='application/ld+json'>{'[' * 100_000}</script>{PARAGRAPHS}",
    "JSON of 20 MB": f'<script type=\'application/ld+json\'>{{"a":"{"x" * 20_000_000}"}}</script>{PARAGRAPHS}',
    "20,000 authors": f"{'<meta name=author content=&quot;By A B&quot;>' * 20_000}{PARAGRAPHS}",
}
CROWD = " ".join(chr(0x4E00 + n % 20_000) + chr(0x430 + n // 20_000) for n in range(100_000))
HIDING = {
    "a comment that ends at once": "<!-->",
    "a comment that ends with an exclamation mark": "<!-- x --!>",
    "an attribute named by an equals sign": '<a =">',
    "a value without quotes": '<a b=c="x>',
    "an element in capitals": '<IFRAME><a b="</iframe>',
    **{f"the text of {tag}": f'<{tag}><a b="</{tag}>' for tag in ("iframe", "noembed", "noframes", "xmp", "textarea")},
}
"""What ends sooner than it looks as if it did, right before a tag with a crowd of attributes."""
SECONDS = 5
"""What the worst page may take of one core, whatever else the machine does meanwhile."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_in_time_and_its_text_kept(name: str) -> None:
    began = time.process_time()
    article = newsarchive.extract(HOSTILE[name])
    assert time.process_time() - began < SECONDS
    assert article is not None
    assert (ONE in article.text and TWO in article.text) or article.lead == ONE


def test_what_stands_behind_the_end_of_the_page_makes_no_second_page_of_it() -> None:
    page = "<h1>县里修路</h1><p>来源：泸州日报 2018-02-13</p><p>路修好了，大家都很高兴。</p></body></html>"
    article = newsarchive.extract(f"<html><body>{page}<dd>另一条路也修好了，大家都去看。</dd><p>相关新闻</p>")
    assert article is None or "另一条路" not in article.title


@pytest.mark.parametrize("hiding", HIDING)
def test_a_crowd_of_attributes_hides_behind_nothing(hiding: str) -> None:
    began = time.process_time()
    article = newsarchive.extract(
        f"<h1>Title</h1>{PARAGRAPHS}{HIDING[hiding]}<div {CROWD[:240_000]}>{PARAGRAPHS}</div>"
    )
    assert time.process_time() - began < SECONDS / 2
    assert article is not None
    assert article.warnings


@pytest.mark.parametrize(
    "name",
    [
        "5,000 levels",
        "50,000 levels",
        "20,000 open bold tags",
        "a tag of 200,000 attributes",
        "a tag of 200,000 attributes with > in them",
        "1,500 levels around 20,000 headings",
    ],
)
def test_what_had_to_be_left_out_is_warned_of(name: str) -> None:
    article = newsarchive.extract(HOSTILE[name])
    assert article is not None
    assert article.warnings


@pytest.mark.parametrize("name", ["60,000 paragraphs", "300 levels", "a text of 10 MB", "attributes of 6 MB"])
def test_what_is_only_large_is_read_whole_without_a_warning(name: str) -> None:
    article = newsarchive.extract(HOSTILE[name])
    assert article is not None
    assert article.warnings == ()
    if name == "60,000 paragraphs":
        assert len(article.paragraphs) == 60_000
    if name == "a text of 10 MB":
        assert len(article.text) > 10_000_000


def test_an_explanation_of_a_hostile_page_takes_no_longer() -> None:
    for name in ("60,000 paragraphs", "1,500 levels around 20,000 headings", "50,000 levels"):
        began = time.process_time()
        newsarchive.explain(HOSTILE[name])
        assert time.process_time() - began < SECONDS


@pytest.mark.proof
def test_no_pattern_is_worse_than_quadratic() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.reading.patterns"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment(),
        timeout=120,
    )
    assert done.stdout == "", done.stdout
    assert int(done.stderr.split()[0]) > 100


def full_of(text: str) -> str:
    """A page that has one text in every place that something is read from."""
    shown = html.escape(text)
    names = ("author", "og:title", "og:site_name", "date", "article:published_time", "keywords", "source", "byl")
    metas = "".join(f'<meta name="{name}" content="{shown}">' for name in names)
    stated: dict[str, object] = {"@type": "NewsArticle", "headline": text, "datePublished": text, "articleBody": text}
    stated |= {"author": [{"name": text}], "publisher": {"name": text}}
    head = (
        f'<title>{shown}</title>{metas}<link rel="canonical" href="http://a.example/{shown}">'
        f'<script type="application/ld+json">{json.dumps(stated)}</script>'
    )
    above = (
        f'<div class="breadcrumb"><a href="/">Home</a> &gt; {shown}</div><p>{shown}</p><h1>{shown}</h1>'
        f'<p class="byline">{shown}</p><p class="{shown}" style="{shown}">By {shown}</p><p>来源：{shown}</p>'
        f'<p>By {shown}</p><time datetime="{shown}">{shown}</time><a rel="author" href="/author/{shown}">{shown}</a>'
    )
    body = (
        f"<p>{ONE}</p><h2>{shown}</h2><p>（记者 {shown}</p><p>{TWO}</p><p><b>{shown}</b></p>"
        f"<p>{shown}（记者 王小山）</p><p>{shown}</p><p>By {shown}</p><p>{shown}</p>"
        f'<figure><img src="{shown}" alt="{shown}" width="{shown}"><figcaption>Photo: {shown}</figcaption></figure>'
    )
    below = f'<p>相关新闻 {shown}</p><a href="{shown}">下一页 {shown}</a>'
    return f'<html lang="{shown[:50]}"><head>{head}</head><body>{above}<article>{body}</article>{below}</body></html>'


@pytest.mark.parametrize("length", [100, 1000, pytest.param(20_000, marks=pytest.mark.proof)])
def test_hostile_strings_in_every_place_are_read_in_time(length: int) -> None:
    for said, text in patterns.strings(length):
        page = full_of(text.removesuffix("\x01"))
        began = time.process_time()
        newsarchive.extract(page, url="https://herald.example/a.html")
        assert time.process_time() - began < 1, said


PIECES = [
    *("<p>", "</p>", "<div>", "</div>", "<br>", "<h1>", "</h1>", "<h2>", "<b>", "</b>", "<table><tr><td>"),
    *("<!--", "-->", "</a>", "</script>", "<ul><li>", "<title>"),
    *("<div class='related'>", "<a href='//['>", "<img src='http://[x'>", "<figure>", "<meta name=author content='"),
    *("<script type='application/ld+json'>{", ONE, TWO, "来源：某报 2018-13-45 99:99", "（记者 张三", "新闻推荐"),
    *("> >", "\0", "\ud800", "&#0;"),
]
MARKUP = st.lists(
    st.sampled_from(PIECES)
    | st.text(max_size=12),
    max_size=60,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MARKUP, st.sampled_from(["https://herald.example/2018/02/13/a.html", "http://[", "", "no address"]))
def test_no_page_raises(page: str, url: str) -> None:
    newsarchive.explain(page, url=url)
    newsarchive.explain(page.encode("utf-8", "surrogatepass"), url=url, portal="yybnet")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    newsarchive.explain(data, content_type="text/html; charset=gb2312")
