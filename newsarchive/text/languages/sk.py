"""Words of news pages in Slovak."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",),
    zone="Europe/Bratislava",
    negation=r"nie|nikdy|bez|žiadn\w+",
    correction=r"(?:oprava|spresnenie)\s*[:：—–\-.]|v (?:pôvodnej|predchádzajúcej) verzii",
    counted=r"zobrazení|prečítan\w+|komentár\w*",
)
