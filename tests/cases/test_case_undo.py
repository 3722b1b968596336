"""Taking back the saves of a chapter: one by one, in order, and never over somebody's work unseen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.cases import CaseChangedElsewhere, rename_case, save_chapter
from cases.actions.undoing import NothingToUndo, Undone, undo_change
from cases.models import Act, CaseChange, PatientCase
from cases.permissions import NotYourCase
from cases.presenting.undoing import undone_words
from cases.queries.cases import case_for
from cases.queries.undoing import MOST_UNDONE, undoable
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY
from kidmet_site.accounts.models import User
from tests.cases.samples import LATER, case_of, lesions
from tests.cases.test_case_chapter import HTMX, address, post

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _edition(edition: CompiledEdition) -> None:
    """Every save is read with the edition that readers see."""


def save(case: PatientCase, chapter: str, *, page: str = "", version: int | None = None, **facts: Any) -> int:
    recorded = {key: None if value is None else VOCABULARY[key].clean(value) for key, value in facts.items()}
    save_chapter(
        case=case,
        chapter=chapter,
        recorded_chapter=recorded,
        version=version or case.version,
        by=case.owner,
        now=LATER,
        page=page,
    )
    return case.last_written.pk if case.last_written else 0


def undo(case: PatientCase, chapter: str, *, redo: bool = False) -> Undone:
    offered = undoable(case, chapter)
    number = offered.redo if redo else offered.undo
    return undo_change(case=case, number=number or 0, version=case.version, by=case.owner, now=LATER)


def held(case: PatientCase) -> dict[str, Any]:
    """What another page would load."""
    return case_for(case.owner, case.pk).recorded()


def test_the_last_saves_are_taken_back_one_by_one_until_the_case_is_as_it_began(resident: User) -> None:
    case = case_of(resident, sex="male")
    save(case, "presentation", age_years=68)
    save(case, "presentation", sex="female", symptoms=["none"])
    save(case, "primary", primary_site="lung")

    assert undone_words(undo(case, "presentation")) == (
        "Undone: Sex (now Male) and Symptoms (now not recorded)."
    )
    assert held(case) == {"age_years": 68, "sex": "male", "primary_site": "lung"} == case.recorded()
    undo(case, "presentation")
    assert held(case) == {"sex": "male", "primary_site": "lung"}
    with pytest.raises(NothingToUndo):
        undo(case, "presentation")
    assert held(case) == {"sex": "male", "primary_site": "lung"}


def test_what_was_undone_is_done_again_until_something_else_is_saved(resident: User) -> None:
    case = case_of(resident)
    for age in (60, 61, 62):
        save(case, "presentation", age_years=age)
    undo(case, "presentation")
    undo(case, "presentation")
    assert held(case) == {"age_years": 60}

    assert undone_words(undo(case, "presentation", redo=True)) == "Redone: Age (now 61 years)."
    undo(case, "presentation", redo=True)
    assert held(case) == {"age_years": 62}
    for age in (61, 60):
        undo(case, "presentation")
        assert held(case) == {"age_years": age}
    save(case, "presentation", sex="male")
    assert undoable(case, "presentation").redo is None


def test_a_removed_lesion_comes_back_at_its_place_with_all_its_facts(resident: User) -> None:
    case = case_of(resident, lesions=lesions(3, growth="exophytic", venous_involvement=False))
    before = held(case)
    save(
        case,
        "kidney",
        lesions=[lesions(3, growth="exophytic", venous_involvement=False)[place] for place in (0, 2)],
    )
    assert len(held(case)["lesions"]) == 2

    assert undone_words(undo(case, "kidney")) == "Undone: Lesion 2 is back (now 3 lesions)."
    assert held(case) == before == case.recorded()


def test_the_lesion_and_the_fact_are_named_when_one_thing_of_one_lesion_is_taken_back(resident: User) -> None:
    first, second = lesions(2)
    case = case_of(resident, lesions=(first, second | {"size_mm": 101}))
    said = []
    for changed in (
        [first, second | {"size_mm": 10}],
        [first | {"size_mm": 7}, second],
        [first],
    ):
        save(case, "kidney", lesions=changed)
        said.append(undone_words(undo(case, "kidney")))
    assert said == [
        "Undone: Lesion 2, size (now 101 mm).",
        "Undone: Kidney lesions (now 2 lesions).",
        "Undone: Lesion 2 is back (now 2 lesions).",
    ]


def test_the_history_keeps_both_the_save_and_its_undo(resident: User) -> None:
    case = case_of(resident)
    number = save(case, "presentation", age_years=68)
    undo(case, "presentation")

    change = CaseChange.objects.get(case=case, version=3)
    assert (change.act, change.undoes_id, change.chapter, change.by) == (
        Act.UNDO,
        number,
        "presentation",
        resident,
    )
    assert change.changes == {"age_years": {"before": 68, "after": None}}
    assert CaseChange.objects.get(pk=number).changes == {"age_years": {"before": None, "after": 68}}
    assert (case.version, case_for(resident, case.pk).version) == (3, 3)


def test_how_a_case_began_is_never_undone(resident: User) -> None:
    case = case_of(resident, sex="male")
    rename_case(case=case, title="Another title", by=resident, now=LATER)
    first = case.changes.order_by("pk")[0]
    assert undoable(case, "presentation") == (None, None)
    with pytest.raises(NothingToUndo):
        undo_change(case=case, number=first.pk, version=case.version, by=resident, now=LATER)
    assert case_for(resident, case.pk).recorded() == {"sex": "male"}


def test_a_renamed_case_is_undone_and_keeps_its_title(resident: User) -> None:
    case = case_of(resident)
    save(case, "presentation", age_years=68)
    rename_case(case=case, title="Another title", by=resident, now=LATER)
    undo(case, "presentation")

    assert held(case) == {}
    assert case_for(resident, case.pk).title == "Another title"


def test_only_what_nobody_changed_since_is_set_back_and_the_rest_is_named(resident: User) -> None:
    case = case_of(resident)
    save(case, "presentation", age_years=68, sex="male")
    # As administrators mended cases until 0.6.0.
    PatientCase.objects.filter(pk=case.pk).update(sex="female", version=case.version + 1)
    case.changes.create(
        by=resident,
        at=LATER,
        version=case.version + 1,
        changes={"sex": {"before": "male", "after": "female"}},
    )

    case = case_for(resident, case.pk)
    assert undone_words(undo(case, "presentation")) == (
        "Undone: Age (now not recorded). Left as it is, because it was changed since: “Sex”."
    )
    assert held(case) == {"sex": "female"}


def test_nothing_is_undone_when_another_tab_has_saved_since(resident: User) -> None:
    case = case_of(resident)
    number = save(case, "presentation", age_years=68)
    other = case_for(resident, case.pk)
    other.owner = resident
    save(other, "primary", primary_site="lung")

    for loaded in (case, case_for(resident, case.pk)):
        with pytest.raises(CaseChangedElsewhere):
            undo_change(case=loaded, number=number, version=2, by=resident, now=LATER)
    assert held(case) == {"age_years": 68, "primary_site": "lung"}


def test_a_save_that_is_not_the_last_of_its_chapter_cannot_be_taken_back(resident: User) -> None:
    case = case_of(resident)
    first = save(case, "presentation", age_years=68)
    save(case, "presentation", age_years=70)

    with pytest.raises(NothingToUndo):
        undo_change(case=case, number=first, version=case.version, by=resident, now=LATER)
    assert held(case) == {"age_years": 70}


def test_another_person_undoes_nothing(resident: User, stranger: User) -> None:
    case = case_of(resident)
    number = save(case, "presentation", age_years=68)

    with pytest.raises(NotYourCase):
        undo_change(case=case, number=number, version=case.version, by=stranger, now=LATER)
    assert held(case) == {"age_years": 68}


def test_the_stated_number_of_saves_is_taken_back_and_no_more(resident: User) -> None:
    case = case_of(resident)
    for age in range(20, 22 + MOST_UNDONE):
        save(case, "presentation", age_years=age)
    for _ in range(MOST_UNDONE):
        undo(case, "presentation")

    assert held(case) == {"age_years": 21}
    assert undoable(case, "presentation").undo is None
    assert undoable(case, "presentation").redo is not None


def test_a_page_whose_answer_was_lost_saves_on_and_another_page_is_in_conflict(resident: User) -> None:
    case = case_of(resident)
    ours, theirs = "0a0a0a0a0a0a0a0a-{}".format, "0b0b0b0b0b0b0b0b-{}".format
    save(case, "presentation", version=1, page=ours(1), age_years=68)
    save(case, "presentation", version=1, page=ours(3), age_years=68, sex="male")
    assert held(case) == {"age_years": 68, "sex": "male"}

    for page in ("", theirs(9), ours(2), ours(3)):
        with pytest.raises(CaseChangedElsewhere):
            save(case, "presentation", version=1, page=page, age_years=70)
    save(case, "presentation", version=3, page=theirs(1), age_years=70)
    with pytest.raises(CaseChangedElsewhere):
        save(case, "presentation", version=3, page=ours(4), age_years=71)
    assert held(case)["age_years"] == 70


# The page


def test_what_was_typed_and_not_saved_is_saved_first_and_is_what_is_taken_back(
    resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident)
    client = client_of(resident)
    post(client, case, "presentation", age_years="60")
    press(client, case, "presentation", htmx=False, age_years="61", weight_kg="many")
    assert held(case) == {"age_years": 60}

    page = client.get(address(case, "presentation")).content.decode()
    assert 'value="many"' in page
    press(client, case, "presentation", what="redo", age_years="60", weight_kg="many")
    assert held(case) == {"age_years": 61}


def test_what_was_typed_in_a_field_that_is_set_back_gives_way_to_what_is_recorded(
    resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident, age_years=60)
    client = client_of(resident)
    post(client, case, "presentation", age_years="61", weight_kg="70")
    post(client, case, "presentation", age_years="300", height_cm="tall")
    press(client, case, "presentation", age_years="300", height_cm="tall", weight_kg="70")
    page = client.get(address(case, "presentation")).content.decode()

    assert held(case) == {"age_years": 60}
    assert 'value="60"' in page and 'value="tall"' in page and "300" not in page


def press(
    client: Client, case: PatientCase, chapter: str, *, htmx: bool = True, what: str = "undo", **changed: Any
) -> Any:
    """Press the Undo that the page offers."""
    page = client.get(address(case, chapter)).content.decode()
    number = page.split(f'id="{what}-last"')[1].split('value="')[1].split('"')[0]
    data = {"change": number, "version": str(case_for(case.owner, case.pk).version)} | changed
    return client.post(f"{address(case, chapter)}undo/", data, **(HTMX if htmx else {}))


def test_the_answer_draws_what_was_set_back_and_leaves_the_other_fields_alone(
    resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident, age_years=60)
    client = client_of(resident)
    post(client, case, "presentation", age_years="68")
    html = press(client, case, "presentation", weight_kg="many").content.decode()

    assert 'id="field-age_years" hx-swap-oob="true"' in html
    assert 'value="60"' in html
    assert 'id="field-weight_kg"' not in html and "many" in html  # what is wrong with it is still said
    assert "Undone: Age (now 60 years)." in html
    assert '<aside class="guide"' in html


def test_lesions_are_drawn_anew_when_one_comes_back(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, lesions=lesions(2))
    client = client_of(resident)
    post(client, case, "kidney", **{"lesions-0-DELETE": "on"})
    assert len(held(case)["lesions"]) == 1
    html = press(client, case, "kidney").content.decode()

    assert len(held(case)["lesions"]) == 2
    assert html.count("data-lesion>") == 3  # and an empty one
    assert 'name="lesions-INITIAL_FORMS" value="2"' in html


def test_without_javascript_a_message_says_what_was_undone(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, age_years=60)
    client = client_of(resident)
    post(client, case, "presentation", age_years="68")
    response = press(client, case, "presentation", htmx=False)

    assert (response.status_code, response["Location"]) == (302, address(case, "presentation"))
    assert "Undone: Age (now 60 years)." in client.get(address(case, "presentation")).content.decode()
    assert held(case)["age_years"] == 60


def test_a_second_press_takes_back_nothing_more(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident)
    client = client_of(resident)
    for age in ("60", "61"):
        post(client, case, "presentation", age_years=age)
    number = str(undoable(case, "presentation").undo)
    for version in ("3", "4"):
        data = {"change": number, "version": version}
        html = client.post(f"{address(case, 'presentation')}undo/", data, **HTMX).content.decode()

    assert "undone already" in html and 'value="60"' in html
    assert held(case) == {"age_years": 60}


def test_a_conflict_is_told_as_for_a_save_and_gives_no_newer_version(
    resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident)
    client = client_of(resident)
    post(client, case, "presentation", age_years="60")
    post(client, case, "primary", primary_site="lung")
    html = press(client, case, "presentation", version="2").content.decode()
    press(client, case, "presentation", version="2", htmx=False)
    page = client.get(address(case, "presentation")).content.decode()

    assert "changed in another tab" in html and 'id="version"' not in html
    assert "Not undone: this case was changed in another tab" in page
    assert held(case) == {"age_years": 60, "primary_site": "lung"}


def test_what_a_button_saved_in_another_chapter_is_offered_where_it_was_pressed(
    resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident, primary_site="rcc", lesions=[{"side": "left"}], other_metastatic_sites=["none"])
    client = client_of(resident)
    html = post(client, case, "staging", set="kidney_diagnosis:second_primary").content.decode()
    number = html.split('id="undo-last"')[1].split('value="')[1].split('"')[0]
    client.post(f"{address(case, 'staging')}undo/", {"change": number, "version": "2"}, **HTMX)

    assert "kidney_diagnosis" not in held(case)


@pytest.mark.parametrize("given", ["", "-1", "one", "²", "9" * 30, "0"])
def test_a_change_that_is_none_undoes_nothing(given: str, resident: User, client_of: ClientOf) -> None:
    case = case_of(resident)
    client = client_of(resident)
    post(client, case, "presentation", age_years="60")
    response = press(client, case, "presentation", change=given)

    assert response.status_code == 200 and "undone already" in response.content.decode()
    assert held(case) == {"age_years": 60}


def test_a_change_of_another_case_or_of_a_chapter_that_is_none_is_not_reached(
    resident: User, client_of: ClientOf
) -> None:
    case, other = case_of(resident), case_of(resident)
    client = client_of(resident)
    post(client, other, "presentation", age_years="60")
    press(client, case, "presentation", change=str(undoable(other, "presentation").undo))

    assert held(other) == {"age_years": 60}
    assert client.post(f"/cases/{case.pk}/surgery/undo/").status_code == 404
    assert client.get(f"/cases/{case.pk}/presentation/undo/").status_code == 405


def test_an_undo_costs_the_same_queries_however_much_was_saved(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, lesions=lesions(40))
    client = client_of(resident)
    counts = []
    for saves in (1, 30):
        for place in range(saves):
            save(case, "kidney", lesions=lesions(2 + (place + saves) % 30))
        data = {"change": str(undoable(case, "kidney").undo), "version": str(case.version)}
        with CaptureQueriesContext(connection) as queries:
            client.post(f"{address(case, 'kidney')}undo/", data, **HTMX)
        counts.append(len(queries))
        case = case_for(resident, case.pk)

    assert counts[0] == counts[1] <= 16
