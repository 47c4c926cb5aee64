"""What else finds words in Chinese text: SQLite's trigrams, a look at every text, tantivy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import tantivy

Text = tuple[int, str]
"""An article's number, and all that it says."""
PAGE = 20


class Finder(Protocol):
    """Finds articles by a word."""

    name: str

    def page(self, word: str) -> list[int]:
        """Return the first twenty articles that have a word, the newest first as far as it can."""

    def all(self, word: str) -> set[int]:
        """Return all of them."""


class Trigrams:
    """SQLite's FTS5 with its trigram tokenizer (sqlite.org/fts5.html#the_trigram_tokenizer)."""

    name = "trigram"

    def __init__(self, folder: Path, texts: Iterable[Text]) -> None:
        self._database = sqlite3.connect(folder / "trigram.db")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("CREATE VIRTUAL TABLE texts USING fts5 (said, content='', tokenize='trigram')")
        self._database.executemany("INSERT INTO texts (rowid, said) VALUES (?, ?)", texts)
        self._database.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        self._database.commit()

    def page(self, word: str) -> list[int]:
        """Return the first twenty."""
        rows = self._database.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid DESC LIMIT ?", (f'"{word}"', PAGE)
        )
        return [row[0] for row in rows]

    def all(self, word: str) -> set[int]:
        """Return all."""
        return {row[0] for row in self._database.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (f'"{word}"',))}


class Like:
    """A look at every text, from the newest on, until there are twenty."""

    name = "LIKE"

    def __init__(self, folder: Path, texts: Iterable[Text]) -> None:
        self._database = sqlite3.connect(folder / "like.db")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, said TEXT)")
        self._database.executemany("INSERT INTO texts VALUES (?, ?)", texts)
        self._database.commit()

    def page(self, word: str) -> list[int]:
        """Return the first twenty."""
        sql = "SELECT id FROM texts WHERE said LIKE ? ORDER BY id DESC LIMIT ?"
        return [row[0] for row in self._database.execute(sql, (f"%{word}%", PAGE))]

    def all(self, word: str) -> set[int]:
        """Return all."""
        return {row[0] for row in self._database.execute("SELECT id FROM texts WHERE said LIKE ?", (f"%{word}%",))}


class Tantivy:
    """tantivy with bigrams, as a phrase query finds them; ranked by BM25, as it does best."""

    name = "tantivy"

    def __init__(self, folder: Path, texts: Iterable[Text]) -> None:
        (folder / "tantivy").mkdir()
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("id", stored=True, fast=True)
        schema.add_text_field("said", tokenizer_name="bigrams")
        self._index = tantivy.Index(schema.build(), path=str(folder / "tantivy"))
        bigrams = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 2, False)).build()
        self._index.register_tokenizer("bigrams", bigrams)
        writer = self._index.writer(heap_size=500_000_000, num_threads=1)
        for number, said in texts:
            document = tantivy.Document()
            document.add_unsigned("id", number)
            document.add_text("said", said)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def page(self, word: str) -> list[int]:
        """Return the first twenty by its own ranking."""
        return self._found(word, PAGE)

    def all(self, word: str) -> set[int]:
        """Return all."""
        return set(self._found(word, max(1, self._searcher.num_docs)))

    def _found(self, word: str, most: int) -> list[int]:
        query = self._index.parse_query(f'"{word}"', ["said"])
        hits = self._searcher.search(query, most, count=False).hits
        return [self._searcher.doc(address)["id"][0] for _, address in hits]
