"""From what the checks find to the page on which it is mended, at its field."""

import pytest

from cases.models import CaseDraft
from cases.presenting.case_checks import way_to
from kidmet_site.accounts.models import User
from tests.cases.draft_pages import ClientOf
from tests.cases.drafts import SINGLE, draft_of, save

WAYS = {
    "title": "#field-title",
    "objectives": "#objectives",
    "steps/history": "steps/history/",
    "steps/history/narrative": "steps/history/#field-narrative",
    "steps/history/asked": "steps/history/#facts-title",
    "steps/history/questions": "questions/#questions-history",
    "steps/history/questions/why": "steps/history/questions/why/",
    "steps/history/questions/why/objective": "steps/history/questions/why/#field-objective",
    "steps/history/questions/why/options": "steps/history/questions/why/#options",
    "steps/history/questions/why/statements": "steps/history/questions/why/#rests",
    "steps/history/questions/gone": "questions/#questions-history",
    "steps/gone": "#field-steps",
    "key": "marks/",
    "key/marks": "marks/",
    "key/record/ecog": "key/prognosis/#field-ecog",
    "key/record/lesions": "key/kidney/#field-lesions",
    "key/record/weather": "marks/",
    "key/marks/ecog": "marks/ecog/",
    "key/marks/ecog/why": "marks/ecog/#field-why",
}


@pytest.fixture
def draft(educator: User, edition: object) -> CaseDraft:
    draft = draft_of(educator, "A cough")
    save(draft, educator, steps__history__questions__why=SINGLE, steps__history__asked=["ecog"])
    return draft


def test_each_part_leads_to_the_page_and_field_on_which_it_is_written(draft: CaseDraft) -> None:
    home = f"/teach/drafts/{draft.pk}/"

    assert {address: way_to(draft, address).removeprefix(home) for address in WAYS} == WAYS


def test_every_way_leads_to_something_on_its_page(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client, lost = client_of(educator), []
    for address in WAYS:
        page, _, field = way_to(draft, address).partition("#")
        answer = client.get(page)
        if answer.status_code != 200 or (field and f'id="{field}"' not in answer.content.decode()):
            lost.append(address)

    assert lost == ["steps/gone"]
