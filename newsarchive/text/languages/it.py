"""Words of news pages in Italian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen feb mar apr mag giu lug ago set ott nov dic",
    ),
    zone="Europe/Rome",
    byline=(
        "(?:(?:a cura|testo|articolo|intervista|servizio) )?di|(?:scritto|pubblicato) da|autore|"
        "testo|dal nostro (?:inviato|corrispondente)|dalla nostra (?:inviata|corrispondente)"
    ),
    by="di|da",
    posted="pubblicat[oa]|scritt[oa]|inserit[oa]",
    about="(?:è|scrive|lavora|ha )",
    unnamed_author=r"(?:l.autore|l.autrice) è\b",
    source_label="fonte",
    author_label="autore",
    photographer_label="foto(?:grafie)?",
    updated="aggiornat[oa]|modificat[oa]|aggiornamento",
    no_date=r"iscritt[oa](?: dal)?|nat[oa] il|disponibile fino al",
    created="pubblicat[oa]|inserito",
    openers=(
        "leggi anche.{0,60}|articoli correlati|potrebbe interessarti|ti potrebbe interessare|più letti|"
        "correlati|notizie correlate|commenti|(?:sull.autore|l.autore|l.autrice)|articoli simili|"
        "per approfondire|leggi (?:tutto|di più)|lascia un commento|ultime notizie"
    ),
    furniture=r"pubblicità$|iscriviti|newsletter|riproduzione riservata|©|condividi|foto\s*:|seguici|abbonati",
    missing_page="pagina non (?:trovata|disponibile)|(?:la pagina|l.articolo) .{0,30}non esiste",
    login=r"accedi per (?:leggere|continuare)|effettua (?:il login|l.accesso)",
    consent=r"utilizziamo (?:i )?cookie|accetta (?:tutti|i cookie)|la tua privacy",
    paywall=r"(?:contenuto|articolo) (?:riservato|esclusivo) .{0,20}abbonati|per continuare a leggere",
    numbers=("due tre quattro cinque sei sette otto nove dieci undici dodici",),
    beside=r"correlat[ie]|leggi-?anche|pubblicita|sondaggio",
    negation=r"non|no|mai|senza|nessun\w*",
    titled=r"sig|sig\.ra|signora?|dott|dottoressa|prof|professore|sindac[oa]|don",
    correction=(
        r"(?:errata corrige|rettifica|correzione|precisazione)\s*[:：—–\-.]|una (?:precedente|"
        r"prima) versione di questo|(?:questo|l.)\s?articolo è stato corretto"
    ),
    counted="visualizzazion[ei]|letture|lettori|visite|comment[oi]|condivisioni",
)
