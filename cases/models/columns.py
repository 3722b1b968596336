"""The columns that hold facts, one helper for each kind of the vocabulary. Unknown is NULL in every one."""

from collections.abc import Callable, Mapping

from django.db import models

from guidance.domain.vocabulary import Fact, of_every_kind

CODE_LENGTH = 60


def yes_no() -> models.BooleanField:
    return models.BooleanField(null=True, blank=True, default=None)


def one_of() -> models.CharField:
    """A code of the vocabulary. Its choices stay there, so that a new one needs no migration."""
    return models.CharField(max_length=CODE_LENGTH, null=True, blank=True, default=None)


def token() -> models.TextField:
    """A TNM token or line, or a stage group. Sites in brackets may be many, so it has no limit here."""
    return models.TextField(null=True, blank=True, default=None)


def month() -> models.CharField:
    """A year and a month, "2025-03": a full date is never kept."""
    return models.CharField(max_length=7, null=True, blank=True, default=None)


def any_of() -> models.JSONField:
    """A list of codes, ["none"] where it was asked and there is none; never an empty list."""
    return models.JSONField(null=True, blank=True, default=None)


def whole_number() -> models.PositiveIntegerField:
    return models.PositiveIntegerField(null=True, blank=True, default=None)


def number() -> models.FloatField:
    return models.FloatField(null=True, blank=True, default=None)


COLUMNS: Mapping[str, Callable[[Fact], Callable[[], models.Field] | None]] = of_every_kind(
    "a column (cases/models/columns.py)",
    yes_no=lambda fact: yes_no,
    one_of=lambda fact: one_of,
    any_of=lambda fact: any_of,
    number=lambda fact: whole_number if fact.integer or fact.step else number,
    date=lambda fact: month,
    token=lambda fact: token,
    lesions=lambda fact: None,  # a row for each lesion
)
"""Which of them the facts of a kind are kept in."""
