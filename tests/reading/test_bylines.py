"""Bylines as newspapers in a dozen languages write them."""

from __future__ import annotations

import pytest

from newsarchive.reading.credits import read_byline
from tests.reading.test_credits import told

FORMS = {
    "zh": {
        "文并摄/张三": ["a 张三", "p 张三"],
        "文/图 张三": ["a 张三", "p 张三"],
        "图/文 张三": ["a 张三", "p 张三"],
        "本报记者 张三 摄影报道": ["r 张三 本报", "p 张三 本报"],
        "责任编辑：赵六 审核：钱七": ["e 赵六", "e 钱七"],
        "作者丨张三 编辑丨李四": ["a 张三", "e 李四"],
        "川观新闻记者 张三 李四": ["r 张三 川观新闻", "r 李四 川观新闻"],
        "央视记者 张三": ["r 张三 央视"],
        "本报驻京记者 张三": ["r 张三 本报"],
        "苇县融媒体中心 张三 李四": ["r 张三 苇县融媒体中心", "r 李四 苇县融媒体中心"],
        "（作者：张三，系苇州大学教授）": ["a 张三"],
    },
    "zh-Hant": {
        "實習記者王小明／台北報導": ["r 王小明"],
        "特約記者王小明": ["r 王小明"],
        "責任編輯：王小明": ["e 王小明"],
        "撰文：王小明 攝影：李大華": ["a 王小明", "p 李大華"],
        "圖／文 王小明": ["a 王小明", "p 王小明"],
        "編譯王小明／綜合外電": ["t 王小明"],
    },
    "en": {
        "Words by Jane Doe, photographs by John Smith": ["a Jane Doe", "p John Smith"],
        "Reporting by Jane Doe; Editing by John Smith": ["a Jane Doe", "e John Smith"],
        "Interview by Jane Doe": ["a Jane Doe"],
    },
    "de": {
        "Eine Analyse von Anna Müller": ["a Anna Müller"],
        "Interview: Anna Müller": ["a Anna Müller"],
        "Text und Fotos: Anna Müller": ["a Anna Müller", "p Anna Müller"],
        "Text: Anna Müller, Fotos: Peter Schmidt": ["a Anna Müller", "p Peter Schmidt"],
        "Autorin/Autor Anna Müller": ["a Anna Müller"],
    },
    "fr": {
        "De notre correspondante à Rome, Anne Dupont": ["a Anne Dupont"],
        "Texte : Anne Dupont - Photos : Pierre Martin": ["a Anne Dupont", "p Pierre Martin"],
        "Rédigé par Anne Dupont": ["a Anne Dupont"],
    },
    "es": {
        "Texto y fotos: Ana García": ["a Ana García", "p Ana García"],
        "Escrito por Ana García": ["a Ana García"],
    },
    "it": {
        "a cura di Anna Rossi": ["a Anna Rossi"],
        "dal nostro inviato Marco Bianchi": ["a Marco Bianchi"],
        "Testo e foto di Anna Rossi": ["a Anna Rossi", "p Anna Rossi"],
    },
    "pt": {
        "Texto de Ana Silva, fotografia de Pedro Costa": ["a Ana Silva", "p Pedro Costa"],
        "Reportagem de Ana Silva": ["a Ana Silva"],
    },
    "nl": {
        "Van onze verslaggever Piet Jansen": ["a Piet Jansen"],
        "Tekst: Anna de Vries, foto's: Piet Jansen": ["a Anna de Vries", "p Piet Jansen"],
        "Door Jan van 't Hof": ["a Jan van 't Hof"],
    },
    "ja": {
        "取材・文／山田太郎": ["a 山田太郎"],
        "文・写真 山田太郎": ["a 山田太郎", "p 山田太郎"],
        "山田太郎記者": ["r 山田太郎"],
        "論説委員 山田太郎": ["r 山田太郎"],
        "（ワシントン＝山田太郎）": ["a 山田太郎"],
        "【山田太郎】": ["a 山田太郎"],
        "写真：佐藤花子": ["p 佐藤花子"],
    },
    "ko": {
        "홍길동·김철수 기자": ["r 홍길동", "r 김철수"],
        "[갈대신문 홍길동 기자]": ["r 홍길동"],
        "워싱턴=홍길동 특파원": ["r 홍길동"],
        "홍길동 선임기자": ["r 홍길동"],
        "기자 홍길동": ["r 홍길동"],
        "글 홍길동 사진 김철수": ["a 홍길동", "p 김철수"],
    },
}


@pytest.mark.parametrize(
    ("language", "line", "wanted"), [(tag, line, who) for tag, lines in FORMS.items() for line, who in lines.items()]
)
def test_a_line_of_people_is_read_whole(language: str, line: str, wanted: list[str]) -> None:
    byline = read_byline(line, language=language)
    assert byline is not None
    assert told(byline.credits) == wanted
    assert byline.rest == ""


@pytest.mark.parametrize(
    ("language", "line", "wanted", "rest"),
    [
        ("zh", "本报讯 记者 张三报道：昨日，全市召开会议。", ["r 张三"], "昨日，全市召开会议。"),
        ("zh", "昨日，全市召开会议。 本报记者 张三", ["r 张三 本报"], "昨日，全市召开会议。"),
        ("zh-Hant", "〔記者王小明／高雄報導〕市政府今天宣布。", ["r 王小明"], "市政府今天宣布。"),
        ("zh-Hant", "（王小明／綜合報導）市政府今天宣布。", ["a 王小明"], "市政府今天宣布。"),
        ("zh-Hant", "（中央社記者王小明桃園19日電）市政府今天宣布。", ["r 王小明 中央社"], "市政府今天宣布。"),
        ("ja", "市は橋を開通させた。【山田太郎】", ["a 山田太郎"], "市は橋を開通させた。"),
        ("ko", "[서울=갈대뉴스] 홍길동 기자 = 시는 새 다리를 열었다.", ["r 홍길동"], "시는 새 다리를 열었다."),
        ("ko", "시는 새 다리를 열었다. 홍길동 기자 hong@gal.example", ["r 홍길동"], "시는 새 다리를 열었다."),
    ],
)
def test_a_byline_at_either_end_of_a_paragraph_is_taken_out_of_it(
    language: str, line: str, wanted: list[str], rest: str
) -> None:
    byline = read_byline(line, language=language)
    assert byline is not None
    assert told(byline.credits) == wanted
    assert byline.rest == rest


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "（本报评论员）"),
        ("zh", "记者从市水务局获悉，汛期将至。"),
        ("en", "Interview by our staff"),
        ("de", "Interview mit der Bürgermeisterin"),
        ("fr", "Par La Rédaction"),
        ("es", "Por Agencia EFE"),
        ("ja", "編集部"),
        ("ja", "文：日本の未来"),
        ("ja", "文学大賞"),
        ("ko", "온라인뉴스팀"),
        ("ko", "사진은 시청 기자실"),
    ],
)
def test_nobody_is_named_where_nobody_signs(language: str, line: str) -> None:
    byline = read_byline(line, language=language)
    assert byline is None or not byline.credits
