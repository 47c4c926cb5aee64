"""The breadcrumb, and the region that it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.reading.breadcrumb import region_of
from tests.reading.pages import ONE, TWO, page, read


@pytest.mark.parametrize(
    ("crumbs", "region"),
    [
        ("地方网 四川 泸州市 泸县新闻 正文", "四川 泸州市 泸县"),
        ("首页 陕西 咸阳市 彬县新闻 正文", "陕西 咸阳市 彬县"),
        ("地方网 四川 成都市 成都新闻 正文", "四川 成都市"),
        ("地方网 四川 成都市 要闻 正文", "四川 成都市"),
        ("地方网 北京 朝阳区新闻 正文", "北京 朝阳区"),
        ("地方网 内蒙古 呼和浩特市 和林格尔县新闻", "内蒙古 呼和浩特市 和林格尔县"),
        ("地方网 新疆维吾尔自治区 博尔塔拉蒙古自治州 精河县新闻 正文", "新疆维吾尔自治区 博尔塔拉蒙古自治州 精河县"),
        ("地方网 四川省 凉山州 西昌市新闻 正文", "四川省 凉山州 西昌市"),
        ("首页 新闻中心 正文", ""),
        ("地方网 四川 泸州市 泸县新闻 志愿者们来到清溪河边捡垃圾并种下三百棵小树", "四川 泸州市 泸县"),
        ("", ""),
    ],
)
def test_a_region_is_what_the_crumbs_name_from_the_province_on(crumbs: str, region: str) -> None:
    assert region_of(tuple(crumbs.split())) == tuple(region.split())


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_breadcrumb_has_a_region_of_its_own_words(crumbs: list[str]) -> None:
    assert all(any(name in crumb for crumb in crumbs) for name in region_of(tuple(crumbs)))


@pytest.mark.parametrize(
    "trail",
    [
        "<div>您的位置：<a href='/'>首页</a> &gt; <a href='/a/'>清水县</a> &gt; 正文</div>",
        "<div><a href='/'>首页</a> » <a href='/a/'>清水县</a> » 正文</div>",
        "<ol class='breadcrumb'><li><a href='/'>首页</a></li><li><a href='/a/'>清水县</a></li><li>正文</li></ol>",
        "<ul><li><a href='/'>首页</a></li><li>&gt;</li><li><a href='/a/'>清水县</a></li><li>&gt;</li>"
        "<li>正文</li></ul>",
    ],
)
def test_a_breadcrumb_is_read_in_its_usual_shapes(trail: str) -> None:
    article = read(page(f"{trail}<h1>Footbridge to be repaired</h1><div><p>{ONE}</p><p>{TWO}</p></div>"))
    assert article.breadcrumb == ("首页", "清水县", "正文")
    assert article.paragraphs == (ONE, TWO)
