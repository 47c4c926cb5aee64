"""Words of news pages in Vietnamese."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Ho_Chi_Minh",
    openers="tin liên quan|xem thêm|đọc thêm|tin cùng chuyên mục",
)
