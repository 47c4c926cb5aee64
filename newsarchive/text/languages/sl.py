"""Words of news pages in Slovenian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",),
)
