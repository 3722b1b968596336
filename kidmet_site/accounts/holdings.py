"""What is held of a person: how each model of it is exported and erased, and what people are told of it.

Every model is said here by the app that knows it: a *holding* points to a person, a *part* hangs on a holding
and goes with it, and of what is left it is said why it holds nothing of anybody. `faults()` names what was
forgotten.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast

from kidmet_site.accounts.known_as import (
    Since,
    is_one_of,
    is_since,
    known_since,
    said_of,
    written_at,
    written_in,
)
from kidmet_site.accounts.models import User

REMOVED = "Removed with the account of whoever wrote it."
"""Stands where somebody's free text stood that others had read or built upon."""
NOWHERE = "erased.invalid"
ERASING = "erase_account"
"""The kind of job that erases."""
PORTION = 200
"""So many rows are deleted at a time."""

Model = type[models.Model]


@dataclass(frozen=True)
class Leaver:
    """A person whose account is being deleted, and what they are called from then on."""

    person: User
    code: str
    """Random: nothing leads from it to the person."""
    pseudonym: str
    now: datetime
    keeps_name: bool = False
    """Whether they agreed that their name stays where they signed off or are credited."""

    @property
    def address(self) -> str:
        """No mail reaches it: the domain is reserved for that."""
        return f"{self.code}@{NOWHERE}"

    @cached_property
    def said(self) -> tuple[str, ...]:
        """All that the account was ever called: what stands so in rows of their own goes."""
        return said_of(self.person)

    @cached_property
    def since(self) -> Since:
        return known_since(self.person)

    @property
    def known_as(self) -> tuple[str, ...]:
        return tuple(self.since)

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(each for each, since in self.since.items() if since is None)

    def known_at(self, at: date | None) -> tuple[str, ...]:
        """By what a text of others that was written then, or at a time unknown, may mean the person."""
        return tuple(each for each, since in self.since.items() if is_since(at, since))

    def is_name(self, text: str, at: date | None) -> bool:
        return is_one_of((each for each in self.known_at(at) if self.since[each]), text)

    def without_address(self, text: str) -> str:
        return self.without(text, self.addresses)

    def without(self, text: str, words: Iterable[str]) -> str:
        for said in words:
            text = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", self.pseudonym, text, flags=re.IGNORECASE)
        return text


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A model whose rows point to a person.

    `people` has each column that points to one, with what is written over what that person typed in the row
    where the row stays. `erase` does a portion and says whether nothing is left to do.
    """

    model: Model
    title: str
    what: str
    why: str
    after: str
    people: Mapping[str, Mapping[str, Any]]
    erase: Callable[["Holding", Leaver, float], bool]
    mentions: tuple[str, ...] = ()
    """More columns of free text, in which somebody may be named by others."""
    export: Callable[[Any, User], Any] | None = None
    name_of: Callable[[Any], str] | None = None
    """The name of a file for each row; without it many rows share one."""
    beside: Callable[[Any], Any] | None = None
    """What the format of that file has no place for, where there is anything: a file of its own."""
    per_file: int = PORTION
    is_binary: bool = False
    """Files that may be large, which a limit leaves out first."""
    not_exported: str = ""
    """Why a copy of everything holds none of it."""
    owned: Callable[[User], QuerySet] | None = None
    """Whose rows they are, where that is not all that point to the person."""
    shown: Callable[[User], QuerySet] | None = None
    """Which rows are exported and counted, where their number would tell what is not to be told yet."""
    is_told: bool = True
    """Whether the page on which an account is deleted counts them."""
    place: int = 50
    """In which order holdings are erased: what points to others before them, the account at the end."""

    @property
    def key(self) -> str:
        return self.model._meta.label_lower

    @property
    def keys(self) -> list[str]:
        """The columns that point to a person by their number."""
        columns = (self.model._meta.get_field(name) for name in self.people)
        return [column.name for column in columns if column.is_relation]

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns of free text that stand when somebody leaves."""
        typed = chain.from_iterable(each.items() for each in self.people.values())
        return (*self.mentions, *(name for name, put in typed if isinstance(put, str)))

    @property
    def sentence(self) -> str:
        """What it is, why it is kept and what becomes of it when the account is deleted."""
        return f"{self.what} {self.why} {self.after}"

    def rows_of(self, person: User) -> QuerySet:
        rows = every(self.model)
        return self.owned(person) if self.owned else rows.filter(pointing_to(self.people, person))

    def shown_rows_of(self, person: User) -> QuerySet:
        return self.shown(person) if self.shown else self.rows_of(person)


OF_THEM = (
    (r"\b(names?|quotes?|to|of|by|with|for) you\b", r"\1 them"),
    (r"\byou\b", "they"),
    (r"\byour\b", "their"),
    (r"\byours\b", "theirs"),
)


def of_them(sentence: str) -> str:
    """A sentence to a person, as somebody else reads it: "What you wrote" is "What they wrote"."""
    for pattern, put in OF_THEM:
        sentence = re.sub(pattern, put, sentence)
        sentence = re.sub(pattern.replace("you", "You"), put.capitalize(), sentence)
    return sentence


@dataclass
class Registry:
    holdings: dict[Model, Holding] = field(default_factory=dict)
    parts: dict[Model, Model] = field(default_factory=dict)
    nothing: dict[Model, str] = field(default_factory=dict)

    def __contains__(self, model: Model) -> bool:
        return model in self.holdings or model in self.parts or model in self.nothing


REGISTRY = Registry()


def hold(**columns: Any) -> Holding:
    """Register a model whose rows point to a person."""
    holding = Holding(**columns)
    REGISTRY.holdings[holding.model] = holding
    return holding


def hold_parts(of: Model, *parts: Model) -> None:
    """Register models whose rows are part of a holding's: exported within it, and erased as it says."""
    REGISTRY.parts |= dict.fromkeys(parts, of)


def hold_nothing(because: str, *kinds: Model) -> None:
    """Say of models that no row of theirs tells anything of a person."""
    REGISTRY.nothing |= dict.fromkeys(kinds, because)


def all_holdings() -> list[Holding]:
    """In the order in which they are erased, exported and told."""
    return sorted(REGISTRY.holdings.values(), key=lambda held: held.place)


def every(model: Model) -> QuerySet:
    """All rows, also of a model whose own manager shows fewer or lets nothing be changed."""
    return models.QuerySet(model)


def pointing_to(columns: Mapping[str, Any], person: User) -> Q:
    return Q(*(Q(**{column: person.pk}) for column in columns), _connector=Q.OR)


# What becomes of a holding


def goes(held: Holding, leaver: Leaver, until: float) -> bool:
    """Delete the rows with all that hangs on them."""
    return delete_in_portions(held.rows_of(leaver.person), until)


def stays(held: Holding, leaver: Leaver, until: float) -> bool:
    """Keep the rows, which point to whoever nobody knows any more, without what the person typed."""
    for column, texts in held.people.items():
        theirs = every(held.model).filter(**{column: leaver.person.pk})
        for name, put in texts.items():
            # Of what was left empty nothing is removed.
            (theirs.exclude(**{name: ""}) if put == REMOVED else theirs).update(**{name: put})
    return True


def nobodys(held: Holding, leaver: Leaver, until: float) -> bool:
    """Keep the rows without what the person typed, pointing to nobody."""
    stays(held, leaver, until)
    for column in held.people:
        every(held.model).filter(**{column: leaver.person.pk}).update(**{column: None})
    return True


def naming(model: Model, columns: Iterable[str], words: Iterable[str] | Leaver) -> Q:
    """Rows in which one of these columns, of text or JSON, has one of the words, or an address, anywhere."""
    words = words.addresses if isinstance(words, Leaver) else tuple(words)
    found = Q(pk__in=[])
    for column in columns:
        rows = every(model).alias(as_text=Cast(column, models.TextField()))
        for spelling in {each for word in words for each in (word, json.dumps(word)[1:-1])}:
            found |= Q(pk__in=rows.filter(as_text__icontains=spelling).values("pk"))
    return found


def delete_in_portions(rows: QuerySet, until: float) -> bool:
    """Whether none is left; at least one portion is deleted, so that every step gets on."""
    plain = rows.order_by("pk")
    while pks := list(plain.values_list("pk", flat=True)[:PORTION]):
        every(rows.model).filter(pk__in=pks).delete()
        if time.monotonic() >= until:
            return not plain.exists()
    return True


def forget_mentions(leaver: Leaver) -> None:
    """Where others wrote of the person by address, or by a name of several words, it is the pseudonym.

    A name of one word is a word as well, so it is left where others wrote it.
    """
    words = _not_of_one_word(leaver.said)
    for held in all_holdings():
        needed = ("pk", *held.keys, *written_in(held.model))
        for column in held.texts:
            named = every(held.model).filter(naming(held.model, (column,), words))
            for row in named.only(column, *needed):
                _forget_mention(row, column, _not_of_one_word(_called_in(row, held, leaver)), leaver)


def _not_of_one_word(words: Iterable[str]) -> list[str]:
    return [each for each in words if "@" in each or " " in each]


def _called_in(row: models.Model, held: Holding, leaver: Leaver) -> tuple[str, ...]:
    is_own = any(row.serializable_value(column) == leaver.person.pk for column in held.keys)
    return leaver.said if is_own else leaver.known_at(written_at(row))


def _forget_mention(row: models.Model, column: str, words: list[str], leaver: Leaver) -> None:
    text, most = getattr(row, column), getattr(row._meta.get_field(column), "max_length", None)
    if (said := leaver.without(text, words)) != text:
        every(type(row)).filter(pk=row.pk).update(**{column: said[:most]})


# What a copy holds


def as_json(row: models.Model, person: User, *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """The columns of a row that hold anything, in plain values; a column that points to another person
    says "somebody else"."""
    return dict(_columns(row, person, {*but, row._meta.pk.name}))


def _columns(row: models.Model, person: User, but: set[str]) -> Iterator[tuple[str, Any]]:
    for column in row._meta.concrete_fields:
        value = column.value_from_object(row)
        if column.name in but or value in (None, "") or isinstance(column, models.BinaryField):
            continue
        if column.is_relation:
            yield column.name, _said(row, column, person)
        else:
            yield column.name, value


def _said(row: models.Model, column: Any, person: User) -> str:
    if column.related_model is User:
        return "you" if getattr(row, column.attname) == person.pk else "somebody else"
    return str(getattr(row, column.name))


# What was forgotten


def faults() -> list[str]:
    """A sentence for each model that is not said here, or not whole."""
    return [fault for model in _models() for fault in faults_of(model)]


def _models() -> list[Model]:
    return sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label)


def faults_of(model: Model) -> Iterator[str]:
    label, pointing = model._meta.label, set(columns_to_people(model))
    if model not in REGISTRY:
        to = f" (it points to a person by {', '.join(sorted(pointing))})" if pointing else ""
        yield (
            f"{label} is not said in the registry of what is held of a person{to}: hold(), hold_parts() or "
            "hold_nothing() of kidmet_site/accounts/holdings.py."
        )
    elif model in REGISTRY.holdings:
        yield from _faults_of_holding(REGISTRY.holdings[model], pointing)
    elif pointing:
        yield f"{label} points to a person by {', '.join(sorted(pointing))}: it needs hold()."
    elif REGISTRY.parts.get(model) and not _hangs_on_a_holding(model):
        yield f"{label} is said to be a part of {REGISTRY.parts[model]._meta.label}, which is no holding."


def _faults_of_holding(held: Holding, pointing: set[str]) -> Iterator[str]:
    label = held.model._meta.label
    for forgotten in sorted(pointing - set(held.people)):
        yield f"{label}.{forgotten} points to a person and is not among the people of its holding."
    for name in ("title", "what", "why", "after"):
        if not getattr(held, name).strip():
            yield f"{label}: its holding lacks {name}."
    if (held.export is None) == (not held.not_exported):
        yield f"{label}: its holding says either how it is exported or why it is not."


def _hangs_on_a_holding(part: Model) -> bool:
    seen, at = set[Model](), part
    while at in REGISTRY.parts and at not in seen:
        seen.add(at)
        at = REGISTRY.parts[at]
    return at in REGISTRY.holdings


def columns_to_people(model: Model) -> Iterator[str]:
    """The columns by which a row leads to a person: a key, an address, or whose history a row is."""
    for column in model._meta.concrete_fields:
        if column.related_model is User or isinstance(column, models.EmailField):
            yield column.name
    if vars(model).get("instance_type") is User:
        yield "id"
