"""How what is found spreads, and where it stands."""

from __future__ import annotations

from datetime import date

import pytest
from typer.testing import CliRunner

from newsarchive.cli.main import app
from newsarchive.errors import UsageError
from newsarchive.query.concordance import concordance
from newsarchive.query.facet import Facet
from newsarchive.query.facets import shares
from newsarchive.query.filters import Filters
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from tests.query.filing import article, file, on

LUXIAN, BINXIAN = ("四川", "泸州市", "泸县"), ("陕西", "咸阳市", "彬县")


@pytest.fixture
def filed(archive: Archive) -> Archive:
    """An archive of five articles."""
    for text, region, source, day in [
        ("千名干警走访，干警说平安", LUXIAN, "泸州日报", date(2017, 5, 1)),
        ("干警在路上", LUXIAN, "泸州日报社", date(2018, 2, 13)),
        ("别的事", LUXIAN, "咸阳日报", date(2018, 3, 1)),
        ("果园的事", BINXIAN, None, date(2016, 1, 1)),
    ]:
        file(archive, article(text, region=region, source=source, language="zh", **on(day)))
    file(archive, article("干警没有日期"))
    return archive


SPREAD: dict[Facet, list[tuple[str | None, int, int]]] = {
    Facet.YEAR: [("2016", 0, 1), ("2017", 1, 1), ("2018", 1, 2), (None, 1, 1)],
    Facet.MONTH: [("2016-01", 0, 1), ("2017-05", 1, 1), ("2018-02", 1, 1), ("2018-03", 0, 1), (None, 1, 1)],
    Facet.REGION: [("四川/泸州市/泸县", 2, 3), (None, 1, 1)],
    Facet.OUTLET: [("泸州日报", 2, 2), (None, 1, 2)],
    Facet.LANGUAGE: [("zh", 2, 4), (None, 1, 1)],
    Facet.PORTAL: [("small", 3, 5)],
}


@pytest.mark.parametrize("words", ["干警", '"干警" NOT "不会有的事"'])
def test_beside_what_is_found_stands_what_there_is(filed: Archive, words: str) -> None:
    with reading(filed.engine) as session:
        for facet, wanted in SPREAD.items():
            told = shares(session, Filters(words=words), facet)
            assert [(share.value, share.articles, share.of) for share in told] == wanted, facet


def test_without_words_all_is_found_and_filters_hold_for_both(filed: Archive) -> None:
    with reading(filed.engine) as session:
        assert [share.per_thousand for share in shares(session, Filters(), Facet.PORTAL)] == [1000.0]
        (share,) = shares(session, Filters(words="干警", region="四川", since=date(2018, 1, 1)), Facet.YEAR)
    assert (share.value, share.articles, share.of, share.per_thousand) == ("2018", 1, 2, 500.0)


def test_a_concordance_shows_each_place_in_the_order_of_the_search(filed: Archive) -> None:
    with reading(filed.engine) as session:
        places = concordance(session, Filters(words="干警 title:题目"), limit=10)
        later = concordance(session, Filters(words="干警"), limit=1, offset=2)
    assert [(place.before, place.found, place.after) for place in places] == [
        ("", "干警", "在路上"),
        ("千名", "干警", "走访，干警说平安"),
        ("千名干警走访，", "干警", "说平安"),
        ("", "干警", "没有日期"),
    ]
    assert later == places[2:3]


def test_the_command_shows_them(filed: Archive) -> None:
    root = str(filed.root)
    run = CliRunner().invoke
    told = run(app, ["search", "干警", "--by", "year", "--archive", root])
    assert told.exit_code == 0
    assert [line.split() for line in told.stdout.splitlines()][1:] == [
        ["2016", "0", "1", "0.0"],
        ["2017", "1", "1", "1,000.0"],
        ["2018", "1", "2", "500.0"],
        ["(none)", "1", "1", "1,000.0"],
    ]
    shown = run(app, ["search", "干警", "--kwic", "--limit", "2", "--archive", root])
    assert [line.rpartition(" ")[2] for line in shown.stdout.splitlines()] == ["干警在路上", "千名干警走访，干警说平安"]
    assert "--offset 2" in shown.stderr
    assert run(app, ["search", "--region", "彬县", "--archive", root]).stdout.startswith("题目\n")
    for wrong in (["search"], ["search", "干警", "--kwic", "--by", "year"], ["search", "(干警"]):
        assert isinstance(run(app, [*wrong, "--archive", root]).exception, UsageError), wrong
