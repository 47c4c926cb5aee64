"""Words of news pages in Romanian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",),
    zone="Europe/Bucharest",
    negation="nu|fără|niciodată",
    correction=r"(?:corectură|erată|rectificare|precizare)\s*[:：—–\-.]|o versiune anterioară",
    counted="vizualizări|afișări|comentarii",
)
