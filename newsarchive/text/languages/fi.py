"""Words of news pages in Finnish."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
        "syyskuuta lokakuuta marraskuuta joulukuuta",
    ),
    zone="Europe/Helsinki",
    negation="ei|eivät|en|et|emme|ette",
    correction=r"(?:oikaisu|korjaus)\b[^:]{0,30}[:：—–\-.]|jutun aiemmassa versiossa",
    counted="katselukertaa|kommenttia|lukukertaa",
)
