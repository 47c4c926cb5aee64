"""Words of news pages in Bulgarian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("януари февруари март април май юни юли август септември октомври ноември декември",),
    zone="Europe/Sofia",
    byline=r"(?:автор(?:и)?|текст)(?=\s*:)",
    author_label="автор(?:и)?|текст",
    source_label="източник",
    photographer_label="снимк[аи]",
    updated="обновен[ао]?|променен[ао]?",
    created="публикуван[ао]?",
    openers="прочетете (?:още|също).{0,60}|още по темата|свързани (?:статии|новини)|най-четени",
    furniture=r"реклама$|снимка\s*:|абонирайте се",
    correction=r"(?:поправка|корекция|уточнение)\s*[:：—–\-.]|в предишна версия",
    counted="преглеждания|прочитания|коментар[аи]?",
)
