"""Words of news pages in Slovak."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",),
    zone="Europe/Bratislava",
)
