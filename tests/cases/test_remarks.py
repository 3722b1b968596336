"""What does not fit together is told wherever one of the facts is seen, with the way to each of them."""

from collections.abc import Callable
from html import unescape

from django.test import Client

from guidance.domain.edition import Edition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of

ClientOf = Callable[[User], Client]
UNFIT = {"sex": "male", "primary_site": "cervix", "creatinine_umol_l": 14}
SEX = "Sex is recorded as male, but the primary site as cervix."
UNIT = "Serum creatinine is recorded as 14 µmol/L, which is very low. Was that 14 mg/dL"


def test_the_summary_tells_it_with_the_way_to_both_fields(
    resident: User, client_of: ClientOf, edition: Edition
) -> None:
    case = case_of(resident, **UNFIT)
    html = unescape(client_of(resident).get(f"/cases/{case.pk}/summary/").content.decode())

    assert (html.count(SEX), html.count(UNIT)) == (1, 1)
    assert f'href="/cases/{case.pk}/presentation/#field-sex"' in html
    assert f'href="/cases/{case.pk}/primary/#field-primary_site"' in html


def test_a_case_that_fits_together_is_told_nothing(
    resident: User, client_of: ClientOf, edition: Edition
) -> None:
    case = case_of(resident, sex="female", primary_site="cervix", creatinine_umol_l=80)

    assert "Look again" not in client_of(resident).get(f"/cases/{case.pk}/summary/").content.decode()
