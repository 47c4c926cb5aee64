"""What is told of a release: for programs (Frictionless Data Package), for people, for those who cite it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from newsarchive import __version__
from newsarchive.export.releases.contents import Asked
from newsarchive.query.tables.columns import Column, Kind

TYPES: dict[Kind, dict[str, Any]] = {
    Kind.WHOLE: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.YES_NO: {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
    Kind.DAY: {"type": "date"},
    Kind.MOMENT: {"type": "datetime"},
}
"""Of the columns of a CSV file (specs.frictionlessdata.io/table-schema); all others are text there."""
KEYS = {"articles": ["id"], "versions": ["id", "number"], "reprints": ["from_id", "to_id"], "withdrawn": ["id"]}
"""What tells a table's rows apart."""

DICTIONARY = (
    "`datapackage.json` tells each column (Frictionless Data Package). CSV files are UTF-8 without a mark; cells are as"
    " they are, so that a spreadsheet may take one that begins with = for a formula."
)
WITHOUT_TEXTS = (
    "Texts are left out: they belong to their publishers. In their place stand lengths and SHA-256 digests, and how"
    " often characters and words stand in the texts of each year."
)
OF_WITHDRAWN = (
    "`withdrawn` names the articles that the archive does not show any more: who has an older release should leave them"
    " out too."
)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file of a release."""

    path: str
    sha256: str
    size: int
    name: str = ""
    """Of its table; empty for other files."""
    doc: str = ""
    rows: int = 0
    columns: Sequence[Column] = ()


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What a release was made from."""

    archive: str
    """Name of its folder."""
    operator: str | None
    """Who runs it, by its settings."""
    as_of: datetime | None
    """When it was last added to, in UTC; None for an empty one."""
    commit: dict[str, str]
    """`query.commit.last_commit`: of equal ones the releases are equal."""

    @property
    def day(self) -> str:
        """The day of that, as ISO 8601 has it."""
        return (self.as_of.date() if self.as_of else datetime.min.date()).isoformat()  # noqa: DTZ901 - a day alone


def query_of(asked: Asked) -> dict[str, Any]:
    """Return which articles are meant, as somebody would ask for them again."""
    return {name: str(value) for name, value in asdict(asked.filters).items() if value not in (None, False)}


def datapackage(asked: Asked, origin: Origin, files: Sequence[Written]) -> str:
    """Return datapackage.json (specs.frictionlessdata.io/data-package, version 1)."""
    described = {
        "profile": "tabular-data-package" if asked.form == "csv" else "data-package",
        "name": asked.name,
        "title": asked.title,
        "version": asked.name,
        "created": f"{origin.as_of:%Y-%m-%dT%H:%M:%SZ}" if origin.as_of else None,
        "contributors": [{"title": origin.operator or origin.archive, "role": "publisher"}],
        "query": query_of(asked),
        "non_consumptive": asked.non_consumptive,
        "software": f"newsarchive {__version__}",
        "commit": origin.commit,
        "resources": [_resource(asked, file) for file in files if file.name],
    }
    return _json({name: value for name, value in described.items() if value is not None})


def _resource(asked: Asked, file: Written) -> dict[str, Any]:
    told = {
        "name": file.name,
        "path": file.path,
        "description": file.doc,
        "format": asked.form,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
    }
    if asked.form == "csv":
        told |= {"profile": "tabular-data-resource", "mediatype": "text/csv", "encoding": "utf-8"}
        told["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
    fields = [
        {"name": one.name, "description": one.doc} | TYPES.get(one.kind, {"type": "string"}) for one in file.columns
    ]
    keys = {"primaryKey": KEYS[file.name]} if file.name in KEYS else {}
    return told | {"schema": {"fields": fields, "missingValues": [""]} | keys}


def citation(asked: Asked, origin: Origin) -> str:
    """Return CITATION.cff (Citation File Format 1.2.0); its values are JSON, which is YAML."""
    told = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": asked.title,
        "version": asked.name,
        "date-released": origin.day,
    }
    lines = [f"{name}: {_quoted(value)}" for name, value in told.items()]
    return "\n".join([*lines, "authors:", f"  - name: {_quoted(origin.operator or origin.archive)}"]) + "\n"


def readme(asked: Asked, origin: Origin, files: Sequence[Written]) -> str:
    """Return README.md."""
    meant = _json(query_of(asked), indent=None).strip() if query_of(asked) else "all of the archive"
    who = origin.operator or origin.archive
    lines = [
        f"# {asked.title}",
        "",
        f"Release {asked.name} of the news archive {origin.archive}, as it was on {origin.day} (UTC).",
        "",
        "| file | rows | what it holds |",
        "|---|---|---|",
        *(f"| `{file.path}` | {file.rows} | {file.doc} |" for file in files if file.name),
        "",
        DICTIONARY,
        "",
        f"Which articles are meant (`query.json`): {meant}.",
        "",
        *((WITHOUT_TEXTS, "") if asked.non_consumptive else ()),
        OF_WITHDRAWN,
        "",
        "Check that nothing was lost or altered: `newsarchive release verify .` or `sha256sum -c SHA256SUMS`.",
        "",
        f"To cite (`CITATION.cff`): {who}: {asked.title}. Release {asked.name}, {origin.day}.",
    ]
    return "\n".join(lines) + "\n"


def query(asked: Asked) -> str:
    """Return query.json: the tables, and which articles are meant."""
    return _json({"tables": list(asked.tables), "filters": query_of(asked), "non_consumptive": asked.non_consumptive})


def _json(value: Any, indent: int | None = 1) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
