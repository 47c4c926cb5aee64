"""Words of news pages in Serbian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra",),
    correction=r"(?:исправка|ispravka|деманти)\s*[:：—–\-.]",
    counted="прегледа|pregleda|коментара|komentara",
)
