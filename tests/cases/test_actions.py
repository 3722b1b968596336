"""Writes: what is kept, what is audited, and what two people at once cannot do."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.cases import (
    CaseChangedElsewhere,
    create_case,
    delete_case,
    load_demo_cases,
    rename_case,
    save_chapter,
)
from cases.content.demo_cases import demo_cases
from cases.domain.record import write_case_file
from cases.models import CaseChange, KidneyLesion, PatientCase
from cases.models.patient_case import CASE_FACTS
from cases.permissions import NotYourCase, can_change_case
from cases.queries.cases import OF_ITSELF, case_for, cases_for
from guidance.domain.vocabulary import VOCABULARY, FactError
from kidmet_site.accounts.models import User
from tests.cases.samples import LATER, NOW, case_of, lesions

pytestmark = pytest.mark.django_db


def save(case: PatientCase, chapter: str, *, version: int | None = None, **facts: Any) -> PatientCase:
    recorded = {key: None if value is None else VOCABULARY[key].clean(value) for key, value in facts.items()}
    return save_chapter(
        case=case,
        chapter=chapter,
        recorded_chapter=recorded,
        version=version or case.version,
        by=case.owner,
        now=LATER,
        edition_number=3,
    )


SAVES = [
    ("presentation", {"age_years": 68, "symptoms": ["none"], "solitary_kidney": False}),
    ("primary", {"primary_site": "lung", "diagnosis_date": "2025-03", "interval_months": 12.5}),
    ("kidney", {"kidney_architecture_distorted": True, "lesions": lesions(2)}),
    ("kidney", {"lesions": []}),
    ("imaging", {"imaging_done": ["mri"]}),
    ("biopsy", {"biopsy_status": "done"}),
    ("staging", {"t_category": "cT2b", "m_category": "pM1c2"}),
    ("prognosis", {"ecog": 0, "creatinine_umol_l": 106.08}),
    ("treatment", {"treatments_considered": ["surveillance"]}),
    ("palliative", {"esas_pain": 0, "practical_needs": ["none"]}),
]


@pytest.mark.parametrize(("chapter", "facts"), SAVES)
def test_a_saved_chapter_is_kept_and_the_case_in_hand_is_up_to_date(
    resident: User, chapter: str, facts: dict[str, Any]
) -> None:
    case = save(case_of(resident), chapter, **facts)
    loaded = case_for(resident, case.pk)

    assert write_case_file("", loaded.recorded())["facts"] == facts
    assert case.recorded() == loaded.recorded()
    assert (loaded.version, loaded.updated_at, loaded.guidance_edition) == (2, LATER, 3)
    assert case.version == 2


def test_a_case_read_from_its_row_is_what_its_models_say(resident: User) -> None:
    for copied in load_demo_cases(by=resident, now=NOW):
        save(copied, "palliative", esas_pain=7)
        case, model = case_for(resident, copied.pk), PatientCase.objects.get(pk=copied.pk)

        assert list(case.recorded().items()) == list(model.recorded().items())
        for name in OF_ITSELF:
            assert getattr(case, name) == getattr(model, name), name
        assert case.lesion_rows == model.lesion_rows and not case.__dict__.keys() & set(CASE_FACTS)
        assert case.age_years == model.age_years


def test_a_written_change_is_as_django_reads_it(resident: User) -> None:
    case = save(case_of(resident, symptoms=["none"]), "presentation", symptoms=["fever"], weight_kg=70.5)
    change, read = case.last_written, CaseChange.objects.get(pk=case.last_written.pk)

    for field in CaseChange._meta.concrete_fields:
        assert getattr(change, field.attname) == getattr(read, field.attname), field.name


def test_a_number_beyond_every_column_is_no_case(resident: User) -> None:
    with pytest.raises(PatientCase.DoesNotExist):
        case_for(resident, 10**30)


def test_a_fact_can_be_taken_back(resident: User) -> None:
    case = save(case_of(resident, sex="male", symptoms=["none"]), "presentation", sex=None, symptoms=None)

    assert case_for(resident, case.pk).recorded() == {}


def test_what_a_save_does_not_name_stays(resident: User) -> None:
    case = save(case_of(resident, sex="male", ecog=1), "presentation", age_years=70)

    assert case.recorded() == {"age_years": 70, "sex": "male", "ecog": "1"}


def test_a_save_is_audited_with_before_and_after(resident: User) -> None:
    case = save(case_of(resident, sex="male", age_years=70), "presentation", sex="female", age_years=70)
    change = CaseChange.objects.get(case=case, version=2)

    assert (change.by, change.at, change.chapter) == (resident, LATER, "presentation")
    assert change.changes == {"sex": {"before": "male", "after": "female"}}


def test_lesions_are_audited_as_a_list(resident: User) -> None:
    case = save(case_of(resident), "kidney", lesions=[{"side": "left"}])

    change = CaseChange.objects.get(case=case, version=2)
    assert change.changes == {"lesions": {"before": None, "after": [{"side": "left"}]}}


def test_a_save_that_changes_nothing_writes_nothing(resident: User) -> None:
    case = case_of(resident, sex="male")
    with CaptureQueriesContext(connection) as queries:
        save(case, "presentation", sex="male", age_years=None)

    assert len(queries) == 0
    assert case.version == 1


def test_the_second_of_two_tabs_is_told_and_changes_nothing(resident: User) -> None:
    first, second = case_of(resident), None
    second = case_for(resident, first.pk)
    save(first, "presentation", sex="male")

    with pytest.raises(CaseChangedElsewhere) as raised:
        save(second, "presentation", sex="female")

    assert (raised.value.current_version, raised.value.changed_at) == (2, LATER)
    assert case_for(resident, first.pk).recorded() == {"sex": "male"}
    assert CaseChange.objects.filter(case=first).count() == 2


def test_a_tab_that_was_opened_before_a_save_is_told(resident: User) -> None:
    case = save(case_of(resident), "presentation", sex="male")

    with pytest.raises(CaseChangedElsewhere):
        save(case_for(resident, case.pk), "presentation", version=1, age_years=70)


def test_an_old_tab_that_says_the_same_is_no_conflict(resident: User) -> None:
    case = save(case_of(resident), "presentation", sex="male")

    assert save(case_for(resident, case.pk), "presentation", version=1, sex="male").version == 2


def test_a_case_deleted_meanwhile_is_gone(resident: User) -> None:
    case = case_of(resident)
    PatientCase.objects.all().delete()

    with pytest.raises(PatientCase.DoesNotExist):
        save(case, "presentation", sex="male")


def test_a_value_that_its_fact_cannot_hold_is_not_saved(resident: User) -> None:
    case = case_of(resident)
    with pytest.raises(FactError):
        save_chapter(
            case=case,
            chapter="presentation",
            recorded_chapter={"age_years": 12},
            version=1,
            by=resident,
            now=LATER,
        )

    assert case_for(resident, case.pk).version == 1


def test_a_fact_of_another_chapter_is_refused(resident: User) -> None:
    with pytest.raises(ValueError, match="does not ask ecog"):
        save(case_of(resident), "presentation", ecog=1)


def test_nobody_changes_the_case_of_somebody_else(resident: User, stranger: User) -> None:
    case = case_of(resident)
    for attempt in (
        lambda: save_chapter(
            case=case, chapter="biopsy", recorded_chapter={}, version=1, by=stranger, now=NOW
        ),
        lambda: rename_case(case=case, title="Mine", by=stranger, now=NOW),
        lambda: delete_case(case=case, by=stranger, now=NOW),
    ):
        with pytest.raises(NotYourCase, match="Only its owner can change it"):
            attempt()
    assert can_change_case(resident, case)
    assert not can_change_case(stranger, case)


# Lesions

A, B, C, D = ({"side": "left", "size_mm": size} for size in (1, 2, 3, 4))
LESION_SAVES = [
    ([], [A]),
    ([A], [A, B]),
    ([A, B, C], [A, C]),
    ([A, B, C], [B, C]),
    ([A, B, C], [A, B]),
    ([A, B, C], [A, D, C]),
    ([A, B, C], [D, A, B, C]),
    ([A, B, C], [C, B, A]),
    ([A, B, C], []),
    ([A, B, C], [A, D]),
    ([A, B], [C, D, A, B]),
    ([A, A, A], [A, A]),
    ([{}], [{}, A]),
]


@pytest.mark.parametrize(("before", "after"), LESION_SAVES)
def test_lesions_after_a_save_are_those_that_were_sent(
    resident: User, before: list[Any], after: list[Any]
) -> None:
    case = save(case_of(resident, lesions=before), "kidney", lesions=after)
    again = save(case, "kidney", lesions=[*after, B]) if after else case

    assert list(again.recorded()["lesions"]) == ([*after, B] if after else [])
    assert case_for(resident, case.pk).recorded() == again.recorded()
    assert [lesion.position for lesion in case.lesion_rows] == sorted(
        {lesion.position for lesion in case.lesion_rows}
    )


@pytest.mark.parametrize("count", [1, 10, 49])
@pytest.mark.parametrize("what", ["added", "changed", "removed"])
def test_a_save_asks_as_much_of_the_database_with_many_lesions(resident: User, count: int, what: str) -> None:
    before = lesions(count)
    after = {
        "added": [*before, {"side": "right"}],
        "changed": [{"side": "right"}, *before[1:]],
        "removed": before[1:],
    }[what]
    case = case_of(resident, lesions=before)
    with CaptureQueriesContext(connection) as queries:
        save(case, "kidney", lesions=after)

    # savepoint, case, lesions removed and added, audit, savepoint
    assert len(queries) == {"added": 5, "changed": 6, "removed": 5}[what]


def test_fifty_lesions_in_a_chapter_of_their_own_are_saved_at_once(resident: User) -> None:
    case = case_of(resident)
    with CaptureQueriesContext(connection) as queries:
        save(case, "kidney", lesions=lesions(50))

    assert len(queries) <= 7
    assert KidneyLesion.objects.filter(case=case).count() == 50


# Whole cases


def test_a_new_case_is_audited_with_what_it_came_with(resident: User) -> None:
    case = create_case(title=" Lung ", by=resident, now=NOW, recorded={"sex": "male"})

    assert (case.title, case.owner, case.version) == ("Lung", resident, 1)
    assert CaseChange.objects.get(case=case).changes == {"sex": {"before": None, "after": "male"}}


def test_nothing_of_a_case_stays_when_one_of_its_lesions_cannot_be_written(resident: User) -> None:
    broken: Any = {"sex": "male", "lesions": ({"size_mm": "wide"},)}
    with pytest.raises(ValueError, match="wide"):
        create_case(title="Lung", by=resident, now=NOW, recorded=broken)

    assert not PatientCase.objects.exists() and not CaseChange.objects.exists()


def test_a_case_without_a_title_gets_one(resident: User) -> None:
    assert create_case(title=" ", by=resident, now=NOW).title == "Untitled case"


def test_renaming_is_audited_and_leaves_open_tabs_alone(resident: User) -> None:
    case = rename_case(case=case_of(resident, title="Old"), title=" New ", by=resident, now=LATER)

    assert (case.title, case.version, case.updated_at) == ("New", 1, LATER)
    assert CaseChange.objects.filter(case=case)[0].changes == {"title": {"before": "Old", "after": "New"}}


def test_a_deleted_case_leaves_nothing(resident: User) -> None:
    case = case_of(resident, lesions=lesions(3))
    delete_case(case=case, by=resident, now=NOW)

    assert not PatientCase.objects.exists()
    assert not KidneyLesion.objects.exists()
    assert not CaseChange.objects.exists()


def test_demo_cases_are_given_once_and_what_was_done_with_them_stays(resident: User) -> None:
    first = load_demo_cases(by=resident, now=NOW)
    save(case_for(resident, first[0].pk), "presentation", age_years=40)
    first[1].delete()

    assert len(first) == len(demo_cases())
    assert len(load_demo_cases(by=resident, now=LATER)) == 1
    assert case_for(resident, first[0].pk).recorded()["age_years"] == 40


@pytest.mark.parametrize("count", [1, 50])
def test_cases_are_loaded_in_two_queries(resident: User, count: int) -> None:
    for _ in range(count):
        case_of(resident, lesions=lesions(2))
    with CaptureQueriesContext(connection) as queries:
        for case in cases_for(resident):
            case.recorded()

    assert len(queries) == 2
