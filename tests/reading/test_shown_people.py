"""Writers whom a page names near the headline, under the text, or only by its markup."""

from __future__ import annotations

import pytest

from tests.reading.pages import FOUR, ONE, THREE, TWO, page, read

TITLE = "<h1>Footbridge to be repaired</h1>"
TEXT = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><p>{FOUR}</p>"


@pytest.mark.parametrize(
    ("above", "below", "wanted"),
    [
        ("<h5>Author: </h5><div>Ada Quill/AP-X</div>", "", ("Ada Quill",)),
        ("<p>Author Ada Quill:</p>", "", ("Ada Quill",)),
        ("<p>The Marsh 05/03/2024 <span class='author-name-txt'>Ada Quill</span></p>", "", ("Ada Quill",)),
        ("<p>by heron on December 4, 2016</p>", "", ("heron",)),
        ("<p>by heron on 26/10/16, 03:48 pm</p>", "", ("heron",)),
        ("<p>by heron7</p>", "", ("heron7",)),
        ("<table><tr><td>Text &amp; photos:</td><td>Ada Quill</td></tr></table>", "", ("Ada Quill",)),
        ("", "<div>By:<br>Ada Quill</div>", ("Ada Quill",)),
        ("", f"<p>{TWO} (Ada Quill) +++</p>", ("Ada Quill",)),
        ("", f"<p>Author: Ada Quill, clerk of the council.</p><p>{ONE[:70]} again.</p>", ("Ada Quill",)),
        ("<p>Filed under: Marshes — heron @ 00:11</p>", "", ("heron",)),
        ("<p>Post by heron » 3 May 2019, 10:02</p>", "", ("heron",)),
        ("", "<p><b>Ada Quill</b></p>", ("Ada Quill",)),
        ("", "<p><i>Ada Quill</i></p>", ("Ada Quill",)),
        ("", "<ul><li>Author: heron am 29.12.2010, 13:36</li></ul>", ("heron",)),
        ("", '<h3>About</h3><a href="/author/ada">View all posts by Ada Quill</a>', ("Ada Quill",)),
        ("", "<p>Tags</p>" * 20 + '<p>Posted by <a rel="author" href="/u/1">Ada Quill</a></p>', ("Ada Quill",)),
        ('<h2><a class="fn" href="/">Heron Watch</a></h2><p>by heron</p>', "", ("heron",)),
    ],
)
def test_who_wrote_it_is_found_where_the_page_says_so(above: str, below: str, wanted: tuple[str, ...]) -> None:
    assert read(page(TITLE + above + TEXT + below)).authors == wanted


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("", "<p>Ada Quill</p>"),
        ("", "<p><b>Marsh Herald</b></p>"),
        ("", "<p>Tags</p>" * 30 + '<a rel="author" href="/u/1">Ada Quill</a><a rel="author" href="/u/2">Bo Reed</a>'),
        ("<p>by the committee on Monday</p>", ""),
        ("", "<p><b>REPAIRS GO ON</b></p>"),
        ("<p>Picture: <a class='license-author' href='/pictures/7'>Ada Quill</a></p>", ""),
        ("", f"<p>{TWO} (Upper Marsh Herald)</p>"),
        (f"<p>{ONE} The walkers were led by <a href='/profile/ada'>Ada Quill</a>. {TWO}</p>", ""),
    ],
)
def test_a_name_that_nothing_calls_the_writers_is_nobodys(above: str, below: str) -> None:
    assert read(page(TITLE + above + TEXT + below)).authors == ()


def test_an_account_that_is_called_as_its_site_has_written_and_an_outlet_has_not() -> None:
    head = "<title>Footbridge | heronwatch</title><meta property='og:site_name' content='heronwatch'>"
    assert read(page(TITLE + "<p>Posted on 5 May 2019 by heronwatch</p>" + TEXT, head=head)).authors == ("heronwatch",)
    head = "<title>Footbridge | Heron Watch</title><meta property='og:site_name' content='Heron Watch'>"
    assert read(page(TITLE + "<p>Posted on 5 May 2019 by Heron Watch</p>" + TEXT, head=head)).authors == ()


def test_who_is_stated_for_machines_may_be_another_than_a_sentence_names() -> None:
    head = "<title>Footbridge</title><meta name='author' content='Theme Maker'>"
    line = "<p>Posted by <a href='/author/ada/'>Ada</a> on Tuesday 6 May 2014</p>"
    assert read(page(TITLE + line + TEXT, head=head)).authors == ("Ada",)


def test_the_author_of_the_web_page_is_heard_where_no_article_is_stated() -> None:
    graph = (
        '{"@graph": [{"@type": "WebPage", "author": {"@id": "#p"}}, '
        '{"@type": "Person", "@id": "#p", "name": "Ada Quill"}]}'
    )
    head = f'<title>Footbridge</title><script type="application/ld+json">{graph}</script>'
    assert read(page(TITLE + TEXT, head=head)).authors == ("Ada Quill",)


def test_a_labelled_author_leaves_the_byline_as_it_stands() -> None:
    assert read(page(TITLE + "<p>Author: Ada Quill</p>" + TEXT)).byline_raw == "Author: Ada Quill"


def test_a_byline_behind_the_lead_names_the_authors() -> None:
    line = '<p class="authors small">By Ada Quill and Bo Reed</p>'
    article = read(page(f"{TITLE}<div><p>{ONE}</p>{line}<p>{TWO}</p><p>{THREE}</p></div>"))
    assert article.authors == ("Ada Quill", "Bo Reed")
    assert article.paragraphs == (ONE, TWO, THREE)


def test_guests_whom_a_sentence_names_with_a_link_are_no_authors() -> None:
    guests = f"<p>With us were <a href='/author/bo'>Bo Reed</a> and others. {THREE}</p>"
    line = "<p>Posted on 6 May 2020 by <a href='/author/ada'>Ada Quill</a></p>"
    assert read(page(f"{TITLE}{line}{guests}{TEXT}")).authors == ("Ada Quill",)


def test_a_whole_name_under_the_text_is_better_than_an_account() -> None:
    graph = '{"@type": "NewsArticle", "author": {"@type": "Person", "name": "ada.quill"}}'
    head = f'<title>Footbridge</title><script type="application/ld+json">{graph}</script>'
    assert read(page(f"{TITLE}{TEXT}<p>{TWO} (Ada Quill)</p>", head=head)).authors == ("Ada Quill",)
