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
    negation=r"nie|bez|nigdy|żad\w+",
    correction=r"(?:sprostowanie|korekta|erratum)\s*[:：—–\-.]|w poprzedniej wersji",
    counted=r"wyświetle(?:nia|ń)|odsłon\w*|komentarz(?:y|e)?",
)
