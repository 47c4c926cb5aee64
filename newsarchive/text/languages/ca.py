"""Words of news pages in Catalan."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",),
    correction=r"(?:correcció|rectificació|fe d.errades)\s*[:：—–\-.]|una versió anterior",
    counted="visites|lectures|comentaris",
)
