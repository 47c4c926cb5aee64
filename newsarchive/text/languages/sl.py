"""Words of news pages in Slovenian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",),
    correction=r"popravek\s*[:：—–\-.]|v prejšnji različici",
    counted="ogledov|komentarjev",
)
