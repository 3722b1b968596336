"""The plain way in: every list opens, and a case that is mended there has its history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.content.demo_cases import demo_cases
from cases.models import CaseChange, CommittedStep, FactBlock, FactColumn, Mark, PatientCase
from cases.queries.cases import case_for
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import FIRST_LUNG, load_first_format, submitted
from tests.cases.samples import Sent, case_of, lesions

ClientOf = Callable[[User], Client]
LISTS = ["patientcase", "kidneylesion", "staging", "prognosticfactors", "careplan", "casechange"]


def change_page(client: Client, case: PatientCase) -> str:
    return client.get(f"/admin/cases/patientcase/{case.pk}/change/").content.decode()


def mend(client: Client, case: PatientCase, **changed: str) -> Any:
    pairs = Sent(change_page(client, case).split('id="patientcase_form"')[1]).pairs
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        if not name.startswith("_"):
            data.setdefault(name, []).append(value)
    data |= {name: [value] for name, value in changed.items()}
    return client.post(f"/admin/cases/patientcase/{case.pk}/change/", data)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("count", [1, 50])
def test_a_list_opens_and_costs_as_much_with_many_rows(
    administrator: User, client_of: ClientOf, name: str, count: int
) -> None:
    for _ in range(count):
        case_of(administrator, "Lung", primary_site="lung", lesions=lesions(1), ecog=1)
    client = client_of(administrator)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/admin/cases/{name}/", {"q": "lung"})

    assert response.status_code == 200
    assert len(queries) <= 9


@pytest.mark.parametrize("name", LISTS)
def test_curators_see_no_cases_in_the_admin(curator: User, client_of: ClientOf, name: str) -> None:
    assert client_of(curator).get(f"/admin/cases/{name}/").status_code == 403


@pytest.mark.parametrize("demo", demo_cases(), ids=lambda demo: demo.slug)
def test_saving_a_case_as_it_stands_changes_nothing(
    administrator: User, client_of: ClientOf, demo: Any
) -> None:
    client = client_of(administrator)
    client.post("/cases/new/", {"demo": demo.slug})
    case = PatientCase.objects.get()
    response = mend(client, case)

    assert response.status_code == 302, response.context["errors"]
    after = case_for(administrator, case.pk)
    assert (after.recorded(), after.version) == (demo.case_file.recorded, 1)
    assert CaseChange.objects.count() == 1


def test_a_mended_case_is_audited_as_a_new_version(
    administrator: User, resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident, sex="male", lesions=[{"side": "left"}], age_years=95)
    changed = {"sex": "female", "lesions-0-side": "right", "prognostic_factors-0-ecog": "2"}
    mend(client_of(administrator), case, **changed)
    after = case_for(resident, case.pk)
    change = CaseChange.objects.get(version=2)

    assert after.version == 2
    assert after.recorded() == {
        "age_years": 95,
        "sex": "female",
        "lesions": ({"side": "right"},),
        "ecog": "2",
    }
    assert change.by == administrator
    assert change.changes == {
        "sex": {"before": "male", "after": "female"},
        "lesions": {"before": [{"side": "left"}], "after": [{"side": "right"}]},
        "ecog": {"before": None, "after": 2},
    }


def test_history_is_shown_and_cannot_be_changed(administrator: User, client_of: ClientOf) -> None:
    case = case_of(administrator, sex="male")
    client = client_of(administrator)
    change = CaseChange.objects.get()
    page = f"/admin/cases/casechange/{change.pk}/"

    assert "sex: not recorded → &quot;male&quot;" in change_page(client, case)
    assert client.post(f"{page}change/", {"chapter": "x"}).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403


def test_cases_are_not_added_in_the_admin(administrator: User, client_of: ClientOf) -> None:
    assert client_of(administrator).get("/admin/cases/patientcase/add/").status_code == 403


def test_what_is_shown_to_nobody_else_is_not_shown_to_administrators(
    administrator: User, resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident, diagnosis_date="1977-03", second_cancer_date="1978-04", age_years=61)
    load_first_format()
    attempt = submitted(resident, FIRST_LUNG, entered={"diagnosis_date": "1979-05"})
    attempt.marks.filter(position=0).update(key="diagnosis_date", entered="1979-05")
    FactColumn.objects.create(
        block=FactBlock.objects.create(number=0, made_from={}), fact="diagnosis_date", values=["1977-03"]
    )
    client = client_of(administrator)
    rows = [
        *(("casechange", row.pk) for row in CaseChange.objects.all()),
        *(("committedstep", row.pk) for row in CommittedStep.objects.all()),
        *(("mark", row.pk) for row in Mark.objects.filter(key="diagnosis_date")),
        *(("factcolumn", row.pk) for row in FactColumn.objects.all()),
        ("patientcase", case.pk),
    ]
    lists = {name for name, _ in rows}
    assert lists == {"casechange", "committedstep", "mark", "factcolumn", "patientcase"}
    pages = [client.get(f"/admin/cases/{name}/").content.decode() for name in lists]
    pages += [client.get(f"/admin/cases/{name}/{pk}/change/").content.decode() for name, pk in rows]

    assert [date for date in ("1977-03", "1978-04", "1979-05") if date in "".join(pages)] == []
    assert "age_years: not recorded → 61" in pages[-1]
    assert "diagnosis_date: not shown to others" in pages[-1]
    mend(client, case, age_years="62")
    assert case_for(resident, case.pk).recorded()["diagnosis_date"] == "1977-03"
