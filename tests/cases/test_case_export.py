import json
from collections.abc import Callable

import pytest
from django.test import Client

from kidmet_site.accounts.models import User
from tests.cases.samples import case_of

ClientOf = Callable[[User], Client]


def test_a_case_is_exported_as_a_file_with_its_name(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, "Lung, both kidneys", primary_site="lung", ecog=1, diagnosis_date="2025-03")
    response = client_of(resident).get(f"/cases/{case.pk}/export/")

    assert response["Content-Disposition"] == 'attachment; filename="lung-both-kidneys.json"'
    assert json.loads(response.content) == {
        "format": "kidmet.case/1",
        "title": "Lung, both kidneys",
        "facts": {"primary_site": "lung", "diagnosis_date": "2025-03", "ecog": 1},
    }


@pytest.mark.parametrize("title", ["肺", "…", 'a"b\nc'])
def test_any_title_gives_a_file_name(resident: User, client_of: ClientOf, title: str) -> None:
    case = case_of(resident, title)
    disposition = client_of(resident).get(f"/cases/{case.pk}/export/")["Content-Disposition"]

    assert disposition in (f'attachment; filename="case-{case.pk}.json"', 'attachment; filename="ab-c.json"')
