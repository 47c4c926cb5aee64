"""Words of news pages in Danish."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januar februar marts april maj juni juli august september oktober november december",),
    zone="Europe/Copenhagen",
    byline="af|tekst",
    by="af",
    source_label="kilde",
    photographer_label="foto",
    updated="opdateret|ændret",
    created="publiceret|offentliggjort",
    openers="læs også.{0,60}|mere om emnet|mest læste",
    author_label="tekst|skribent|journalist",
    posted="publiceret|skrevet|oprettet",
    furniture=r"annonce$|del artiklen|foto\s*:|abonn[ée]r|tilmeld (?:dig|nyhedsbrev)",
    beside=r"laes-?ogsaa?",
    negation="ikke|aldrig|ingen|intet",
    correction=r"(?:rettelse|berigtigelse)\s*[:：—–\-.]|i en tidligere version",
    counted="visninger|kommentarer|læsere",
)
