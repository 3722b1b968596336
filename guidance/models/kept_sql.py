"""SQL that is made once and kept, for what every save asks and writes.

Django makes the SQL of a query anew each time, and for a hundred columns that takes longer than the database
takes to answer. From one time to the next only the parameters differ. What is kept is text alone, one for
each query that is named in the code and one for each set of columns that is written together: no row, no
value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)

BIGGEST = 2**63 - 1
"""The biggest number that a column holds: what is asked for beyond it is in no row."""


class KeptSelect:
    """A query by whole numbers, then by texts; `query` is called once, with a mark in the place of each."""

    def __init__(self, query: Callable[..., QuerySet[Any, Any]], numbers: int = 1, texts: int = 0) -> None:
        self._query = query
        self._marks: list[int | str] = [BIGGEST - place for place in range(numbers)]
        self._marks += [f"text {place}" for place in range(texts)]

    def rows(self, *asked: int | str) -> list[list[Any]]:
        """As `values_list` gives them."""
        if any(isinstance(each, int) and each > BIGGEST for each in asked):
            return []
        sql, params, converters = self._made
        given = dict(zip(self._marks, asked, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(param, param) for param in params])
            rows = [list(row) for row in cursor.fetchall()]
        for place, convert, expression in converters:
            for row in rows:
                row[place] = convert(row[place], expression, connection)
        return rows

    @cached_property
    def _made(self) -> tuple[str, tuple[Any, ...], list[tuple[int, Callable[..., Any], Any]]]:
        compiler = self._query(*self._marks).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([expression for expression, _, _ in compiler.select])
        steps = [(at, each, of) for at, (several, of) in converters.items() for each in several]
        return sql, tuple(params), steps


def made_of(model: type[M], columns: Sequence[str], row: Iterable[Any]) -> M:
    """The object of a row, of which only these columns are known; the others are got when they are asked for.

    What `from_db` gives, without going through every column of the model for it.
    """
    it = model.__new__(model)
    it._state = ModelState()
    it._state.adding, it._state.db = False, connection.alias
    it.__dict__.update(zip(columns, row, strict=True))
    return it


def update(model: type[Model], columns: Mapping[str, Any], **where: Any) -> int:
    """Write columns, by name, of the rows that hold `where`; how many rows that were."""
    sql, fields = _update(model, tuple(columns), tuple(where))
    with connection.cursor() as cursor:
        cursor.execute(sql, _as_stored(fields, (*columns.values(), *where.values())))
        return cursor.rowcount


def insert(row: Model) -> None:
    """Write a new row, which has its number then."""
    sql, fields = _insert(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, _as_stored(fields, [field.pre_save(row, True) for field in fields]))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def _as_stored(fields: tuple[Field, ...], values: Any) -> list[Any]:
    return [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]


@lru_cache(maxsize=512)
def _update(
    model: type[Model], columns: tuple[str, ...], where: tuple[str, ...]
) -> tuple[str, tuple[Field, ...]]:
    fields = _fields(model, (*columns, *where))
    written, held = fields[: len(columns)], fields[len(columns) :]
    sets = ", ".join(f"{_quoted(field)} = %s" for field in written)
    tests = " AND ".join(f"{_quoted(field)} = %s" for field in held)
    return f"UPDATE {_quoted(model)} SET {sets} WHERE {tests}", fields


@lru_cache(maxsize=64)
def _insert(model: type[Model]) -> tuple[str, tuple[Field, ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    names, marks = ", ".join(map(_quoted, fields)), ", ".join("%s" for _ in fields)
    number = _quoted(model._meta.pk)
    return f"INSERT INTO {_quoted(model)} ({names}) VALUES ({marks}) RETURNING {number}", fields


def _fields(model: type[Model], names: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(model._meta.get_field(name) for name in names)  # type: ignore[misc]  # columns, each of them


def _quoted(named: Any) -> str:
    """The name of a table or a column."""
    return connection.ops.quote_name(str(named.column if isinstance(named, Field) else named._meta.db_table))
