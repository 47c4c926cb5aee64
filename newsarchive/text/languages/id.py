"""Words of news pages in Indonesian."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("januari februari maret april mei juni juli agustus september oktober november desember",),
    openers="baca juga.{0,80}|berita terkait|artikel terkait|terpopuler",
    furniture="cek berita|advertisement|simak (?:berita|juga|breaking news)|lihat foto$|ikuti (?:berita|kami|saluran)",
    byline=r"(?:oleh|penulis|reporter|pewarta)(?=\s*:)",
    source_label="sumber",
    author_label="penulis|reporter|pewarta|oleh",
    editor_label="penyunting|editor",
    photographer_label="foto",
    updated="diperbarui|terakhir diubah",
    created="diterbitkan|dipublikasikan|diunggah|tayang",
    beside=r"terkait|baca-?juga|iklan",
    negation="tidak|bukan|tanpa|belum",
    correction=r"(?:ralat|koreksi|klarifikasi)\s*[:：—–\-.]|dalam versi sebelumnya",
    counted="kali (?:dibaca|dilihat)|pembaca|komentar|tayangan",
)
