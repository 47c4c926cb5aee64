"""Words of news pages in Hindi."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Kolkata",
    updated="अपडेट|संशोधित",
    created="प्रकाशित|पब्लिश",
    openers="(?:यह|ये) भी पढ़ें.{0,60}|संबंधित (?:खबरें|ख़बरें|समाचार)|और पढ़ें",
    furniture="विज्ञापन$|शेयर करें$",
)
