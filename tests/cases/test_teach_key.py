"""The key of a draft through the forms of the chapters: fact by fact, beside what follows from it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.publishing import checked
from cases.models import CaseDraft
from cases.queries.drafting import draft_for
from guidance.domain.vocabulary import CHAPTERS
from kidmet_site.accounts.models import User
from tests.cases.draft_pages import HTMX, ClientOf, form_of
from tests.cases.drafts import draft_of, save, share
from tests.cases.samples import NOW
from tests.cases.test_teach_step import copied
from tests.conftest import person

pytestmark = pytest.mark.both_databases  # one of them gives the names of an object back in another order


@pytest.fixture
def draft(educator: User, edition: object) -> CaseDraft:
    return draft_of(educator, "A cough")


@pytest.fixture
def lung(educator: User, edition: object) -> CaseDraft:
    return copied(educator)


def at(draft: CaseDraft, chapter: str) -> str:
    return f"/teach/drafts/{draft.pk}/key/{chapter}/"


def send(client: Client, draft: CaseDraft, chapter: str, opened: int = 0, **fields: Any) -> str:
    sent = {"version": opened or draft.version, **fields}
    return str(client.post(at(draft, chapter), sent, headers=HTMX).content.decode())


def record_of(draft: CaseDraft, user: User) -> dict[str, Any]:
    found: dict[str, Any] = draft_for(user, draft.pk).document["key"]["record"]
    return found


def test_each_fact_is_kept_as_a_part_of_its_own(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    send(client_of(educator), draft, "presentation", age_years="71", sex="female")

    assert record_of(draft, educator) == {"age_years": 71, "sex": "female"}
    changes = draft_for(educator, draft.pk).saves.first().changes
    assert [change["address"] for change in changes] == ["key/record/age_years", "key/record/sex"]


def test_lesions_are_kept_when_they_are_rows(draft: CaseDraft, educator: User, client_of: ClientOf) -> None:
    rows = {"lesions-TOTAL_FORMS": "1", "lesions-INITIAL_FORMS": "0", "lesions-0-side": "left"}

    send(client_of(educator), draft, "kidney", **rows, **{"lesions-0-size_mm": "18"})

    assert record_of(draft, educator)["lesions"] == [{"side": "left", "size_mm": 18}]


@pytest.mark.parametrize("chapter", [chapter.key for chapter in CHAPTERS])
def test_a_page_sent_as_it_stands_changes_nothing(
    lung: CaseDraft, educator: User, client_of: ClientOf, chapter: str
) -> None:
    client = client_of(educator)

    client.post(at(lung, chapter), form_of(client, at(lung, chapter)), headers=HTMX)

    assert draft_for(educator, lung.pk).version == 1


def test_what_no_fact_can_hold_stands_there_as_it_was_typed(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client = client_of(educator)

    said = send(client, draft, "presentation", age_years="300", sex="female")

    assert "is not right yet" in said
    assert record_of(draft, educator) == {"sex": "female"}
    page = client.get(at(draft, "presentation")).content.decode()
    assert 'value="300"' in page and "120" in page
    assert "something typed is no answer" in page


def test_what_is_no_answer_is_told_before_publishing_with_the_way_to_it(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client = client_of(educator)
    send(client, draft, "presentation", age_years="300")
    send(client, draft, "staging", opened=draft.version + 1, tnm_notation="cT9z")

    remarks = checked(draft_for(educator, draft.pk), NOW).remarks

    assert [(check.code, check.address) for check in remarks] == [
        ("not-an-answer", "key/record/age_years"),
        ("not-an-answer", "key/record/t_category"),
    ]
    assert "“300” was typed for Age in the key" in remarks[0].message


def test_a_row_for_one_more_lesion_is_there_without_scripts_when_something_is_no_answer(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    rows = {"lesions-TOTAL_FORMS": "1", "lesions-INITIAL_FORMS": "0", "lesions-0-side": "left"}
    sent = {"version": draft.version, **rows, "lesions-0-size_mm": "huge"}

    page = client_of(educator).post(at(draft, "kidney"), sent).content.decode()

    assert record_of(draft, educator)["lesions"] == [{"side": "left"}]
    assert 'value="huge"' in page and 'name="lesions-1-side"' in page


def test_two_facts_stand_when_two_authors_save_one_each(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(draft, educator, key__record__age_years=71)

    said = send(client_of(educator), draft, "presentation", opened=1, age_years="", sex="female")

    assert record_of(draft, educator) == {"age_years": 71, "sex": "female"}
    assert "Somebody else changed the answer to Age" in said


def test_both_texts_are_shown_when_two_authors_answer_the_same_fact(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    colleague = person("Kim", is_educator=True)
    share(draft.library, colleague, "edit")
    save(draft, colleague, key__record__age_years=71)

    said = send(client_of(educator), draft, "presentation", opened=1, age_years="64")

    assert "Not saved: changed elsewhere" in said
    assert '<pre tabindex="0">71</pre>' in said and '<pre tabindex="0">64</pre>' in said
    assert record_of(draft, educator) == {"age_years": 71}


def test_what_follows_stands_beside_it_when_the_key_is_changed(
    lung: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    client = client_of(educator)
    page = client.get(at(lung, "staging")).content.decode()
    sent = form_of(client, at(lung, "staging"))

    said = send(client, lung, "staging", **{**sent, "m_category": "M0", "m_category_prefix": "c"})

    assert "cM0" not in page[page.index('id="beside"') :]
    assert "cM0" in said[said.index('id="beside-key"') :]
    assert record_of(lung, educator)["m_category"] == "cM0"


def test_the_page_says_what_the_case_gives_and_asks_of_the_chapter(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    save(draft, educator, steps__history__given=["age_years"], steps__imaging__asked=["sex"])

    page = client_of(educator).get(at(draft, "presentation")).content.decode()

    used = page[page.index('id="used"') : page.index('id="draft-form"')]
    assert "given at “History”" in used
    assert used.count("no answer yet") == 2 and "nobody could know" not in used
    assert "asked at “Imaging”" in used and f"/teach/drafts/{draft.pk}/marks/sex/" in used


def test_there_is_no_such_page_of_a_chapter_that_is_none(
    draft: CaseDraft, educator: User, client_of: ClientOf
) -> None:
    assert client_of(educator).get(at(draft, "weather")).status_code == 404


def test_a_chapter_takes_as_many_queries_when_the_case_is_long(
    educator: User, client_of: ClientOf, edition: object
) -> None:
    counts = []
    for count in (0, 25):
        draft, client = copied(educator, count), client_of(educator)
        client.get(at(draft, "staging"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(at(draft, "staging"))
        counts.append(len(queries))

    assert counts[0] == counts[1] < 12
