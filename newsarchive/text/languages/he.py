"""Words of news pages in Hebrew."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Jerusalem",
    negation="לא|אין|בלי",
    correction=r"(?:תיקון|הבהרה)\s*[:：—–\-.]",
    counted="צפיות|תגובות",
)
