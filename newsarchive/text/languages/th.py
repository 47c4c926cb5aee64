"""Words of news pages in Thai."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Bangkok",
    correction=r"(?:แก้ไขข่าว|แก้ข่าว|ขออภัย)\s*[:：—–\-.]?",
    counted="ครั้ง|ความคิดเห็น",
)
