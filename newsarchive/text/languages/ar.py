"""Words of news pages in Arabic."""

from newsarchive.text.words import Words

WORDS = Words(
    months=("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",),
)
