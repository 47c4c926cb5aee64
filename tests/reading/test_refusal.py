"""Pages that are no articles, each with its reason."""

from __future__ import annotations

import pytest

import newsarchive
from tests.reading.pages import FOUR, ONE, THREE, TWO, page, read

H1 = "<h1>Footbridge to be repaired</h1>"
LINKS = "".join(f'<li><a href="/n/{n}">A story of the week that is told elsewhere</a></li>' for n in range(30))


def refusal(html: str, url: str = "https://herald.example/local/footbridge.html") -> str | None:
    return newsarchive.explain(html.encode(), url=url).refusal


@pytest.mark.parametrize(
    ("title", "body", "reason"),
    [
        ("404 - not found", "<h1>404</h1><p>Page not found.</p>", "the page is an error page"),
        ("出错了", "<h1>出错了</h1><p>您访问的页面不存在，三秒后返回首页。</p>", "the page is an error page"),
        ("Just a moment...", "<p>Checking your browser before you go on.</p>", "the page is a bot challenge"),
        ("Marsh Herald", "<h1>Welcome back</h1><p>Please log in to your account.</p>", "the page asks to log in"),
        (
            "会员中心",
            "<h1>会员中心</h1><p>您还没有登录，请先登录后查看全文内容，谢谢合作。</p>",
            "the page asks to log in",
        ),
        (
            "Marsh Herald",
            "<h1>Your choice</h1><p>We value your privacy. Accept all cookies to read on, or manage them here.</p>",
            "the page is a consent wall",
        ),
        (
            "Anzeiger",
            "<h1>Willkommen</h1><p>Mit Werbung und Tracking weiterlesen oder im Abo ohne beides.</p>",
            "the page is a consent wall",
        ),
        ("Local news", f"<h1>Local news</h1><ul>{LINKS}</ul>", "the page is a list of other pages"),
        ("", "", "the page is empty"),
    ],
)
def test_a_page_that_is_no_article_is_refused_with_its_reason(title: str, body: str, reason: str) -> None:
    assert refusal(page(body, head=f"<title>{title}</title>" if title else "")) == reason


@pytest.mark.parametrize("path", ["", "/", "/index.html"])
def test_a_list_at_the_root_of_its_site_is_a_home_page(path: str) -> None:
    assert refusal(page(f"<ul>{LINKS}</ul>"), f"https://herald.example{path}") == "the page is a home page"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "泸县健康小屋正式启用 受益群众达503人",
            "泸县健康小屋今日正式启用，前来参加的群众有500多人，工作人员正在耐心解答。",
        ),
        (
            "500 houses left without water",
            "A burst main left 500 houses in Marsh without water on Sunday, the town said.",
        ),
        (
            "Fire at the mill: 410 workers safe",
            "All 410 workers left the burning mill in time. Nobody was hurt, the chief said.",
        ),
    ],
)
def test_a_short_article_that_counts_as_many_as_an_error_has_for_its_number_is_one(title: str, text: str) -> None:
    assert refusal(page(f"<h1>{title}</h1><div><p>{text}</p></div>", head=f"<title>{title}</title>")) is None


@pytest.mark.parametrize("said", ["404", "Error 404", "HTTP 503", "500 Internal Server Error", "404错误", "Oops (404)"])
def test_a_status_alone_or_before_what_it_means_is_an_error_page(said: str) -> None:
    html = page(f"<h1>{said}</h1><p>We are sorry for that. Go back to where you came from, please.</p>")
    assert refusal(html) == "the page is an error page"


def test_an_article_that_speaks_of_walls_is_one() -> None:
    text = f"<p>{ONE}</p><p>Readers must log in to continue, the clerk said.</p><p>{TWO} {THREE} {FOUR}</p>"
    assert read(page(f"{H1}<div>{text * 3}</div>")).title == "Footbridge to be repaired"


def test_a_short_article_beside_a_notice_of_cookies_is_one() -> None:
    notice = '<div class="cookie-banner"><p>We value your privacy. Accept all cookies?</p></div>'
    assert read(page(f"{H1}<div><p>{ONE}</p></div>{notice}")).paragraphs == (ONE,)


def test_soft_hyphens_are_no_part_of_the_text() -> None:
    article = read(page(f"<h1>Foot\xadbridge to be re\xadpaired</h1><div><p>{ONE}\xad</p><p>{TWO}</p></div>"))
    assert article.title == "Footbridge to be repaired"
    assert article.paragraphs == (ONE, TWO)


@pytest.mark.parametrize(
    ("lang", "notice"),
    [
        ("en", "Subscribe to continue reading"),
        ("fr", "Il vous reste 62.5% de cet article à lire."),
        ("pl", "Pozostało 85% artykułu"),
        ("ja", "この記事は会員限定です。"),
        ("zh", "登录后可阅读全文"),
    ],
)
def test_a_text_whose_rest_is_for_those_who_pay_is_partial(lang: str, notice: str) -> None:
    stub = read(page(f"{H1}<div><p>{ONE}</p><p>{TWO}</p></div><div><p>{notice}</p></div>", lang=lang))
    assert stub.access == "partial"
    assert stub.paragraphs == (ONE, TWO)


def test_a_page_that_states_a_lock_is_paywalled_and_others_are_open() -> None:
    stated = '{"@type": "NewsArticle", "isAccessibleForFree": "False"}'
    head = f'<title>Footbridge</title><script type="application/ld+json">{stated}</script>'
    assert read(page(f"{H1}<div><p>{ONE}</p><p>{TWO}</p></div>", head=head)).access == "paywalled"
    assert read(page(f"{H1}<div><p>{ONE}</p><p>{TWO}</p></div>")).access == "open"


def entries(count: int) -> str:
    """Teasers as lists of articles set them: a heading that is a link, a day, a sentence."""
    texts = (ONE, TWO, THREE, FOUR)
    return "".join(
        f'<article><h2><a href="/n/{n}">Story number {n} of the week</a></h2><span>{n + 1} May</span>'
        f"<p>{texts[n % 4]}</p><a href='/n/{n}'>Read on</a></article>"
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("above", "count"),
    [("<h1>Local</h1>", 3), ("<h1>Local</h1>", 8), (f"<h1>The footbridge</h1><p>{FOUR}</p>", 6)],
)
def test_a_list_of_entries_is_no_article_whatever_stands_above_it(above: str, count: int) -> None:
    listed = page(f"<main>{above}{entries(count)}</main>", head="<title>Local - Marsh Herald</title>")
    assert refusal(listed, "https://herald.example/local/") == "the page is a list of other pages"


def test_a_short_article_above_entries_that_says_when_it_was_published_is_one() -> None:
    dated = '<meta property="article:published_time" content="2024-05-03T08:00:00+02:00">'
    assert refusal(page(f"<main>{H1}<p>{ONE}</p><p>{TWO}</p>{entries(6)}</main>", head=dated)) is None


def test_an_article_above_entries_is_one() -> None:
    text = "".join(f"<p>{one} {other}</p>" for one in (ONE, TWO, THREE, FOUR) for other in (ONE, TWO) if one != other)
    assert refusal(page(f"<main>{H1}{text}{entries(6)}</main>")) is None
