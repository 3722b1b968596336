"""Tables of examples: one test that names every row that fails, as a test a row costs more than the rows."""

import inspect
from collections.abc import Callable, Collection, Iterable
from functools import wraps
from typing import Any

import pytest
from django.db import transaction

Test = Callable[..., None]
FAULTS = (Exception, pytest.fail.Exception)


def values_of(row: Any, count: int) -> tuple[Any, ...]:
    """Of a row, of the one value that it is, or of a `pytest.param`."""
    if isinstance(row, type(pytest.param())):
        return row.values
    return row if count > 1 else (row,)


def for_each(
    names: str | tuple[str, ...],
    rows: Collection[Any],
    *,
    ids: Iterable[object] | Callable[[Any], object] | None = None,
    in_database: bool = False,
) -> Callable[[Test], Test]:
    """As pytest's `parametrize`, and all rows are one test: what the others need is set up once.

    With `in_database` what a row wrote is taken back before the next one.
    """
    arguments = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    table = [values_of(row, len(arguments)) for row in rows]
    said = [" ".join(str(ids(it)) for it in row) for row in table] if callable(ids) else list(ids or rows)

    def decorate(test: Test) -> Test:
        def tried(row: Iterable[Any], fixtures: dict[str, Any]) -> None:
            given = dict(zip(arguments, row, strict=True))
            if not in_database:
                return test(**fixtures, **given)
            with transaction.atomic():
                test(**fixtures, **given)
                transaction.set_rollback(True)

        @wraps(test)
        def together(**fixtures: Any) -> None:
            failed = []
            for row, id_ in zip(table, said, strict=True):
                try:
                    tried(row, fixtures)
                except FAULTS as fault:
                    fault.add_note(f"Row: {id_}")
                    failed.append(fault)
            assert table, "there is no row"
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(table)} rows", failed)

        signature = inspect.signature(test)
        others = [it for name, it in signature.parameters.items() if name not in arguments]
        together.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return together

    return decorate
