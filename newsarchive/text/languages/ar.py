"""Words of news pages in Arabic."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",),
    negation="لا|لم|لن|ليس|غير|دون",
    correction=r"(?:تصحيح|تصويب|توضيح|استدراك)\s*[:：—–\-.]",
    counted="مشاهد(?:ة|ات)|قراءة|تعليق(?:ات)?",
)
