"""Words of news pages in Vietnamese."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Ho_Chi_Minh",
    openers="tin liên quan|xem thêm|đọc thêm|tin cùng chuyên mục",
    source_label="nguồn",
    author_label="tác giả",
    photographer_label="ảnh",
    updated="cập nhật",
    created="đăng lúc|xuất bản|ngày đăng",
    furniture=r"quảng cáo$|chia sẻ$|ảnh\s*:|nguồn\s*:",
    negation="không|chưa|chẳng",
    correction=r"(?:đính chính|cải chính)\s*[:：—–\-.]",
    counted="lượt (?:xem|đọc)|bình luận",
)
