"""Words of news pages in Dutch."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "januari februari maart april mei juni juli augustus september oktober november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
    ),
    zone="Europe/Amsterdam",
    byline=(
        "(?:een artikel van|(?:geschreven )?door)|auteur|tekst|"
        "van onze (?:verslaggever|verslaggeefster|correspondente?)"
    ),
    by="door",
    posted="geplaatst|gepubliceerd|geschreven",
    about=r"(?:is|schrijft|werkt|was)\b",
    source_label="bron",
    author_label="auteur",
    photographer_label="foto(?:.?s)?|beeld",
    updated="bijgewerkt|gewijzigd|laatst aangepast",
    created="gepubliceerd|geplaatst",
    openers=(
        "lees (?:ook|meer|verder).{0,60}|meer over dit onderwerp|gerelateerde (?:artikelen|berichten)|"
        "meest gelezen|reacties|over de auteur|ook interessant|meer (?:nieuws|van) .{0,30}|geef een reactie"
    ),
    furniture=r"advertentie$|schrijf je in|nieuwsbrief|meld je aan|foto\s*:|deel (?:dit|op)",
    consent=r"wij gebruiken cookies|(?:alles|cookies) accepteren",
    paywall=r"alleen voor abonnees|verder lezen\? (?:word|neem|log)",
    numbers=("twee drie vier vijf zes zeven acht negen tien elf twaalf",),
    beside=r"gerelateerde?|lees-?ook|advertentie",
    negation="niet|geen|nooit|zonder",
    titled="meneer|mevrouw|dhr|mevr|dr|prof|professor|burgemeester",
    correction=(
        r"(?:rectificatie|correctie|verbetering|aanvulling)\s*[:：—–\-.]|in een eerdere versie|"
        r"(?:dit artikel|deze tekst) is (?:gecorrigeerd|aangepast)"
    ),
    counted="weergaven|keer (?:bekeken|gelezen)|reacties?|lezers",
)
