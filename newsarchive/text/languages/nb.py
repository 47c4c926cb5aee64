"""Words of news pages in Norwegian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januar februar mars april mai juni juli august september oktober november desember",),
    zone="Europe/Oslo",
    byline="av|tekst",
    by="av",
    source_label="kilde",
    photographer_label="foto",
    updated="oppdatert|endret",
    created="publisert",
    openers="les også.{0,60}|les mer.{0,60}|mest lest|flere saker",
    author_label="tekst|skribent|journalist",
    posted="publisert|skrevet|postet",
    furniture=r"annonse$|foto\s*:|abonner|kjøp abonnement",
    beside=r"les-?ogsa|annonse",
    negation="ikke|aldri|ingen|ikkje",
    correction=r"(?:rettelse|retting|beriktigelse)\s*[:：—–\-.]|i en tidligere versjon",
    counted="visninger|kommentarer|lesere",
)
