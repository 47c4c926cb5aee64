"""Words of news pages in Japanese."""

from newsarchive.text.words import Words

WORDS = Words(
    zone="Asia/Tokyo",
    author_label=r"(?:取材・?)?文|執筆|著者?|筆者|作者|ライター|聞き手|取材|寄稿",
    photographer_label="写真|撮影|カメラ",
    editor_label="編集|構成|担当",
    translator_label="翻訳者?|訳",
    reporter="(?:編集|論説)委員|特派員|通信員|記者",
    no_name=(
        r"[略続終完訳税省庁]|[部社局班欄県市区町村府氏]$|さん|ちゃん|発表|調べ|取材|通信|写真|提供|撮影|時事|共同|当時|仮名|抜粋|要旨|"
        r"以下|[はがをのに]|[一二三四五六七八九十][年月日]|新聞|放送|編集"
    ),
    no_author="新聞|編集|記者|通信",
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
