"""Words of news pages in Ukrainian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",),
    zone="Europe/Kyiv",
    openers="читайте також.{0,60}|за темою|найпопулярніше",
    byline=r"(?:автор(?:ка|и)?|текст)(?=\s*:)",
    author_label="автор(?:ка|и)?|текст",
    source_label="джерело",
    photographer_label="фото",
    updated="оновлено|змінено",
    created="опубліковано",
    furniture=r"реклама(?:$|:)|підпис(?:уйтесь|атися)|фото\s*:|джерело\s*:",
    negation="не|ні|без|ніколи",
    correction=r"(?:виправлення|уточнення|спростування)\s*[:：—–\-.]|у попередній версії",
    counted="перегляд(?:ів|и)?|коментар(?:ів|і)?",
)
