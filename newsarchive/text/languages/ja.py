"""Words of news pages in Japanese."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Tokyo",
    created="公開|掲載|配信|投稿",
    openers=(
        "関連(?:記事|ニュース|リンク|キーワード)|あわせて読みたい|おすすめ(?:記事)?|こちらもおすすめ|"
        "人気記事|アクセスランキング"
    ),
    furniture=r"広告$|\[?pr\]?$|無断転載|続きを読む|残り\d+文字|この記事は有料|会員限定|写真\s*[:：]",
    next_page="次へ",
    paywall=(
        r"この記事は(?:会員限定|有料)|残り\s?\d+文字|有料会員限定|"
        r"ログインして続きを読む"
    ),
)
