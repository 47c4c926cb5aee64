"""Breadcrumbs, as portals write them."""

from __future__ import annotations

import pytest

from tests.discover.listings import read

TRAIL = ("地方网", "四川", "泸州市", "泸县新闻")


@pytest.mark.parametrize(
    "body",
    [
        '<div><a href="/">地方网</a> &gt; 四川 &gt; <a href="/l/">泸州市</a> &gt; 泸县新闻</div>',
        "<p>地方网 > 四川 > 泸州市 > 泸县新闻</p>",
        "<p>您的位置：<a href='/'>地方网</a>»<a href='/s/'>四川</a>»<a href='/l/'>泸州市</a>»泸县新闻</p>",
        "<td>当前位置: 地方网&nbsp;&gt;&nbsp;四川&nbsp;&gt;&nbsp;泸州市&nbsp;&gt;&nbsp;泸县新闻</td>",
        "<div>地方网 → 四川 → 泸州市 → 泸县新闻</div>",
        "<div>地方网 / 四川 / 泸州市 / 泸县新闻</div>",
        "<ol><li><a>地方网</a></li><li>›</li><li>四川</li><li>›</li><li>泸州市</li><li>›</li><li>泸县新闻</li></ol>",
        "<ul><li>地方网 &gt;</li><li>四川 &gt;</li><li>泸州市 &gt;</li><li>泸县新闻</li></ul>",
        '<ol class="breadcrumb"><li>地方网</li><li>四川</li><li>泸州市</li><li>泸县新闻</li></ol>',
        "<table><tr><td>地方网</td><td>></td><td>四川</td><td>></td><td>泸州市</td><td>></td><td>泸县新闻</td></tr></table>",
        "<div><a>泸州新闻</a> <a>泸县新闻</a></div><div>地方网 > 四川 > 泸州市 > 泸县新闻</div><h2>泸县新闻</h2>",
        "<h3><a href='/l/'>泸县</a> <a href='/l/'>更多>></a></h3><p>甲</p><div>地方网 > 四川 > 泸州市 > 泸县新闻</div>",
    ],
)
def test_the_names_of_a_breadcrumb_are_read(body: str) -> None:
    assert read(body).breadcrumb == TRAIL


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>1 2 3 下一页 > 尾页 >></p>",
        "<div><a>泸县</a> | <a>合江</a> | <a>叙永</a></div><p>a / b</p>",
        "<script>if (a > b && b > c > d) {}</script>",
        "<p>2018/02/13</p>",
        "<p><a>更多 >></a> <a>合江</a></p>",
        "<p>宣传 > 成果,这一句话里有一个箭头,却不是路径,因为没有哪个地方的名字会有这么长,也没有人会这样写</p>",
    ],
)
def test_what_is_no_breadcrumb_is_not_read_as_one(body: str) -> None:
    assert read(body).breadcrumb == ()
