"""Words of news pages in Tagalog."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",),
    counted="komento",
)
