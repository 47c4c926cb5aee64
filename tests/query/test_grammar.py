"""What was typed is read as meant; what cannot be read is told with its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.query.grammar import DEEPEST, MOST, Both, Either, Not, Term, Wanted, parse, terms
from newsarchive.query.lookup import lookup
from newsarchive.query.phrases import spans


def written(wanted: Wanted | None) -> str:
    """Write a tree with all its brackets."""
    match wanted:
        case None:
            return ""
        case Term(phrase, field):
            return f"{f'{field}:' if field else ''}[{phrase.text}{'*' if phrase.begins else ''}]"
        case Not(part):
            return f"NOT {written(part)}"
        case Both(parts):
            return f"({' AND '.join(map(written, parts))})"
        case Either(parts):
            return f"({' OR '.join(map(written, parts))})"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("泸县 干警", "([泸县] AND [干警])"),
        ("瀘縣　ＡＢＣ 泸县", "([泸县] AND [abc])"),
        ('"county  court" 泸县', "([county court] AND [泸县])"),
        ("“平安 夜话”后", "([平安 夜话] AND [后])"),
        ('泸县"大走访"活动', "([泸县] AND [大走访] AND [活动])"),
        ("a OR b c", "([a] OR ([b] AND [c]))"),
        ("(a OR b) AND c", "(([a] OR [b]) AND [c])"),
        ("（泸县 OR 合江） NOT 广告", "(([泸县] OR [合江]) AND NOT [广告])"),
        ("NOT (a b)", "NOT ([a] AND [b])"),
        ("NOT NOT a", "NOT NOT [a]"),
        ("a AND NOT b", "([a] AND NOT [b])"),
        ("pol* 泸县*", "([pol*] AND [泸县*])"),
        ("title:泸县 author:“杜 鹏” source：日报", "(title:[泸县] AND author:[杜 鹏] AND source:[日报])"),
        ("title:count*", "title:[count*]"),
        ("and or not", "([and] AND [or] AND [not])"),
        ('"AND"', "[and]"),
        ("a-b 50% subtitle:x", "([a-b] AND [50%] AND [subtitle:x])"),
        ("* ，", "([*] AND [,])"),
        ('"" “ ” " "', ""),
        ("a OR a", "[a]"),
        ("", ""),
        (None, ""),
    ],
)
def test_it_is_read_as_meant(words: str | None, wanted: str) -> None:
    assert written(parse(words)) == wanted


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('泸县 "never closed', "quotation mark is never closed, at character 4: 泸县  ▸ "),
        ("(泸县 OR 合江", "bracket is never closed, at character 1"),
        ("泸县)", "bracket was never opened, at character 3"),
        (")", "bracket was never opened, at character 1"),
        ("(a AND )", "missing before this bracket, at character 8"),
        ("a ()", "nothing between these brackets, at character 3"),
        ("AND a", "missing before AND, at character 1"),
        ("a OR", "missing at the end, at character 5"),
        ("a OR OR b", "missing before OR, at character 6"),
        ("NOT", "missing at the end, at character 4"),
        ("title:", "missing behind title:, at character 1"),
        ("title:(a b)", "missing behind title:, at character 1"),
        ("(" * (DEEPEST + 1) + "a", f"More than {DEEPEST} brackets"),
        ("a " * (MOST + 1), f"More than {MOST} words"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(words: str, said: str) -> None:
    with pytest.raises(UsageError) as told:
        parse(words)
    assert said in str(told.value)


PIECES = st.sampled_from(
    ["AND", "OR", "NOT", "(", ")", '"', "“", "title:", "author:", "泸县", "a*", "b", " ", "*", "，"]
)


@settings(deadline=None, derandomize=True)
@given(words=st.one_of(st.text(), st.lists(PIECES, max_size=12).map(" ".join)), text=st.text())
def test_nothing_that_is_typed_breaks_the_search(words: str, text: str) -> None:
    try:
        wanted = parse(words)
    except UsageError:
        return
    lookup(wanted)
    for term in terms(wanted):
        assert term.phrase.stands_in(term.phrase.text)
    assert all(0 <= first < behind <= len(text) for first, behind in spans([t.phrase for t in terms(wanted)], text))
