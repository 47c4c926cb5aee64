"""What belongs to a row, put together by the database: texts as lines, names as a list, in the order of their places.

Both are asked for as correlated subqueries, so that a row comes whole from one query.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Dialect, ScalarSelect, Select, Text, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

_decode = json.JSONDecoder().raw_decode


class Texts(UserDefinedType[Sequence[str]]):
    """A list of texts, as either database gives it: SQLite as JSON, PostgreSQL's driver as a list, or none."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """No column is of it."""
        raise NotImplementedError

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Sequence[str]]:
        """Most lists are empty: these are told without being read."""
        return _texts


def _texts(given: Any) -> Sequence[str]:
    if type(given) is str:
        return () if given == "[]" else _decode(given)[0]
    return given or ()


class _lines(FunctionElement[str]):  # noqa: N801 - it is written like the function that it is
    type = Text()
    inherit_cache = True


class _list(FunctionElement[Sequence[str]]):  # noqa: N801 - likewise
    type = Texts()
    inherit_cache = True


def lines(query: Select[*tuple[Any, ...]]) -> ScalarSelect[str]:
    """Return the texts that a query of text and place finds, a line each, in the order of their places."""
    found = query.order_by(list(query.selected_columns)[1]).subquery()
    return select(_lines(*found.columns)).scalar_subquery()


def gathered(query: Select[*tuple[Any, ...]]) -> ScalarSelect[Sequence[str]]:
    """Return the texts that a query of text and place finds, as a list in the order of their places."""
    found = query.order_by(list(query.selected_columns)[1]).subquery()
    return select(_list(*found.columns)).scalar_subquery()


# SQLite gathers in the order of the subquery (sqlite.org/lang_aggfunc.html before 3.44: as rows come), PostgreSQL in
# the order that the function is told (its documentation, 4.2.7).


@compiles(_lines, "sqlite")
def _lines_in_sqlite(element: _lines, compiler: Any, **options: Any) -> str:
    text, _place = (compiler.process(clause, **options) for clause in element.clauses)
    return f"group_concat({text}, char(10))"


@compiles(_lines, "postgresql")
def _lines_in_postgresql(element: _lines, compiler: Any, **options: Any) -> str:
    text, place = (compiler.process(clause, **options) for clause in element.clauses)
    return f"string_agg({text}, chr(10) ORDER BY {place})"


@compiles(_list, "sqlite")
def _list_in_sqlite(element: _list, compiler: Any, **options: Any) -> str:
    text, _place = (compiler.process(clause, **options) for clause in element.clauses)
    return f"json_group_array({text})"


@compiles(_list, "postgresql")
def _list_in_postgresql(element: _list, compiler: Any, **options: Any) -> str:
    text, place = (compiler.process(clause, **options) for clause in element.clauses)
    return f"json_agg({text} ORDER BY {place})"
