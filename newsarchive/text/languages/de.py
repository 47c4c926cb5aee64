"""Words of news pages in German."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jän feber mrz apr mai jun jul aug sept okt nov dez",
        "jan feb mär apr mai jun jul aug sep okt nov dez",
        "jänner feber märz april mai juni juli august september oktober november dezember",
    ),
    zone="Europe/Berlin",
    byline=(
        r"(?:(?:eine?\s+)?(?:artikel|beitrag|gastbeitrag|text|interview|analyse|kommentar|kolumne|reportage|"
        r"bericht|essay|rezension)\s+)?von|"
        r"(?:interview|protokoll)(?=\s*:)|vom|autor(?:in)?(?:/autor(?:in)?)?|text"
    ),
    by="von|vom",
    posted="veröffentlicht|erstellt|eingestellt|geschrieben|gepostet|publiziert|verfasst|eingetragen|gebloggt",
    about=r"(?:ist|war|sind|arbeitet|schreibt|berichtet|studierte|leitet|lebt|hat|wurde|gehört)\b",
    unnamed_author=r"(?:der|die) (?:autor|autorin|kolumnist|kolumnistin)(?:nen|en)? (?:ist|sind|war|arbeitet)\b",
    source_label="quelle",
    author_label="autor(?:in)?(?:/autor(?:in)?)?(?![:*_]in)|autor[:*_/]in(?:nen)?",
    editor_label="redaktion",
    photographer_label="fotos?|bilder",
    updated=r"aktualisiert|geändert|update|stand\b|letzte änderung|bearbeitet am",
    no_date=r"registriert|mitglied seit|angemeldet seit|geboren(?: am)?|(?:verfügbar|gültig) bis(?: zum)?",
    created=(
        "veröffentlicht|erstellt|publiziert|erschienen|gepostet|geschrieben am|eingestellt|"
        "(?:eintrag|artikel|beitrag) wurde am"
    ),
    openers=(
        r"mehr zum thema(?: .{2,40})?|lesen sie (?:auch|mehr|dazu|hier).{0,40}|auch interessant|"
        r"das könnte sie (?:auch )?interessieren|weitere (?:artikel|themen|meldungen|nachrichten|"
        r"informationen)|meistgelesen|zum thema|mehr (?:aus|von|zu) .{2,40}|empfohlene artikel|"
        r"verwandte (?:artikel|themen)|siehe auch|passend zum thema|top-?themen|"
        r"exklusive .{2,30} für sie recherchiert|kommentare|(?:ähnliche|verwandte|weitere|neueste|"
        r"andere) (?:beiträge|artikel|themen|inhalte|meldungen|nachrichten|news|videos)(?: .{2,40})?|"
        r"zum weiterlesen|weiterlesen|schon gelesen\??|(?:das|dies) (?:thema )?könnte (?:dich|sie|euch|"
        r"ihnen) (?:auch )?(?:interessieren|gefallen)|über (?:den|die) autor(?:in|en)?|zur person des autors|"
        r"quellen(?:angaben|verzeichnis)?|einzelnachweise|auch (?:lesenswert|spannend)|mehr davon|mehr von|"
        r"mehr dazu.{0,30}|(?:die )?neuesten (?:beiträge|artikel)|beitrags-?navigation|"
        r"schreibe einen kommentar"
    ),
    furniture=(
        r"(?:anzeige|werbung)[ :]*$|lesezeit|stand:|(?:©|quelle\s*:|bildquelle|bild\s*:|foto\s*:|fotos?\(s\)|"
        r"symbolbild)|\(?quelle:|dieser (?:artikel|text|beitrag) (?:ist|wurde|erschien)|newsletter|"
        r"jetzt (?:abonnieren|anmelden|registrieren|testen)|hier (?:geht es (?:zu|zur|zum)|klicken|"
        r"anmelden)\b|melden sie sich|empfohlener redaktioneller inhalt|an dieser stelle (?:finden|befindet|"
        r"steht)|ich bin damit einverstanden|mit (?:material|informationen) (?:von|der)|(?:mit )?(?:dpa|afp|"
        r"reuters|sda|apa)(?:[/, ].{0,30})?$|redaktion\s*:|übersetzung\s*:|sendung\s*:|"
        r"dieses thema im programm|über dieses thema berichtete|hat ihnen dieser artikel gefallen|"
        r"zitiervorschlag|box (?:auf|zu)klappen|neuer abschnitt|ende der weiteren informationen|"
        r"fehler (?:beim|melden)|ihre meinung(?: zählt|[:?]?$)|diskutieren sie mit|abonnieren$|hauptinhalt$|"
        r"inhaltsverzeichnis$|auf dieser seite:?$|gefällt (?:dir|ihnen) (?:dieser|dieses|unser|der|das)|"
        r"dieser (?:artikel|beitrag) gefällt|hat (?:dir|ihnen|euch) (?:dieser|der|das)|wie bewerten sie|"
        r"bewerten sie|empfiehl|empfehlen sie|(?:dieser|der) (?:eintrag|beitrag|artikel|post) wurde|(?:dieser|"
        r"der) (?:text|beitrag|artikel) (?:entspricht|gibt)|kommentieren$|permalink|schlagw[oö]rt|stichwörter|"
        r"themen\s*:|tags?\s*:|kategorien?\s*:|drucken$|alle angaben ohne gewähr|"
        r"dieser beitrag enthält werbung|\*?\s?werbung\b|externer inhalt|(?:unterstütze?n?|"
        r"unterstützen sie) (?:uns|unsere[nrs]?|[A-ZÄÖÜ]\w+$)|bei fragen und anregungen|(?:telefon|tel\.|"
        r"telefax|fax|e-?mail|kontakt|ansprechpartner(?:in)?|pressekontakt)\s*:|bitte geben sie|"
        r"was sind cookies|(?:heute|gestern),? \d{1,2}[:.]\d\d uhr$|dies ist eine maschinelle übersetzung|"
        r"les(?:t|en sie) den originalartikel|mehr zum thema finden|aktuelle nachrichten aufs handy|"
        r"hier finden sie (?:alle|außerdem|weitere|mehr)|externen inhalt anzeigen|"
        r".{3,60} auch bei social media"
    ),
    next_page="weiter|nächste seite",
    missing_page="seite nicht gefunden",
    login=(
        r"bitte (?:melden sie sich an|loggen sie sich ein|anmelden)|anmelden, um (?:weiterzulesen|"
        r"fortzufahren)"
    ),
    consent=(
        r"wir (?:verwenden|nutzen) cookies|ihre privatsphäre|datenschutz-?einstellungen|(?:alle|"
        r"cookies) akzeptieren|mit werbung (?:und tracking )?(?:weiter)?lesen"
    ),
    paywall=(
        r"(?:dieser|der) (?:artikel|beitrag|text) ist .{0,20}(?:für|nur) .{0,20}abonnent|"
        r"jetzt weiterlesen mit|weiterlesen mit .{2,20}(?:plus|abo)"
    ),
    page="seite",
    page_foot="fuss",
    for_readers="anmelden|registrieren|abo",
    numbers=("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",),
    weekdays=r"(?:mon|diens|donners|frei|sams|sonn)tags?|sonnabend|mittwoch",
    beside=r"anzeige|werbung|verwandte?|mehr-?zum-?thema|umfrage",
    negation=r"nicht|kein\w*|nie|niemals|ohne|nichts",
    titled="herrn?|frau|dr|prof|professor(?:in)?|bürgermeister(?:in)?|landrat|landrätin|pfarrer(?:in)?",
    correction=(
        r"(?:berichtigung|korrektur|richtigstellung|korrigiert)\b(?:\s*\([^)]{1,40}\))?\s*[:：—–\-.]|"
        r"(?:anm(?:erkung|\.)|hinweis) der redaktion\s*:|in einer (?:früheren|vorherigen|ersten|"
        r"älteren) (?:version|fassung)|(?:wir haben (?:das|den fehler|dies)|"
        r"der fehler wurde) (?:korrigiert|berichtigt)"
    ),
    counted="aufrufe?|leser|klicks?|kommentare?|mal gelesen|gefällt mir|zugriffe",
)
