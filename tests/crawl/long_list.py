"""A portal of one channel whose list has as many pages as a test wants, and short articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tests.fixtures.site.assembly import Response, Site

HOST = "https://www.yybnet.net"
LIST = "/luzhou/luxian/"
SIZE = 5
"""Articles on one page."""
NEWEST = date(2018, 2, 28)

Row = tuple[str, date]


def rows(count: int, newest: date = NEWEST) -> list[Row]:
    """Return articles, one a day, the newest first, with their days."""
    days = (newest - timedelta(days=number) for number in range(count))
    return [(f"{LIST}{day:%Y%m}/{(day - date(2000, 1, 1)).days + 7000000}.html", day) for day in days]


def html(body: str) -> Response:
    return Response(
        body=f'<html><head><meta charset="utf-8"><title>泸县新闻</title></head><body>{body}</body>'.encode()
    )


def list_page(shown: Sequence[Row], number: int, last: int) -> Response:
    """Return one page of the list: rows with their days, and a link to the next page."""
    items = "".join(f'<li><a href="{path}">新闻{path[-8:-5]}</a> <span>{day}</span></li>' for path, day in shown)
    onward = f'<a href="{page_path(number + 1)}">下一页</a>' if number < last else ""
    return html(f'<div><a href="/">首页</a> &gt; <a href="{LIST}">泸县新闻</a></div><ul>{items}</ul>{onward}')


def page_path(number: int) -> str:
    return LIST if number == 1 else f"{LIST}index_{number}.html"


def list_pages(shown: Sequence[Row]) -> dict[str, Response]:
    """Return all pages of the list by their paths."""
    last = -(-len(shown) // SIZE)
    parts = {number: shown[(number - 1) * SIZE : number * SIZE] for number in range(1, last + 1)}
    return {page_path(number): list_page(part, number, last) for number, part in parts.items()}


def long_list(shown: Sequence[Row]) -> Site:
    """Return a portal with this list and nothing else."""
    pages = {
        "/robots.txt": Response(status=404),
        "/": html(f'<a href="{LIST}">泸县新闻</a>'),
        **list_pages(shown),
        **{path: html(f"<p>{path}</p>") for path, _ in shown},
    }
    return Site(host=HOST, pages=pages, expected=())
