"""`newsarchive evidence`: what proves an article, checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from newsarchive.cli.options import ArchiveOption, JsonOption
from newsarchive.cli.output import CONTROLS, plain, standard_output
from newsarchive.cli.wanted import ArticleArgument, canonical_of

if TYPE_CHECKING:
    from newsarchive.query.articles import StoredArticle
    from newsarchive.store.evidence import Proof, Proven


def evidence(wanted: ArticleArgument, as_json: JsonOption = False, archive: ArchiveOption = None) -> None:
    """Print the chain from an article to the records in the WARC files, and check it there and back.

    Each record is compared with what was filed of it (address, time, status, digests), and what it holds is read once
    more and compared with what the archive says. Where anything is not as it was filed, the command ends with 7.

    Examples:

      newsarchive evidence hwqoyc3rnzda

      newsarchive evidence https://www.yybnet.net/luzhou/luxian/201802/7713943.html --json
    """
    from newsarchive.errors import ArchiveDamaged
    from newsarchive.query.wanted import article_wanted
    from newsarchive.store.archive import open_archive
    from newsarchive.store.database import reading
    from newsarchive.store.evidence import evidence as evidence_of

    with open_archive(archive) as opened:
        with reading(opened.engine) as session:
            stored = article_wanted(session, wanted, canonical=canonical_of(wanted))
        found = evidence_of(opened, stored.public_id)
    with standard_output() as stream:
        if as_json:
            facts = {"id": stored.public_id, "portal": stored.portal, "url": stored.article.canonical_url}
            told = facts | {"versions": [asdict(one) | {"is_proven": one.is_proven} for one in found]}
            stream.write(json.dumps(told, ensure_ascii=False, default=plain, indent=2) + "\n")
        else:
            stream.writelines(f"{line.translate(CONTROLS)}\n" for line in _lines(stored, found))
    if not all(one.is_proven for one in found):
        raise ArchiveDamaged(
            f"What the archive holds of {stored.public_id} is not as it was filed.",
            next_step="See what else is wrong: newsarchive verify --deep",
        )


def _lines(stored: StoredArticle, found: Sequence[Proven]) -> Iterator[str]:
    yield f"article    {stored.public_id} of {stored.portal}"
    yield f"           {stored.article.canonical_url}"
    yield f"           {stored.article.title}"
    for one in found:
        yield ""
        yield f"version {one.version}  seen {one.first_seen:%Y-%m-%d %H:%M:%S} to {one.last_seen:%Y-%m-%d %H:%M:%S} UTC"
        for proof in one.proofs:
            yield from _of_proof(proof)
        yield f"read by    {one.parser}"
        yield f"read now   {_read_now(one)}"


def _of_proof(proof: Proof) -> Iterator[str]:
    page = f" (page {proof.page})" if proof.page > 1 else ""
    yield f"capture    {proof.fetched_at:%Y-%m-%d %H:%M:%S} UTC, HTTP {proof.status}, {proof.url}{page}"
    yield f"record     {proof.warc_file} at byte {proof.offset}, {proof.length} bytes"
    yield f"           <urn:uuid:{proof.record_id}>" + (
        f", the bytes in <urn:uuid:{proof.revisit_of}>" if proof.revisit_of else ""
    )
    yield f"digest     {proof.payload_digest}"
    yield f"checked    {'; '.join(proof.faults) or 'as it was filed'}"


def _read_now(one: Proven) -> str:
    if one.unread:
        return f"it cannot be: {one.unread}"
    if not one.differs:
        return "it says the same"
    by = "" if one.is_altered else " (today's parser is another one: newsarchive reparse)"
    return f"it differs in: {', '.join(one.differs)}{by}"
