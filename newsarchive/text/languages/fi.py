"""Words of news pages in Finnish."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
        "syyskuuta lokakuuta marraskuuta joulukuuta",
    ),
    zone="Europe/Helsinki",
    byline=r"(?:teksti|kirjoittaja|toimittaja)(?=\s*:)",
    author_label="teksti|kirjoittaja|toimittaja",
    source_label="lähde",
    photographer_label="kuvat?|kuvaaja|valokuvat?",
    updated="päivitetty|muokattu",
    created="julkaistu",
    openers="lue (?:myös|lisää).{0,60}|luetuimmat|lisää aiheesta|kommentit",
    furniture=r"mainos$|jaa$|kuva\s*:|tilaa (?:uutiskirje|nyt)",
    negation="ei|eivät|en|et|emme|ette",
    correction=r"(?:oikaisu|korjaus)\b[^:]{0,30}[:：—–\-.]|jutun aiemmassa versiossa",
    counted="katselukertaa|kommenttia|lukukertaa",
)
