"""Words of news pages in Slovenian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",),
    zone="Europe/Ljubljana",
    author_label="avtor(?:ica)?|besedilo",
    source_label="vir",
    photographer_label="foto(?:grafije)?",
    updated="posodobljeno|spremenjeno",
    created="objavljeno",
    openers="preberite (?:še|tudi).{0,60}|najbolj brano|sorodni članki",
    furniture=r"oglas$|foto\s*:|vir\s*:|naročite se",
    correction=r"popravek\s*[:：—–\-.]|v prejšnji različici",
    counted="ogledov|komentarjev",
)
