"""The columns that hold facts: each model takes those of its chapters from the vocabulary."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import models

from guidance.domain.vocabulary import Fact, LesionsFact, of_every_kind

CODE_LENGTH = 60
UNKNOWN: dict[str, Any] = {"null": True, "blank": True, "default": None}
"""Unknown is NULL in every column."""

M = TypeVar("M", bound=models.Model)

COLUMN_FOR: Mapping[str, Callable[[Fact], models.Field]] = of_every_kind(
    "a column (cases/models/columns.py)",
    yes_no=lambda fact: models.BooleanField(**UNKNOWN),
    # A code of the vocabulary. Its choices stay there, so that a new one needs no migration.
    one_of=lambda fact: models.CharField(max_length=CODE_LENGTH, **UNKNOWN),
    # A list of codes, ["none"] where it was asked and there is none; never an empty list.
    any_of=lambda fact: models.JSONField(**UNKNOWN),
    number=lambda fact: (models.PositiveIntegerField if fact.integer or fact.step else models.FloatField)(
        **UNKNOWN
    ),
    # "2025-03": a full date is never kept.
    date=lambda fact: models.CharField(max_length=7, **UNKNOWN),
    # Sites in brackets may be many, so it has no limit here.
    token=lambda fact: models.TextField(**UNKNOWN),
    # Set and no rows of lesions is "looked for, none seen"; not set is unknown.
    lesions=lambda fact: models.BooleanField("kidney lesions asked about", default=False),
)

KEYS: dict[type[models.Model], tuple[str, ...]] = {}
"""The facts that a model has a column of their name for."""


def columns_of(facts: Iterable[Fact]) -> Callable[[type[M]], type[M]]:
    """Gives a model a column for each of the facts, under its key; for lesions, whether they are recorded."""

    def with_columns(model: type[M]) -> type[M]:
        for fact in facts:
            name = f"{fact.key}_recorded" if isinstance(fact, LesionsFact) else fact.key
            if hasattr(model, name):
                taken = f"{model.__name__} has this word for something else"
                raise TypeError(f"{fact.key}: {taken}; give the fact another key.")
            model.add_to_class(name, COLUMN_FOR[fact.kind](fact))
        KEYS[model] = tuple(fact.key for fact in facts if not isinstance(fact, LesionsFact))
        return model

    return with_columns
