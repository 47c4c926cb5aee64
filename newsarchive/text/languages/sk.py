"""Words of news pages in Slovak."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",),
    zone="Europe/Bratislava",
    byline=r"(?:autor(?:ka|i)?|text)(?=\s*:)",
    author_label=r"autor(?:ka|i)?(?![:*_]in)|text",
    source_label="zdroj",
    photographer_label="foto",
    updated="aktualizované|upravené",
    created="publikované|zverejnené|vydané",
    openers=(
        "(?:čítajte|prečítajte si) (?:aj|tiež|viac).{0,60}|súvisiace(?: články)?|najčítanejšie|mohlo by vás zaujímať"
    ),
    furniture=r"reklama$|inzercia$|foto\s*:|zdroj\s*:|zdieľať$",
    negation=r"nie|nikdy|bez|žiadn\w+",
    correction=r"(?:oprava|spresnenie)\s*[:：—–\-.]|v (?:pôvodnej|predchádzajúcej) verzii",
    counted=r"zobrazení|prečítan\w+|komentár\w*",
)
