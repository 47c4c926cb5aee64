"""Words of news pages in Hungarian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("január február március április május június július augusztus szeptember október november december",),
    zone="Europe/Budapest",
    byline=r"(?:szerző|írta)(?=\s*:)",
    author_label="szerzők?|írta",
    source_label="forrás",
    photographer_label="fotók?|fényképek?",
    updated="frissítve|módosítva",
    created="közzétéve|megjelent|publikálva",
    openers="kapcsolódó(?: cikkek)?|ajánlott(?: cikkek)?|legolvasottabb|olvassa el .{2,60}is",
    furniture=r"hirdetés$|megosztás$|iratkozzon fel|fotó\s*:|forrás\s*:",
    correction=r"(?:helyesbítés|helyreigazítás|pontosítás)\s*[:：—–\-.]|a cikk korábbi változatában",
    counted="megtekintés|hozzászólás|komment",
)
