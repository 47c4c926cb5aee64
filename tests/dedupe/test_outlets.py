"""Which outlet a source string means: the rule on what portals write, and what people decided, in any order."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.dedupe.outlets import ALIAS, UNALIAS, Aliases, compared, decided, given_names, meant, names_of, shown

ALIKE = """
泸州日报|泸州日报社|《泸州日报》|【瀘州日報】|“泸州日报”|泸 州 日 报|泸州日报 |来源：泸州日报|据泸州日报报道
泸州日报|泸州新闻网·泸州日报|泸州日报/泸州新闻网|泸州新闻网（泸州日报）|泸州新闻网-泸州日报|泸州新闻网 泸州日报
泸州日报|来源：泸州日报 作者：张三|稿源:泸州日报　2018-02-13 09:53|泸州日报 记者 李四|泸州日报全媒体记者李四
泸州日报|泸州日报客户端|泸州日报微信公众号|泸州日报网|泸州日报数字报|泸州日报A03版|泸州日报融媒体中心
泸州日报|泸州日报讯|新华社/泸州日报|新华社、泸州日报|泸州发布　泸州日报
The New York Times|New York Times|NEW YORK TIMES|New York Times, The|‘New  York Times’
Reuters|REUTERS|Reuters.com|https://www.reuters.com/|Source: Reuters|© 2024 Reuters|Reuters / AFP
新华社|新华社北京2月13日电|新华社成都2月13日电（记者张三）|新华社记者 李四|新华社/四川在线|新華社
川观新闻|川观新闻客户端|“川观新闻”微信公众号|微信公众号：川观新闻|川观新闻APP
St. Louis Post-Dispatch|St Louis Post‐Dispatch
People's Daily|People’s Daily
조선일보|출처: 조선일보
"""
APART = (
    ("泸州日报", "泸州晚报", "泸州新闻网", "泸州日报报业集团", "泸州广播电视台"),
    ("人民日报", "人民日报海外版", "人民网"),
    ("泸县融媒体中心", "泸县", "泸县发布"),
    ("新华社", "新华网"),
    ("21世纪经济报道", "21世纪", "经济"),
    ("中国记者", "中国摄影报", "中国"),
    ("腾讯", "腾讯新闻", "泸州资讯"),
    ("Le Monde", "El Mundo", "Monde"),
    ("约翰·史密斯", "约翰"),
)
PIECES = [
    "来源",
    ":",
    "：",
    "泸州日报",
    "社",
    "·",
    "/",
    "泸州新闻网",
    "记者",
    "张三",
    "新华社",
    "电",
    "The",
    "the",
    ",",
    "日报",
    "报",
    "网",
    "客户端",
    "app",
    "版",
    "第3版",
    "reuters",
    ".com",
    "www.",
    "(",
    "）",
    "《",
    "》",
    "'",
    "-",
    "—",
    "2018-02-13",
    "ﷺ",
    "ß",
    "İ",
    "ŉ",
    "作者",
    "据",
    "报道",
    "融媒体中心",
    "St.",
    "a",
    "A",
    "bbc",
    "é",
    "l'",
    "泸",
    "州",
    "©",
    "(c)",
    "公众号",
]
PIECES += ["\u0301", "\u200d", "\x00", "\ud800", "\u3000"]
TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from([*PIECES, " ", "\u3000"])).map("".join),
    st.lists(st.sampled_from(PIECES)).map(" ".join),
)


def outlet(source: str) -> str:
    names = names_of(source)
    assert names is not None
    return shown(names.outlet)


@pytest.mark.parametrize("spellings", ALIKE.strip("\n").split("\n"), ids=range(12))
def test_spellings_of_one_newspaper(spellings: str) -> None:
    named = {source: outlet(source) for source in spellings.split("|")}
    assert named == dict.fromkeys(named, outlet(spellings.partition("|")[0]))


@pytest.mark.parametrize("names", APART, ids=lambda names: names[0])
def test_other_outlets_are_kept_apart(names: tuple[str, ...]) -> None:
    assert len({outlet(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    "name",
    [
        "泸州日报",
        "New York Times",
        "BBC News",
        "Süddeutsche Zeitung",
        "Le Monde",
        "L'Équipe",
        "Bank of China News",
        "U.S. News",
        "People's Daily",
        "CCTV新闻",
        "AFP",
        "조선일보",
    ],
)
def test_names_are_shown_as_people_write_them(name: str) -> None:
    assert outlet(name) == name


@pytest.mark.parametrize("source", ["", " ", "———", "\u200b", "《》", "…", "\x00\ud800", "·" * 5000])
def test_what_names_nothing(source: str) -> None:
    assert names_of(source) is None


@given(TEXTS)
@example("÷(0,0")
@example("来源:" * 300)
@example("\ufdfa" * 300)
def test_normalising_twice_changes_nothing(text: str) -> None:
    key = compared(text)
    assert compared(key) == key
    assert len(key) <= 200
    names = names_of(text)
    assert (names is None) == (key == "")
    if names is None:
        return
    again = names_of(names.outlet)
    assert again is not None
    assert again.outlet == again.spelling == names.outlet != ""
    for known in (key, names.outlet):
        assert compared(shown(known)) == known
    names.outlet.encode()


# --- what people decided ---


@dataclass(frozen=True)
class Line:
    seq: int
    what: str
    facts: dict[str, str] = field(default_factory=dict)
    at: str = "2026-01-01T00:00:00+00:00"
    by: str = "ann"


def after(*decisions: tuple[str, ...]) -> Aliases:
    """Give what decisions say: two names are an alias, one is taken back."""
    return decided(
        Line(seq, ALIAS, {"spelling": names[0], "outlet": names[1]})
        if len(names) == 2
        else Line(seq, UNALIAS, {"spelling": names[0]})
        for seq, names in enumerate(decisions, start=1)
    )


def meaning(aliases: Aliases, source: str) -> str:
    names = names_of(source)
    assert names is not None
    key = meant(names, aliases)
    return given_names(aliases).get(key) or shown(key)


def test_two_outlets_are_joined_and_parted_again() -> None:
    joined = after(("泸州新闻网", "泸州日报社"))
    assert {meaning(joined, name) for name in ("泸州新闻网", "瀘州新聞網", "来源：泸州新闻网", "泸州日报")} == {
        "泸州日报"
    }
    assert meaning(after(("泸州新闻网", "泸州日报"), ("泸州新闻网",)), "泸州新闻网") == "泸州新闻网"


def test_what_the_rule_joins_is_kept_apart() -> None:
    apart = after(("人民日报客户端", "人民日报客户端"))
    assert meaning(apart, "人民日报客户端") == "人民日报客户端"
    assert meaning(apart, "人民日报社") == "人民日报"
    assert meaning(after(("人民日报客户端",) * 2, ("人民日报客户端",)), "人民日报客户端") == "人民日报"


def test_an_outlet_is_called_as_somebody_wrote_it() -> None:
    capitals, small = ("usa today", "USA TODAY"), ("Gannett's paper", "usa today")
    assert meaning(after(capitals, small), "Gannett's Paper") == "usa today"
    assert meaning(after(capitals, small, capitals), "Gannett's paper") == "USA TODAY"
    assert meaning(after(capitals, ("usa today",)), "USA TODAY") == "USA Today"


def test_whatever_meant_an_outlet_follows_it() -> None:
    assert {meaning(after(("a1", "b1"), ("b1", "c1")), name) for name in ("a1", "b1", "c1")} == {"c1"}
    assert {meaning(after(("b1", "c1"), ("a1", "b1")), name) for name in ("a1", "b1", "c1")} == {"c1"}
    assert {meaning(after(("a1", "b1"), ("b1", "a1")), name) for name in ("a1", "b1")} == {"a1"}


NAMES = st.sampled_from(["a1", "B1", "泸州日报", "泸州日报社", "泸州新闻网", "—"])


@given(st.lists(st.lists(NAMES, min_size=1, max_size=2)))
def test_decisions_never_make_chains(decisions: list[list[str]]) -> None:
    aliases = after(*map(tuple, decisions))
    for alias in aliases.values():
        names = names_of(alias.outlet)
        assert names is not None
        assert alias.outlet in (names.outlet, names.spelling)
        own = aliases.get(alias.outlet)
        assert own is None or own.outlet == alias.outlet
    for key, name in given_names(aliases).items():
        assert compared(name) == key
