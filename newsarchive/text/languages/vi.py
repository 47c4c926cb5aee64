"""Words of news pages in Vietnamese."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Ho_Chi_Minh",
    openers="tin liên quan|xem thêm|đọc thêm|tin cùng chuyên mục",
    negation="không|chưa|chẳng",
    correction=r"(?:đính chính|cải chính)\s*[:：—–\-.]",
    counted="lượt (?:xem|đọc)|bình luận",
)
