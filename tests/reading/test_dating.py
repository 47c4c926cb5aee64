"""When an article was published: which of a page's many dates."""

from __future__ import annotations

import json

import pytest

from tests.reading.pages import ONE, TWO, page, read

HAN = "年会讨论了渡口的保护与利用，来自各地的代表作了发言，大家认为应当尽快修缮码头。"

BODY = f"<div><p>{ONE}</p><p>{TWO}</p></div>"
H1 = "<h1>Footbridge to be repaired</h1>"


def published(html: str, url: str = "https://herald.example/local/footbridge.html") -> str | None:
    moment = read(html, url).published
    return moment.isoformat() if moment else None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2020-05-06T07:08:09+02:00">',
        '<meta itemprop="datePublished" content="2020-05-06T07:08:09+02:00">',
        '<script type="application/ld+json">'
        + json.dumps({"@type": "NewsArticle", "datePublished": "2020-05-06T07:08:09+02:00"})
        + "</script>",
        '<script type="application/ld+json">'
        + json.dumps(
            {
                "@graph": [
                    {"@type": "WebPage"},
                    {"@type": ["ReportageNewsArticle"], "datePublished": "2020-05-06T07:08:09+02:00"},
                ]
            }
        )
        + "</script>",
    ],
)
def test_what_the_page_states_for_machines(head: str) -> None:
    assert published(page(H1 + BODY, head=head)) == "2020-05-06T07:08:09+02:00"


def test_the_date_under_the_headline_is_read() -> None:
    assert published(page(f"{H1}<p>May 6, 2020</p>{BODY}")) == "2020-05-06T00:00:00+00:00"


def test_a_date_of_the_last_change_is_not_that_of_publication() -> None:
    html = page(f"{H1}<p>Updated: May 9, 2020</p><p>Published: May 6, 2020</p>{BODY}")
    assert published(html) == "2020-05-06T00:00:00+00:00"


def test_the_clock_at_the_top_of_the_page_is_not_the_articles() -> None:
    html = page(f"<div>Today is June 1, 2023</div>{'<p><a href=/x>menu</a></p>' * 8}{H1}<p>May 6, 2020</p>{BODY}")
    assert published(html) == "2020-05-06T00:00:00+00:00"


def test_the_address_tells_the_day_where_nothing_else_does() -> None:
    assert (
        published(page(H1 + BODY), "https://herald.example/2020/05/06/footbridge.html") == "2020-05-06T00:00:00+00:00"
    )


def test_a_moment_in_utc_is_told_on_the_clock_that_readers_see() -> None:
    head = '<meta property="article:published_time" content="2020-05-07T01:30:00Z">'
    article = read(page(f"{H1}<p>May 6, 2020, 8:30 pm</p>{BODY}", head=head))
    assert article.published is not None
    assert article.published.isoformat() == "2020-05-06T20:30:00-05:00"


def test_a_page_without_a_date_has_none() -> None:
    assert published(page(H1 + BODY)) is None


def test_a_label_of_publication_wins_over_another_date_in_the_line_above() -> None:
    rows = (("成文日期", "2022年01月27日"), ("发布日期", "2022年01月28日"))
    facts = "<table>" + "".join(f"<tr><td>{label}：</td><td>{day}</td></tr>" for label, day in rows) + "</table>"
    body = "<p>县政府昨天公布了新的过河通道方案，施工将在三月开始，预计两个月内完成，请过往行人注意安全。</p>" * 3
    assert (
        published(page(f"<h1>过河通道方案公布</h1>{facts}<div>{body}</div>", lang="zh")) == "2022-01-28T00:00:00+08:00"
    )


@pytest.mark.parametrize(
    "line",
    [
        '<script>var page = {"id": 7, "first-publication": "2020-05-06 07:08"};</script>',
        '<script>state({"publishedDate":"2020-05-06T07:08:00Z"})</script>',
        "<script>var x = {cmsPublishingDate: '2020-05-06'}</script>",
    ],
)
def test_the_settings_of_a_script_tell_where_the_page_does_not(line: str) -> None:
    moment = published(page(f"{H1}{BODY}{line}"))
    assert moment is not None
    assert moment.startswith("2020-05-06")


def test_the_date_at_the_end_of_the_title_element() -> None:
    html = page(H1 + BODY, head="<title>Footbridge to be repaired | Herald | 06.05.2020</title>", lang="de")
    assert published(html) == "2020-05-06T00:00:00+02:00"


def test_the_date_that_the_first_paragraph_begins_with() -> None:
    html = page(f"{H1}<div><p>May 6, 2020 - {ONE} {TWO} {ONE}</p><p>{TWO}</p></div>")
    assert published(html) == "2020-05-06T00:00:00+00:00"


def test_a_year_of_two_digits_counts_where_no_other_date_is_shown() -> None:
    assert published(page(f"{H1}<p>06.05.20</p>{BODY}")) == "2020-05-06T00:00:00+00:00"
    assert published(page(f"{H1}<p>06/05/20</p>{BODY}")) is None


def test_a_day_first_in_the_address() -> None:
    assert published(page(H1 + BODY), "https://herald.example/news/06-05-2020") == "2020-05-06T00:00:00+00:00"


def test_the_date_of_a_copy_is_not_the_articles() -> None:
    url = "https://copies.example/web/20210101000000/https://herald.example/2020/05/06/bridge"
    assert published(page(H1 + BODY), url) == "2020-05-06T00:00:00+00:00"


def test_a_signature_under_the_text_wins_over_a_comments_date() -> None:
    comment = "<div class='comments'><p>Posted on May 8, 2020 by a reader</p></div>"
    html = page(f"{H1}{BODY}{comment}<p>Posted on May 6, 2020 by the clerk</p>")
    assert published(html) == "2020-05-06T00:00:00+00:00"


def test_the_full_form_of_an_abbreviated_date() -> None:
    html = page(f'{H1}<p><abbr title="May 6, 2020">Wednesday</abbr></p>{BODY}')
    assert published(html) == "2020-05-06T00:00:00+00:00"


def test_a_moment_in_utc_is_on_the_day_that_readers_see() -> None:
    head = '<meta property="article:published_time" content="2018-12-31T23:11:59+00:00">'
    shown = page(f"{H1}<p>1. Januar 2019</p>{BODY}", head=head, lang="de")
    assert published(shown) == "2019-01-01T00:11:59+01:00"
    head = '<meta property="article:published_time" content="2020-05-07T02:18:11Z">'
    address = "https://herald.example/2020/05/06/bridge"
    assert published(page(f"{H1}<p>May 6, 2020</p>{BODY}", head=head), address) == "2020-05-06T00:00:00+00:00"


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("de", "Stand: 09.05.2020"),
        ("nl", "Bijgewerkt op 9 mei 2020"),
        ("tr", "Güncelleme: 09.05.2020"),
        ("sv", "Uppdaterad 9 maj 2020"),
    ],
)
def test_the_last_change_in_other_languages(lang: str, line: str) -> None:
    html = page(f"{H1}<p>{line}</p><p>2020-05-06</p>{BODY}", lang=lang)
    moment = published(html)
    assert moment is not None
    assert moment.startswith("2020-05-06")


def test_escaped_json_ld_is_read() -> None:
    stated = "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;datePublished&quot;: &quot;2020-05-06&quot;}"
    html = page(H1 + BODY, head=f'<script type="application/ld+json">{stated}</script>')
    assert published(html) == "2020-05-06T00:00:00+00:00"


def test_of_two_stated_dates_the_one_that_readers_see_is_believed() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2020-05-04T07:29:00Z"}</script>'
        '<meta property="article:published_time" content="2020-05-06T08:29:34Z">'
    )
    assert published(page(f"{H1}<p>May 6, 2020</p>{BODY}", head=head)) == "2020-05-06T08:29:34+00:00"
    assert published(page(H1 + BODY, head=head)) == "2020-05-04T07:29:00+00:00"


def test_a_clock_at_the_top_moves_nothing_that_the_address_confirms() -> None:
    head = (
        '<meta property="article:published_time" content="2020-05-06T08:29:34Z">'
        '<meta name="pubdate" content="2021-02-03T10:00:00Z">'
    )
    html = page(f"<p>February 3, 2021</p>{H1}{BODY}", head=head)
    assert published(html, "https://herald.example/2020/05/06/bridge") == "2020-05-06T08:29:34+00:00"


def test_when_the_record_was_made_counts_less_than_when_it_was_published() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "dateCreated": "2020-05-01"}</script>'
        '<meta property="article:published_time" content="2020-05-06T08:29:34Z">'
    )
    assert published(page(H1 + BODY, head=head)) == "2020-05-06T08:29:34+00:00"


def test_a_date_in_brackets_before_the_text_counts_where_there_is_no_other() -> None:
    html = page(f"{H1}<div><p>Press release of May 6, 2020 | {ONE} {TWO} {ONE}</p><p>{TWO}</p></div>")
    assert published(html) == "2020-05-06T00:00:00+00:00"


def test_a_day_called_the_publications_goes_before_another_in_a_line_above() -> None:
    body = f"<div>建立于:2004年10月6日</div><p>柳河人 发表于 2005-9-15 11:46:00</p><p>{HAN}</p><p>{HAN[::-1]}</p>"
    assert str(read(page(body, head="<title>柳河博客</title>", lang="zh")).published) == "2005-09-15 11:46:00+08:00"


def test_of_two_dates_of_one_day_the_one_with_the_time() -> None:
    stamp = '<time datetime="2021-05-04T10:20:30+01:00">4 May</time>'
    body = f"<h1>Footbridge to be repaired</h1><p>Published 4 May 2021</p><p>{stamp}</p><p>{ONE}</p><p>{TWO}</p>"
    assert str(read(page(body)).published) == "2021-05-04 10:20:30+01:00"


def test_the_one_day_alone_under_the_headline_is_believed_before_what_is_stated_unless_it_is_the_changes() -> None:
    stated = "<meta property='article:published_time' content='2021-03-01T08:00:00Z'>"
    shown = page(f"<h1>Footbridge to be repaired</h1><p>9 May 2022</p><p>{ONE}</p><p>{TWO}</p>", head=stated)
    article = read(shown)
    assert article.published is not None
    assert article.published.date().isoformat() == "2022-05-09"
    changed = stated + "<meta property='article:modified_time' content='2022-05-09T10:00:00Z'>"
    article = read(page(f"<h1>Footbridge to be repaired</h1><p>9 May 2022</p><p>{ONE}</p><p>{TWO}</p>", head=changed))
    assert article.published is not None
    assert article.published.date().isoformat() == "2021-03-01"


@pytest.mark.parametrize("before", ["Joined: 3 May 2009", "Available until 3 May 2019", "Registriert: 3.5.2009"])
def test_a_date_of_something_else_is_not_the_articles(before: str) -> None:
    article = read(page(f"<h1>Footbridge to be repaired</h1><p>{before}</p><p>9 May 2012</p><p>{ONE}</p><p>{TWO}</p>"))
    assert article.published is not None
    assert article.published.date().isoformat() == "2012-05-09"


@pytest.mark.parametrize(
    ("url", "head", "wanted"),
    [
        ("https://news.example/en-gb/footbridge.html", "", "2020-10-02"),
        ("https://news.example/footbridge.html", "<meta property='og:locale' content='en_GB'>", "2020-10-02"),
        ("https://news.example/footbridge.html", "<meta property='og:locale' content='en_US'>", "2020-02-10"),
        ("https://herald.example.nz/footbridge.html", "", "2020-10-02"),
    ],
)
def test_numbers_of_a_date_are_read_as_in_the_pages_country(url: str, head: str, wanted: str) -> None:
    body = f"<h1>Footbridge to be repaired</h1><p>02/10/2020</p><p>{ONE}</p><p>{TWO}</p>"
    article = read(page(body, head=f"<title>Footbridge</title>{head}"), url)
    assert article.published is not None
    assert article.published.date().isoformat() == wanted


def test_a_property_of_dublin_core_bears_its_zone() -> None:
    stamp = '<span property="dc:date" content="2020-01-02T23:30:00+01:00">2 January</span>'
    article = read(page(f"<h1>Footbridge to be repaired</h1><p>{stamp}</p><p>{ONE}</p><p>{TWO}</p>"))
    assert article.published is not None
    assert article.published.isoformat() == "2020-01-02T23:30:00+01:00"


def test_name_date_and_counters_that_only_a_style_sheet_sets_apart_are_read_apart() -> None:
    line = "<div><style>.a{gap:2px}</style><span>Ada Quill</span><span>May 06, 2020</span><b>2 Shares</b></div>"
    article = read(page(f"{H1}{line}{BODY}"))
    assert article.published is not None
    assert article.published.isoformat() == "2020-05-06T00:00:00+00:00"
    assert article.authors == ("Ada Quill",)


def test_of_two_days_without_a_time_the_one_that_readers_see_counts() -> None:
    head = '<meta property="article:published_time" content="2020-05-05">'
    assert published(page(f"{H1}<p>May 6, 2020</p>{BODY}", head=head)) == "2020-05-06T00:00:00+00:00"
    head = '<meta property="article:published_time" content="2020-05-05T23:30:00-04:00">'
    assert published(page(f"{H1}<p>May 6, 2020</p>{BODY}", head=head)) == "2020-05-05T23:30:00-04:00"


def test_the_day_of_a_picture_is_not_the_articles() -> None:
    caption = f"<div>FILE PHOTO: The footbridge at Upper Marsh, January 16, 2019. {ONE[:60]}</div>"
    assert published(page(f"{H1}{caption}<p>May 6, 2020</p>{BODY}")) == "2020-05-06T00:00:00+00:00"


def test_the_day_of_an_article_that_is_recommended_under_the_headline_is_not_this_ones() -> None:
    head = '<meta property="article:published_time" content="2020-05-06T07:08:09+02:00">'
    other = '<aside><p>14/08/2019</p><h2><a href="/o">Mill pond to be mown after the flood</a></h2></aside>'
    assert published(page(f"{H1}{other}{BODY}", head=head)) == "2020-05-06T07:08:09+02:00"
    own = '<aside><p>14/08/2019</p><p><a href="/u">Ada Quill</a></p></aside>'
    assert published(page(f"{H1}{own}{BODY}", head=head)) == "2019-08-14T00:00:00+00:00"


def test_a_first_line_of_the_text_that_is_nothing_but_a_date_dates_it() -> None:
    longer = f"<p>{ONE}</p><p>May 6, 2020</p><p>{TWO}</p>"
    assert published(page(f"{H1}<div>{longer}</div>")) == "2020-05-06T00:00:00+00:00"


def test_what_has_appeared_goes_before_what_was_changed() -> None:
    foot = "<p>Letzte Änderung: 31.10.2023<br>Erschienen am: 01.11.2023</p>"
    moment = read(page(f"{H1}{BODY}{foot}", lang="de")).published
    assert moment is not None
    assert moment.date().isoformat() == "2023-11-01"
