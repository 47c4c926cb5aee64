"""Words of news pages in Thai."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Bangkok",
)
