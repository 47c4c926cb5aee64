"""News stories made at random from sentences of our own: unrelated ones share stock phrases, as real ones do."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
OFFICES, DOINGS, THINGS, ENDINGS, SYLLABLES, NOUNS = (
    WORDS[name].split() for name in ("offices", "doings", "things", "endings", "syllables", "nouns")
)

CHARACTERS = (
    "山水田林路桥河湖城镇村社园区校院厂站港湾东西南北中新老大小高长明清安宁平和兴盛福康乐泰祥瑞华文武英杰志远"
    "春夏秋冬风雨云雪花草竹松梅兰菊荷石金银铜铁玉珠丝布米面茶酒盐油果蔬鱼虾牛羊鸡鸭桑麻棉药书画琴棋诗歌舞戏"
    "车船机电光热气煤矿油管网塔楼台亭阁坊店铺行市集场馆室堂苑居宅巷街道坡岭峰谷溪泉井塘堤坝渠闸田埂坪坳冲湾"
)
CHINESE = (
    "记者从{office}获悉，{place}的{thing}{doing}工作{ending}，共投入{n}万元。",
    "{day}上午，{office}在{place}{doing}{thing}，{n}名干部群众参加。",
    "{person}说，{thing}建成以后，{place}的{things}户村民用水用电都方便了，{word}也不用再绕路。",
    "据介绍，{place}今年计划{doing}{thing}{n}处，目前已完成{m}处，{ending}。",
    "走进{place}，只见{word}旁的{thing}已经焕然一新，{person}正带着{m}个人{doing}{word}。",
    "“我家{word}有{n}平方米，往年{word}总是靠天吃饭，现在好了。”{person}指着{thing}说。",
    "{office}负责人{person}表示，下一步将围绕{thing}{doing}{word}，力争{day}前{ending}。",
    "从{place}到{place}的{n}公里路上，{word}、{word}和{word}随处可见，{thing}成了新去处。",
    "去年以来，{place}先后{doing}了{thing}、{thing}等项目{m}个，带动{n}人就近务工。",
    "对照清单，工作人员逐一{doing}{thing}，发现问题{m}个，当场整改{n}处，其余{ending}。",
    "{place}的{person}今年{n}岁，{m}年来一直守着{thing}，{word}坏了他修，{word}倒了他扶。",
    "与会人员认为，{word}关系到{place}的{word}，{doing}{thing}不能等、不能拖。",
    "截至{day}，全县{thing}{doing}面积达到{n}亩，{place}和{place}{ending}。",
    "{person}算了一笔账：{thing}每年省下{n}元，{word}多卖{m}元，两项合起来{ending}。",
)
NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"

ENGLISH = (
    "The {word} council said on {day} that {n} households in {place} would get a new {noun} by autumn. ",
    "“We have waited {m} years for the {noun},” said {person}, who runs a {noun} near {place}. ",
    "Work on the {word} {noun} began after {person} found {n} faults in the old {noun}. ",
    "Figures that were published in {place} show {n} {noun}s, {m} more than a year before. ",
    "{person} told the meeting that the {noun} in {place} had cost {n} thousand and served {m} people. ",
    "Between {place} and {place} the {noun} is to be closed for {m} weeks while the {word} {noun} is mended. ",
    "Neighbours of the {noun} remember {person} as a {word} keeper of the {noun} and of {m} bees. ",
    "No one was hurt when the {noun} at {place} gave way, but {n} sheep had to be led over the {word} bridge. ",
    "A {word} letter from {place}, dated {day}, asks for {n} signatures against the {noun}. ",
    "In {place} the {noun} has been {word} since {day}; {person} wants it open again within {m} days. ",
)


@dataclass(frozen=True)
class Story:
    """A story as its first paper printed it."""

    number: int
    is_chinese: bool
    title: str
    sentences: tuple[str, ...]


def make_story(number: int, seed: int) -> Story:
    """Return a story of 5 to 30 sentences; the same for the same numbers. Every fourth is English."""
    dice = random.Random(f"{seed}:{number}")
    is_chinese = number % 4 != 3
    teller = _Chinese(dice) if is_chinese else _English(dice)
    sentences = tuple(teller.sentence() for _ in range(dice.randint(5, 30)))
    return Story(number, is_chinese, teller.title(), sentences)


class _Chinese:
    """Each story has its own people and places, and returns to them."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._people = [dice.choice(NAMES) + self._word(dice.randint(1, 2)) for _ in range(3)]
        self._places = [self._word(2) + dice.choice("镇乡村街道") for _ in range(3)]

    def _word(self, size: int) -> str:
        return "".join(self._dice.choice(CHARACTERS) for _ in range(size))

    def sentence(self) -> str:
        parts = self._dice.choice(CHINESE).split("{")
        return parts[0] + "".join(self._fill(*part.split("}")) for part in parts[1:])

    def _fill(self, slot: str, after: str) -> str:
        choose = self._dice.choice
        fillers: dict[str, Callable[[], str]] = {
            "office": lambda: choose(OFFICES),
            "place": lambda: choose(self._places),
            "thing": lambda: choose(THINGS),
            "things": lambda: str(self._dice.randint(20, 4000)),
            "doing": lambda: choose(DOINGS),
            "ending": lambda: choose(ENDINGS),
            "person": lambda: choose(self._people),
            "word": lambda: self._word(2),
            "day": lambda: f"{self._dice.randint(1, 12)}月{self._dice.randint(1, 28)}日",
            "n": lambda: str(self._dice.randint(11, 9999)),
            "m": lambda: str(self._dice.randint(2, 60)),
        }
        return fillers[slot]() + after

    def title(self) -> str:
        return f"{self._places[0]}{self._dice.choice(DOINGS)}{self._dice.choice(THINGS)} {self._dice.choice(ENDINGS)}"


class _English:
    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._people = [f"{self._word(2).title()} {self._word(3).title()}" for _ in range(3)]
        self._places = [self._word(3).title() for _ in range(3)]

    def _word(self, size: int) -> str:
        return "".join(self._dice.choice(SYLLABLES) for _ in range(size))

    def sentence(self) -> str:
        choose = self._dice.choice
        parts = choose(ENGLISH).split("{")
        made = [parts[0]]
        for part in parts[1:]:
            slot, after = part.split("}")
            fillers: dict[str, Callable[[], str]] = {
                "word": lambda: self._word(3),
                "noun": lambda: choose(NOUNS),
                "place": lambda: choose(self._places),
                "person": lambda: choose(self._people),
                "day": lambda: f"{self._dice.randint(1, 28)} May",
                "n": lambda: str(self._dice.randint(11, 9999)),
                "m": lambda: str(self._dice.randint(2, 60)),
            }
            made.append(fillers[slot]() + after)
        return "".join(made)

    def title(self) -> str:
        return f"{self._places[0]} gets its {self._dice.choice(NOUNS)}"
