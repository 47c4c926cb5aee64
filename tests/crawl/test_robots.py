"""What asking for robots.txt may bring, and what it allows (RFC 9309)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.crawl.robots import LIMIT, LONGEST_DELAY, decide

AT = datetime(2018, 2, 13, tzinfo=UTC)
RULES = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 2\n\nUser-agent: newsarchive\nDisallow: /no/\n"


@pytest.mark.parametrize("status", [500, 502, 503, 599, 429, 304, 100, None])
def test_what_cannot_be_had_forbids_everything(status: int | None) -> None:
    robots = decide(status, RULES, "no answer", AT)
    assert robots.unreachable
    assert not robots.allows("https://a/", "newsarchive")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_what_is_not_there_allows_everything(status: int) -> None:
    robots = decide(status, RULES, None, AT)
    assert not robots.unreachable
    assert robots.allows("https://a/private/x", "newsarchive")


def test_the_most_specific_group_is_obeyed() -> None:
    robots = decide(200, RULES, None, AT)
    assert robots.allows("https://a/private/x", "newsarchive")
    assert not robots.allows("https://a/no/x", "newsarchive")
    assert not robots.allows("https://a/private/x", "other")
    assert robots.crawl_delay("other") == 2.0
    assert robots.crawl_delay("newsarchive") is None


def test_a_request_rate_is_a_delay() -> None:
    assert decide(200, b"User-agent: *\nRequest-rate: 1/10s\n", None, AT).crawl_delay("x") == 10.0


def test_sitemaps_are_told() -> None:
    assert decide(200, b"Sitemap: https://a/s.xml\n", None, AT).sitemaps == ("https://a/s.xml",)


def test_a_rule_cut_by_the_limit_is_no_rule() -> None:
    rule = b"Disallow: /private\n"
    start = b"User-agent: *\nAllow: /open\n"
    filling = b"#" * (LIMIT - len(start) - len(b"Disallow: /") - 1) + b"\n"
    assert decide(200, start + filling + rule, None, AT).allows("https://a/news", "x")
    assert decide(200, start + b"#\n" + rule, None, AT).allows("https://a/news", "x")
    assert not decide(200, start + b"#\n" + rule, None, AT).allows("https://a/private", "x")


@pytest.mark.parametrize("delay", ["Crawl-delay: 1e300", "Request-rate: 1/99999999999d"])
def test_a_delay_without_end_is_cut_to_a_day(delay: str) -> None:
    assert decide(200, f"User-agent: *\n{delay}\n".encode(), None, AT).crawl_delay("x") == LONGEST_DELAY


@pytest.mark.parametrize("url", ["http://[bad", "http://a/\ud800"])
def test_what_is_no_address_is_not_allowed(url: str) -> None:
    assert not decide(200, RULES, None, AT).allows(url, "x")


@given(st.text(max_size=80))
def test_any_address_is_allowed_or_not(url: str) -> None:
    assert isinstance(decide(200, RULES, None, AT).allows(url, "newsarchive"), bool)


@given(st.binary(max_size=400))
def test_any_bytes_are_rules_or_none(body: bytes) -> None:
    robots = decide(200, body, None, AT)
    assert isinstance(robots.allows("https://a/b", "newsarchive"), bool)
    assert robots.crawl_delay("newsarchive") is None or robots.crawl_delay("newsarchive") >= 0  # type: ignore[operator]


@given(st.text(alphabet="UseragntDilow-:*/ \n0123456789CrRq", max_size=200))
def test_any_text_is_rules_or_none(text: str) -> None:
    assert isinstance(decide(200, text.encode(), None, AT).allows("https://a/b?c", "x"), bool)
