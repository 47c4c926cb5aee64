"""Words of news pages in Catalan."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",),
    byline="(?:text|autora?)(?= *:)",
    author_label=r"autora?(?![:*_]in)",
    source_label="font",
    updated="actualitzat|actualitzada",
    created="publicat|publicada",
    openers="(?:llegeix|llegiu) (?:també|més).{0,60}|notícies relacionades|et pot interessar|el més llegit",
    furniture=r"publicitat$|subscriu-te|comparteix$|foto\s*:",
    correction=r"(?:correcció|rectificació|fe d.errades)\s*[:：—–\-.]|una versió anterior",
    counted="visites|lectures|comentaris",
)
