"""Clusters: which publication is the earliest, what the others made of it, and which claims the times contradict."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from newsarchive.query.articles import iter_articles
from newsarchive.query.filters import Filters
from newsarchive.query.reprints import Against, Reprints, iter_clusters, reprints_of
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Portal
from newsarchive.store.withdrawal import embargo
from tests.export.exported import csv_rows
from tests.query.filing import CHINA, HOME, article, file, on
from tests.running import newsarchive

STORY = (
    "泸县的千名干警走进百个村落，与群众拉家常、讲法律、听意见，把矛盾化解在基层，把平安送到门口。",
    "玉蟾街道的老人说，过去办一张证要跑三趟县城，如今派出所的人带着机器到院子里来，当场就办好了。",
    "据介绍，这项活动从去年秋天开始，已经调解邻里纠纷四百多起，排查出隐患两百余处，全部登记在册。",
    "下一步，公安局还要把夜间巡逻的路线公布出来，请村民打分，谁巡得少、谁来得慢，一看就清清楚楚。",
)
OTHER = "龙马潭区的桂圆今年丰收，果农把新鲜的果子装箱，通过冷链车连夜运往重庆和成都的市场，价格比去年高出两成。"
FIRST = date(2018, 2, 13)


def cluster(archive: Archive, public_id: str) -> Reprints | None:
    with reading(archive.engine) as session:
        return reprints_of(session, public_id)


def stories(archive: Archive, **filters: Any) -> list[str]:
    with reading(archive.engine) as session:
        return [found.earliest.public_id for found in iter_clusters(session, Filters(**filters))]


def firsts(archive: Archive, **filters: Any) -> list[str]:
    with reading(archive.engine) as session:
        return [found.public_id for found in iter_articles(session, Filters(first=True, **filters))]


def test_the_earliest_leads_and_the_others_are_compared_with_it(archive: Archive) -> None:
    same = file(archive, article(*STORY, title="千名干警，进村落", source="泸州日报", **on(FIRST, 11)), portal="copies")
    cut = file(archive, article(*STORY[:2], title="干警进村", **on(date(2018, 2, 15), 9)))
    first = file(archive, article(*STORY, title="千名干警进村落", source="泸州日报社", **on(FIRST, 9)))
    undated = file(archive, article(*STORY, title="千名干警进村落"))
    found = cluster(archive, cut)
    assert found is not None
    assert [member.public_id for member in found.members] == [first, same, cut, undated]
    assert not found.is_certain
    lead, second, third, last = found.members
    assert (lead.lag_seconds, lead.part, lead.cut, lead.retitled, lead.may_be_first) == (0, 1, False, False, False)
    assert (lead.source, lead.outlet, second.outlet) == ("泸州日报社", "泸州日报", "泸州日报")
    assert (second.portal, second.lag_seconds, second.part, second.own_part) == ("copies", 7200, 1, 1)
    assert (second.cut, second.retitled, second.may_be_first) == (False, False, False)
    assert third.part is not None
    assert third.own_part is not None
    assert (third.cut, third.retitled, third.lag_seconds) == (True, True, 2 * 86400)
    assert third.part < 0.6 < third.own_part
    assert (last.lag_seconds, last.may_be_first, last.published) == (None, True, None)
    assert not any(member.contradictions for member in found.members)
    assert firsts(archive) == [first]
    assert firsts(archive, portal="copies") == []


def test_a_day_alone_leaves_open_which_of_that_day_was_first(archive: Archive) -> None:
    day: dict[str, Any] = {"published": datetime(2018, 2, 13, tzinfo=CHINA), "published_precision": "day"}
    by_day = file(archive, article(*STORY, **day))
    by_minute = file(archive, article(*STORY, **on(FIRST, 9)))
    later = file(archive, article(*STORY, **on(date(2018, 2, 14), 1)))
    found = cluster(archive, by_day)
    assert found is not None
    told = [(member.public_id, member.lag_seconds, member.may_be_first) for member in found.members]
    assert told == [(by_minute, 0, False), (by_day, 0, True), (later, 16 * 3600, False)]
    assert firsts(archive) == [by_minute]


def test_claims_against_the_times_are_told(archive: Archive) -> None:
    early = file(archive, article(*STORY, source="泸州日报", **on(FIRST, 8)))
    own = file(archive, article(*STORY, source="泸州日报", **on(FIRST, 10)), portal="daily")
    claims = file(archive, article(*STORY, source="华西都市报", **on(FIRST, 12)))
    with writing(archive.engine) as session:
        session.get_one(Portal, "daily").name = "泸州日报"
    found = cluster(archive, early)
    assert found is not None
    told = {member.public_id: [(one.against, one.other) for one in member.contradictions] for member in found.members}
    assert told == {early: [(Against.OWN_COPY_LATER, own)], own: [], claims: [(Against.ANOTHER_FIRST, early)]}


def test_what_is_hidden_is_in_no_cluster(archive: Archive) -> None:
    first, second, third = (file(archive, article(*STORY, **on(FIRST, hour))) for hour in (8, 9, 10))
    embargo(archive, first, "agreed", datetime(2999, 1, 1, tzinfo=UTC))
    found = cluster(archive, third)
    assert found is not None
    assert [member.public_id for member in found.members] == [second, third]
    assert firsts(archive) == [second]
    embargo(archive, second, "agreed", datetime(2999, 1, 1, tzinfo=UTC))
    assert cluster(archive, third) is None
    assert cluster(archive, first) is None
    assert stories(archive) == []


def test_clusters_are_listed_by_their_earliest(archive: Archive) -> None:
    later = [file(archive, article(OTHER, **on(date(2018, 3, day)))) for day in (5, 6)]
    earlier = [file(archive, article(*STORY, **on(FIRST, hour)), portal=name) for hour, name in ((8, "a"), (9, "b"))]
    file(archive, article("只此一家的消息，别处都没有，讲的是江边一座老茶馆如何在雨季里照常开门迎客，一坐就是一整天。"))
    assert stories(archive) == [earlier[0], later[0]]
    assert firsts(archive, until=date(2018, 3, 6)) == [later[0], earlier[0]]
    assert len(firsts(archive)) == 3
    assert stories(archive, since=date(2018, 3, 6)) == [later[0]]
    assert stories(archive, until=FIRST, portal="b") == [earlier[0]]
    assert stories(archive, since=date(2018, 4, 1)) == []


def test_edges_lead_from_the_earliest_to_each_other(archive: Archive) -> None:
    first = file(archive, article(*STORY, source="泸州日报", **on(FIRST, 8)))
    other = file(archive, article(*STORY, title="=1+1", **on(FIRST, 9)), portal="other")
    (row,) = csv_rows(archive, "reprints")
    assert (row["from_id"], row["to_id"], row["from_portal"], row["to_portal"]) == (first, other, "small", "other")
    assert (row["lag_seconds"], row["part"], row["retitled"], row["cut"]) == ("3600", "1.000", "yes", "no")
    assert row["from_published"] == "2018-02-13T08:00:00+08:00"


def test_the_commands_answer(archive: Archive) -> None:
    first = file(archive, article(*STORY, title="\x1b[2J题目", source="泸州日报", **on(FIRST, 8)), path="/a.html")
    other = file(archive, article(*STORY[:2], title="另题", **on(FIRST, 9)))
    alone = file(archive, article(OTHER))
    at = ("--archive", archive.root)
    shown = newsarchive("reprints", f"{HOME}/a.html", *at)
    assert shown.returncode == 0, shown.stderr
    for part in (first, other, "first", "+1:00", "retitled: 另题; cut: ", "泸州日报"):
        assert part in shown.stdout, part
    assert "\x1b" not in shown.stdout
    told = json.loads(newsarchive("reprints", other, "--json", *at).stdout)
    assert (told["earliest"], told["certain"], [one["id"] for one in told["members"]]) == (first, True, [first, other])
    none = newsarchive("reprints", alone, *at)
    assert (none.returncode, none.stdout) == (0, "")
    assert f"No reprints of {alone} are known." in none.stderr
    assert newsarchive("reprints", "a" * 16, *at).returncode == 3
    (line,) = newsarchive("clusters", "--since", "2018-02-01", *at).stdout.splitlines()
    assert line.split("\t")[:4] == ["2", first, "2018-02-13 08:00", "泸州日报"]
    assert json.loads(newsarchive("clusters", "--json", *at).stdout)["earliest"] == first
    assert newsarchive("clusters", "--since", "2018-02-30", *at).returncode == 2
    assert newsarchive("clusters", "--portal", "nowhere", *at).returncode == 3
    edges = newsarchive("export", "--rows", "reprints", "--no-bom", *at)
    assert edges.stdout.splitlines()[1].startswith(f"{first},{other},small,small,泸州日报,,")
    assert newsarchive("export", "--rows", "reprints", "--words", "泸县", *at).returncode == 2
