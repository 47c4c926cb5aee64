"""Words of news pages in Czech."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("ledna února března dubna května června července srpna září října listopadu prosince",),
    zone="Europe/Prague",
    source_label="zdroj",
    updated="aktualizov[aá]no|upraveno",
    created="publikov[aá]no|vydáno",
    openers=(
        "(?:čtěte|přečtěte si) (?:také|též|i|dále).{0,40}|související(?: články)?|mohlo by vás zajímat|nejčtenější"
    ),
    byline=r"(?:autor(?:ka|ři)?|text)(?=\s*:)",
    posted="publikov[aá]no|vloženo|napsáno",
    author_label=r"autor(?:ka|ři)?(?![:*_]in)|text",
    photographer_label="foto",
    furniture=r"reklama$|inzerce$|foto\s*:|zdroj\s*:|sdílet$|předplaťte",
    beside=r"souvisejici|inzerce",
    negation=r"ne|nikdy|bez|žádn\w+",
    correction=r"(?:oprava|upřesnění)\s*[:：—–\-.]|v (?:původní|předchozí) verzi",
    counted="zobrazení|přečtení|komentář[eů]?",
)
