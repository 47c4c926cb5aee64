"""The pictures of the schema can be read by what draws them, and show every table, column and reference."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from newsarchive.store.diagram import as_dot, as_mermaid
from newsarchive.store.models import Base

TABLES = {table.name: [column.name for column in table.columns] for table in Base.metadata.tables.values()}
REFERENCES = sorted(
    (key.column.table.name, table.name, column.name)
    for table in Base.metadata.tables.values()
    for column in table.columns
    for key in column.foreign_keys
)

ENTITY = re.compile(r" {4}([A-Za-z_]\w*) \{")
ATTRIBUTE = re.compile(r" {8}([A-Za-z]\w*) ([A-Za-z_]\w*)(?: (?:PK|FK|UK)(?:, (?:PK|FK|UK))*)?")
RELATION = re.compile(r" {4}(\w+) (?:\|\||\|o)--o\{ (\w+) : ([A-Za-z_]\w*)")
"""Mermaid's grammar of entity relationship diagrams, as far as it is used."""


def test_mermaid_reads_it_and_finds_everything() -> None:
    first, *lines = as_mermaid().splitlines()
    assert first == "erDiagram"
    tables: dict[str, list[str]] = {}
    references, name = [], None
    for line in lines:
        if name is None and (relation := RELATION.fullmatch(line)):
            references.append(relation.groups())
        elif name is None:
            entity = ENTITY.fullmatch(line)
            assert entity, line
            name = entity[1]
            tables[name] = []
        elif line == "    }":
            name = None
        else:
            attribute = ATTRIBUTE.fullmatch(line)
            assert attribute, line
            tables[name].append(attribute[2])
    assert name is None
    assert tables == TABLES
    assert sorted(references) == REFERENCES


def test_graphviz_finds_everything_too() -> None:
    drawn = as_dot()
    labels = dict(re.findall(r'^  "(\w+)" \[label=<(.*)>\];$', drawn, re.MULTILINE))
    found = {name: [cell.get("port") for cell in ET.fromstring(label).iter("td")][1:] for name, label in labels.items()}
    assert found == TABLES
    edges = re.findall(r'^  "(\w+)":"(\w+)" -> "(\w+)";$', drawn, re.MULTILINE)
    assert sorted((other, name, column) for name, column, other in edges) == REFERENCES
    assert drawn.count("{") == drawn.count("}") == 1
