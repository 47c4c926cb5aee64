"""Pages that say "not found" with status 200."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.reading.missing import says_the_same

SORRY = (
    "<html><head><title>{0}</title></head><body><h1>Nothing here</h1><p>Try the search. It is {1}.</p>"
    "<p>You asked for /a{0}/b{0}.html</p></body></html>"
)
STORY = "<html><body><h1>The bridge is open</h1><p>{}</p><p>It took two years.</p></body></html>"


def test_numbers_titles_and_scripts_make_no_difference() -> None:
    one = SORRY.format("a", "10:15").encode()
    other = SORRY.format("b", "11:40").replace("<body>", "<body><script>var seen = 'x9';</script>").encode()
    assert says_the_same(one, other)


def test_other_words_do() -> None:
    assert not says_the_same(SORRY.format("a", "1").encode(), STORY.format("Cars drive again.").encode())
    assert not says_the_same(
        STORY.format("Cars drive again.").encode(), STORY.format("Nobody came to see it.").encode()
    )


def test_short_news_amid_much_that_every_page_shows_is_not_lost() -> None:
    around = "".join(f"<li>Column number {'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10]}</li>" for n in range(100))
    page = "<html><body><ul>" + around + "</ul><h1>{}</h1><p>{}</p></body></html>"
    sorry = page.format("Nothing here", "Try the search.").encode()
    assert not says_the_same(page.format("Bridge open", "It opened today.").encode(), sorry)
    assert says_the_same(page.format("Nothing here", "Try the search. 7").encode(), sorry)


def test_pages_without_text_say_nothing() -> None:
    assert not says_the_same(b"<html><body><img src=a.png></body></html>", b"<html><body><img src=a.png></body></html>")
    assert not says_the_same(b"", b"")


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_two_answers_are_compared(one: bytes, other: bytes) -> None:
    assert says_the_same(one, other) == says_the_same(other, one)
