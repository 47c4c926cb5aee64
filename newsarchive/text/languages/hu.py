"""Words of news pages in Hungarian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("január február március április május június július augusztus szeptember október november december",),
    zone="Europe/Budapest",
    correction=r"(?:helyesbítés|helyreigazítás|pontosítás)\s*[:：—–\-.]|a cikk korábbi változatában",
    counted="megtekintés|hozzászólás|komment",
)
