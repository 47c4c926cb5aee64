"""What texts have in common, how much of one stands in another, and which of them are one story: without a database."""

from __future__ import annotations

from itertools import pairwise

from opencc import OpenCC

from benchmarks.recognise.stories import make_story
from newsarchive.dedupe.clusters import Linked, clusters
from newsarchive.dedupe.likeness import Weighted, likeness
from newsarchive.dedupe.passages import passages
from newsarchive.dedupe.sketch import BANDS, MOST, Sketch, commonness, sketch

STORY, OTHER = make_story(0, 11).sentences, make_story(4, 11).sentences


def sketched(*lines: str) -> Sketch:
    found = sketch(passages(lines))
    assert found is not None
    return found


def counted(*passages: str) -> Weighted:
    return Weighted([(letters, 1.0) for letters in passages])


def part(text: tuple[str, ...], of: tuple[str, ...]) -> float:
    found = likeness(counted(*passages(text)), counted(*passages(of)))
    return found.first.part if found else 0.0


def test_script_width_and_marks_do_not_count() -> None:
    written = OpenCC("s2t").convert("".join(STORY)).replace("，", ",")
    assert sketched("".join(STORY)).key == sketched(written).key


def test_a_text_of_any_length_is_looked_up_by_so_many_numbers_at_most() -> None:
    lines = [sentence for number in range(0, 2000, 4) for sentence in make_story(number, 11).sentences]
    found = sketched(*lines)
    assert len(found.passages) > 5 * MOST
    assert len(found.companions()) <= BANDS + MOST


def test_too_little_is_no_text() -> None:
    assert sketch(passages(["图片新闻"])) is None


def test_a_cut_text_stands_in_the_whole_and_shares_numbers_with_it() -> None:
    cut = STORY[: len(STORY) // 2]
    assert part(cut, STORY) > 0.99
    assert sketched(*cut).companions().keys() & sketched(*STORY).companions().keys()
    assert part(STORY, OTHER) < 0.3


def test_two_fillings_of_one_form_are_no_reprints() -> None:
    form = "今日水位：一号站{}米，二号站{}米，三号站{}米，各站闸门开度保持不变，请沿河群众注意安全。"
    found = likeness(counted(form.format(12.5, 33.1, 41.9)), counted(form.format(78.2, 20.6, 67.4)))
    assert found is not None
    assert not found.is_reprint


def test_two_stories_told_in_the_same_turns_of_phrase_are_no_reprints() -> None:
    turns = ("今年头一回试行", "群众都说方便了")

    def told(first: int) -> str:
        """Half of it is turns; what stands between them is in no other."""
        own = ["".join(chr(0x4E00 + 6 * number + n) for n in range(6)) for number in range(first, first + 10)]
        return "".join(words + turns[number % 2] for number, words in enumerate(own))

    found = likeness(counted(told(0)), counted(told(10)))
    assert found is None or not found.is_reprint


def test_what_stands_beside_many_is_common_and_the_copies_of_one_story_are_not() -> None:
    assert [commonness(texts, beside) for texts, beside in ((2, 2), (5, 4), (9, 8), (40, 30), (200, 20))] == [
        0,
        1,
        2,
        3,
        0,
    ]


def test_a_number_on_the_border_does_not_come_and_go_with_every_text() -> None:
    """Three tenths of the texts bring a new companion, for ever: each change has all texts compared again."""
    told = [commonness(texts, texts * 3 // 10) for texts in range(1, 20_000)]
    changes = [texts for texts, (one, next_) in enumerate(pairwise(told), 2) if one != next_]
    assert len(changes) < 20
    assert max(changes) < 1_000


def test_a_collection_does_not_make_one_story_of_two() -> None:
    whole, half = Linked(100, 1.0), Linked(100, 0.5)
    links = {
        "a": {"a copy": whole, "both": whole},
        "a copy": {"a": whole, "both": whole},
        "b": {"both": Linked(90, 1.0)},
        "both": {"a": half, "a copy": half, "b": Linked(90, 0.45)},
    }
    found = clusters(links, {name: name.encode() for name in links})
    assert sorted(map(sorted, found)) == [["a", "a copy", "both"], ["b"]]
