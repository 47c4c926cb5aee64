"""Articles as an archive gives them, without one."""

from __future__ import annotations

from datetime import UTC, datetime

from newsarchive.items import Article
from newsarchive.query.articles import KeptCapture, StoredArticle

SEEN = datetime(2018, 2, 14, 1, 2, 3, tzinfo=UTC)
CAPTURE = KeptCapture(
    url="http://127.0.0.1:8000/a.html",
    fetched_at=SEEN,
    warc_file="small/a.warc.gz",
    warc_offset=512,
    warc_length=99,
    record_id="0c1d",
    payload_digest="sha1:ABC",
)


def stored(item: Article, **facts: object) -> StoredArticle:
    known: dict[str, object] = {
        "public_id": "aaaaaaaaaaaaaaaa",
        "portal": "small",
        "state": "live",
        "channels": (),
        "first_seen": SEEN,
        "last_seen": SEEN,
        "versions": 1,
        "reprints": (),
        "capture": CAPTURE,
    }
    return StoredArticle(article=item, **(known | facts))  # type: ignore[arg-type]
