"""Every fact has its column, every column its fact."""

import pytest
from django.db import models
from django.db.models import NOT_PROVIDED

from cases.models import CarePlan, KidneyLesion, PatientCase, PrognosticFactors, Staging
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY, Fact
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of

HOLDS = {
    "yes_no": models.BooleanField,
    "one_of": models.CharField,
    "any_of": models.JSONField,
    "date": models.CharField,
    "token": models.TextField,
}
CHAPTERS_OF = {
    PatientCase: {"presentation", "primary", "kidney", "imaging", "biopsy"},
    Staging: {"staging"},
    PrognosticFactors: {"prognosis"},
    CarePlan: {"treatment", "palliative"},
}
OF_THE_ROW = {
    "id", "owner", "title", "version", "guidance_edition", "previous_edition", "demo_slug", "created_at",
    "updated_at", "case", "position", "lesions_recorded", "is_record", "page", "kept_text",
}  # fmt: skip
ASKED = [
    (model, fact)
    for model, chapters in CHAPTERS_OF.items()
    for fact in VOCABULARY.askable
    if fact.chapter in chapters and fact.kind != "lesions"
] + [(KidneyLesion, fact) for fact in LESION_FIELDS.values()]


def column_type(fact: Fact) -> type[models.Field]:
    if fact.kind == "number":
        return models.PositiveIntegerField if fact.integer or fact.step else models.FloatField
    return HOLDS[fact.kind]


@pytest.mark.parametrize(("model", "fact"), ASKED, ids=lambda it: getattr(it, "key", None))
def test_a_fact_has_a_column_of_its_kind(model: type[models.Model], fact: Fact) -> None:
    column = model._meta.get_field(fact.key)

    assert type(column) is column_type(fact)
    assert column.null
    assert column.default in (None, NOT_PROVIDED)


@pytest.mark.parametrize("model", [*CHAPTERS_OF, KidneyLesion])
def test_every_column_has_a_fact(model: type[models.Model]) -> None:
    columns = {field.name for field in model._meta.concrete_fields} - OF_THE_ROW

    assert columns == {fact.key for of, fact in ASKED if of is model}


def test_every_askable_fact_is_kept_somewhere() -> None:
    kept = {fact.key for model, fact in ASKED if model is not KidneyLesion}

    assert kept | {"lesions"} == {fact.key for fact in VOCABULARY.askable}


def test_an_empty_case_records_nothing(resident: User) -> None:
    assert case_of(resident).recorded() == {}


def test_no_lesions_and_not_asked_are_told_apart(resident: User) -> None:
    assert case_of(resident, lesions=[]).recorded() == {"lesions": ()}
    assert "lesions" not in case_of(resident, sex="male").recorded()


def test_a_whole_number_in_a_column_of_fractions_comes_back_whole(resident: User) -> None:
    weight = case_of(resident, weight_kg=74).recorded()["weight_kg"]

    assert (weight, type(weight)) == (74, int)


def test_lesions_keep_their_order(resident: User) -> None:
    sizes = [30, 4, 17]
    case = case_of(resident, lesions=[{"size_mm": size} for size in sizes])

    assert [lesion["size_mm"] for lesion in case.recorded()["lesions"]] == sizes


def test_what_is_recorded_stands_in_the_order_of_the_vocabulary(resident: User) -> None:
    case = case_of(resident, ecog=1, age_years=68, lesions=[], primary_site="lung", esas_pain=0)

    assert list(case.recorded()) == ["age_years", "primary_site", "lesions", "ecog", "esas_pain"]
