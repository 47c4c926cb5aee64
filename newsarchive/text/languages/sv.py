"""Words of news pages in Swedish."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januari februari mars april maj juni juli augusti september oktober november december",),
    zone="Europe/Stockholm",
    byline="av|text",
    by="av",
    source_label="källa",
    photographer_label="foto",
    updated="uppdaterad|ändrad",
    created="publicerad",
    openers="läs (?:också|även|mer).{0,60}|mest lästa|fler artiklar",
    author_label="text|skribent|reporter",
    posted="publicerad|skriven|postad",
    furniture=r"annons$|dela$|foto\s*:|prenumerera",
    beside=r"las-?ocksa|annons",
    negation="inte|ej|aldrig|ingen|inget|inga",
    correction=r"rättelse\s*[:：—–\-.]|i en tidigare version|(?:artikeln|texten) har (?:rättats|korrigerats)",
    counted="visningar|kommentarer|läsare",
)
