"""Words of news pages in Polish."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",),
    zone="Europe/Warsaw",
    updated="aktualizacja|zaktualizowano",
    created="opublikowano|data publikacji|dodano",
    openers=(
        "czytaj (?:więcej|także|też|również).{0,60}|zobacz (?:też|także|również).{0,60}|przeczytaj także|"
        "najczęściej czytane|polecane|komentarze"
    ),
    furniture=r"reklama$|foto\s*:|źródło\s*:|pozostało \d+\s?%|udostępnij|subskrybuj",
    paywall=r"pozostało \d+\s?%",
    byline=r"(?:tekst|autor(?:ka|zy)?|opracowanie)(?=\s*:)|oprac\.",
    by="przez",
    posted="opublikowan[eya]|dodan[eya]|napisan[eya]",
    source_label="źródło",
    author_label=r"autor(?:ka|zy)?(?![:*_]in)|tekst",
    photographer_label="fot(?:o|ografie)?|zdjęcia",
    beside=r"powiazane|czytaj-?(?:wiecej|takze|tez)|reklama",
    negation=r"nie|bez|nigdy|żad\w+",
    correction=r"(?:sprostowanie|korekta|erratum)\s*[:：—–\-.]|w poprzedniej wersji",
    counted=r"wyświetle(?:nia|ń)|odsłon\w*|komentarz(?:y|e)?",
)
