"""Words of news pages in Romanian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",),
    zone="Europe/Bucharest",
    byline=r"autor(?=\s*:)|(?:scris|articol) de",
    author_label=r"autor(?![:*_]in)",
    source_label="surs[aă]",
    photographer_label="foto(?:grafii)?",
    posted="publicat|postat|scris",
    updated="actualizat[aă]?|modificat[aă]?",
    created="publicat[aă]?|postat[aă]?",
    openers="cite[sș]te (?:[sș]i|mai mult).{0,60}|articole (?:similare|recomandate)|știri similare|cele mai citite",
    furniture=r"publicitate$|reclam[aă]$|foto\s*:|sursa\s*:|abonează-te|distribuie$",
    negation="nu|fără|niciodată",
    correction=r"(?:corectură|erată|rectificare|precizare)\s*[:：—–\-.]|o versiune anterioară",
    counted="vizualizări|afișări|comentarii",
)
