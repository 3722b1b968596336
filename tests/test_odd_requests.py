"""What a browser never sends: other characters than UTF-8, fewer rows than none, a save of what is gone."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from cases.models import PatientCase
from guidance.domain.edition import Edition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "idna", "punycode", "latin-1"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=X"])
def test_other_characters_than_utf_8_are_refused_in_a_sentence(db: None, charset: str, kind: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "x" * 32

    answer = client.post("/accounts/login/", b"a=1", content_type=f"{kind}; charset={charset}")

    assert answer.status_code == 415
    assert f"“{charset}”; this site takes UTF-8." in answer.content.decode()


def test_lesions_stay_when_a_form_says_that_it_has_fewer_rows_than_none(
    edition: Edition, resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident, lesions=({"side": "left"}, {"side": "right"}))
    for count in ("-1", "", "many"):
        sent = {"version": case.version, "lesions-TOTAL_FORMS": count, "lesions-INITIAL_FORMS": count}
        page = client_of(resident).post(f"/cases/{case.pk}/kidney/", sent)

        assert "does not say how many rows it has" in page.content.decode(), count
        assert len(PatientCase.objects.get(pk=case.pk).recorded()["lesions"]) == 2


def test_a_save_that_meets_the_deletion_of_its_case_finds_no_page(
    edition: Edition, resident: User, client_of: ClientOf
) -> None:
    case = case_of(resident)

    def delete_first(execute: Callable, sql: str, *rest: object) -> object:
        if sql.startswith("UPDATE") and "cases_patientcase" in sql:
            PatientCase.objects.filter(pk=case.pk).delete()
        return execute(sql, *rest)

    with connection.execute_wrapper(delete_first):
        answer = client_of(resident).post(
            f"/cases/{case.pk}/presentation/", {"version": case.version, "age_years": "60"}
        )

    assert answer.status_code == 404
