"""Notes in which a publisher tells of a correction are part of the article: a version is made when one comes."""

from __future__ import annotations

import pytest

from tests.reading.pages import FOUR, ONE, THREE, TWO, page, read


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Correction: an earlier version of this article gave a wrong date for the start of the work."),
        ("en", "Editor's note: this article was corrected on 3 March to say which bridge is meant."),
        ("en", "Clarification (4 March): the council met on Tuesday."),
        ("de", "Berichtigung: In einer früheren Version war ein falsches Datum genannt."),
        ("de", "Anmerkung der Redaktion: Der Name der Brücke wurde korrigiert."),
        ("zh", "更正：此前报道的开工日期有误，应为十一月三日。"),
        ("zh", "【勘误】文中乡镇的数目应为三个。"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_note_of_a_correction_is_read(language: str, note: str, *, first: bool) -> None:
    paragraphs = (note, ONE, TWO, THREE, FOUR) if first else (ONE, TWO, THREE, FOUR, note)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    article = read(page(f"<h1>Footbridge to be repaired</h1><div>{body}</div>", lang=language))
    assert note in (*article.paragraphs, article.lead)
