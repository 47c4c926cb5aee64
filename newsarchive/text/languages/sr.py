"""Words of news pages in Serbian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra",),
    author_label="аутор(?:ка)?|autor(?:ka)?(?![:*_]in)|текст|tekst",
    source_label="извор|izvor",
    photographer_label="фото|foto",
    updated="ажурирано|ažurirano|измењено",
    created="објављено|objavljeno",
    openers="(?:pročitajte|прочитајте) (?:još|још|i|и).{0,60}|najčitanije|најчитаније|povezane vesti",
    furniture=r"(?:foto|фото|izvor|извор)\s*:|reklama$",
    correction=r"(?:исправка|ispravka|деманти)\s*[:：—–\-.]",
    counted="прегледа|pregleda|коментара|komentara",
)
