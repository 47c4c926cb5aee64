"""Words of news pages in Hebrew."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Jerusalem",
    updated="עודכן",
    created="פורסם",
    openers="קראו (?:גם|עוד).{0,60}|כתבות נוספות|עוד בנושא",
    negation="לא|אין|בלי",
    correction=r"(?:תיקון|הבהרה)\s*[:：—–\-.]",
    counted="צפיות|תגובות",
)
