"""Words of news pages in Bulgarian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("януари февруари март април май юни юли август септември октомври ноември декември",),
    zone="Europe/Sofia",
    correction=r"(?:поправка|корекция|уточнение)\s*[:：—–\-.]|в предишна версия",
    counted="преглеждания|прочитания|коментар[аи]?",
)
