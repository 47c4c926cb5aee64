"""One article has one address, whatever host, scheme or variant it was seen at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import ConfigError
from newsarchive.items import LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.portals.elsewhere import ELSEWHERE
from newsarchive.portals.page import Page
from newsarchive.portals.registry import iter_portals

VARIANTS = (
    (r"^/(?:amp|print|m)(?=/)", ""),
    (r"(?:/amp/?|\.amp|_print)(?=\.html|$|\?)", ""),
    (r"(?<=\d)/(?=$|\?)", ""),
    (r"[?&](?:print|outputType)=\w+", ""),
)


def portal(**facts: object) -> Portal:
    given_facts = {
        "id": "small",
        "name": "小站",
        "home": "https://www.example.org/",
        "hosts": ("www.example.org", "m.example.org", "example.org", "amp.example.org"),
        "language": "zh",
        "zone": "Asia/Shanghai",
        "article_url": r"^/news/(?P<year>\d{4})/\d+(?:\.html)?$",
        "listing_url": r"^/news/$",
        "pages": (Page,),
        "variants": VARIANTS,
    }
    return Portal(**(given_facts | facts))  # type: ignore[arg-type]


OWN = "https://www.example.org/news/2018/7713943.html"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/news/2018/7713943.html",
        "http://www.example.org/news/2018/7713943.html",
        "https://m.example.org/news/2018/7713943.html?utm_source=wx#text",
        "http://example.org:80/news/2018/7713943.html",
        "https://amp.example.org/news/2018/7713943.html",
        "https://www.example.org/amp/news/2018/7713943.html",
        "https://www.example.org/news/2018/7713943.amp.html",
        "https://www.example.org/print/news/2018/7713943.html?from=qq",
        "https://www.example.org/news/2018/7713943_print.html",
        "https://www.example.org/news/2018/7713943.html?print=1",
        "https://www.example.org/m/amp/news/2018/7713943.html",
    ],
)
def test_every_variant_leads_to_one_address_and_is_an_article(url: str) -> None:
    small = portal()
    assert small.canonical(url) == OWN
    assert small.kind_of(url) is LinkKind.ARTICLE
    assert small.latest_day(url) == small.latest_day(OWN) is not None


def test_a_variant_by_query_is_one_where_queries_matter_too() -> None:
    small = portal(query_matters=True, article_url=r"^/view$")
    assert small.canonical("http://m.example.org/view?id=7&print=1") == "https://www.example.org/view?id=7"


def test_other_articles_and_lists_stay_apart() -> None:
    small = portal()
    assert small.canonical("https://www.example.org/news/2018/7713944.html") != OWN
    assert small.canonical("https://www.example.org/news/?page=2") == "https://www.example.org/news/?page=2"
    assert small.canonical("https://other.example/amp/news/2018/1.html") == "https://other.example/amp/news/2018/1.html"


def test_rules_without_an_end_make_no_variants() -> None:
    endless = portal(variants=((r"^/", "/x/"),))
    assert endless.canonical(OWN) == OWN


@pytest.mark.parametrize("rule", [("(", ""), ("a", r"\1")])
def test_a_rule_that_is_none_is_refused(rule: tuple[str, str]) -> None:
    with pytest.raises(ConfigError):
        portal(variants=(rule,))


steps = st.sampled_from(
    ["amp", "print", "m", "news", "2018", "7713943.html", "7713943.amp.html", "7", "", "%C0%F1", "a_print.html"]
)
queries = st.sampled_from(["print=1", "from=qq", "from=20", "utm_source=x", "id=%C0%F1", "outputType=amp", "a"])
urls = st.builds(
    lambda scheme, host, path, query: f"{scheme}://{host}/{'/'.join(path)}{'?' if query else ''}{'&'.join(query)}",
    st.sampled_from(["http", "https"]),
    st.sampled_from(["www.example.org", "m.example.org", "www.yybnet.net", "m.yybnet.net", "other.example:8080"]),
    st.lists(steps, max_size=5),
    st.lists(queries, max_size=3),
)


@given(urls)
def test_doing_it_twice_changes_nothing(url: str) -> None:
    for one in (portal(), portal(query_matters=True), portal(variants=((r"^/", "/x/"),)), ELSEWHERE, *iter_portals()):
        once = one.canonical(url)
        assert one.canonical(once) == once
        assert one.kind_of(once) is one.kind_of(url)
