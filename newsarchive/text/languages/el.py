"""Words of news pages in Greek."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου "
        "νοεμβρίου δεκεμβρίου",
    ),
    zone="Europe/Athens",
    correction=r"(?:διόρθωση|διευκρίνιση)\s*[:：—–\-.]",
    counted="προβολές|σχόλια|αναγνώσεις",
)
