"""What is held of a person is said for every model: how it is exported, erased and told."""

from typing import Any

from django.db import models
from django.test.utils import isolate_apps

from kidmet_site.accounts.holdings import (
    REGISTRY,
    Holding,
    all_holdings,
    as_json,
    faults,
    faults_of,
    goes,
)
from kidmet_site.accounts.models import User


def test_every_model_is_said() -> None:
    assert faults() == []


def test_every_holding_is_told_in_whole_sentences() -> None:
    told = [part for held in all_holdings() for part in (held.what, held.why, held.after)]

    assert [part for part in told if not (part[0].isupper() and part.endswith("."))] == []


def made(name: str, **columns: models.Field) -> Any:
    """A model that no table is made for."""
    meta = type("Meta", (), {"app_label": "cases"})
    return type(name, (models.Model,), {"__module__": "cases.models", "Meta": meta, **columns})


def to(model: Any) -> models.Field:
    return models.ForeignKey(model, on_delete=models.CASCADE, related_name="+")


@isolate_apps("cases")
def test_a_model_is_named_when_nobody_said_what_it_holds() -> None:
    diary = made("Diary", writer=to(User))
    unsaid = [diary, made("Guest", address=models.EmailField()), made("Page", diary=to(diary))]

    named = [fault.partition(":")[0] for model in unsaid for fault in faults_of(model)]

    said = "is not said in the registry of what is held of a person"
    assert named == [
        f"cases.Diary {said} (it points to a person by writer)",
        f"cases.Guest {said} (it points to a person by address)",
        f"cases.Page {said}",
    ]


@isolate_apps("cases")
def test_a_holding_is_named_when_half_of_it_is_said(monkeypatch: Any) -> None:
    letter = made("Letter", writer=to(User), reader=to(User))
    stamp = made("Stamp", letter=to(letter))
    half = Holding(
        model=letter, title="Letters", what="A.", why="", after="A.", people={"writer": {}}, erase=goes
    )
    monkeypatch.setitem(REGISTRY.holdings, letter, half)
    monkeypatch.setitem(REGISTRY.parts, stamp, stamp)

    assert [*faults_of(letter), *faults_of(stamp)] == [
        "cases.Letter.reader points to a person and is not among the people of its holding.",
        "cases.Letter: its holding lacks why.",
        "cases.Letter: its holding says either how it is exported or why it is not.",
        "cases.Stamp is said to be a part of cases.Stamp, which is no holding.",
    ]


def test_a_copy_names_nobody_else(resident: User, stranger: User) -> None:
    was = User.history.filter(id=resident.pk).first()
    was.history_user = stranger

    assert as_json(was, resident)["history_user"] == "somebody else"
