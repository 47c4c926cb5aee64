"""Words of news pages in Turkish."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",),
    zone="Europe/Istanbul",
    updated="güncelle(?:me|nme|ndi)",
    created="giriş|yayın(?:lanma|lan)|eklenme",
    openers="ilgili (?:haberler|konular)|günün (?:önemli )?manşetleri|sonraki haber|çok okunanlar",
    furniture="reklam$|abone ol|anadolu ajansı web sitesinde|haberin devamı|paylaş$",
    byline=r"(?:yazan|yazar|haber)(?=\s*:)",
    author_label="yazan|yazar|muhabir",
    source_label="kaynak",
    photographer_label="fotoğraf(?:lar)?",
    posted="yayınlandı|eklendi",
    beside=r"ilgili-?\w*|reklam",
    correction=r"(?:düzeltme|tekzip)\s*[:：—–\-.]|haberin (?:önceki|ilk) (?:halinde|versiyonunda)",
    counted="görüntülen?me|okunma|yorum|kez okundu",
)
