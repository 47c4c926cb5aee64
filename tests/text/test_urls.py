"""Addresses have one normal form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.urls import canonical

ODD = "http://a.example/ok"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://WWW.Example.ORG:80/a/../b.html#top", "http://www.example.org/b.html"),
        ("https://www.example.org", "https://www.example.org/"),
        ("https://www.example.org:443/?", "https://www.example.org/"),
        ("https://www.example.org:8443/a", "https://www.example.org:8443/a"),
        ("https://www.example.org./a", "https://www.example.org/a"),
        ("https://www.example.org/a?b=2&a=1&utm_source=x&fbclid=y", "https://www.example.org/a?a=1&b=2"),
        ("https://www.example.org/a?id=7&from=timeline&isappinstalled=0", "https://www.example.org/a?id=7"),
        ("https://www.example.org/list?from=20", "https://www.example.org/list?from=20"),
        ("https://www.example.org/a?id=7&from=", "https://www.example.org/a?id=7"),
        ("https://www.example.org/s?q=%C0%F1%CF%D8", "https://www.example.org/s?q=%C0%F1%CF%D8"),
        ("https://www.example.org/泸县/a.html", "https://www.example.org/%E6%B3%B8%E5%8E%BF/a.html"),
        ("https://www.example.org/%7euser/%e6%b3%b8", "https://www.example.org/~user/%E6%B3%B8"),
        ("https://user:secret@www.example.org/a", "https://user:secret@www.example.org/a"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        (" https://www.example.org/a \n", "https://www.example.org/a"),
    ],
)
def test_the_normal_form(url: str, expected: str) -> None:
    assert canonical(url) == expected
    assert canonical(expected) == expected


SIGNS = "abAB012/%?&=#;:@!$'()*+,.-_~[]泸县é \\\"<>|^`{}"
parts = st.text(alphabet=SIGNS, max_size=24) | st.sampled_from(
    ["utm_source=x", "a=%C0%F1", "%e6%b3%b8", "%", "%2", "%2F", "b=&&a", "from=qq", "..", ";x=1", "?", "a=1&a=2"]
)


@given(
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["www.example.org", "EXAMPLE.org.", "例子.example", "[::1]", "example.org:80", "example.org:8080"]),
    st.lists(parts, max_size=3).map("/".join),
    st.lists(parts, max_size=4).map("&".join),
)
def test_doing_it_twice_changes_nothing(scheme: str, host: str, path: str, query: str) -> None:
    url = f"{scheme}://{host}/{path}?{query}"
    try:
        once = canonical(url)
    except ValueError:
        return
    assert canonical(once) == once


@pytest.mark.parametrize(
    "address",
    [
        "https://www.yybnet.net/a.html;jsessionid=0A1B2C?id=7",
        "https://www.yybnet.net/a.html?PHPSESSID=k3jd82hd&id=7",
        "https://www.yybnet.net/a.html?id=7&ASPSESSIONIDQCRTTDBA=KDJ",
    ],
)
def test_who_asks_is_no_part_of_an_address(address: str) -> None:
    assert canonical(address) == "https://www.yybnet.net/a.html?id=7"
