"""Labelled reprints: what editors, portals and machines do to a story on its way."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from opencc import OpenCC

from benchmarks.recognise.stories import Story, make_story

PORTALS = 6
ALIKE, UNLIKE = 0.5, 0.2
"""Two documents are reprints when so large a part of the shorter one's own text is common; less than the other, and
they are none. What lies between is a matter of taste, and not counted."""

BOILERPLATE = (
    "本网所刊登的文字和图片均由通讯员提供，版权归原作者所有，如有异议请在七日内与编辑部联系，我们会尽快处理。",
    "欢迎关注本台官方账号，每天早晚两次为您送上本地的新闻、天气、停水停电通知和便民信息，转发有礼。",
    "声明：转载本网内容须注明出处和作者，擅自改动标题或删节内容的，本网保留追究责任的权利。",
    "新闻热线全天开通，您身边的新鲜事、烦心事和感人的事，都可以打电话或者写信告诉我们，一经采用即付稿酬。",
    "Readers who know more about this story can write to our desk in the old customs house or ring before noon.",
    "This page is kept by volunteers; whoever finds a mistake on it is asked to tell us, and we will mend it.",
)
FORM = (
    "今日水位：一号站{}米，二号站{}米，三号站{}米，较昨日同期变化不大，各站闸门开度保持不变，请沿河群众注意安全。",
    "雨量：城区{}毫米，山区{}毫米，库区{}毫米，未来三天以多云为主，气温在{}度到{}度之间，早晚温差较大，注意添衣。",
    "蔬菜批发均价：白菜每公斤{}元，土豆每公斤{}元，豆角每公斤{}元，猪肉每公斤{}元，市场供应充足，价格总体平稳。",
)
"""A daily report: the same words with other figures every day."""

TRADITIONAL = OpenCC("s2t")


@dataclass(frozen=True)
class Document:
    """One article as a portal shows it. `parts` says which sentences of which stories it holds: its true origin."""

    title: str
    paragraphs: tuple[str, ...]
    parts: tuple[tuple[int, int], ...]
    lengths: tuple[int, ...]
    """Letters of each part."""

    @property
    def story(self) -> int:
        """The story that most of it is from; -1 for a daily report."""
        told: dict[int, int] = {}
        for (story, _), length in zip(self.parts, self.lengths, strict=True):
            told[story] = told.get(story, 0) + length
        return max(told, key=lambda story: (told[story], -story), default=-1)


def make_documents(stories: int, seed: int) -> list[Document]:
    """Return originals, their reprints, and reports that are none, in an order drawn at random."""
    dice = random.Random(seed)
    told = [make_story(number, seed) for number in range(stories)]
    made = [_report(dice) for _ in range(stories // 10)]
    for story in told:
        made.append(_printed(story, dice))
        for _ in range(_copies(dice)):
            made.append(_reprinted(story, told, dice))
    dice.shuffle(made)
    return made


def labels(documents: Sequence[Document]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the pairs of documents that are reprints, and those about which nothing is said."""
    holding: dict[int, set[int]] = {}
    for number, document in enumerate(documents):
        for story, _ in document.parts:
            holding.setdefault(story, set()).add(number)
    true, unsaid = set(), set()
    for together in holding.values():
        for a, b in combinations(sorted(together), 2):
            share = _common(documents[a], documents[b])
            if share >= ALIKE:
                true.add((a, b))
            elif share > UNLIKE:
                unsaid.add((a, b))
    return true, unsaid - true


def _common(a: Document, b: Document) -> float:
    own = dict(zip(a.parts, a.lengths, strict=True))
    common = sum(own[part] for part in set(a.parts) & set(b.parts))
    return common / max(1, min(sum(a.lengths), sum(b.lengths)))


def _copies(dice: random.Random) -> int:
    """Half of all stories are never reprinted, some are by everybody."""
    return dice.choice((0, 0, 0, 0, 1, 1, 2, 3, 5, 10))


@dataclass
class _Draft:
    title: str
    sentences: list[tuple[tuple[int, int], str]]


def _draft(story: Story) -> _Draft:
    return _Draft(story.title, [((story.number, n), text) for n, text in enumerate(story.sentences)])


def _printed(story: Story, dice: random.Random) -> Document:
    return _document(_draft(story), dice, portal=dice.randrange(PORTALS))


def _reprinted(story: Story, others: Sequence[Story], dice: random.Random) -> Document:
    draft = _draft(story)
    if dice.random() < 0.5:
        _cut(draft, dice)
    if dice.random() < 0.4:
        draft.title = dice.choice(others).title
    if dice.random() < 0.12:
        other = _draft(dice.choice(others))
        _cut(other, dice)
        draft.sentences += other.sentences
    if dice.random() < 0.2:
        _reword(draft, dice)
    made = _document(draft, dice, portal=dice.randrange(PORTALS))
    noise = dice.choice((0, 0, 0, 0, 0.005, 0.01, 0.02, 0.03))
    paragraphs = tuple(_noisy(text, noise, dice) for text in made.paragraphs)
    if story.is_chinese and dice.random() < 0.15:
        paragraphs = tuple(TRADITIONAL.convert(text) for text in paragraphs)
    if dice.random() < 0.1:
        paragraphs = tuple(_other_encoding(text, dice) for text in paragraphs)
    return replace(made, paragraphs=paragraphs)


def _cut(draft: _Draft, dice: random.Random) -> None:
    """Cut the tail, now and then a sentence of the middle, seldom the head."""
    kept = max(3, round(len(draft.sentences) * dice.uniform(0.25, 0.95)))
    del draft.sentences[kept:]
    if dice.random() < 0.3 and len(draft.sentences) > 5:
        del draft.sentences[dice.randrange(1, len(draft.sentences))]
    if dice.random() < 0.1 and len(draft.sentences) > 6:
        del draft.sentences[: len(draft.sentences) // 4]


def _reword(draft: _Draft, dice: random.Random) -> None:
    """Write some sentences anew."""
    fresh = make_story(draft.sentences[0][0][0], dice.randrange(1 << 30)).sentences
    for at in range(len(draft.sentences)):
        if dice.random() < 0.2:
            draft.sentences[at] = ((-1 - dice.randrange(1 << 40), at), dice.choice(fresh))


def _document(draft: _Draft, dice: random.Random, *, portal: int) -> Document:
    texts = [text for _, text in draft.sentences]
    texts[0] = _dateline(dice, texts[0])
    paragraphs, at = [], 0
    while at < len(texts):
        size = dice.randint(1, 5)
        paragraphs.append("".join(texts[at : at + size]))
        at += size
    around = [BOILERPLATE[portal % len(BOILERPLATE)], BOILERPLATE[(portal + 1) % len(BOILERPLATE)]]
    if dice.random() < 0.8:
        paragraphs.append(around[0])
    if dice.random() < 0.4:
        paragraphs.insert(0, around[1])
    lengths = tuple(len(text) for _, text in draft.sentences)
    return Document(draft.title, tuple(paragraphs), tuple(part for part, _ in draft.sentences), lengths)


def _dateline(dice: random.Random, text: str) -> str:
    begin = dice.choice(("", "本报讯 ", "本网消息（通讯员 文）", "据邻县媒体报道，", "（记者 李 陈）"))
    return begin + text


def _noisy(text: str, part: float, dice: random.Random) -> str:
    """Misread, lose or double letters, as character recognition does."""
    if not part:
        return text
    made = []
    for letter in text:
        drawn = dice.random()
        if drawn < part:
            made.append(dice.choice(("", letter + letter, dice.choice(text))))
        else:
            made.append(letter)
    return "".join(made)


def _other_encoding(text: str, dice: random.Random) -> str:
    """Full-width forms, other quotation marks, a letter that the encoding lacks."""
    made = text.replace("，", ",").replace("“", "「").replace("”", "」")
    made = made.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})
    return "".join("□" if dice.random() < 0.004 else letter for letter in made)


def _report(dice: random.Random) -> Document:
    paragraphs = tuple(_filled(line, dice) for line in FORM)
    return Document("今日水情", paragraphs, (), ())


def _filled(line: str, dice: random.Random) -> str:
    parts = line.split("{}")
    return parts[0] + "".join(f"{dice.uniform(1, 90):.1f}{part}" for part in parts[1:])
