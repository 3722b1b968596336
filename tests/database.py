"""What every test finds in the database and leaves there: set up once, put back by the database itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction

# What migrating wrote, which no test changes.
OF_MIGRATING = {"auth_permission", "django_content_type", "django_migrations"}


@dataclass(frozen=True)
class Rows:
    """Rows that stand in a table beside each table that they belong to."""

    tables: tuple[str, ...]

    def put_back(self) -> None:
        # In one transaction: rows may name each other in any order until it ends.
        run(f'INSERT INTO "{table}" SELECT * FROM "kept_{table}"' for table in self.tables)


def set_aside(app: str, write: Callable[[], object]) -> Rows:
    """Write, then move the rows of the app's tables to tables beside them."""
    with transaction.atomic():
        write()
        tables = tables_of(app)
        run(f'CREATE TABLE "kept_{table}" AS SELECT * FROM "{table}"' for table in tables)
        run(f'DELETE FROM "{table}"' for table in tables)
    return Rows(tables)


def tables_of(app: str) -> tuple[str, ...]:
    models = apps.get_app_config(app).get_models(include_auto_created=True)
    return tuple(model._meta.db_table for model in models)


def take_out_rows(_test: object) -> None:
    """After a test that commits. Django's own way writes the permissions of all models again, each time."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    run(f'DELETE FROM "{table}"' for table in sorted(tables - OF_MIGRATING))


def run(statements: Iterable[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
