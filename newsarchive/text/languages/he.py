"""Words of news pages in Hebrew."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Jerusalem",
)
